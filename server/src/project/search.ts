import { realpath, stat } from 'node:fs/promises';
import { posix, relative, resolve } from 'node:path';
import { isDockerfileName, SEARCHED_NAMES } from './names.ts';
import { absolutePath, withSlashes } from './paths.ts';
import { realInside, whyUnreadable } from './read.ts';
import { findRoot } from './root.ts';
import { walk } from './walk.ts';

/** Folders that hold nobody's own Dockerfiles. */
const SKIPPED = new Set(['.git', '.hg', '.svn', 'node_modules']);

/** A path that could not be read, as it was named, and why. */
export interface Problem {
  readonly path: string;
  readonly reason: string;
}

export interface Search {
  /** Absolute paths, sorted by what is named to the user, each file once. */
  readonly files: readonly string[];
  readonly problems: readonly Problem[];
}

/** The Dockerfiles that paths mean: files named outright whatever their names, folders searched. */
export async function findDockerfiles(paths: readonly string[], cwd: string): Promise<Search> {
  const problems: Problem[] = [];
  const found = new Map<string, string>();
  for (const path of paths) {
    try {
      const absolute = resolve(cwd, path);
      const isFolder = (await stat(absolute)).isDirectory();
      const files = isFolder ? await searchFolder(absolute, cwd, problems) : [absolute];
      for (const file of files) await keep(found, file);
    } catch (error) {
      problems.push({ path, reason: whyUnreadable(error) });
    }
  }
  return { files: [...found.values()].toSorted(), problems };
}

/** Remembers a file under what it really is, so that links and paths named twice count once. */
async function keep(found: Map<string, string>, file: string): Promise<void> {
  // A pipe of the shell, `<(…)`, has no path of its own.
  const real = await realpath(file).catch(() => file);
  if (!found.has(real) || file === real) found.set(real, file);
}

async function searchFolder(folder: string, cwd: string, problems: Problem[]): Promise<string[]> {
  const root = await findRoot(folder, cwd);
  const shown = (path: string) => withSlashes(relative(cwd, path)) || '.';
  const failed = (path: string, error: unknown) =>
    problems.push({ path: shown(absolutePath(root, path)), reason: whyUnreadable(error) });
  const start = withSlashes(relative(root, folder));
  const files: string[] = [];
  const before = problems.length;
  for await (const { path, link } of walk({ root, folder: start, skips: (name) => SKIPPED.has(name), failed })) {
    if (!isDockerfileName(posix.basename(path))) continue;
    if (!link || (await isFileInside(root, path))) files.push(absolutePath(root, path));
  }
  if (files.length === 0 && problems.length === before) {
    problems.push({ path: shown(folder), reason: `no Dockerfile in this folder (searched for ${SEARCHED_NAMES})` });
  }
  return files;
}

async function isFileInside(root: string, path: string): Promise<boolean> {
  const real = await realInside(root, path);
  return real !== undefined && (await stat(real)).isFile();
}
