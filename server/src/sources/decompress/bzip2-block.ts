import type { BitReader } from './bits.ts';

/** The longest Huffman code that bzip2 writes. */
const MAX_CODE_LENGTH = 20;
/** The longest code that is looked up in one step. */
const SHORT_CODE_LENGTH = 10;
/** Symbols that are decoded with one Huffman code before the next selector. */
const GROUP_SIZE = 50;

/** Where a block's bytes begin in the permutation that `readBlock` filled, and how many there are. */
export interface Block {
  readonly origin: number;
  readonly length: number;
}

/**
 * Reads one block after its magic number and checksum, and fills `links` for the inverse Burrows-Wheeler transform:
 * each entry holds a byte in its low 8 bits and above them the index of the entry that follows.
 */
export function readBlock(bits: BitReader, links: Uint32Array): Block {
  if (bits.read(1)) throw new Error('it is of the randomised kind that bzip2 gave up in 1997');
  const origin = bits.read(24);
  const alphabet = readAlphabet(bits);
  const codeCount = bits.read(3);
  if (codeCount < 2 || codeCount > 6 || alphabet.length === 0) throw new Error('a block header is damaged');
  const selectors = readSelectors(bits, codeCount);
  const codes = Array.from({ length: codeCount }, () => readCode(bits, alphabet.length + 2));
  const length = readSymbols(bits, links, alphabet, selectors, codes);
  if (origin >= length) throw new Error('a block header is damaged');
  link(links, length);
  return { origin, length };
}

/** The byte values that occur, in order. */
function readAlphabet(bits: BitReader): Uint8Array {
  const rows = bits.read(16);
  const values: number[] = [];
  for (let row = 0; row < 16; row++) {
    if (!(rows & (0x8000 >> row))) continue;
    const used = bits.read(16);
    for (let column = 0; column < 16; column++) if (used & (0x8000 >> column)) values.push(row * 16 + column);
  }
  return Uint8Array.from(values);
}

/** Which Huffman code each group of symbols uses. */
function readSelectors(bits: BitReader, codeCount: number): Uint8Array {
  const selectors = new Uint8Array(bits.read(15));
  const recent = Uint8Array.from({ length: codeCount }, (_, index) => index);
  for (let group = 0; group < selectors.length; group++) {
    let index = 0;
    while (bits.read(1)) if (++index === codeCount) throw new Error('a selector is damaged');
    selectors[group] = moveToFront(recent, index);
  }
  return selectors;
}

/** A canonical Huffman code. */
interface Code {
  /** By the next 10 bits, the symbol times 32 plus the length of its code; 0 where the code is longer. */
  readonly short: Uint16Array;
  readonly symbols: Uint16Array;
  /** By length, the last code, filled up to the longest length with ones. */
  readonly last: Int32Array;
  /** By length, what to subtract from a code for its index in `symbols`. */
  readonly base: Int32Array;
}

function readCode(bits: BitReader, symbolCount: number): Code {
  const lengths = new Uint8Array(symbolCount);
  let length = bits.read(5);
  for (let symbol = 0; symbol < symbolCount; symbol++) {
    while (bits.read(1)) length += bits.read(1) ? -1 : 1;
    if (length < 1 || length > MAX_CODE_LENGTH) throw new Error('a Huffman code is damaged');
    lengths[symbol] = length;
  }
  const short = new Uint16Array(1 << SHORT_CODE_LENGTH);
  const symbols = new Uint16Array(symbolCount);
  const last = new Int32Array(MAX_CODE_LENGTH + 1);
  const base = new Int32Array(MAX_CODE_LENGTH + 1);
  let next = 0;
  let index = 0;
  for (let size = 1; size <= MAX_CODE_LENGTH; size++) {
    base[size] = next - index;
    for (let symbol = 0; symbol < symbolCount; symbol++) {
      if (lengths[symbol] !== size) continue;
      const spare = SHORT_CODE_LENGTH - size;
      if (spare >= 0) short.fill(symbol * 32 + size, next << spare, (next + 1) << spare);
      symbols[index++] = symbol;
      next++;
    }
    last[size] = next * 2 ** (MAX_CODE_LENGTH - size) - 1;
    next *= 2;
  }
  return { short, symbols, last, base };
}

function readSymbol(bits: BitReader, { short, symbols, last, base }: Code): number {
  const ahead = bits.peek(MAX_CODE_LENGTH);
  const entry = short[ahead >>> (MAX_CODE_LENGTH - SHORT_CODE_LENGTH)] as number;
  if (entry) {
    bits.skip(entry & 31);
    return entry >>> 5;
  }
  let size = SHORT_CODE_LENGTH + 1;
  while (ahead > (last[size] as number)) if (++size > MAX_CODE_LENGTH) throw new Error('a Huffman code is damaged');
  bits.skip(size);
  const symbol = symbols[(ahead >>> (MAX_CODE_LENGTH - size)) - (base[size] as number)];
  if (symbol === undefined) throw new Error('a Huffman code is damaged');
  return symbol;
}

/** Undoes Huffman coding, runs of zeros and move-to-front; the bytes go to `out`, and their number comes back. */
function readSymbols(
  bits: BitReader,
  out: Uint32Array,
  alphabet: Uint8Array,
  selectors: Uint8Array,
  codes: readonly Code[],
): number {
  const recent = Uint8Array.from(alphabet);
  const end = alphabet.length + 1;
  let length = 0;
  let run = 0;
  let digit = 1;
  for (const selector of selectors) {
    const code = codes[selector] as Code;
    for (let left = GROUP_SIZE; left > 0; left--) {
      const symbol = readSymbol(bits, code);
      if (symbol < 2) {
        run += digit << symbol;
        digit *= 2;
        if (run > out.length) throw new Error('a block is longer than its header allows');
        continue;
      }
      if (run > 0) {
        if (length + run > out.length) throw new Error('a block is longer than its header allows');
        out.fill(recent[0] as number, length, length + run);
        length += run;
        run = 0;
        digit = 1;
      }
      if (symbol === end) return length;
      if (length === out.length) throw new Error('a block is longer than its header allows');
      out[length++] = moveToFront(recent, symbol - 1);
    }
  }
  throw new Error('a selector is missing');
}

function moveToFront(recent: Uint8Array, index: number): number {
  const value = recent[index] as number;
  for (let place = index; place > 0; place--) recent[place] = recent[place - 1] as number;
  recent[0] = value;
  return value;
}

/** Puts into each entry the index of the entry that follows it in the text. */
function link(links: Uint32Array, length: number): void {
  const starts = new Uint32Array(256);
  for (let index = 0; index < length; index++) (starts[links[index] as number] as number)++;
  let sum = 0;
  for (let value = 0; value < 256; value++) {
    const count = starts[value] as number;
    starts[value] = sum;
    sum += count;
  }
  for (let index = 0; index < length; index++) {
    const value = (links[index] as number) & 0xff;
    const place = starts[value] as number;
    starts[value] = place + 1;
    links[place] = (links[place] as number) | (index << 8);
  }
}
