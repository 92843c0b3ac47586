/** A stream of bytes: what a download and every decompressor give. */
export type Bytes = AsyncIterable<Uint8Array>;

/** Reads a stream in pieces of the size that its reader wants. */
export interface ByteReader {
  /** At least `count` bytes from where the reader stands, or all that is left where the stream ends before. */
  fill(count: number): Promise<Buffer>;
  /** Moves on by `count` bytes of what `fill` gave. */
  skip(count: number): void;
}

/** Starts to read at the beginning; holds no more than the largest piece asked for and one chunk of the stream. */
export function readBytes(source: Bytes): ByteReader {
  const chunks = source[Symbol.asyncIterator]();
  let rest = Buffer.alloc(0);
  return {
    async fill(count) {
      const pieces: Uint8Array[] = [rest];
      for (let size = rest.length; size < count; ) {
        const { done, value } = await chunks.next();
        if (done) break;
        pieces.push(value);
        size += value.length;
      }
      if (pieces.length > 1) rest = Buffer.concat(pieces);
      return rest;
    },
    skip(count) {
      rest = rest.subarray(count);
    },
  };
}
