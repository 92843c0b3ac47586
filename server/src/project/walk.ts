import type { Dirent } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { type Ignores, ignoresAbove, isIgnored, withOwnIgnores } from './ignored.ts';
import { absolutePath, childPath } from './paths.ts';

export interface Walk {
  /** Absolute; the .gitignore files from here on count. */
  readonly root: string;
  /** Where to start, below the root; '' is the root. */
  readonly folder: string;
  /** Whether a folder of this name is left out. */
  readonly skips: (name: string) => boolean;
  /** Told of each folder that cannot be read. */
  readonly failed?: (folder: string, error: unknown) => void;
}

export interface Visited {
  /** Below the root, with slashes. */
  readonly path: string;
  readonly link: boolean;
}

/**
 * The files below a folder, near ones first, without what .gitignore files exclude and without Python's virtual
 * environments. Links are named but not followed, so there are no loops.
 */
export async function* walk({ root, folder: start, skips, failed }: Walk): AsyncGenerator<Visited> {
  const queue: { folder: string; above: Ignores }[] = [{ folder: start, above: await ignoresAbove(root, start) }];
  for (const { folder, above } of queue) {
    const entries = await readdir(absolutePath(root, folder), { withFileTypes: true }).catch((error: unknown) => {
      failed?.(folder, error);
      return [];
    });
    const names = new Set(entries.map(({ name }) => name));
    if (folder !== start && names.has('pyvenv.cfg')) continue;
    const outer = folder !== start && names.has('.git') ? [] : above;
    const ignores = names.has('.gitignore') ? await withOwnIgnores(root, folder, outer) : outer;
    for (const entry of entries.toSorted(byName)) {
      const path = childPath(folder, entry.name);
      if (entry.isDirectory()) {
        if (!skips(entry.name) && !isIgnored(ignores, path, true)) queue.push({ folder: path, above: ignores });
      } else if ((entry.isFile() || entry.isSymbolicLink()) && !isIgnored(ignores, path, false)) {
        yield { path, link: entry.isSymbolicLink() };
      }
    }
  }
}

const byName = (a: Dirent, b: Dirent): number => (a.name < b.name ? -1 : 1);
