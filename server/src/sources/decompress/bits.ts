/** Reads a buffer bit by bit, the highest bit of each byte first. */
export class BitReader {
  private readonly bytes: Uint8Array;
  private position: number;
  private held = 0;
  private count = 0;

  /** Starts at an offset in bits; reading past the end throws. */
  constructor(bytes: Uint8Array, offset: number) {
    this.bytes = bytes;
    this.position = offset >>> 3;
    this.read(offset & 7);
  }

  /** The offset in bits of what is read next. */
  get offset(): number {
    return this.position * 8 - this.count;
  }

  /** The next bits, 24 at most, as a number. */
  read(bits: number): number {
    const value = this.peek(bits);
    this.count -= bits;
    return value;
  }

  /** The next bits, 24 at most, which stay unread. */
  peek(bits: number): number {
    while (this.count < bits) {
      if (this.position === this.bytes.length) throw new Error('it ends too soon');
      this.held = (this.held << 8) | (this.bytes[this.position++] as number);
      this.count += 8;
    }
    return (this.held >>> (this.count - bits)) & ((1 << bits) - 1);
  }

  /** Passes bits that were peeked at. */
  skip(bits: number): void {
    this.count -= bits;
  }
}
