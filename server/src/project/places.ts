import { dirname, relative } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { Config } from '../core/config.ts';
import { rules } from '../core/rules/index.ts';
import { committedAt } from './committed.ts';
import { loadConfig, type ProjectConfig } from './config.ts';
import { projectFiles } from './files.ts';
import { absolutePath, isBelow, withSlashes } from './paths.ts';
import { findRoot } from './root.ts';

/** Where a file stands. */
export interface Place {
  /** The project's root, absolute. */
  readonly root: string;
  /** The file's path below the root, with slashes. */
  readonly path: string;
}

/** The place of what a URI names, in a project that may reach up to the folder that `folders` opened; undefined where it is no file. */
async function placeOf(uri: string, folders: readonly string[]): Promise<Place | undefined> {
  const file = fileOf(uri);
  if (file === undefined) return undefined;
  const folder = dirname(file);
  const outer = folders.flatMap((one) => fileOf(one) ?? []).find((one) => isBelow(one, file)) ?? folder;
  const root = await findRoot(folder, outer);
  return { root, path: withSlashes(relative(root, file)) };
}

/** The path below a root of what a URI names; undefined where it is not below it. */
function pathBelow(root: string, uri: string): string | undefined {
  const file = fileOf(uri);
  return file !== undefined && isBelow(root, file) ? withSlashes(relative(root, file)) : undefined;
}

/** The URI of a file below a root. */
const uriOf = ({ root, path }: Place): string => pathToFileURL(absolutePath(root, path)).href;

/** The settings in force for a file; what the project does not say is as in `base`. */
const configAt = (place: Place, base: Config): Promise<ProjectConfig> =>
  loadConfig(
    dirname(absolutePath(place.root, place.path)),
    place.root,
    rules.map(({ id }) => id),
    base,
  );

function fileOf(uri: string): string | undefined {
  if (!uri.startsWith('file:')) return undefined;
  try {
    return fileURLToPath(uri);
  } catch {
    return undefined;
  }
}

/** Projects in the file system, for an edge that names files by URIs. */
export const fileSystem = { placeOf, pathBelow, uriOf, configAt, projectFiles, committedAt };
