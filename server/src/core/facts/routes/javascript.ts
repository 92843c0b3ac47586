import {
  handlerAt,
  type Import,
  indentAt,
  joinPaths,
  type Prefix,
  type Reader,
  withoutSlashComments,
} from './model.ts';

const ROUTER = /\b(?:const|let|var)\s+(\w+)(?:\s*:\s*[\w.<>]+)?\s*=\s*(?:new\s+)?(?:\w+\.)?Router\s*\(/g;
const APPLICATION =
  /\b(\w+)(?:\s*:\s*[\w.<>]+)?\s*=\s*(?:new\s+)?(?:express|[fF]astify|polka|(?:OpenAPI)?Hono(?:<[^\n]*>)?)\s*\(/g;
const ROUTE = /(?<![\w.)])(\w+)\.(?:get|head|all)\(\s*(['"`])(\/[^'"`$]*)\2\s*,/g;
/** `app.use('/api', auth, router)`, also with `require('./router')` in its place. */
const MOUNT =
  /(?<![\w.)])(\w+)\.use\(\s*(?:(['"`])(\/[^'"`$]*)\2\s*,\s*)?(?:\w+(?:\([^()]*\))?\s*,\s*)*(?:require\(\s*['"]([^'"]+)['"]\s*\)|(\w+))(?:\.\w+)?(?:\(\))?\s*\)/g;
const REQUIRE = /\b(?:const|let|var)\s+(?:(\w+)|\{([^}]*)\})\s*=\s*require\(\s*['"](\.[^'"]*)['"]\s*\)/g;
const IMPORT = /\bimport\s+(?:(\w+)\s*,?\s*)?(?:\{([^}]*)\}\s*)?from\s*['"](\.[^'"]*)['"]/g;
/** Names of servers by habit; other receivers of `.get('/…', …)` may be HTTP clients. */
const SERVER = /^(?:app|server|fastify|\w*[rR]outer|routes)$/;
const EXTENSIONS = ['.js', '.ts', '.mjs', '.cjs', '.mts', '.cts'];

/** Express; Fastify, Hono and Koa's router as far as they are written alike. */
export const javascript: Reader = {
  endings: EXTENSIONS,
  read(source) {
    const text = withoutSlashComments(source);
    const imports = importsIn(text);
    const mounts = [...text.matchAll(MOUNT)].map(([, on, , prefix = '', module, name]) => {
      const child = module ? `require ${module}` : name!;
      if (module) imports.set(child, { module, name: undefined });
      return { on: on!, child, prefix, replaces: false };
    });
    const applications = new Set([...text.matchAll(APPLICATION)].map(([, name]) => name!));
    const made = new Set([...text.matchAll(ROUTER)].map(([, name]) => name!));
    const routes = [...text.matchAll(ROUTE)]
      .filter(([, on]) => applications.has(on!) || made.has(on!) || SERVER.test(on!))
      .map(({ 0: whole, 1: on, 3: path, index }) => ({
        on: on!,
        path: joinPaths('', path!),
        handler: handlerAt(text, index + whole.length),
        indent: indentAt(text, index),
      }));
    const given = routes.map(({ on }) => on).filter((name) => /rout/i.test(name) && !applications.has(name));
    return {
      routes,
      routers: new Map<string, Prefix>([...given, ...made].map((name) => [name, ''])),
      mounts,
      imports,
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

function importsIn(text: string): Map<string, Import> {
  const imports = new Map<string, Import>();
  for (const [, whole, names, module] of [...text.matchAll(REQUIRE), ...text.matchAll(IMPORT)]) {
    if (whole) imports.set(whole, { module: module!, name: undefined });
    for (const [, name, as] of (names ?? '').matchAll(/(\w+)(?:\s*(?:\bas\b|:)\s*(\w+))?/g))
      imports.set(as ?? name!, { module: module!, name: name! });
  }
  return imports;
}
