import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rm, stat, utimes } from 'node:fs/promises';
import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';
import envPaths from 'env-paths';
import writeFileAtomic from 'write-file-atomic';
import type { Sha256 } from '../../core/sources.ts';
import { printable } from '../print.ts';
import type { Validators } from './validators.ts';

/** What a download came to: digests, never the file, and not its URL either, which may tell more than it should. */
export interface Remembered {
  readonly validators: Validators;
  /** Bytes of the file as it is served. */
  readonly size: number;
  /** By the decompressions that were undone, as in `gz,xz`; '' is the file itself. */
  readonly digests: { readonly [way: string]: Sha256 };
  /** When it was downloaded: `2026-01-31`. */
  readonly day: string;
}

/** Above this number the entries go that were of no use for longest. */
const MOST_ENTRIES = 5000;

/** The folder that the system gives programs for what they can do without. */
export function cacheFolder(): string {
  const { cache } = envPaths('harden-dockerfile', { suffix: '' });
  // A relative XDG_CACHE_HOME is to be ignored (XDG Base Directory Specification).
  return isAbsolute(cache) ? join(cache, 'digests') : join(homedir(), '.cache', 'harden-dockerfile', 'digests');
}

/** What a download of a URL came to before; undefined where nothing is known, or cannot be read: a download helps then. */
export async function recall(folder: string, url: string): Promise<Remembered | undefined> {
  try {
    if (isSecret(url)) return undefined;
    const file = fileOf(folder, url);
    const remembered = JSON.parse(await readFile(file, 'utf8'));
    if (!isRemembered(remembered)) return undefined;
    await utimes(file, new Date(), new Date());
    return remembered;
  } catch {
    return undefined;
  }
}

/**
 * Remembers what a download came to, unless its URL holds what only its user knows. A file is replaced at once, so
 * several processes may do this; a folder that cannot be written to remembers nothing.
 */
export async function remember(folder: string, url: string, remembered: Remembered): Promise<void> {
  try {
    if (isSecret(url)) return;
    await mkdir(folder, { recursive: true, mode: 0o700 });
    await writeFileAtomic(fileOf(folder, url), `${JSON.stringify(remembered)}\n`, { mode: 0o600, fsync: false });
    await evict(folder);
  } catch {
    // The next run downloads again.
  }
}

/** Forgets everything; answers how many downloads that were. Throws what the file system does where it cannot. */
export async function forgetAll(folder: string): Promise<number> {
  const files = await filesIn(folder);
  for (const file of files) await rm(file, { force: true });
  return files.length;
}

const fileOf = (folder: string, url: string): string =>
  join(folder, `${createHash('sha256').update(url).digest('hex')}.json`);

/** Whether a URL signs its user in, by credentials or by its query. */
function isSecret(url: string): boolean {
  const { username, password, search } = new URL(url);
  return (
    username !== '' || password !== '' || (search !== '' && new URL(printable(url).replace(/\?…$/, '')).search === '')
  );
}

/** The entries, and what a process that was killed left of one. */
async function filesIn(folder: string): Promise<string[]> {
  const names = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw error;
  });
  return names.filter((name) => /^[0-9a-f]{64}\.json/.test(name)).map((name) => join(folder, name));
}

async function evict(folder: string): Promise<void> {
  const files = await filesIn(folder);
  if (files.length <= MOST_ENTRIES) return;
  const lastUsed = async (file: string) => ({ file, at: (await stat(file).catch(() => undefined))?.mtimeMs ?? 0 });
  const aged = (await Promise.all(files.map(lastUsed))).toSorted((a, b) => a.at - b.at);
  for (const { file } of aged.slice(0, files.length - MOST_ENTRIES)) await rm(file, { force: true });
}

function isRemembered(value: Partial<Remembered>): value is Remembered {
  const { validators, size, digests, day } = value;
  return (
    isObject(validators) &&
    Object.values(validators).every((one) => /^[\x20-\x7e]*$/.test(String(one))) &&
    Number.isSafeInteger(size) &&
    isObject(digests) &&
    Object.values(digests).every((one) => /^[0-9a-f]{64}$/.test(String(one))) &&
    typeof day === 'string'
  );
}

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;
