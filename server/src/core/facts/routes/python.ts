import { djangoIn } from './django.ts';
import { annotationGuards, argumentGuards, argumentsAt } from './guards.ts';
import {
  blank,
  callAt,
  handlerAt,
  type Import,
  joinPaths,
  type Mount,
  matches,
  type Prefix,
  type Reader,
  type WrittenRoute,
} from './model.ts';
import { indentedBlocks, placesOf } from './place.ts';

const TOKENS = /"""[^]*?(?:"""|$)|'''[^]*?(?:'''|$)|"(?:\\.|[^"\\\n])*(?:"|\\?)|'(?:\\.|[^'\\\n])*(?:'|\\?)|#[^\n]*/g;
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
    const text = blank(source, TOKENS, (match) => /^(?:#|"""|'''|(["'])[^]*\([^]*\1$)/.test(match));
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
  for (const { 0: whole, 1: name, 2: kind, index } of matches(text, ROUTER)) {
    const call = callAt(text, index + whole.length - 1);
    routers.set(name!, keywordIn(call, kind === 'APIRouter' ? 'prefix' : 'url_prefix'));
  }
  return routers;
}

/** Where a function that makes an application may return before it adds the rest. */
const LEAVES = /^[ \t]*if\b[^\n]{0,200}:[ \t]*(?:\n[ \t]*)?return\b/gm;

function decoratedIn(text: string): WrittenRoute[] {
  const found = matches(text, DECORATOR);
  const offsetOf = ({ 0: whole, index }: RegExpExecArray): number => index + whole.indexOf('@');
  const leaves = matches(text, LEAVES).map(({ 0: whole, index }) => index + whole.search(/\S/));
  const blocks = indentedBlocks(text, [...found.map(offsetOf), ...leaves]);
  const left = (at: number): number => leaves.filter((one) => one < at && blocks.get(one) === blocks.get(at)).length;
  return found.flatMap((match) => {
    const { 0: whole, 1: on, 3: double, 4: single, index } = match;
    const call = callAt(text, index + whole.indexOf('('));
    if (isOtherMethod(call)) return [];
    const at = offsetOf(match);
    return [
      {
        on: on!,
        path: joinPaths('', double ?? single!),
        handler: handlerAt(text, index + whole.length),
        block: `${blocks.get(at)!} ${left(at)}`,
        guards: [...callGuards(call), ...functionGuards(text, at, index + whole.indexOf('(') + call.length)],
      },
    ];
  });
}

const isOtherMethod = (call: string): boolean => /\bmethods\s*=/.test(call) && !/['"](?:GET|HEAD)['"]/i.test(call);

/** Arguments of a route that ask for something before its handler runs. */
const callGuards = (call: string): string[] => [
  ...(/\b(?:dependencies|middleware|subdomain|host)\s*=\s*(?!\[\s*\]|None\b)[^,)]*/.exec(call) ?? []),
];

/** What Depends may be given that asks for no credentials. */
const PLAIN_DEPENDENCY =
  /^(?:\w+\.)*(?:get_?)?(?:async_?)?(?:db|database|(?:db_?)?session|settings|config|models?|pipeline|engine|predictor|redis|cache|pool|conn(?:ection)?|state|client|service|logger|store)$/i;

/** Parameters that no request has to bring. */
const GIVEN =
  /^(?:self|cls|_\w*|req(?:uest)?|resp(?:onse)?|\*.*|\/)$|:\s*["']?(?:\w+\.)*(?:Request|HttpRequest|Response|BackgroundTasks)\b/;

/** Other decorators of a function, and parameters that a request must bring. */
function functionGuards(text: string, from: number, to: number): string[] {
  const head =
    /^(?:[ \t]*(?:@[^\n]*)?\n|[^\n]*[)\],][ \t]*\n){0,12}?[ \t]*(?:async[ \t]+)?def[ \t]+\w+[ \t]*(?=\()/.exec(
      text.slice(to, to + 1500),
    );
  const open = head ? to + head[0].length : -1;
  const others = annotationGuards(text, from, to, open);
  if (open < 0) return others;
  const asking = argumentsAt(text, open).filter((parameter) => {
    const depends = /\b(?:Depends|Security)\(\s*([\w.]*)/.exec(parameter);
    if (depends) return !PLAIN_DEPENDENCY.test(depends[1]!);
    if (/=/.test(parameter))
      return /=\s*(?:fastapi\.)?(?:Header|Cookie|Query|Body|Form)\(\s*(?:\.\.\.|\)|\w+\s*=(?!\s*None))/.test(parameter);
    return !GIVEN.test(parameter);
  });
  return [...others, ...asking];
}

function listedIn(text: string): WrittenRoute[] {
  const prefixes = new Map(
    matches(text, STARLETTE_MOUNT).map(({ 0: whole, 1: double, 2: single, index }) => [
      index + whole.indexOf('('),
      joinPaths('', double ?? single!),
    ]),
  );
  const found = matches(text, LISTED);
  const offsets = found.map(({ index }) => index);
  const places = placesOf(text, offsets, { prefixes });
  const lines = indentedBlocks(text, offsets);
  return found.flatMap(({ 0: whole, 1: on, 2: double, 3: single, index }) => {
    const { prefix, block } = places.get(index)!;
    const open = index + whole.indexOf('(');
    const call = callAt(text, open);
    if (prefix === undefined || isOtherMethod(call)) return [];
    const [, ...others] = argumentsAt(text, open);
    const given = others.filter((argument) => !/^\w+\s*=/.test(argument));
    return [
      {
        on: on ?? 'routes',
        path: joinPaths(prefix, double ?? single!),
        handler: handlerAt(text, index + whole.length),
        block: block.startsWith('-1.') ? lines.get(index)! : block,
        guards: [...callGuards(call), ...argumentGuards(given.slice(-1))],
      },
    ];
  });
}

const includesIn = (text: string): Mount[] =>
  matches(text, INCLUDE).map(({ 0: whole, 1: on, 2: method, 3: child, index }) => {
    const call = callAt(text, index + whole.indexOf('('));
    const prefix = keywordIn(call, method === 'include_router' ? 'prefix' : 'url_prefix');
    return { on: on!, child: child!, prefix, replaces: method === 'register_blueprint' && prefix !== '' };
  });

const subApplicationsIn = (text: string): Mount[] =>
  matches(text, SUB_APPLICATION).map(({ 1: on, 2: double, 3: single, 4: child }) => ({
    on: on!,
    child: child!,
    prefix: double ?? single,
    replaces: false,
  }));

const IMPORT_FROM = /^[ \t]*from\s+(\.*[\w.]*)\s+import\s+(?:\(([^)]{0,2000})\)|([^\n(]+))/gm;
const IMPORT = /^[ \t]*import\s+([\w.]+)\s+as\s+(\w+)/gm;

function importsIn(text: string): Map<string, Import> {
  const imports = new Map<string, Import>();
  for (const [, module, bracketed, plain] of matches(text, IMPORT_FROM)) {
    for (const [, name, as] of (bracketed ?? plain!).matchAll(/(\w+)(?:\s+as\s+(\w+))?/g))
      imports.set(as ?? name!, { module: module!, name: name! });
  }
  for (const [, module, name] of matches(text, IMPORT)) imports.set(name!, { module: module!, name: undefined });
  return imports;
}
