import type { Project } from '../core/project.ts';
import { committedText, firstAuthor } from './committed.ts';
import { gitOrigin } from './git.ts';
import { plainPath } from './paths.ts';
import { readInside, realInside } from './read.ts';
import { walk } from './walk.ts';

const MAX_LISTED = 10_000;
const MAX_DEPTH = 16;
const SKIPPED =
  /^(?:\.|node_modules$|bower_components$|__pycache__$|site-packages$|venv$|virtualenv$|dist$|build$|target$)/;

/** What is known of a project's folder. It only ever learns: once the disk has changed, a new one is made. */
export interface ProjectFiles {
  /** Absolute. */
  readonly root: string;
  /**
   * The project as one lint sees it: around the Dockerfile at `path` (below the root; undefined where it has none),
   * with the texts of other files that were edited but not written.
   */
  view(path: string | undefined, others?: ReadonlyMap<string, string>): View;
}

/** A project, and the way to learn what was asked of it in vain. */
export interface View {
  readonly project: Project;
  /** Loads all that was asked for and not there yet. */
  load(): Promise<void>;
}

/** Opens a project's folder; nothing is read until something is asked for, and the git program is run only if it may be. */
export function projectFiles(root: string, mayRunGit = true): ProjectFiles {
  const texts = once((path) => readInside(root, path));
  const folders = once((folder) => listFiles(root, folder));
  const origins = once(() => gitOrigin(root));
  const commits = once((path) => committedText({ root, path }));
  const authors = once((path) => firstAuthor({ root, path }));

  const view: ProjectFiles['view'] = (path, others = new Map()) => {
    const edited = new Map([...others].map(([name, text]) => [plainPath(name) ?? name, text]));
    const missing: (() => Promise<unknown>)[] = [];
    const ask = <T>(known: Once<T>, key: string): T | undefined => {
      const value = known.peek(key);
      if (value === undefined) missing.push(() => known.load(key));
      return value;
    };
    const project: Project = {
      path,
      read: (name) => {
        const plain = plainPath(name);
        return plain === undefined ? null : (edited.get(plain) ?? ask(texts, plain));
      },
      list: (folder, endings) => {
        const plain = plainPath(folder);
        return plain === undefined
          ? []
          : ask(folders, plain)?.filter((name) => endings.some((end) => name.endsWith(end)));
      },
      get origin() {
        return ask(origins, '');
      },
      get committed() {
        return path === undefined || !mayRunGit ? null : ask(commits, path);
      },
      get author() {
        return path === undefined || !mayRunGit ? null : ask(authors, path);
      },
    };
    return {
      project,
      load: async () => void (await Promise.all(missing.splice(0).map((load) => load()))),
    };
  };
  return { root, view };
}

/** Files below a folder of the project, sorted; those near it where there are very many. */
async function listFiles(root: string, folder: string): Promise<readonly string[]> {
  const found: string[] = [];
  if ((await realInside(root, folder)) === undefined) return found;
  for await (const { path, link } of walk({ root, folder, skips: (name) => SKIPPED.test(name) })) {
    if (link) continue;
    if (found.length === MAX_LISTED || path.split('/').length > MAX_DEPTH) break;
    found.push(path);
  }
  return found.toSorted();
}

interface Once<T> {
  /** What was loaded; undefined where nothing was yet. */
  peek(key: string): T | undefined;
  load(key: string): Promise<T>;
}

/** Loads each key once, whoever asks, and keeps the result. */
function once<T>(read: (key: string) => Promise<T>): Once<T> {
  const values = new Map<string, T>();
  const running = new Map<string, Promise<T>>();
  return {
    peek: (key) => values.get(key),
    load: (key) => {
      const known = running.get(key);
      if (known) return known;
      const loading = read(key).then((value) => {
        values.set(key, value);
        return value;
      });
      running.set(key, loading);
      return loading;
    },
  };
}
