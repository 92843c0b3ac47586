import type { Config } from '../core/config.ts';
import type { ProjectFiles } from '../project/files.ts';
import type { Settings } from '../project/settings.ts';
import type { Connection, Sources } from '../sources/index.ts';

/** What differs between Node and a web worker. */
export interface Runtime {
  readonly version: string;
  /** Opens the network. */
  connect(connection: Connection): Sources;
  /** Forgets what downloads came to; answers how many there were. */
  clearCache(): Promise<number>;
  /** Where a document stands, in a project that reaches up to a folder that is open; undefined where it is no file. */
  placeOf(uri: string, folders: readonly string[]): Promise<Place | undefined>;
  /** The path below a project's root of what a URI names; undefined where it is not below it. */
  pathBelow(root: string, uri: string): string | undefined;
  uriOf(place: Place): string;
  /** Opens a project; nothing is read until something is asked for, and the git program is run only if it may be. */
  projectFiles(root: string, mayRunGit: boolean): ProjectFiles;
  /** When the line that holds a hash was committed last, by running git; undefined where it cannot say so at once. */
  committedAt(place: Place, hash: string): Promise<Date | undefined>;
  /** The settings in force for a file, and the file that they stand in; what it does not say is as in `base`. */
  configAt(place: Place, base: Config): Promise<Settings & { readonly path: string | undefined }>;
}

/** A project's root and a path below it, with slashes. */
export interface Place {
  readonly root: string;
  readonly path: string;
}
