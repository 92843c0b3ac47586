import {
  callAt,
  closing,
  handlerAt,
  type Import,
  indentAt,
  joinPaths,
  type Mount,
  type Prefix,
  type Reader,
  type WrittenRoute,
  withoutSlashComments,
} from './model.ts';
import { nestIn } from './nest.ts';

const ROUTER =
  /\b(?:const|let|var)\s+(\w+)(?:\s*:\s*[\w.<>]+)?\s*=\s*(?:new\s+)?(?:\w+\.)?(?:Koa)?Router(?:<[^\n]*?>)?\s*\(/g;
/** The prefix that a router of Koa brings itself, or that a plugin of Fastify is registered with. */
const PREFIX = /\bprefix\s*:\s*(?:(['"`])([^'"`$\n]*)\1)?/;
const APPLICATION =
  /\b(\w+)(?:\s*:\s*[\w.<>]+)?\s*=\s*(?:new\s+)?(?:express|[fF]astify|polka|Koa|(?:OpenAPI)?Hono(?:<[^\n]*>)?)\s*\(/g;
const ROUTE = /(?<![\w.)])(\w+)\.(?:get|head|all)\(\s*(['"`])(\/[^'"`$]*)\2\s*,/g;
/** Fastify's `app.route({ method: 'GET', url: '/ready', … })`. */
const ROUTE_OBJECT = /(?<![\w.)])(\w+)\.route\(\s*\{([^{}]*)/g;
/** Fastify's `app.register(plugin, { prefix: '/api' })`. */
const REGISTER =
  /(?<![\w.)])(\w+)\.register\(\s*(?:require\(\s*['"]([^'"]+)['"]\s*\)|(\w+))\s*(?:,\s*(\{[^{}]*\}))?\s*\)/g;
/** `export default async function (fastify) {`, a plugin of Fastify. */
const PLUGIN =
  /\b(?:export\s+default|module\.exports\s*=)\s+(?:async\s+)?(?:function\s*\w*\s*)?\(\s*(fastify|app|server|instance)\b/;
/** `app.use('/api', auth, router)`, also with `require('./router')` in its place. Hono's `app.route('/api', router)`. */
const MOUNT =
  /(?<![\w.)])(\w+)\.(?:use|route)\(\s*(?:(['"`])(\/[^'"`$]*)\2\s*,\s*)?(?:\w+(?:\([^()]*\))?\s*,\s*)*(?:require\(\s*['"]([^'"]+)['"]\s*\)|(\w+))(?:\.\w+)?(?:\(\))?\s*\)/g;
const REQUIRE = /\b(?:const|let|var)\s+(?:(\w+)|\{([^}]*)\})\s*=\s*require\(\s*['"](\.[^'"]*)['"]\s*\)/g;
const IMPORT = /\bimport\s+(?:(\w+)\s*,?\s*)?(?:\{([^}]*)\}\s*)?from\s*['"](\.[^'"]*)['"]/g;
/** Names of servers by habit; other receivers of `.get('/…', …)` may be HTTP clients. */
const SERVER = /^(?:app|server|fastify|\w*[rR]outer|routes)$/;
const EXTENSIONS = ['.js', '.ts', '.mjs', '.cjs', '.mts', '.cts'];

/** Express, Fastify, Koa's router, Hono and Nest. */
export const javascript: Reader = {
  endings: EXTENSIONS,
  read(source) {
    const text = withoutSlashComments(source);
    const imports = importsIn(text);
    const plugin = PLUGIN.exec(text)?.[1];
    const applications = new Set([...text.matchAll(APPLICATION)].map(([, name]) => name!));
    const made = new Map([...text.matchAll(ROUTER)].map((match) => [match[1]!, prefixOf(callOf(text, match))]));
    const routes = [...calledIn(text), ...objectsIn(text)].filter(
      ({ on }) => applications.has(on) || made.has(on) || SERVER.test(on),
    );
    const given = routes.map(({ on }) => on).filter((name) => /rout/i.test(name) && !applications.has(name));
    const nest = nestIn(text);
    const routers = new Map<string, Prefix>([...given.map((name) => [name, ''] as const), ...made]);
    if (plugin && !applications.has(plugin)) routers.set(plugin, '');
    return {
      routes: [...routes, ...nest.routes],
      routers,
      mounts: mountsIn(text, imports),
      imports,
      prefixOfAll: nest.prefixOfAll,
    };
  },
  modulePaths(module, from) {
    const folders = from.split('/').slice(0, -1);
    for (const piece of module.split('/')) {
      if (piece === '..') folders.pop();
      else if (piece !== '.') folders.push(piece);
    }
    const path = folders.join('/').replace(/\.[cm]?[jt]s$/, '');
    return EXTENSIONS.flatMap((extension) => [`${path}${extension}`, `${path}/index${extension}`]);
  },
};

const callOf = (text: string, { 0: whole, index }: RegExpExecArray): string => callAt(text, index + whole.length - 1);

/** The prefix among options: undefined where it is computed, '' where none is given. */
function prefixOf(options: string): Prefix {
  const given = PREFIX.exec(options);
  return given ? given[2] : '';
}

const calledIn = (text: string): WrittenRoute[] =>
  [...text.matchAll(ROUTE)].map(({ 0: whole, 1: on, 3: path, index }) => ({
    on: on!,
    path: joinPaths('', path!),
    handler: handlerAt(text, index + whole.length),
    indent: indentAt(text, index),
  }));

const objectsIn = (text: string): WrittenRoute[] =>
  [...text.matchAll(ROUTE_OBJECT)].flatMap(({ 0: whole, 1: on, 2: options, index }) => {
    const path = /\b(?:url|path)\s*:\s*['"`](\/[^'"`$\n]*)/.exec(options!)?.[1];
    if (path === undefined || !/\bmethod\s*:\s*\[?[^\]]*['"`]GET\b/i.test(options!)) return [];
    const handler = text.slice(index, closing(text, index + whole.length - options!.length - 1));
    return [{ on: on!, path, handler, indent: indentAt(text, index) }];
  });

/** What mounts what; a required module becomes an import of its own. */
function mountsIn(text: string, imports: Map<string, Import>): Mount[] {
  const childOf = (module: string | undefined, name: string | undefined): string => {
    if (module) imports.set(`require ${module}`, { module, name: undefined });
    return module ? `require ${module}` : name!;
  };
  const used = [...text.matchAll(MOUNT)].map(([, on, , prefix = '', module, name]) => ({
    on: on!,
    child: childOf(module, name),
    prefix,
    replaces: false,
  }));
  const registered = [...text.matchAll(REGISTER)].map(([, on, module, name, options]) => ({
    on: on!,
    child: childOf(module, name),
    prefix: prefixOf(options ?? ''),
    replaces: false,
  }));
  return [...used, ...registered];
}

function importsIn(text: string): Map<string, Import> {
  const imports = new Map<string, Import>();
  for (const [, whole, names, module] of [...text.matchAll(REQUIRE), ...text.matchAll(IMPORT)]) {
    if (whole) imports.set(whole, { module: module!, name: undefined });
    for (const [, name, as] of (names ?? '').matchAll(/(\w+)(?:\s*(?:\bas\b|:)\s*(\w+))?/g))
      imports.set(as ?? name!, { module: module!, name: name! });
  }
  return imports;
}
