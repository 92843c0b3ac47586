import { BitReader } from './bits.ts';
import { type Bytes, readBytes } from './bytes.ts';
import { type Block, readBlock } from './bzip2-block.ts';

/** More than the largest block can take: 900,000 symbols of 20 bits each, and its tables. */
const MAX_BLOCK_BYTES = 2_500_000;
const OUTPUT_BYTES = 65_536;
const BLOCK_MAGIC = [0x314159, 0x265359];
const END_MAGIC = [0x177245, 0x385090];

/**
 * Undoes bzip2 as `bunzip2` does: streams that follow each other are joined, and what follows the last one is ignored.
 * Each block is checked against its CRC, so that a wrong byte is an error and never a wrong result.
 * The npm packages either keep a block's whole output in memory (45 MB for 40 bytes of zeros, as numbers in an array:
 * 500 MB) or want the whole archive at once.
 */
export async function* bunzip2(source: Bytes): AsyncGenerator<Uint8Array> {
  const input = readBytes(source);
  for (let stream = 0; ; stream++) {
    const header = (await input.fill(4)).toString('latin1', 0, 4);
    if (!/^BZh[1-9]$/.test(header)) {
      if (stream === 0) throw new Error('it does not begin as bzip2 does');
      return;
    }
    input.skip(4);
    const links = new Uint32Array(Number(header[3]) * 100_000);
    let offset = 0;
    let combined = 0;
    for (;;) {
      const bits = new BitReader(await input.fill(MAX_BLOCK_BYTES), offset);
      const magic = [bits.read(24), bits.read(24)];
      const crc = readUint32(bits);
      const isBlock = isSame(magic, BLOCK_MAGIC);
      if (isBlock) {
        yield* checked(expand(links, readBlock(bits, links)), crc);
        combined = ((combined << 1) | (combined >>> 31)) ^ crc;
      } else if (!isSame(magic, END_MAGIC)) throw new Error('a block does not begin where it should');
      else if (combined >>> 0 !== crc) throw new Error('its checksum does not match');
      const used = isBlock ? bits.offset : Math.ceil(bits.offset / 8) * 8;
      input.skip(used >>> 3);
      offset = used & 7;
      if (!isBlock) break;
    }
  }
}

const isSame = (magic: readonly number[], other: readonly number[]) => magic[0] === other[0] && magic[1] === other[1];

const readUint32 = (bits: BitReader): number => ((bits.read(16) << 16) | bits.read(16)) >>> 0;

/** The text of a block in pieces: follows the links, and undoes the runs (four equal bytes, then how many more). */
function* expand(links: Uint32Array, { origin, length }: Block): Generator<Uint8Array> {
  let out = Buffer.allocUnsafe(OUTPUT_BYTES);
  let size = 0;
  let entry = links[origin] as number;
  let previous = -1;
  let equal = 0;
  for (let index = 0; index < length; index++) {
    entry = links[entry >>> 8] as number;
    const byte = entry & 0xff;
    let copies = 1;
    if (equal === 4) {
      copies = byte;
      equal = 0;
    } else {
      equal = byte === previous ? equal + 1 : 1;
      previous = byte;
    }
    if (size + copies > OUTPUT_BYTES) {
      yield out.subarray(0, size);
      out = Buffer.allocUnsafe(OUTPUT_BYTES);
      size = 0;
    }
    if (copies === 1) out[size++] = previous;
    else {
      out.fill(previous, size, size + copies);
      size += copies;
    }
  }
  yield out.subarray(0, size);
}

/** Hands pieces on and throws after the last one unless they have this CRC. */
function* checked(pieces: Iterable<Uint8Array>, expected: number): Generator<Uint8Array> {
  let crc = 0xffffffff;
  for (const piece of pieces) {
    for (let index = 0; index < piece.length; index++)
      crc = (crc << 8) ^ (CRC_TABLE[(crc >>> 24) ^ (piece[index] as number)] as number);
    yield piece;
  }
  if (~crc >>> 0 !== expected) throw new Error('a block does not match its checksum');
}

/** By byte, the remainder of the polynomial 04c11db7, highest bit first. */
const CRC_TABLE = Int32Array.from({ length: 256 }, (_, byte) => {
  let crc = byte << 24;
  for (let bit = 0; bit < 8; bit++) crc = crc & 0x80000000 ? (crc << 1) ^ 0x04c11db7 : crc << 1;
  return crc;
});
