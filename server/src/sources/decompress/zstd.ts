import { Decompress } from 'fzstd';
import createXxHash, { type XXHashAPI } from 'xxhash-wasm';
import { type ByteReader, type Bytes, readBytes } from './bytes.ts';

const FRAME_MAGIC = 0xfd2fb528;
/** What `zstd -d` allows unless told otherwise. */
const MAX_WINDOW = 128 * 1024 * 1024;
const MAX_HEADER = 18;

/**
 * Undoes Zstandard as `unzstd` does: frames that follow each other are joined, skippable frames are left out.
 * fzstd decompresses, but checks neither checksums nor the window's size, and gives all output of one call at once:
 * so it gets one frame block by block, and its output is checked here (RFC 8878, section 3.1).
 */
export async function* unzstd(source: Bytes): AsyncGenerator<Uint8Array> {
  const xxHash = await createXxHash();
  const input = readBytes(source);
  for (let frame = 0; ; frame++) {
    const start = await input.fill(MAX_HEADER);
    if (start.length === 0 && frame > 0) return;
    const magic = start.length < 8 ? 0 : start.readUInt32LE(0);
    if (magic === FRAME_MAGIC) yield* readFrame(input, parseHeader(start), xxHash);
    else if (magic >>> 4 === 0x184d2a5) await skipBytes(input, 8 + start.readUInt32LE(4));
    else throw new Error(frame === 0 ? 'it does not begin as zstd does' : 'a frame does not begin where it should');
  }
}

interface Header {
  readonly size: number;
  /** The size of the frame's content, where it is declared. */
  readonly content: number | undefined;
  readonly hasChecksum: boolean;
}

function parseHeader(bytes: Buffer): Header {
  const descriptor = bytes[4] as number;
  const singleSegment = (descriptor & 0x20) !== 0;
  const dictionarySize = [0, 1, 2, 4][descriptor & 3] as number;
  const contentSize = [singleSegment ? 1 : 0, 2, 4, 8][descriptor >>> 6] as number;
  const dictionary = 5 + (singleSegment ? 0 : 1);
  const content = dictionary + dictionarySize;
  const size = content + contentSize;
  if (bytes.length < size) throw new Error('it ends too soon');
  if (descriptor & 8) throw new Error('it uses a reserved feature');
  if (bytes.subarray(dictionary, content).some((byte) => byte !== 0)) throw new Error('it needs a dictionary');
  const declared = readContentSize(bytes, content, contentSize);
  const window = singleSegment ? (declared ?? 0) : windowSize(bytes[5] as number);
  if (window > MAX_WINDOW) throw new Error('it takes more memory than zstd allows by default (128 MiB)');
  return { size, content: declared, hasChecksum: (descriptor & 4) !== 0 };
}

const windowSize = (byte: number): number => 2 ** (10 + (byte >>> 3)) * (1 + (byte & 7) / 8);

function readContentSize(bytes: Buffer, offset: number, size: number): number | undefined {
  if (size === 0) return undefined;
  if (size === 8) return Number(bytes.readBigUInt64LE(offset));
  return bytes.readUIntLE(offset, size) + (size === 2 ? 256 : 0);
}

async function* readFrame(input: ByteReader, header: Header, xxHash: XXHashAPI): AsyncGenerator<Uint8Array> {
  let output: Uint8Array[] = [];
  const decoder = new Decompress((piece) => output.push(piece));
  const hash = xxHash.create64();
  let content = 0;
  decoder.push(await take(input, header.size));
  for (let last = false; !last; ) {
    const block = (await input.fill(3)).subarray(0, 3);
    if (block.length < 3) throw new Error('it ends too soon');
    const word = block.readUIntLE(0, 3);
    last = (word & 1) === 1;
    const stored = ((word >>> 1) & 3) === 1 ? 1 : word >>> 3;
    const bytes = await take(input, 3 + stored);
    if (last) decoder.push(header.hasChecksum ? Buffer.concat([bytes, Buffer.alloc(4)]) : bytes, true);
    else decoder.push(bytes);
    for (const piece of output) {
      hash.update(piece);
      content += piece.length;
      yield piece;
    }
    output = [];
  }
  if (header.content !== undefined && header.content !== content)
    throw new Error('a frame has another length than it says');
  if (!header.hasChecksum) return;
  const checksum = (await take(input, 4)).readUInt32LE(0);
  if (BigInt(checksum) !== (hash.digest() & 0xffffffffn)) throw new Error('a frame does not match its checksum');
}

/** The next bytes, which the reader then stands behind. */
async function take(input: ByteReader, count: number): Promise<Buffer> {
  const bytes = (await input.fill(count)).subarray(0, count);
  if (bytes.length < count) throw new Error('it ends too soon');
  input.skip(count);
  return bytes;
}

async function skipBytes(input: ByteReader, count: number): Promise<void> {
  for (let left = count; left > 0; ) {
    const { length } = await input.fill(1);
    if (length === 0) throw new Error('it ends too soon');
    input.skip(Math.min(left, length));
    left -= length;
  }
}
