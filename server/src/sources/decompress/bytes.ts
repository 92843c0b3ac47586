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

/** The beginning of a stream, and the stream as it was before it was looked at. */
export interface Peeked {
  /** Chunks of as many bytes as were asked for, or all of them where the stream ends before. */
  readonly head: readonly Uint8Array[];
  readonly isAll: boolean;
  /** To be read once; what `head` holds is its own from then on. */
  readonly whole: Bytes;
}

/** Reads a stream until it has given `count` bytes. */
export async function peek(source: Bytes, count: number): Promise<Peeked> {
  const chunks = source[Symbol.asyncIterator]();
  const head: Uint8Array[] = [];
  let isAll = false;
  for (let size = 0; size < count; size += head.at(-1)!.length) {
    const { done, value } = await chunks.next();
    if (done) {
      isAll = true;
      break;
    }
    head.push(value);
  }
  async function* whole(): Bytes {
    try {
      yield* head.splice(0);
      yield* { [Symbol.asyncIterator]: () => chunks };
    } finally {
      await chunks.return?.();
    }
  }
  return { head, isAll, whole: whole() };
}
