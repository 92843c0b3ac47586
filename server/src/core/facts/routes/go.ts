import { argumentGuards, argumentsAt } from './guards.ts';
import {
  closing,
  declared,
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

const ROUTE =
  /(?<![\w.)])([\w.]+)\.(?:GET|Get|HEAD|Head|Any|All|HandleFunc|Handle)\(\s*(?:http\.MethodGet\s*,\s*)?["`](?:(?:GET|HEAD)\s+)?(\/[^"`\n]*)["`]\s*,\s*(?:\w+\.)*(\w*)/g;
const OTHER_METHOD = /^\s*\.\s*Methods\((?![^)\n]*(?:GET|HEAD|MethodGet|MethodHead))/;
const GROUP = /\b(\w+)\s*:?=\s*([\w.]+)\.(?:Group|PathPrefix)\(\s*["`](\/?[^"`\n]*)["`]/g;
/** chi's `r.Route("/api", func(r chi.Router) {`. */
const BLOCK = /\.(?:Route|Group)\(\s*(?:["`](\/[^"`\n]*)["`]|[\w.+ "/]{1,100})\s*,\s*func\s*\([^)]{0,200}\)\s*\{/g;
/** A parameter that may stand below a prefix that only the caller knows. */
const GIVEN_GROUP =
  /\bfunc\s+(?:\([^)]{0,200}\)\s*)?\w+\s*\([^)]{0,500}?\b(\w+)\s+(?:\*?gin\.(?:RouterGroup|IRouter|IRoutes)|\*?echo\.Group|chi\.Router|fiber\.Router)\b/g;
/** Receivers of `.Get("/…", …)` that are HTTP clients and the like. */
const NO_SERVER = /(?:^|\.)(?:\w*[cC]lient|http(?!\.Handle)|resty|req|cache|store)$/;

/** net/http, gin, echo, chi, fiber and gorilla/mux. */
export const go: Reader = {
  endings: ['.go'],
  read(source) {
    const text = withoutSlashComments(source);
    const prefixes = new Map(
      matches(text, BLOCK).map(({ 0: whole, 1: prefix, index }) => [index + whole.length - 1, prefix ?? undefined]),
    );
    const groups = matches(text, GROUP).map(
      ([, child, on, prefix]): Mount => ({ on: on!, child: child!, prefix: prefix!, replaces: false }),
    );
    const given = matches(text, GIVEN_GROUP).map(([, name]) => name!);
    const routes = [...routesIn(text, prefixes), ...fiberIn(text)];
    return {
      routes,
      routers: new Map<string, Prefix>([...groups.map(({ child }) => child), ...given].map((name) => [name, ''])),
      mounts: groups,
      imports: new Map(),
    };
  },
  modulePaths: () => [],
};

/** What asks or answers before the routes behind it do. */
const GATE =
  /\.(?:Use|With)\(|=\s*(?:\w+\.)?(?:New\w*|Default)\(|^[ \t]*(?:if\b[^\n]{0,200}\{\s*\n\s*return\b|case\b|default:)/gm;

function routesIn(text: string, prefixes: ReadonlyMap<number, Prefix>): WrittenRoute[] {
  const found = matches(text, ROUTE);
  const functions = declared(text, /\bfunc\s+(?:\([^()\n]*\)\s*)?(\w+)\(/g);
  const places = placesOf(
    text,
    found.map(({ index }) => index),
    { prefixes, gates: matches(text, GATE).map(({ index }) => index) },
  );
  return found.flatMap(({ 0: whole, 1: on, 2: path, 3: handler, index }) => {
    const isServer = !NO_SERVER.test(on!) || /\.Handle(?:Func)?\(/.test(whole);
    const { prefix, block } = places.get(index)!;
    const open = index + whole.indexOf('(');
    if (!isServer || prefix === undefined || OTHER_METHOD.test(behindCall(text, open))) return [];
    const given = argumentsAt(text, open);
    const behind = given.slice(given.findIndex((argument) => /^["`]/.test(argument)) + 1);
    const own = functions.get(handler!);
    return [
      {
        on: on!,
        path: joinPaths(prefix, path!),
        handler:
          own === undefined
            ? handlerAt(text, index + whole.length)
            : text.slice(own, closing(text, text.indexOf('{', own))),
        block,
        guards: [...argumentGuards(behind), ...chained(behindCall(text, open))],
      },
    ];
  });
}

/** What is called on a route: `.Host("…")` of gorilla/mux, and the like. */
const chained = (behind: string): string[] => [...(/^\s*\.\s*(?!Methods\b|Name\b)\w+\([^\n]*/.exec(behind) ?? [])];

/** What follows a call; its bracket opens at `open`. */
function behindCall(text: string, open: number): string {
  const after = closing(text, open);
  return text.slice(after, after + 300);
}

/** Fiber's middleware that answers /livez and /readyz [docs.gofiber.io: healthcheck]. */
const FIBER = /(?<![\w.)])([\w.]+)\.Use\(\s*healthcheck\.New\(\s*\)\s*\)/g;

const fiberIn = (text: string): WrittenRoute[] =>
  !text.includes('gofiber/fiber/v3')
    ? matches(text, FIBER).flatMap(({ 1: on, index }) =>
        ['/livez', '/readyz'].map((path) => ({ on: on!, path, handler: '', block: `at ${index}`, guards: [] })),
      )
    : [];
