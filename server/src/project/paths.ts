import { dirname, isAbsolute, join, posix, relative, sep } from 'node:path';

/** A path with slashes, whatever the platform separates with. */
export const withSlashes = (path: string): string => (sep === '/' ? path : path.replaceAll(sep, '/'));

/** Whether a path is a folder itself or lies below it; both absolute. */
export function isBelow(folder: string, path: string): boolean {
  const way = relative(folder, path);
  return way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way);
}

/** A path relative to the project's root in its plain form ("a/b"; '' is the root); undefined where it leaves the root. */
export function plainPath(path: string): string | undefined {
  if (path.includes('\0') || posix.isAbsolute(path) || isAbsolute(path)) return undefined;
  const plain = posix.normalize(path).replace(/\/$/, '');
  if (plain === '..' || plain.startsWith('../')) return undefined;
  return plain === '.' ? '' : plain;
}

/** A name in a folder of the project; '' is the root. */
export const childPath = (folder: string, name: string): string => (folder === '' ? name : `${folder}/${name}`);

/** A folder and every folder above it, nearest first; up to and with `last` where that is one of them. */
export function* upwards(folder: string, last?: string): Generator<string> {
  for (let next = folder; ; next = dirname(next)) {
    yield next;
    if (next === last || next === dirname(next)) return;
  }
}

/** A path below the project's root as the platform writes it. */
export const absolutePath = (root: string, path: string): string => join(root, ...path.split('/'));
