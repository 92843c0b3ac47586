import { annotationGuards, argumentsAt } from './guards.ts';
import { CONTROLLERS, closing, joinPaths, matches, type PrefixOfAll, type WrittenRoute } from './model.ts';

const CONTROLLER = /@Controller\(\s*(?:(['"`])([^'"`$\n]*)\1|\{([^}]*)\})?\s*\)/g;
const GET = /@(?:Get|All)\(\s*(?:(['"`])([^'"`$\n]*)\1)?\s*\)/g;
const GLOBAL_PREFIX = /\.setGlobalPrefix\(\s*(['"`])([^'"`$\n]*)\1/;

/** What a file of a Nest application says: the routes of its controllers, and the prefix of all. */
export interface NestRoutes {
  readonly routes: readonly WrittenRoute[];
  readonly prefixOfAll: PrefixOfAll | undefined;
}

/** Nest's controllers. One with a version, or a prefix that is computed, is left out. */
export function nestIn(text: string): NestRoutes {
  const controllers = matches(text, CONTROLLER);
  const routes = controllers.flatMap(({ 0: whole, 2: plain, 3: options, index }, at) => {
    const start = index + whole.length;
    const path = options === undefined ? (plain ?? '') : /\bpath\s*:\s*(['"`])([^'"`$]*)\1/.exec(options)?.[2];
    if (path === undefined || /\b(?:version|host)\s*:/.test(options ?? '')) return [];
    return routesOf(text, start, controllers[at + 1]?.index ?? text.length, path);
  });
  return { routes, prefixOfAll: globalPrefix(text) };
}

/** `app.setGlobalPrefix('api', { exclude: ['health'] })`; undefined where what it excludes is no list of paths. */
function globalPrefix(text: string): PrefixOfAll | undefined {
  const given = GLOBAL_PREFIX.exec(text);
  if (!given) return undefined;
  const options = argumentsAt(text, given.index + given[0].indexOf('('))[1] ?? '';
  const except = [...options.matchAll(/(?:[[,]\s*|\bpath\s*:\s*)(['"`])([^'"`$]*)\1/g)].map(([, , path]) =>
    slashed(path!),
  );
  return { prefix: slashed(given[2]!), except };
}

const slashed = (path: string): string => `/${path.replace(/^\//, '')}`;

/** The code of a class, whose annotations all of its routes share. */
function routesOf(text: string, start: number, end: number, prefix: string): WrittenRoute[] {
  return matches(text.slice(start, end), GET).map(({ 0: whole, 2: path = '', index }) => {
    const at = start + index;
    const after = at + whole.length;
    const open = text.slice(after, after + HEAD).indexOf('{');
    return {
      on: CONTROLLERS,
      path: joinPaths(joinPaths('', slashed(prefix)), path),
      handler: open < 0 ? '' : text.slice(after, closing(text, after + open)),
      block: `class ${start}`,
      guards: annotationGuards(text, at, after, after + Math.max(open, 0)),
    };
  });
}

/** No method's head is longer. */
const HEAD = 600;
