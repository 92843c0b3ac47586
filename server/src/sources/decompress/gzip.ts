import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import type { Bytes } from './bytes.ts';

/** Undoes gzip as `gunzip` does: members that follow each other are joined, zeros after the last one are ignored. */
export async function* gunzip(source: Bytes): AsyncGenerator<Uint8Array> {
  const output = createGunzip();
  // A failure of either side destroys the output with that error, which whoever reads it is told.
  pipeline(Readable.from(source, { objectMode: false }), output).catch(() => {});
  yield* output;
}
