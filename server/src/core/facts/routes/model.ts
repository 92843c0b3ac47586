/** What one source file says about the routes of an application. */
export interface FileRoutes {
  readonly routes: readonly WrittenRoute[];
  /** Names of routers that answer only once something mounts them, with the prefix that they bring themselves. */
  readonly routers: ReadonlyMap<string, Prefix>;
  readonly mounts: readonly Mount[];
  /** Names that come from other files. */
  readonly imports: ReadonlyMap<string, Import>;
  /** What the application puts in front of the routes of every file that are registered on `CONTROLLERS`; undefined where this file says nothing. */
  readonly prefixOfAll?: PrefixOfAll | undefined;
}

/** What stands in front of all routes but those of some paths. */
export interface PrefixOfAll {
  readonly prefix: string;
  readonly except: readonly string[];
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
  /** What it stands in: what is asked or put in front there holds for all routes of one block. */
  readonly block: string;
  /** What may answer in its handler's place: middleware, annotations, conditions of its own. */
  readonly guards: readonly string[];
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

/** How many matches of one kind are looked at in a file: what is longer was generated. */
export const MAX_MATCHES = 1000;

/** The first matches of a pattern. */
export function matches(text: string, pattern: RegExp): RegExpExecArray[] {
  const found: RegExpExecArray[] = [];
  for (const match of text.matchAll(pattern)) {
    if (found.length === MAX_MATCHES) break;
    found.push(match);
  }
  return found;
}

const HANDLER_LENGTH = 1200;
/** No line that is written by hand is longer, nor a call. */
const LINE_LENGTH = 1000;
const CALL_LENGTH = 5000;
const NEXT_ROUTE = /\n[ \t]*(?:[\w.]+\.\w+\(\s*['"`]\/|@[\w.]+\(\s*['"]\/|@\w+Mapping\b)/;

/** What stands in front of an offset on its line. */
export function lineBefore(text: string, offset: number): string {
  const before = text.slice(Math.max(0, offset - LINE_LENGTH), Math.max(0, offset));
  return before.slice(before.lastIndexOf('\n') + 1);
}

/** What follows an offset on its line. */
export const lineAfter = (text: string, offset: number): string =>
  text.slice(offset, offset + LINE_LENGTH).split('\n')[0]!;

/** The handler that follows a route's path, cut where by its indentation other code starts. */
export function handlerAt(text: string, offset: number): string {
  const indent = indentation(`${lineBefore(text, offset)}.`);
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

/** Where the functions of a file are declared, by name; `pattern` finds the name. */
export const declared = (text: string, pattern: RegExp): Map<string, number> =>
  new Map([...text.matchAll(pattern)].map(({ 1: name, index }) => [name!, index] as const).reverse());

/** Two pieces of a path with one slash between them. */
export function joinPaths(prefix: string, path: string): string {
  const front = prefix.replace(/\/+$/, '');
  return path === '' || path === '/' ? front || '/' : `${front}/${path.replace(/^\/+/, '')}`;
}

// What is not closed ends with its line, or with the file: nothing is looked at twice.
const C_LIKE =
  /\/\*[^]*?(?:\*\/|$)|\/\/[^\n]*|"(?:\\.|[^"\\\n])*(?:"|\\?)|'(?:\\.|[^'\\\n])*(?:'|\\?)|`(?:\\[^]|[^`\\])*(?:`|\\?$)/g;

/** Source text with comments and the strings that may hold code blanked: what is commented out or quoted is no route. */
export const withoutSlashComments = (source: string): string =>
  blank(source, C_LIKE, (match) => /^\/[/*]|^(["'`])[^]*\([^]*\1$|^`[^]*[^`]$/.test(match));

/** Text in which those matches that pass are blanked, line breaks kept. */
export const blank = (source: string, pattern: RegExp, passes: (match: string) => boolean): string =>
  source.replace(pattern, (match) => (passes(match) ? match.replace(/[^\n]/g, ' ') : match));

/** A call's arguments, from its opening bracket to the closing one. */
export const callAt = (text: string, open: number): string => text.slice(open, closing(text, open));

/** The offset behind the bracket that closes the one at `open`; where the search ends, if none does. */
export function closing(text: string, open: number): number {
  if (open < 0) return 0;
  const opening = text[open];
  const close = opening === '(' ? ')' : '}';
  const last = Math.min(text.length, open + CALL_LENGTH);
  let depth = 0;
  for (let offset = open; offset < last; offset++) {
    if (text[offset] === opening) depth++;
    else if (text[offset] === close && --depth === 0) return offset + 1;
  }
  return last;
}

/** What nothing mounts and nothing is imported by. */
export const flat = (routes: readonly WrittenRoute[], routers: FileRoutes['routers'] = new Map()): FileRoutes => ({
  routes,
  routers,
  mounts: [],
  imports: new Map(),
});
