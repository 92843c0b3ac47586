import { publisherOf } from '../../core/facts/publishers.ts';
import { SourceError } from '../../core/sources.ts';
import type { Settings } from '../settings.ts';
import { readText } from '../text.ts';
import { checksumOf } from './checksums.ts';
import { type Declaration, fileName, type Publisher } from './publisher.ts';

/** Endings of files that hold the checksum of the one beside them. */
const ENDINGS = ['.sha256', '.sha256sum'];
/** Lists of the checksums of a folder, or of a release. */
const LISTS = ['SHA256SUMS', 'SHASUMS256.txt', 'sha256sums.txt', 'checksums.txt'];
/** Seconds without an answer after which a list is given up that may not be there anyway. */
const PATIENCE = 5;
/** Larger lists are not read. */
const MAX_BYTES = 1024 ** 2;

/** Maven's repositories have a checksum beside each file [Maven, Repository layout]. */
export const maven: Publisher = {
  mayKnow: (url) => publisherOf(url.href)?.id === 'maven',
  declaration: (url, settings, signal) => beside(url, '.sha256', settings, signal),
};

/** Checksums that stand beside a file: of the same server, so they show damage and later tampering, once they are pinned. */
export const sidecars: Publisher = {
  mayKnow: (url) =>
    fileName(url) !== '' && url.search === '' && !ENDINGS.some((ending) => url.pathname.endsWith(ending)),
  declaration: (url, settings, signal) =>
    besides(url, undefined, { ...settings, idleSeconds: Math.min(settings.idleSeconds, PATIENCE) }, signal),
};

/** Looks for a checksum of a file beside it: under every usual name, or under those of `there` that are. */
export async function besides(
  url: URL,
  there: readonly string[] | undefined,
  settings: Settings,
  signal: AbortSignal | undefined,
): Promise<Declaration | undefined> {
  const name = fileName(url);
  const isThere = (list: string) => there === undefined || there.includes(list);
  const asked = [
    ...ENDINGS.filter((ending) => isThere(name + ending)).map((ending) => beside(url, ending, settings, signal)),
    ...LISTS.filter(isThere).map((list) => inList(url, list, settings, signal)),
  ].map((one) => one.catch(orNothing));
  for (const one of asked) {
    const found = await one;
    if (found) return found;
  }
  return undefined;
}

/** A list that is not there says nothing; what the user gave up is given up. */
function orNothing(error: unknown): undefined {
  if (error instanceof SourceError && error.reason !== 'cancelled') return undefined;
  throw error;
}

async function beside(url: URL, ending: string, settings: Settings, signal: AbortSignal | undefined) {
  const list = new URL(url);
  list.pathname += ending;
  const text = await readText(list, settings, { signal, maxBytes: MAX_BYTES });
  return declared(checksumOf(text, fileName(url), true), `${fileName(list)} of ${url.host}`);
}

async function inList(url: URL, name: string, settings: Settings, signal: AbortSignal | undefined) {
  const list = new URL(name, url);
  list.username = url.username;
  list.password = url.password;
  const text = await readText(list, settings, { signal, maxBytes: MAX_BYTES });
  return declared(checksumOf(text, fileName(url), false), `${name} of ${url.host}`);
}

const declared = (sha256: string | undefined, by: string): Declaration | undefined =>
  sha256 === undefined ? undefined : { sha256, size: undefined, by };
