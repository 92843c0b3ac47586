import { isUtf8 } from 'node:buffer';
import { dirname, relative, resolve } from 'node:path';
import { rules } from '../core/rules/index.ts';
import type { Subject } from '../project/complete.ts';
import { loadConfig } from '../project/config.ts';
import { type ProjectFiles, projectFiles } from '../project/files.ts';
import { withSlashes } from '../project/paths.ts';
import { asText, readBytes, UnreadableError } from '../project/read.ts';
import { findRoot } from '../project/root.ts';
import { findDockerfiles } from '../project/search.ts';
import type { Complaints, Terminal } from './terminal.ts';

/** The operand that means standard input. */
export const STDIN = '-';
/** What standard input is called in reports. */
export const STDIN_NAME = '<stdin>';

/** A Dockerfile to work on, in its project. */
export interface Target {
  /** Relative to the current folder, with slashes. */
  readonly shown: string;
  /** Absolute; undefined for standard input. */
  readonly file: string | undefined;
  /** Whether writing the text back gives the bytes that were read. */
  readonly faithful: boolean;
  readonly subject: Subject;
}

/** Reads the Dockerfiles that operands mean, one after the other; what cannot be read is complained about and left out. */
export async function* openTargets(
  operands: readonly string[],
  terminal: Terminal,
  complain: Complaints,
): AsyncGenerator<Target> {
  const { cwd, signal } = terminal;
  const open = opener(cwd, complain);
  const paths = operands.filter((operand) => operand !== STDIN);
  const { files, problems } = await findDockerfiles(paths, cwd);
  for (const { path, reason } of problems) complain.say(`${path}: ${reason}`);
  for (const file of operands.includes(STDIN) ? [undefined, ...files] : files) {
    signal.throwIfAborted();
    const shown = file === undefined ? STDIN_NAME : shownPath(cwd, file);
    try {
      const bytes = file === undefined ? asText(await readAll(terminal)) : await readBytes(file);
      const around = await open(file);
      if (around) yield { shown, file, faithful: isUtf8(bytes), subject: { ...around, text: bytes.toString('utf8') } };
    } catch (error) {
      if (!(error instanceof UnreadableError)) throw error;
      complain.say(`${shown}: ${error.message}`);
    }
  }
}

type Around = Omit<Subject, 'text'>;

/** Finds what is around a file; nothing where its settings cannot be used, which is complained about once. */
function opener(cwd: string, complain: Complaints): (file: string | undefined) => Promise<Around | undefined> {
  const opened = new Map<string, ProjectFiles>();
  const faulty = new Set<string>();
  const ids = rules.map(({ id }) => id);
  return async (file) => {
    const folder = file === undefined ? cwd : dirname(file);
    const top = await findRoot(folder, cwd);
    const { path, config, problems } = await loadConfig(folder, top, ids);
    if (path !== undefined && problems.length > 0) {
      if (!faulty.has(path)) for (const problem of problems) complain.say(`${shownPath(cwd, path)}: ${problem}`);
      faulty.add(path);
      return undefined;
    }
    // A text without a file is taken for one in the current folder.
    const root = file === undefined ? cwd : top;
    const files = opened.get(root) ?? projectFiles(root);
    opened.set(root, files);
    return { path: file === undefined ? undefined : withSlashes(relative(root, file)), config, files };
  };
}

async function readAll({ stdin }: Terminal): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of stdin) chunks.push(Buffer.from(chunk as Uint8Array));
  return Buffer.concat(chunks);
}

/** A path as reports name it: relative to the current folder, with slashes. */
export const shownPath = (cwd: string, path: string): string => withSlashes(relative(cwd, resolve(cwd, path)));
