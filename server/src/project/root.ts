import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { isBelow, upwards } from './paths.ts';

/**
 * The root of the project that a folder belongs to: the nearest folder upwards with `.git`; where there is none,
 * `outer` if the folder lies below it, else the folder itself. Paths are absolute.
 */
export async function findRoot(folder: string, outer: string): Promise<string> {
  for (const candidate of upwards(folder)) if (await exists(join(candidate, '.git'))) return candidate;
  return isBelow(outer, folder) ? outer : folder;
}

/** Whether there is anything at a path. */
export const exists = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  );
