/** What one source file says about the routes of an application. */
export interface FileRoutes {
  readonly routes: readonly WrittenRoute[];
  /** Names of routers that answer only once something mounts them, with the prefix that they bring themselves. */
  readonly routers: ReadonlyMap<string, Prefix>;
  readonly mounts: readonly Mount[];
  /** Names that come from other files. */
  readonly imports: ReadonlyMap<string, Import>;
  /** What the application puts in front of the routes of every file that are registered on `CONTROLLERS`; undefined where this file says nothing. */
  readonly prefixOfAll?: string | undefined;
}

/** What routes are registered on where a framework has one application, which needs no name. */
export const APPLICATION = 'http';
/** What routes are registered on that a framework collects from every file. */
export const CONTROLLERS = '@controllers';

/** What stands in front of a router's paths; undefined where it is computed. */
export type Prefix = string | undefined;

export interface WrittenRoute {
  /** The application or router that it is registered on. */
  readonly on: string;
  /** With its leading slash. */
  readonly path: string;
  /** The code that follows, where its handler mostly stands. */
  readonly handler: string;
  /** How far its line is indented. */
  readonly indent: number;
}

/** `on.mount(prefix, child)`. */
export interface Mount {
  readonly on: string;
  /** A name, or `module.name`. */
  readonly child: string;
  readonly prefix: Prefix;
  /** Whether the prefix stands in place of the child's own. */
  readonly replaces: boolean;
}

export interface Import {
  /** As written: `.health`, `app.api`, `./routes/health`. */
  readonly module: string;
  /** The name there; undefined for the module itself, or what it exports by default. */
  readonly name: string | undefined;
}

/** What services of gRPC's health protocol are registered on; their paths are the names, behind a slash. */
export const GRPC = '@grpc';

/** How the sources of a language are read. */
export interface Reader {
  /** Ends of the names of its files. */
  readonly endings: readonly string[];
  /** `path` is the file's own below the project's root. */
  read(source: string, path: string): FileRoutes;
  /** The paths that an imported module may have; `from` is the importing file's. */
  modulePaths(module: string, from: string): readonly string[];
}

const HANDLER_LENGTH = 1200;
const NEXT_ROUTE = /\n[ \t]*(?:[\w.]+\.\w+\(\s*['"`]\/|@[\w.]+\(\s*['"]\/|@\w+Mapping\b)/;

/** How far the line is indented in which a route is written: deeper ones may stand under a condition. */
export const indentAt = (text: string, offset: number): number =>
  indentation(text.slice(text.lastIndexOf('\n', offset - 1) + 1, offset));

/** The handler that follows a route's path, cut where by its indentation other code starts. */
export function handlerAt(text: string, offset: number): string {
  const indent = indentation(text.slice(text.lastIndexOf('\n', offset - 1) + 1));
  const [first = '', ...lines] = text
    .slice(offset, offset + HANDLER_LENGTH)
    .split(NEXT_ROUTE)[0]!
    .split('\n');
  if (first.trimEnd().endsWith(';')) return first;
  let inside = false;
  const end = lines.findIndex((line) => {
    const deeper = line.trim() === '' || indentation(line) > indent;
    if (deeper) inside ||= line.trim() !== '';
    return !deeper && inside && !/^\s*(?:[)\]]|(?:async\s+)?def\s)/.test(line);
  });
  return [first, ...lines.slice(0, end < 0 ? lines.length : end)].join('\n');
}

const indentation = (line: string): number => /^[ \t]*/.exec(line)![0].length;

/** Two pieces of a path with one slash between them. */
export function joinPaths(prefix: string, path: string): string {
  const front = prefix.replace(/\/+$/, '');
  return path === '' || path === '/' ? front || '/' : `${front}/${path.replace(/^\/+/, '')}`;
}

const C_LIKE = /\/\*[^]*?(?:\*\/|$)|\/\/[^\n]*|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|`(?:\\[^]|[^`\\])*`/g;

/** Source text with comments and the strings that may hold code blanked: what is commented out or quoted is no route. */
export const withoutSlashComments = (source: string): string =>
  blank(source, C_LIKE, (match) => /^\/[/*]|^.[^]*\(/.test(match));

/** Text in which those matches that pass are blanked, line breaks kept. */
export const blank = (source: string, pattern: RegExp, passes: (match: string) => boolean): string =>
  source.replace(pattern, (match) => (passes(match) ? match.replace(/[^\n]/g, ' ') : match));

/** A call's arguments, from its opening bracket to the closing one. */
export const callAt = (text: string, open: number): string => text.slice(open, closing(text, open));

/** The offset behind the bracket that closes the one at `open`. */
export function closing(text: string, open: number): number {
  const opening = text[open];
  const close = opening === '(' ? ')' : '}';
  let depth = 0;
  for (let offset = open; offset < text.length; offset++) {
    if (text[offset] === opening) depth++;
    else if (text[offset] === close && --depth === 0) return offset + 1;
  }
  return text.length;
}

/** What nothing mounts and nothing is imported by. */
export const flat = (routes: readonly WrittenRoute[], routers: FileRoutes['routers'] = new Map()): FileRoutes => ({
  routes,
  routers,
  mounts: [],
  imports: new Map(),
});
