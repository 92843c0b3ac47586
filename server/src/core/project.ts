/**
 * What rules may know of the folder around the Dockerfile. Paths are relative to the project's root, with slashes.
 * `undefined`: not loaded yet, the edge will load it and lint again; `null`: not there (or not readable).
 */
export interface Project {
  /** The Dockerfile's own path below the root ("docker/Dockerfile.cpu"); undefined where it has none, as from standard input. */
  readonly path: string | undefined;
  /** A file's text. Files too large to be a manifest or a source are not there. */
  read(path: string): string | null | undefined;
  /** Files below a folder ('' is the root) whose names end in one of `endings`, sorted, bounded, without ignored folders. */
  list(folder: string, endings: readonly string[]): readonly string[] | undefined;
  /** The URL of the git remote "origin" as git states it. */
  readonly origin: string | null | undefined;
  /** The Dockerfile's text in the last commit (git's HEAD); null where git has none, or may not be run. */
  readonly committed: string | null | undefined;
  /** Who committed the Dockerfile first, as `Name <address>`; null likewise. */
  readonly author: string | null | undefined;
}

/** A Dockerfile alone: no file beside it, no repository. */
export const noProject: Project = {
  path: undefined,
  read: () => null,
  list: () => [],
  origin: null,
  committed: null,
  author: null,
};
