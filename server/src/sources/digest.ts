import { createHash } from 'node:crypto';
import { PassThrough } from 'node:stream';
import { type Decompression, type Sha256, SourceError } from '../core/sources.ts';
import type { Bytes } from './decompress/bytes.ts';
import { decompress, type Undo } from './decompress/index.ts';

/** What one download was hashed to. */
export interface Digests {
  /** Bytes of the body. */
  readonly size: number;
  /** For each way to undo it, in order. */
  readonly results: readonly (Sha256 | SourceError)[];
}

/** Reads a body once and hashes what it is after each of several ways to undo its compression. */
export async function digest(
  body: Bytes,
  ways: readonly (readonly Decompression[])[],
  limits: Omit<Undo, 'kinds'>,
): Promise<Digests> {
  const branches = ways.map((kinds) => openBranch({ kinds, ...limits }));
  let size = 0;
  try {
    for await (const chunk of body) {
      size += chunk.length;
      await Promise.all(branches.map((branch) => branch.write(chunk)));
      if (branches.every((branch) => branch.hasFailed())) break;
    }
    for (const branch of branches) branch.end();
    return { size, results: await Promise.all(branches.map((branch) => branch.result)) };
  } finally {
    for (const branch of branches) branch.close();
  }
}

/** One way of hashing the body, fed chunk by chunk. */
interface Branch {
  readonly result: Promise<Sha256 | SourceError>;
  /** Resolves when the next chunk may come; what a finished branch is given is dropped. */
  write(chunk: Uint8Array): Promise<void>;
  end(): void;
  close(): void;
  hasFailed(): boolean;
}

function openBranch(undo: Undo): Branch {
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
    result,
    async write(chunk) {
      if (!input.destroyed && !input.write(chunk)) await drained(input);
    },
    end: () => input.end(),
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
