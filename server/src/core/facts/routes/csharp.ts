import {
  CONTROLLERS,
  type FileRoutes,
  handlerAt,
  indentAt,
  joinPaths,
  type Mount,
  type Prefix,
  type Reader,
  type WrittenRoute,
  withoutSlashComments,
} from './model.ts';

/** `app.MapHealthChecks("/ready", …)`, `app.MapGet("/ready", …)`, `app.UseHealthChecks("/ready")`. */
const MAPPED = /(?<![\w.])(\w+)\.(?:MapHealthChecks|MapGet|UseHealthChecks|Map)\(\s*"(\/?[^"\n{]*)"/g;
const GROUP = /\b(\w+)\s*=\s*(\w+)\.MapGroup\(\s*"(\/?[^"\n]*)"/g;
const CONTROLLER = /\[Route\(\s*"([^"\n]*)"\s*\)\](?=[^;{}]*\bclass\b)/;
const ACTION = /\[HttpGet\(\s*"([^"\n]*)"/g;

/** ASP.NET: health checks and endpoints that are mapped, and controllers. */
export const csharp: Reader = {
  endings: ['.cs'],
  read(source): FileRoutes {
    const text = withoutSlashComments(source);
    const groups = [...text.matchAll(GROUP)].map(
      ([, child, on, prefix]): Mount => ({ on: on!, child: child!, prefix: slashed(prefix!), replaces: false }),
    );
    const mapped = [...text.matchAll(MAPPED)].map(
      ({ 0: whole, 1: on, 2: path, index }): WrittenRoute => ({
        on: on!,
        path: joinPaths('', slashed(path!)),
        handler: handlerAt(text, index + whole.length),
        indent: indentAt(text, index),
      }),
    );
    const routers = new Map<string, Prefix>(groups.map(({ child }) => [child, '']));
    return { routes: [...mapped, ...actionsIn(text)], routers, mounts: groups, imports: new Map() };
  },
  modulePaths: () => [],
};

function actionsIn(text: string): WrittenRoute[] {
  const prefix = CONTROLLER.exec(text)?.[1];
  // `[controller]` stands for the name of the class.
  if (prefix?.includes('[')) return [];
  return [...text.matchAll(ACTION)].map(({ 0: whole, 1: path, index }) => ({
    on: CONTROLLERS,
    path: path!.startsWith('/') ? path! : joinPaths(slashed(prefix ?? ''), path!),
    handler: handlerAt(text, index + whole.length),
    indent: indentAt(text, index),
  }));
}

const slashed = (path: string): string => (path === '' || path.startsWith('/') ? path : `/${path}`);
