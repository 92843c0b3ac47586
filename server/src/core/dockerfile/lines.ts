import type { Span } from '../text/span.ts';

/** The physical lines of a text, without their endings (LF or CRLF) and without a byte order mark. */
export function splitLines(source: string): Span[] {
  const lines: Span[] = [];
  let start = source.startsWith('\uFEFF') ? 1 : 0;
  while (start < source.length) {
    const newline = source.indexOf('\n', start);
    const stop = newline < 0 ? source.length : newline;
    const end = stop > start && source[stop - 1] === '\r' ? stop - 1 : stop;
    lines.push({ start, end });
    start = stop + 1;
  }
  return lines;
}

/** The line ending that a text uses most. */
export function dominantEol(source: string): '\n' | '\r\n' {
  const crlf = source.split('\r\n').length - 1;
  const lf = source.split('\n').length - 1;
  return crlf * 2 > lf ? '\r\n' : '\n';
}

/** The first offset from `start` whose character is none of `chars`, at most `end`. */
export function skip(source: string, start: number, end: number, chars = ' \t'): number {
  let offset = start;
  while (offset < end && chars.includes(source[offset]!)) offset++;
  return offset;
}

/** Whether a line holds nothing but blanks. */
export const isBlank = (source: string, { start, end }: Span): boolean => skip(source, start, end) === end;

/** Whether a line is a comment as BuildKit reads it: `#` is its first character that is not blank. */
export const isComment = (source: string, { start, end }: Span): boolean => {
  const first = skip(source, start, end);
  return first < end && source[first] === '#';
};

/** Where the line's text stops if its last character that is not blank continues it on the next line. */
export function continuation(source: string, { start, end }: Span, escape: string): number | undefined {
  let last = end - 1;
  while (last >= start && (source[last] === ' ' || source[last] === '\t')) last--;
  if (last < start || source[last] !== escape) return undefined;
  return last > start && source[last - 1] === escape ? undefined : last;
}
