import { argumentGuards, argumentsAt } from './guards.ts';
import {
  callAt,
  closing,
  handlerAt,
  type Import,
  joinPaths,
  MAX_MATCHES,
  type Mount,
  matches,
  type Prefix,
  type Reader,
  type WrittenRoute,
  withoutSlashComments,
} from './model.ts';
import { nestIn } from './nest.ts';
import { placesOf } from './place.ts';

const ROUTER =
  /\b(?:const|let|var)\s+(\w+)(?:\s*:\s*[\w.<>]+)?\s*=\s*(?:new\s+)?(?:\w+\.)?(?:Koa)?Router(?:<[^\n]*?>)?\s*\(/g;
/** The prefix that a router of Koa brings itself, or that a plugin of Fastify is registered with. */
const PREFIX = /\bprefix\s*:\s*(?:(['"`])([^'"`$\n]*)\1)?/;
const APPLICATION =
  /\b(\w+)(?:\s*:\s*[\w.<>]+)?\s*=\s*(?:new\s+)?(?:express|[fF]astify|polka|Koa|(?:OpenAPI)?Hono(?:<[^\n]*>)?)\s*\(/g;
const ROUTE = /(?<![\w.)])(\w+)\.(?:get|head|all)\(\s*(['"`])(\/[^'"`$]*)\2\s*,/g;
/** Express's `app.route('/ready').get(ready)`. */
const ROUTE_GET = /(?<![\w.)])(\w+)\.route\(\s*(['"`])(\/[^'"`$]*)\2\s*\)\s*\.(?:get|all)\(/g;
/** The next call in a chain: `new Hono().get('/health', health).get('/ready', ready)`. */
const NEXT_CALL = /\s*\.(\w+)\s*\(\s*(?:(['"`])(\/?[^'"`$\n]*)\2)?/y;
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
  /(?<![\w.)])(\w+)\.(?:use|route)\(\s*(?:(['"`])(\/[^'"`$]*)\2\s*,\s*)?(?:\w+(?:\([^()]{0,300}\))?\s*,\s*){0,20}(?:require\(\s*['"]([^'"]+)['"]\s*\)|(\w+))(?:\.\w+)?(?:\(\))?\s*\)/g;
const REQUIRE = /\b(?:const|let|var)\s+(?:(\w+)|\{([^}]{0,2000})\})\s*=\s*require\(\s*['"](\.[^'"]*)['"]\s*\)/g;
const IMPORT = /\bimport\s+(?:(\w+)\s*,?\s*)?(?:\{([^}]{0,2000})\}\s*)?from\s*['"](\.[^'"]*)['"]/g;
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
    const applications = new Set(matches(text, APPLICATION).map(([, name]) => name!));
    const made = new Map(matches(text, ROUTER).map((match) => [match[1]!, prefixOf(callOf(text, match))]));
    const routes = routesIn(text).filter(({ on }) => applications.has(on) || made.has(on) || SERVER.test(on));
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

interface Found {
  readonly on: string;
  readonly path: string;
  readonly index: number;
  readonly handler: string;
  readonly guards: readonly string[];
}

/** What asks or answers before the routes behind it do, or makes another application; what only reads a request does not. */
const GATE =
  /\.use\(\s*(?!['"`]\/\w|(?:\w+\.)*(?:express|json|urlencoded|static|cors|helmet|morgan|compression|compress|bodyParser|body_?[pP]arser|cookie_?[pP]arser|pino(?:Http)?|\w*[lL]ogger|\w*[rR]out(?:er|es)|timing|etag|requestId|responseTime|prettyJSON)\b)|^[ \t]*if\b[^\n]{0,200}(?:\breturn\b|\{\s*\n\s*return\b)|=\s*(?:new\s+)?(?:\w+\.)?(?:express|[fF]astify|Koa|Hono|\w*Router)\(|\.(?:addHook|all|onBeforeHandle|derive|guard)\(\s*(?!['"`]\/\w)/gm;

function routesIn(text: string): WrittenRoute[] {
  const found = [...calledIn(text), ...objectsIn(text)];
  const places = placesOf(
    text,
    found.map(({ index }) => index),
    { gates: matches(text, GATE).map(({ index }) => index) },
  );
  const chained = matches(text, APPLICATION).flatMap(({ 0: whole, 1: on, index }) =>
    chainedIn(text, on!, index + whole.length - 1),
  );
  return [...found.map(({ index, ...route }) => ({ ...route, block: places.get(index)!.block })), ...chained];
}

const calledIn = (text: string): Found[] => [
  ...matches(text, ROUTE).map(({ 0: whole, 1: on, 3: path, index }) => {
    const [, ...given] = argumentsAt(text, index + whole.indexOf('('));
    const handler = handlerAt(text, index + whole.length);
    return { on: on!, path: joinPaths('', path!), index, handler, guards: argumentGuards(given) };
  }),
  ...matches(text, ROUTE_GET).map(({ 0: whole, 1: on, 3: path, index }) => {
    const open = index + whole.length - 1;
    const guards = argumentGuards(argumentsAt(text, open));
    return { on: on!, path: joinPaths('', path!), index, handler: callAt(text, open), guards };
  }),
];

/** Routes that are chained to a call; its bracket opens at `open`. What is called in between may answer, or move what follows. */
function chainedIn(text: string, on: string, open: number): WrittenRoute[] {
  const routes: WrittenRoute[] = [];
  let block = '';
  let end = closing(text, open);
  for (let calls = 0; calls < MAX_MATCHES; calls++) {
    NEXT_CALL.lastIndex = end;
    const next = NEXT_CALL.exec(text);
    if (!next || /^(?:basePath|mount|group|guard)$/.test(next[1]!)) break;
    const start = end + next[0].indexOf('(');
    end = closing(text, start);
    const [, ...given] = argumentsAt(text, start);
    if (/^(?:get|all)$/.test(next[1]!) && next[3]?.startsWith('/'))
      routes.push({
        on,
        path: joinPaths('', next[3]),
        handler: text.slice(start, end),
        block: `chain ${open} ${block}`,
        guards: argumentGuards(given),
      });
    else if (next[1] === 'use') block = `${calls}`;
  }
  return routes;
}

const objectsIn = (text: string): Found[] =>
  matches(text, ROUTE_OBJECT).flatMap(({ 0: whole, 1: on, 2: options, index }) => {
    const path = /\b(?:url|path)\s*:\s*['"`](\/[^'"`$\n]*)/.exec(options!)?.[1];
    if (path === undefined || !/\bmethod\s*:\s*\[?[^\]]*['"`]GET\b/i.test(options!)) return [];
    const handler = text.slice(index, closing(text, index + whole.length - options!.length - 1));
    const refusing = /\b(?:preHandler|onRequest|preValidation|preParsing|constraints|config)\s*:[^\n]*/.exec(handler);
    return [{ on: on!, path, index, handler, guards: [...(refusing ?? [])] }];
  });

/** What mounts what; a required module becomes an import of its own. */
function mountsIn(text: string, imports: Map<string, Import>): Mount[] {
  const childOf = (module: string | undefined, name: string | undefined): string => {
    if (module) imports.set(`require ${module}`, { module, name: undefined });
    return module ? `require ${module}` : name!;
  };
  const used = matches(text, MOUNT).map(([, on, , prefix = '', module, name]) => ({
    on: on!,
    child: childOf(module, name),
    prefix,
    replaces: false,
  }));
  const registered = matches(text, REGISTER).map(([, on, module, name, options]) => ({
    on: on!,
    child: childOf(module, name),
    prefix: prefixOf(options ?? ''),
    replaces: false,
  }));
  return [...used, ...registered];
}

function importsIn(text: string): Map<string, Import> {
  const imports = new Map<string, Import>();
  for (const [, whole, names, module] of [...matches(text, REQUIRE), ...matches(text, IMPORT)]) {
    if (whole) imports.set(whole, { module: module!, name: undefined });
    for (const [, name, as] of (names ?? '').matchAll(/(\w+)(?:\s*(?:\bas\b|:)\s*(\w+))?/g))
      imports.set(as ?? name!, { module: module!, name: name! });
  }
  return imports;
}
