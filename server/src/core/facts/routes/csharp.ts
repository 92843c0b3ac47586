import { annotationGuards } from './guards.ts';
import {
  CONTROLLERS,
  closing,
  type FileRoutes,
  handlerAt,
  joinPaths,
  type Mount,
  matches,
  type Prefix,
  type Reader,
  type WrittenRoute,
  withoutSlashComments,
} from './model.ts';
import { placesOf } from './place.ts';

/** `app.MapHealthChecks("/ready", …)`, `app.MapGet("/ready", …)`, `app.UseHealthChecks("/ready")`. */
const MAPPED = /(?<![\w.])(\w+)\.(?:MapHealthChecks|MapGet|UseHealthChecks|Map)\(\s*"(\/?[^"\n{]*)"/g;
const GROUP = /\b(\w+)\s*=\s*(\w+)\.MapGroup\(\s*"(\/?[^"\n]*)"/g;
const CONTROLLER = /\[Route\(\s*"([^"\n]*)"\s*\)\](?=[^;{}]{0,1000}\bclass\b)/g;
const ACTION = /\[HttpGet\(\s*"([^"\n]*)"/g;

/** ASP.NET: health checks and endpoints that are mapped, and controllers. */
export const csharp: Reader = {
  endings: ['.cs'],
  read(source): FileRoutes {
    const text = withoutSlashComments(source);
    const groups = matches(text, GROUP).map(
      ([, child, on, prefix]): Mount => ({ on: on!, child: child!, prefix: slashed(prefix!), replaces: false }),
    );
    const found = matches(text, MAPPED);
    const places = placesOf(
      text,
      found.map(({ index }) => index),
      { gates: matches(text, GATE).map(({ index }) => index) },
    );
    const mapped = found.map(
      ({ 0: whole, 1: on, 2: path, index }): WrittenRoute => ({
        on: on!,
        path: joinPaths('', slashed(path!)),
        handler: handlerAt(text, index + whole.length),
        block: places.get(index)!.block,
        guards: chained(text, index + whole.indexOf('(')),
      }),
    );
    const routers = new Map<string, Prefix>(groups.map(({ child }) => [child, '']));
    return { routes: [...mapped, ...actionsIn(text)], routers, mounts: groups, imports: new Map() };
  },
  modulePaths: () => [],
};

/** What ends a block early. */
const GATE = /^[ \t]*if\b[^\n]{0,200}(?:\breturn\b|\{\s*\n\s*return\b|\n\s*\{\s*\n\s*return\b)/gm;

/** What is called on a route but what describes it: `.RequireAuthorization()`, `.RequireHost("*:8081")`. */
function chained(text: string, open: number): string[] {
  const after = closing(text, open);
  const [rest = ''] = text.slice(after, after + 500).split(';');
  return [...rest.matchAll(/^\s*\.(\w+)\([^()\n]*|\)\s*\.(\w+)\([^()\n]*/g)].flatMap(
    ({ 0: call, 1: first, 2: next }) =>
      /^(?:With\w+|ExcludeFromDescription|Produces\w*|Disable\w+|ShortCircuit|CacheOutput)$/.test(first ?? next!)
        ? []
        : [call],
  );
}

const CLASS_HEAD = /\bclass\s+[A-Z]\w*/g;

function actionsIn(text: string): WrittenRoute[] {
  const classes = matches(text, CLASS_HEAD).map(({ index }) => index);
  const prefixes = matches(text, CONTROLLER).map(({ 1: path, index }) => ({
    path: path!,
    owner: classes.find((at) => at > index),
  }));
  return matches(text, ACTION).flatMap(({ 0: whole, 1: path, index }) => {
    const owner = classes.findLast((at) => at < index);
    const prefix = prefixes.findLast((one) => one.owner === owner)?.path ?? '';
    // `[controller]` stands for the name of the class.
    if (prefix.includes('[')) return [];
    const after = index + whole.length;
    const open = text.slice(after, after + 400).search(/[{=]/);
    return [
      {
        on: CONTROLLERS,
        path: path!.startsWith('/') ? path! : joinPaths(slashed(prefix), path!),
        handler: handlerAt(text, after),
        block: `class ${owner}`,
        guards: annotationGuards(text, index, after, after + Math.max(open, 0)),
      },
    ];
  });
}

const slashed = (path: string): string => (path === '' || path.startsWith('/') ? path : `/${path}`);
