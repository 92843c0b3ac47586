import { argumentGuards, argumentsAt } from './guards.ts';
import { handlerAt, type Import, joinPaths, lineBefore, type Mount, matches, type WrittenRoute } from './model.ts';
import { placesOf } from './place.ts';

const PATH =
  /\b(path|re_path|url)\(\s*r?(?:"([^"\n]*)"|'([^'\n]*)')\s*,\s*(include\(\s*(?:\(\s*)?(?:"([\w.]+)"|'([\w.]+)')|[\w.]+)/g;

/** What a Django `urls.py` says. */
export interface DjangoRoutes {
  readonly routes: readonly WrittenRoute[];
  /** `urlpatterns` where this is not the project's own `urls.py`. */
  readonly routers: readonly string[];
  readonly mounts: readonly Mount[];
  readonly imports: ReadonlyMap<string, Import>;
}

/** The paths of `urlpatterns`. The file that includes the admin's is taken for the root of them all. */
export function djangoIn(text: string): DjangoRoutes {
  const routes: WrittenRoute[] = [];
  const mounts: Mount[] = [];
  const imports = new Map<string, Import>();
  const found = text.includes('urlpatterns') ? matches(text, PATH) : [];
  const places = placesOf(
    text,
    found.map(({ index }) => index),
  );
  for (const { 0: whole, 1: kind, 2: double, 3: single, 4: view, 5: quoted, 6: other, index } of found) {
    const path = joinPaths('', kind === 'path' ? (double ?? single!) : plainPattern(double ?? single!));
    const module = quoted ?? other;
    const { block } = places.get(index)!;
    // What a function around the list puts in front is not written here.
    const isPlain = /^urlpatterns\s*(?::[^=\n]*)?\+?=\s*$/.test(
      lineBefore(text, Number.parseInt(block, 10)).trimStart(),
    );
    if (module) {
      mounts.push({
        on: 'urlpatterns',
        child: `include ${module}`,
        prefix: isPlain ? path : undefined,
        replaces: false,
      });
      imports.set(`include ${module}`, { module, name: 'urlpatterns' });
    } else if (!view!.startsWith('include'))
      routes.push({
        on: isPlain ? 'urlpatterns' : 'other patterns',
        path,
        handler: `${view} ${handlerAt(text, index + whole.length)}`,
        block,
        guards: argumentGuards(argumentsAt(text, index + whole.indexOf('(')).slice(1, 2)).filter(
          (guard) => !/\.as_view$/.test(guard),
        ),
      });
  }
  const isRoot = mounts.length > 0 || /\badmin\.site\.urls\b/.test(text);
  return { routes, routers: isRoot || routes.length === 0 ? [] : ['urlpatterns'], mounts, imports };
}

/** A regular expression's literal text where it is little more: `^ready/?$`. */
const plainPattern = (pattern: string): string => pattern.replace(/^\^/, '').replace(/(?:\/\?)?\$$/, '');
