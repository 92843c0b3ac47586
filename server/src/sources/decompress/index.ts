import { setImmediate } from 'node:timers/promises';
import { type Decompression, SourceError, type Step } from '../../core/sources.ts';
import { formatBytes } from '../print.ts';
import type { Bytes } from './bytes.ts';
import { bunzip2 } from './bzip2.ts';
import { gunzip } from './gzip.ts';
import { member } from './member.ts';
import { unxz } from './xz.ts';
import { unzstd } from './zstd.ts';

/** Each takes and gives a stream, holds a bounded part of it, and throws where the command of its name would fail. */
const DECOMPRESSORS: { readonly [kind in Decompression]: (source: Bytes) => Bytes } = {
  bz2: bunzip2,
  gz: gunzip,
  xz: unxz,
  zst: unzstd,
};

/** What a stream is decompressed from, and for whom. */
export interface Undo {
  /** From the outermost to the innermost. */
  readonly kinds: readonly Step[];
  /** What messages call the file. */
  readonly name: string;
  /** More output than this of any step is refused: a small archive can hold an endless file. */
  readonly maxBytes: number;
  /** Ends the work with its reason. */
  readonly signal: AbortSignal;
}

/** After so much output others get their turn: a small archive can keep a decompressor busy for minutes. */
const TURN_BYTES = 4 * 1024 * 1024;

/** Undoes each compression in turn; throws a SourceError where the archive is damaged or unfolds without end. */
export function decompress(source: Bytes, { kinds, ...rest }: Undo): Bytes {
  return kinds.reduce((bytes, kind) => step(bytes, kind, rest), source);
}

async function* step(source: Bytes, kind: Step, { name, maxBytes, signal }: Omit<Undo, 'kinds'>): Bytes {
  let size = 0;
  let turn = TURN_BYTES;
  try {
    for await (const piece of undo(source, kind)) {
      size += piece.length;
      if (size > maxBytes) break;
      if (size > turn) {
        turn = size + TURN_BYTES;
        await setImmediate();
        signal.throwIfAborted();
      }
      if (piece.length > 0) yield piece;
    }
  } catch (error) {
    if (error instanceof SourceError) throw error;
    const what = isMember(kind)
      ? `${kind.slice(MEMBER.length)} cannot be taken out of ${name}`
      : `${name} cannot be decompressed as ${kind}`;
    throw new SourceError('corrupt', `${what}: ${reason(error)}.`, { cause: error });
  }
  if (size > maxBytes)
    throw new SourceError(
      'too-large',
      `${name} decompresses to more than ${formatBytes(maxBytes)}; pin its SHA-256 by hand.`,
    );
}

const MEMBER = 'member:';
const isMember = (step: Step): step is `member:${string}` => step.startsWith(MEMBER);

const undo = (source: Bytes, step: Step): Bytes =>
  isMember(step) ? member(source, step.slice(MEMBER.length)) : DECOMPRESSORS[step](source);

const reason = (error: unknown): string =>
  (error instanceof Error ? error.message : String(error)).replace(/\s+/g, ' ');
