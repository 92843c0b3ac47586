import { handlerAt, type Import, joinPaths, type Mount, type WrittenRoute } from './model.ts';

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
  for (const { 0: whole, 1: kind, 2: double, 3: single, 4: view, 5: quoted, 6: other, index } of text.includes(
    'urlpatterns',
  )
    ? text.matchAll(PATH)
    : []) {
    const path = joinPaths('', kind === 'path' ? (double ?? single!) : plainPattern(double ?? single!));
    const module = quoted ?? other;
    if (module) {
      mounts.push({ on: 'urlpatterns', child: `include ${module}`, prefix: path, replaces: false });
      imports.set(`include ${module}`, { module, name: 'urlpatterns' });
    } else if (!view!.startsWith('include'))
      routes.push({ on: 'urlpatterns', path, handler: handlerAt(text, index + whole.length), indent: 0 });
  }
  const isRoot = mounts.length > 0 || /\badmin\.site\.urls\b/.test(text);
  return { routes, routers: isRoot || routes.length === 0 ? [] : ['urlpatterns'], mounts, imports };
}

/** A regular expression's literal text where it is little more: `^ready/?$`. */
const plainPattern = (pattern: string): string => pattern.replace(/^\^/, '').replace(/(?:\/\?)?\$$/, '');
