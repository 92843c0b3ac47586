import { fact } from '../../fact.ts';
import type { Project } from '../../project.ts';

/** The folders above the Dockerfile, its own first, the project's root ('') last; none where it has no place, as on standard input. */
export const folders = fact(({ project }): readonly string[] => {
  if (project.path === undefined) return [];
  const segments = project.path.split('/').slice(0, -1);
  return segments.map((_, index) => segments.slice(0, segments.length - index).join('/')).concat('');
});

/** The first of some files of a folder that is there, with its path. */
export function firstFile(
  project: Project,
  folder: string,
  names: readonly string[],
): { readonly path: string; readonly text: string } | undefined {
  for (const name of names) {
    const path = inFolder(folder, name);
    const text = project.read(path);
    if (text) return { path, text };
  }
  return undefined;
}

/** A name below a folder of the project. */
export const inFolder = (folder: string, name: string): string => (folder === '' ? name : `${folder}/${name}`);
