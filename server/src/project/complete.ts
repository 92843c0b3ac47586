import type { Config } from '../core/config.ts';
import { type Input, type Lint, lint, look } from '../core/lint.ts';
import type { Source } from '../core/rule.ts';
import type { ProjectFiles } from './files.ts';

const MAX_ROUNDS = 100;

/** A Dockerfile in its project. */
export interface Subject {
  readonly text: string;
  /** Below the project's root; undefined for a text that has no file. */
  readonly path: string | undefined;
  readonly config: Config;
  readonly files: ProjectFiles;
  /** Texts of other files that were edited but not written, by path below the root. */
  readonly others?: ReadonlyMap<string, string>;
}

/** Lints until everything that was asked of the project is loaded. Stops with the signal's reason. */
export const completeLint = (subject: Subject, signal?: AbortSignal): Promise<Lint> => completed(subject, lint, signal);

/** What a view shows once everything that it asked of the project is loaded. */
export const completeLook = async <T>(subject: Subject, view: (source: Source) => T): Promise<T> =>
  (await completed(subject, (input) => look(input, view))).value;

async function completed<T extends { readonly complete: boolean }>(
  { text, path, config, files, others }: Subject,
  ask: (input: Input) => T,
  signal?: AbortSignal,
): Promise<T> {
  for (let round = 0; round < MAX_ROUNDS; round++) {
    signal?.throwIfAborted();
    const { project, load } = files.view(path, others);
    const result = ask({ text, project, config });
    if (result.complete) return result;
    await unlessAborted(load(), signal);
  }
  throw new Error(`more files were still asked for after ${MAX_ROUNDS} rounds`);
}

/** Waits for work that nobody needs once the signal has fired; it goes on, and what it learns is kept. */
function unlessAborted(work: Promise<void>, signal: AbortSignal | undefined): Promise<void> {
  if (!signal) return work;
  return new Promise((resolve, reject) => {
    const abort = () => reject(signal.reason);
    signal.addEventListener('abort', abort, { once: true });
    if (signal.aborted) abort();
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
  });
}
