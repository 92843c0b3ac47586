import { CONTROLLERS, closing, indentAt, joinPaths, type WrittenRoute } from './model.ts';

const CONTROLLER = /@Controller\(\s*(?:(['"`])([^'"`$\n]*)\1|\{([^}]*)\})?\s*\)/g;
const GET = /@(?:Get|All)\(\s*(?:(['"`])([^'"`$\n]*)\1)?\s*\)/g;
const GLOBAL_PREFIX = /\.setGlobalPrefix\(\s*(['"`])([^'"`$\n]*)\1/;

/** What a file of a Nest application says: the routes of its controllers, and the prefix of all. */
export interface NestRoutes {
  readonly routes: readonly WrittenRoute[];
  readonly prefixOfAll: string | undefined;
}

/** Nest's controllers. One with a version, or a prefix that is computed, is left out. */
export function nestIn(text: string): NestRoutes {
  const controllers = [...text.matchAll(CONTROLLER)];
  const routes = controllers.flatMap(({ 0: whole, 2: plain, 3: options, index }, at) => {
    const start = index + whole.length;
    const path = options === undefined ? (plain ?? '') : /\bpath\s*:\s*(['"`])([^'"`$]*)\1/.exec(options)?.[2];
    if (path === undefined || /\b(?:version|host)\s*:/.test(options ?? '')) return [];
    return routesOf(text, start, controllers[at + 1]?.index ?? text.length, path);
  });
  const prefix = GLOBAL_PREFIX.exec(text)?.[2];
  return { routes, prefixOfAll: prefix && `/${prefix.replace(/^\//, '')}` };
}

const routesOf = (text: string, start: number, end: number, prefix: string): WrittenRoute[] =>
  [...text.slice(start, end).matchAll(GET)].map(({ 0: whole, 2: path = '', index }) => {
    const after = start + index + whole.length;
    const open = text.indexOf('{', after);
    return {
      on: CONTROLLERS,
      path: joinPaths(joinPaths('', `/${prefix.replace(/^\//, '')}`), path),
      handler: open < 0 ? '' : text.slice(after, closing(text, open)),
      indent: indentAt(text, start + index),
    };
  });
