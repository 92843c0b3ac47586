import type { Edit, Span } from './span.ts';

/**
 * Text as a tool reads it, with the way back to where each character was written.
 * Continuations are joined, comment lines dropped, JSON escapes undone: whatever is found
 * in `text` can still be underlined, and edited, in the file.
 */
export class MappedText {
  readonly text: string;
  private readonly starts: readonly number[];
  private readonly ends: readonly number[];
  private readonly fallback: number;
  private readonly encoder: ((text: string) => string) | undefined;

  /**
   * `starts[i]` and `ends[i]` are the offsets in the file between which `text[i]` was written;
   * `fallback` is where an empty text stands.
   */
  constructor(
    text: string,
    starts: readonly number[],
    ends: readonly number[],
    fallback: number,
    encoder?: (text: string) => string,
  ) {
    this.text = text;
    this.starts = starts;
    this.ends = ends;
    this.fallback = fallback;
    this.encoder = encoder;
  }

  /** Where `text.slice(start, end)` was written. */
  span(start: number, end: number): Span {
    const from = this.starts[start] ?? this.ends[this.ends.length - 1] ?? this.fallback;
    return { start: from, end: end > start ? (this.ends[Math.min(end, this.ends.length) - 1] ?? from) : from };
  }

  /** Where the file's text stands directly behind `text[end - 1]`: an insertion there follows that character. */
  after(end: number): number {
    return end > 0 ? (this.ends[Math.min(end, this.ends.length) - 1] ?? this.fallback) : this.span(0, 0).start;
  }

  /** Text spelled as the file's form needs it (escaped inside JSON, as it is elsewhere). */
  encode(text: string): string {
    return this.encoder ? this.encoder(text) : text;
  }

  /** The edit of the file that replaces `text.slice(start, end)`. */
  replace(start: number, end: number, text: string): Edit {
    return { span: this.span(start, end), text: this.encode(text) };
  }

  /** The edit of the file that inserts directly behind `text[end - 1]`. */
  insertAfter(end: number, text: string): Edit {
    const offset = this.after(end);
    return { span: { start: offset, end: offset }, text: this.encode(text) };
  }

  slice(start: number, end = this.text.length): MappedText {
    return new MappedText(
      this.text.slice(start, end),
      this.starts.slice(start, end),
      this.ends.slice(start, end),
      this.span(start, start).start,
      this.encoder,
    );
  }
}

/** Collects a `MappedText` character by character. */
export class MappedTextBuilder {
  private text = '';
  private readonly starts: number[] = [];
  private readonly ends: number[] = [];
  private readonly fallback: number;
  private readonly encoder: ((text: string) => string) | undefined;

  constructor(fallback: number, encoder?: (text: string) => string) {
    this.fallback = fallback;
    this.encoder = encoder;
  }

  /** Adds what the file's range reads as; several characters all map to the whole range. */
  add(text: string, start: number, end: number): void {
    for (let index = 0; index < text.length; index++) {
      this.starts.push(start);
      this.ends.push(end);
    }
    this.text += text;
  }

  /** Adds the file's range as it is written. */
  copy(source: string, start: number, end: number): void {
    for (let offset = start; offset < end; offset++) {
      this.starts.push(offset);
      this.ends.push(offset + 1);
    }
    this.text += source.slice(start, end);
  }

  /** How many characters were added. */
  get length(): number {
    return this.text.length;
  }

  /** Adds a mapped text behind what is there. */
  append(other: MappedText): void {
    for (let index = 0; index < other.text.length; index++) {
      const { start, end } = other.span(index, index + 1);
      this.add(other.text[index]!, start, end);
    }
  }

  build(): MappedText {
    return new MappedText(this.text, this.starts, this.ends, this.fallback, this.encoder);
  }
}
