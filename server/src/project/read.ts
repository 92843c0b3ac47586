import { readFile, realpath, stat } from 'node:fs/promises';
import { absolutePath, isBelow } from './paths.ts';

const MAX_BYTES = 1024 * 1024;

/** A file cannot be used; the message says why, in the words that follow its name. */
export class UnreadableError extends Error {
  override readonly name = 'UnreadableError';
}

/** The bytes of a text file; throws UnreadableError where there is none, it is too large or it is not text. */
export const readBytes = async (path: string): Promise<Buffer> => asText(await readSmall(path));

async function readSmall(path: string): Promise<Buffer> {
  try {
    const { size } = await stat(path);
    if (size > MAX_BYTES) throw tooLarge();
    return await readFile(path);
  } catch (error) {
    throw error instanceof UnreadableError ? error : new UnreadableError(whyUnreadable(error), { cause: error });
  }
}

/** Bytes that can be a text of ours; throws UnreadableError where they are too many or binary. */
export function asText(bytes: Buffer): Buffer {
  if (bytes.length > MAX_BYTES) throw tooLarge();
  if (bytes.includes(0)) throw new UnreadableError('is not a text file');
  return bytes;
}

const tooLarge = (): UnreadableError => new UnreadableError('is larger than 1 MiB, too large for a Dockerfile');

/** Where a path in its plain form really lies; undefined where there is nothing, or a link leads out of the root. */
export async function realInside(root: string, path: string): Promise<string | undefined> {
  const [top, real] = await Promise.all([realpath(root), realpath(absolutePath(root, path))]).catch(() => []);
  return top !== undefined && real !== undefined && isBelow(top, real) ? real : undefined;
}

/** The text of a file at a path in its plain form; null where there is none, it leaves the root, is too large or is not text. */
export async function readInside(root: string, path: string): Promise<string | null> {
  const real = await realInside(root, path);
  try {
    return real !== undefined && (await stat(real)).isFile() ? decoded(await readSmall(real)) : null;
  } catch {
    return null;
  }
}

/** PowerShell's `pip freeze > requirements.txt` writes UTF-16 with a byte order mark, by which pip tells it too. */
const decoded = (bytes: Buffer): string =>
  bytes.length % 2 === 0 && bytes[0] === 0xff && bytes[1] === 0xfe
    ? bytes.toString('utf16le')
    : asText(bytes).toString('utf8');

const WORDS: Readonly<Record<string, string>> = {
  ENOENT: 'no such file or folder',
  ENOTDIR: 'no such file or folder',
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  EROFS: 'the file system is read-only',
  ENOSPC: 'no space left on the disk',
  EISDIR: 'is a folder',
  ELOOP: 'its symbolic links form a loop',
  ENAMETOOLONG: 'its name is too long',
};

/** Why the file system refused, in a few words. */
export function whyUnreadable(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  return (code !== undefined && WORDS[code]) || message;
}
