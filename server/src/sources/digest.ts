import { createHash } from 'node:crypto';
import { PassThrough } from 'node:stream';
import { type Sha256, SourceError, type Step } from '../core/sources.ts';
import type { Bytes } from './decompress/bytes.ts';
import { decompress, type Undo } from './decompress/index.ts';

/** What one download was hashed to. */
export interface Digests {
  /** Bytes of the body. */
  readonly size: number;
  /** For each way to undo it, in order. */
  readonly results: readonly (Sha256 | SourceError)[];
}

/** What goes for every way alike. */
export type Limits = Omit<Undo, 'kinds'>;

/**
 * Reads a body once and hashes what it is after each of several ways to undo its compression. A chunk is done with when
 * the next one is asked for.
 */
export async function digest(
  body: Bytes | Iterable<Uint8Array>,
  ways: readonly (readonly Step[])[],
  limits: Limits,
): Promise<Digests> {
  const branches = ways.map((kinds) => (kinds.length === 0 ? asItIs() : undone({ kinds, ...limits })));
  let size = 0;
  try {
    for await (const chunk of body) {
      size += chunk.length;
      for (const branch of branches) await branch.write(chunk);
      if (branches.every((branch) => branch.hasFailed())) break;
    }
    return { size, results: await Promise.all(branches.map((branch) => branch.end())) };
  } finally {
    for (const branch of branches) branch.close();
  }
}

/** One way of hashing the body, fed chunk by chunk. */
interface Branch {
  /** Resolves when the next chunk may come; what a failed branch is given is dropped. */
  write(chunk: Uint8Array): Promise<void> | void;
  end(): Promise<Sha256 | SourceError> | Sha256;
  close(): void;
  hasFailed(): boolean;
}

function asItIs(): Branch {
  const sha256 = createHash('sha256');
  return {
    write(chunk) {
      sha256.update(chunk);
    },
    end: () => sha256.digest('hex'),
    close() {},
    hasFailed: () => false,
  };
}

function undone(undo: Undo): Branch {
  const input = new PassThrough();
  let failed = false;
  const result = hash(decompress(input, undo))
    .catch((error) => {
      failed = true;
      if (error instanceof SourceError) return error;
      throw error;
    })
    .finally(() => input.destroy());
  result.catch(() => {});
  return {
    async write(chunk) {
      // A decompressor may hold what it was given for longer than its giver keeps it.
      if (!input.destroyed && !input.write(Buffer.from(chunk))) await drained(input);
    },
    end() {
      input.end();
      return result;
    },
    close: () => input.destroy(),
    hasFailed: () => failed,
  };
}

/** Resolves when a stream takes more, or nothing any more. */
function drained(stream: PassThrough): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      stream.off('drain', done).off('close', done);
      resolve();
    };
    stream.on('drain', done).on('close', done);
  });
}

async function hash(bytes: Bytes): Promise<Sha256> {
  const sha256 = createHash('sha256');
  for await (const piece of bytes) sha256.update(piece);
  return sha256.digest('hex');
}
