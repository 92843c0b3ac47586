import type { Project } from '../core/project.ts';
import type { ProjectFiles } from '../project/files.ts';

/** What a lint wanted to know of its project: when that changes, it has to be done again. */
export interface Asked {
  /** Whether a file's text was asked for. */
  reads(path: string): boolean;
  /** Whether a listing that was asked for holds a file of this name. */
  lists(path: string): boolean;
}

/** What git writes whenever HEAD becomes another commit. */
const HEAD = /(?:^|\/)\.git\/(?:logs\/)?HEAD$/;

/** Files whose meaning is not their text: the project's settings, and what names its remote. */
const ALWAYS = /(?:^|\/)(?:\.harden-dockerfile\.json|\.git\/config)$/;

/** The project, with a record of what is asked of it from now on. */
export function recording(files: ProjectFiles): { readonly files: ProjectFiles; readonly asked: Asked } {
  const paths = new Set<string>();
  const listings = new Map<string, { readonly folder: string; readonly endings: readonly string[] }>();
  let committed = false;
  const record = (project: Project): Project => ({
    path: project.path,
    read(path) {
      paths.add(path.replace(/^(?:\.\/)+/, ''));
      return project.read(path);
    },
    list(folder, endings) {
      listings.set(`${folder} ${endings.join(' ')}`, { folder, endings });
      return project.list(folder, endings);
    },
    get origin() {
      return project.origin;
    },
    get committed() {
      committed = true;
      return project.committed;
    },
    get author() {
      committed = true;
      return project.author;
    },
  });
  return {
    files: {
      root: files.root,
      view(path, others) {
        const { project, load } = files.view(path, others);
        return { project: record(project), load };
      },
    },
    asked: {
      reads: (path) => paths.has(path) || ALWAYS.test(path) || (committed && HEAD.test(path)),
      lists: (path) =>
        [...listings.values()].some(
          ({ folder, endings }) =>
            (folder === '' || path.startsWith(`${folder}/`)) && endings.some((ending) => path.endsWith(ending)),
        ),
    },
  };
}
