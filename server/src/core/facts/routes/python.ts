import { djangoIn } from './django.ts';
import {
  blank,
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
} from './model.ts';

const TOKENS = /"""[^]*?(?:"""|$)|'''[^]*?(?:'''|$)|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|#[^\n]*/g;
const STRING = String.raw`[rRfF]?(?:"([^"\n]*)"|'([^'\n]*)')`;
const ROUTER = /^[ \t]*(\w+)\s*(?::\s*[\w.]+\s*)?=\s*(?:\w+\.)*(APIRouter|Blueprint)\s*\(/gm;
const DECORATOR = new RegExp(
  String.raw`^[ \t]*@([A-Za-z_][\w.]*)\.(get|head|api_route|route)\(\s*(?:(?:path|rule)\s*=\s*)?${STRING}`,
  'gm',
);
/** Starlette's Route, aiohttp's web.get and add_get, FastAPI's add_api_route, Flask's add_url_rule. */
const LISTED = new RegExp(
  String.raw`(?:\bRoute|\bweb\.get|\b(\w+)\.(?:router\.)?(?:add_get|add_api_route|add_url_rule))\(\s*${STRING}`,
  'g',
);
const STARLETTE_MOUNT = new RegExp(String.raw`\bMount\(\s*(?:path\s*=\s*)?${STRING}`, 'g');
const INCLUDE = /([A-Za-z_][\w.]*)\.(include_router|register_blueprint)\(\s*(?:router\s*=\s*)?([A-Za-z_][\w.]*)/g;
const SUB_APPLICATION = new RegExp(
  String.raw`([A-Za-z_]\w*)\.mount\(\s*(?:path\s*=\s*)?${STRING}\s*,\s*(?:app\s*=\s*)?(\w+)`,
  'g',
);

/** FastAPI, Flask, Starlette, aiohttp and Django. */
export const python: Reader = {
  endings: ['.py'],
  read(source) {
    const text = blank(source, TOKENS, (match) => /^(?:#|"""|'''|.[^]*\()/.test(match));
    const django = djangoIn(text);
    const routers = routersIn(text);
    const subApplications = subApplicationsIn(text);
    for (const { child } of subApplications) routers.set(child, '');
    for (const name of django.routers) routers.set(name, '');
    return {
      routes: [...decoratedIn(text), ...listedIn(text), ...django.routes],
      routers,
      imports: new Map([...importsIn(text), ...django.imports]),
      mounts: [...includesIn(text), ...subApplications, ...django.mounts],
    };
  },
  modulePaths(module, from) {
    const dots = /^\.*/.exec(module)![0].length;
    const folders = dots > 0 ? from.split('/').slice(0, -dots) : [];
    const path = [...folders, ...module.slice(dots).split('.')].filter((piece) => piece !== '').join('/');
    return [`${path}.py`, `${path}/__init__.py`];
  },
};

/** The value of a keyword argument: undefined where it is computed, '' where it is not given. */
function keywordIn(call: string, name: string): Prefix {
  const given = new RegExp(String.raw`\b${name}\s*=\s*(?:${STRING})?`).exec(call);
  const text = given ? (given[1] ?? given[2]) : '';
  return text?.includes('{') ? undefined : text;
}

function routersIn(text: string): Map<string, Prefix> {
  const routers = new Map<string, Prefix>();
  for (const { 0: whole, 1: name, 2: kind, index } of text.matchAll(ROUTER)) {
    const call = callAt(text, index + whole.length - 1);
    routers.set(name!, keywordIn(call, kind === 'APIRouter' ? 'prefix' : 'url_prefix'));
  }
  return routers;
}

function decoratedIn(text: string): WrittenRoute[] {
  return [...text.matchAll(DECORATOR)].flatMap(({ 0: whole, 1: on, 3: double, 4: single, index }) => {
    const call = callAt(text, text.indexOf('(', index));
    if (/\bmethods\s*=/.test(call) && !/['"](?:GET|HEAD)['"]/i.test(call)) return [];
    return [
      {
        on: on!,
        path: joinPaths('', double ?? single!),
        handler: handlerAt(text, index + whole.length),
        indent: indentAt(text, text.indexOf('@', index)),
      },
    ];
  });
}

function listedIn(text: string): WrittenRoute[] {
  const mounts = [...text.matchAll(STARLETTE_MOUNT)].map(({ 1: double, 2: single, index }) => ({
    prefix: double ?? single!,
    start: index,
    end: closing(text, text.indexOf('(', index)),
  }));
  return [...text.matchAll(LISTED)].map(({ 0: whole, 1: on, 2: double, 3: single, index }) => {
    const around = mounts.filter(({ start, end }) => start < index && index < end);
    const prefix = around.reduce((path, mount) => joinPaths(path, mount.prefix), '');
    return {
      on: on ?? 'routes',
      path: joinPaths(prefix, double ?? single!),
      handler: handlerAt(text, index + whole.length),
      indent: on === undefined ? 0 : indentAt(text, index),
    };
  });
}

const includesIn = (text: string): Mount[] =>
  [...text.matchAll(INCLUDE)].map(({ 1: on, 2: method, 3: child, index }) => {
    const call = callAt(text, text.indexOf('(', index));
    const prefix = keywordIn(call, method === 'include_router' ? 'prefix' : 'url_prefix');
    return { on: on!, child: child!, prefix, replaces: method === 'register_blueprint' && prefix !== '' };
  });

const subApplicationsIn = (text: string): Mount[] =>
  [...text.matchAll(SUB_APPLICATION)].map(({ 1: on, 2: double, 3: single, 4: child }) => ({
    on: on!,
    child: child!,
    prefix: double ?? single,
    replaces: false,
  }));

const IMPORT_FROM = /^[ \t]*from\s+(\.*[\w.]*)\s+import\s+(?:\(([^)]*)\)|([^\n(]+))/gm;
const IMPORT = /^[ \t]*import\s+([\w.]+)\s+as\s+(\w+)/gm;

function importsIn(text: string): Map<string, Import> {
  const imports = new Map<string, Import>();
  for (const [, module, bracketed, plain] of text.matchAll(IMPORT_FROM)) {
    for (const [, name, as] of (bracketed ?? plain!).matchAll(/(\w+)(?:\s+as\s+(\w+))?/g))
      imports.set(as ?? name!, { module: module!, name: name! });
  }
  for (const [, module, name] of text.matchAll(IMPORT)) imports.set(name!, { module: module!, name: undefined });
  return imports;
}
