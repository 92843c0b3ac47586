import type { Source } from '../../rule.ts';
import { composeRoutes, type Read, type Route } from './compose.ts';
import { csharp } from './csharp.ts';
import { go } from './go.ts';
import { grpcServicesIn } from './grpc.ts';
import { javascript } from './javascript.ts';
import { jvm } from './jvm.ts';
import { MAX_MATCHES, type Reader } from './model.ts';
import { guardedIn, namedIn } from './named.ts';
import { php } from './php.ts';
import { python } from './python.ts';
import { ruby } from './ruby.ts';
import { rust } from './rust.ts';
import { contexts, copiedPaths, inFolder, isNoServer, isWithin } from './scope.ts';

const READERS: readonly Reader[] = [python, javascript, go, jvm, rust, ruby, php, csharp];
const ENDINGS = READERS.flatMap(({ endings }) => endings);
const LIKELY = /(?:main|app|server|health|ready|probe|route|url|api|view|controller|index)[^/]*$/i;
const MAX_FILES = 300;
const MAX_CHARACTERS = 3_000_000;
/** How many routes and mounts all files together may have. */
const MAX_FOUND = 10_000;

/** The routes that the sources in sight define. */
export interface Routes {
  readonly routes: readonly Route[];
  /** Whether they were found with the Dockerfile's own folder as the build context. */
  readonly near: boolean;
  /** Whether COPY surely takes a file: from the Dockerfile's own folder, or by the name of its folder. */
  readonly copied: (file: string) => boolean;
  /** What the files that were read say. */
  readonly read: ReadonlyMap<string, Read>;
  /** Whether there were more than may be read. */
  readonly stoppedEarly: boolean;
}

type Scope = (path: string) => boolean;

/** The routes of the sources that most likely belong into the image: what COPY takes, else what lies around the Dockerfile. */
export function searchRoutes(source: Source): Routes {
  const scopes = scopesOf(source);
  const rank = (path: string): number => scopes.findIndex((holds) => holds(path));
  const candidates = (source.project.list('', ENDINGS) ?? [])
    .filter((path) => !isNoServer(source, path))
    .map((path) => ({ path, order: [rank(path), LIKELY.test(path) ? 0 : 1, path.split('/').length] }))
    .toSorted((a, b) => compare(a.order, b.order));
  const read = readAll(
    source,
    candidates.map(({ path }) => path),
  );
  const all = composeRoutes(read.files);
  const inScope = scopes.map((holds) => all.filter(({ file }) => holds(file)));
  const found = Math.max(
    inScope.findIndex((routes) => routes.length > 0),
    0,
  );
  return {
    routes: inScope[found]!,
    copied: (file) =>
      contexts(source).some((folder, index) =>
        copiedPaths(source).some((one) => (one !== '' || index === 0) && isWithin(file, inFolder(folder, one))),
      ),
    near: found % (scopes.length / 2) === 0,
    read: read.files,
    stoppedEarly: read.stoppedEarly,
  };
}

/** Where the application's sources may lie, best first; the first half by COPY, the second by folder, each from the Dockerfile's folder outwards. */
function scopesOf(source: Source): Scope[] {
  const folders = contexts(source);
  const copied = copiedPaths(source);
  return [
    ...folders.map(
      (folder): Scope =>
        (path) =>
          copied.some((one) => isWithin(path, inFolder(folder, one))),
    ),
    ...folders.map(
      (folder): Scope =>
        (path) =>
          isWithin(path, folder),
    ),
  ];
}

const compare = (a: readonly number[], b: readonly number[]): number => {
  const differs = a.findIndex((value, index) => value !== b[index]);
  return differs < 0 ? 0 : a[differs]! - b[differs]!;
};

function readAll({ project }: Source, paths: readonly string[]): { files: Map<string, Read>; stoppedEarly: boolean } {
  const files = new Map<string, Read>();
  let characters = MAX_CHARACTERS;
  let left = MAX_FOUND;
  let stoppedEarly = paths.length > MAX_FILES;
  for (const path of paths.slice(0, MAX_FILES)) {
    const text = project.read(path);
    if (typeof text !== 'string') continue;
    characters -= text.length;
    if (characters < 0 || left <= 0) return { files, stoppedEarly: true };
    const reader = READERS.find(({ endings }) => endings.some((ending) => path.endsWith(ending)))!;
    const found = readFile(reader, text, path);
    files.set(path, { reader, found });
    left -= found.routes.length + found.mounts.length;
    stoppedEarly ||= found.routes.length >= MAX_MATCHES || found.mounts.length >= MAX_MATCHES;
  }
  return { files, stoppedEarly };
}

const READ = new Map<string, Read['found']>();
const READ_KEPT = 2 * MAX_FILES;

/** What a file says, remembered by its path and text alone: an edit of the Dockerfile costs nothing. */
function readFile(reader: Reader, text: string, path: string): Read['found'] {
  const key = `${path}\n${text}`;
  const known = READ.get(key);
  if (known) return known;
  const read = reader.read(text, path);
  const found = {
    ...read,
    routes: [...read.routes, ...grpcServicesIn(text)],
    named: namedIn(text),
    guarded: guardedIn(text),
  };
  if (READ.size >= READ_KEPT) READ.clear();
  READ.set(key, found);
  return found;
}
