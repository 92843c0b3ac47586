import { fact } from '../../fact.ts';
import type { Project } from '../../project.ts';

/** The folders above the Dockerfile, its own first, the project's root ('') last; none where it has no place, as on standard input. */
export const folders = fact(({ project }): readonly string[] =>
  project.path === undefined ? [] : foldersAbove(project.path),
);

/** The folders that a file or folder lies in, nearest first, the project's root ('') last; none of the root itself. */
export function foldersAbove(path: string): readonly string[] {
  if (path === '') return [];
  const segments = path.split('/').slice(0, -1);
  return segments.map((_, index) => segments.slice(0, segments.length - index).join('/')).concat('');
}

/** The first of some files of a folder that is there, with its path. */
export function firstFile(
  project: Project,
  folder: string,
  names: readonly string[],
): { readonly path: string; readonly text: string } | undefined {
  return filesOf(project, folder, names)[0];
}

/** Those of some files of a folder that are there. */
export const filesOf = (
  project: Project,
  folder: string,
  names: readonly string[],
): readonly { readonly path: string; readonly text: string }[] =>
  names.flatMap((name) => {
    const path = inFolder(folder, name);
    const text = project.read(path);
    return text ? [{ path, text }] : [];
  });

/** A name below a folder of the project. */
export const inFolder = (folder: string, name: string): string => (folder === '' ? name : `${folder}/${name}`);
