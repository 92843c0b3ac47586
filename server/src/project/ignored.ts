import { readFile } from 'node:fs/promises';
import ignore, { type Ignore } from 'ignore';
import { absolutePath, childPath } from './paths.ts';

/** One .gitignore: it speaks for what lies below its own folder. */
interface IgnoreFile {
  /** Its folder below the root; '' is the root. */
  readonly folder: string;
  readonly patterns: Ignore;
}

/** The .gitignore files in force in a folder, nearest first. */
export type Ignores = readonly IgnoreFile[];

/** What is in force in a folder: its own .gitignore, where it has one, in front of those above. */
export async function withOwnIgnores(root: string, folder: string, above: Ignores): Promise<Ignores> {
  const text = await readFile(absolutePath(root, childPath(folder, '.gitignore')), 'utf8').catch(() => undefined);
  if (text === undefined) return above;
  return [{ folder, patterns: ignore({ ignorecase: false }).add(text.replace(/^\uFEFF/, '')) }, ...above];
}

/** What is in force above a folder, from the root down; nothing where the folder itself is ignored: it was asked for. */
export async function ignoresAbove(root: string, folder: string): Promise<Ignores> {
  let ignores: Ignores = [];
  let path = '';
  for (const name of folder === '' ? [] : folder.split('/')) {
    ignores = await withOwnIgnores(root, path, ignores);
    path = childPath(path, name);
    if (isIgnored(ignores, path, true)) return [];
  }
  return ignores;
}

/** Whether a path below the root is ignored: the nearest .gitignore with a pattern for it decides. */
export function isIgnored(ignores: Ignores, path: string, isFolder: boolean): boolean {
  for (const { folder, patterns } of ignores) {
    const own = folder === '' ? path : path.slice(folder.length + 1);
    const { ignored, unignored } = patterns.test(isFolder ? `${own}/` : own);
    if (unignored) return false;
    if (ignored && !parentIgnored(patterns, own)) return true;
  }
  return false;
}

/** Whether it is a folder on the way that is ignored: a nearer file brought that back, or it would not have been entered. */
function parentIgnored(patterns: Ignore, path: string): boolean {
  const slash = path.lastIndexOf('/');
  return slash > 0 && patterns.ignores(path.slice(0, slash + 1));
}
