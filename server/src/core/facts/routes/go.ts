import {
  closing,
  handlerAt,
  indentAt,
  joinPaths,
  type Mount,
  type Prefix,
  type Reader,
  withoutSlashComments,
} from './model.ts';

const ROUTE =
  /(?<![\w.)])([\w.]+)\.(?:GET|Get|HEAD|Head|Any|All|HandleFunc|Handle)\(\s*(?:http\.MethodGet\s*,\s*)?["`](?:(?:GET|HEAD)\s+)?(\/[^"`\n]*)["`]\s*,\s*(?:\w+\.)*(\w*)/g;
const OTHER_METHOD = /\.(?:HandleFunc|Handle)\([^\n]*\)\.Methods\((?![^)\n]*(?:GET|HEAD|MethodGet|MethodHead))/;
const GROUP = /\b(\w+)\s*:?=\s*([\w.]+)\.(?:Group|PathPrefix)\(\s*["`](\/?[^"`\n]*)["`]/g;
/** chi's `r.Route("/api", func(r chi.Router) {`. */
const BLOCK = /\.(?:Route|Group)\(\s*["`](\/[^"`\n]*)["`]\s*,\s*func\s*\([^)]*\)\s*\{/g;
/** A parameter that may stand below a prefix that only the caller knows. */
const GIVEN_GROUP =
  /\bfunc\s+(?:\([^)]*\)\s*)?\w+\s*\([^)]*?\b(\w+)\s+(?:\*?gin\.(?:RouterGroup|IRouter|IRoutes)|\*?echo\.Group|chi\.Router|fiber\.Router)\b/g;
/** Receivers of `.Get("/…", …)` that are HTTP clients and the like. */
const NO_SERVER = /(?:^|\.)(?:\w*[cC]lient|http(?!\.Handle)|resty|req|cache|store)$/;

/** net/http, gin, echo, chi, fiber and gorilla/mux. */
export const go: Reader = {
  endings: ['.go'],
  read(source) {
    const text = withoutSlashComments(source);
    const blocks = [...text.matchAll(BLOCK)].map(({ 0: whole, 1: prefix, index }) => ({
      prefix: prefix!,
      start: index,
      end: closing(text, index + whole.length - 1),
    }));
    const groups = [...text.matchAll(GROUP)].map(
      ([, child, on, prefix]): Mount => ({ on: on!, child: child!, prefix: prefix!, replaces: false }),
    );
    const given = [...text.matchAll(GIVEN_GROUP)].map(([, name]) => name!);
    const routes = [...text.matchAll(ROUTE)].flatMap(({ 0: whole, 1: on, 2: path, 3: handler, index }) => {
      const isServer = !NO_SERVER.test(on!) || /\.Handle(?:Func)?\(/.test(whole);
      if (!isServer || OTHER_METHOD.test(text.slice(index, text.indexOf('\n', index)))) return [];
      const around = blocks.filter(({ start, end }) => start < index && index < end);
      const prefix = around.reduce((before, block) => joinPaths(before, block.prefix), '');
      return [
        {
          on: on!,
          path: joinPaths(prefix, path!),
          handler: handlerOf(text, handler!, index + whole.length),
          indent: indentAt(text, index),
        },
      ];
    });
    return {
      routes,
      routers: new Map<string, Prefix>([...groups.map(({ child }) => child), ...given].map((name) => [name, ''])),
      mounts: groups,
      imports: new Map(),
    };
  },
  modulePaths: () => [],
};

/** The handler's own code: its declaration in the same file, else what follows. */
function handlerOf(text: string, name: string, after: number): string {
  const declared =
    name && name !== 'func' ? new RegExp(String.raw`\bfunc\s+(?:\([^)]*\)\s*)?${name}\(`).exec(text) : null;
  return declared
    ? text.slice(declared.index, closing(text, text.indexOf('{', declared.index)))
    : handlerAt(text, after);
}
