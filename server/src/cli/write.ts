import { constants } from 'node:fs';
import { access, readFile, rm } from 'node:fs/promises';
import writeFileAtomic from 'write-file-atomic';
import { whyUnreadable } from '../project/read.ts';

/** A file's new text. */
export interface Replacement {
  /** Absolute; a link is followed to what it names. */
  readonly file: string;
  /** The text that the new one was made from; null where the file is new. */
  readonly before: string | null;
  readonly after: string;
}

/** A file was not replaced; the message says why, in the words that follow its name. */
export class WriteError extends Error {
  override readonly name = 'WriteError';
  readonly file: string;

  constructor(file: string, message: string, options?: ErrorOptions) {
    super(message, options);
    this.file = file;
  }
}

/** Replaces files, all or none; each at once, keeping its mode. Throws WriteError where one changed meanwhile or cannot be written. */
export async function replaceFiles(replacements: readonly Replacement[]): Promise<void> {
  for (const replacement of replacements) await check(replacement);
  const done: Replacement[] = [];
  for (const replacement of replacements) {
    try {
      await writeFileAtomic(replacement.file, replacement.after);
      done.push(replacement);
    } catch (error) {
      for (const one of done) await restore(one);
      throw new WriteError(replacement.file, whyUnreadable(error), { cause: error });
    }
  }
}

async function check({ file, before }: Replacement): Promise<void> {
  try {
    const now = await readFile(file).catch(nullIfMissing);
    const same = now === null || before === null ? now === before : now.equals(Buffer.from(before));
    if (!same) throw new WriteError(file, 'changed since it was read; nothing was written to it');
    // A rename would replace a read-only file without asking.
    if (now !== null) await access(file, constants.W_OK);
  } catch (error) {
    throw error instanceof WriteError ? error : new WriteError(file, whyUnreadable(error), { cause: error });
  }
}

function nullIfMissing(error: NodeJS.ErrnoException): null {
  if (error.code === 'ENOENT') return null;
  throw error;
}

async function restore({ file, before }: Replacement): Promise<void> {
  try {
    await (before === null ? rm(file) : writeFileAtomic(file, before));
  } catch (error) {
    throw new WriteError(file, `was changed and cannot be changed back: ${whyUnreadable(error)}`, { cause: error });
  }
}
