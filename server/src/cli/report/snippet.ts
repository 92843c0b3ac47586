import type { Span } from '../../core/text/span.ts';
import { harmless } from '../terminal.ts';

/** A line of source as it is shown, and what of it is underlined, both in columns of a terminal. */
export interface Snippet {
  readonly line: string;
  readonly before: number;
  readonly marked: number;
}

const TAB = '    ';
const CLIPPED = '…';
const WIDE =
  /^(?:\p{Emoji_Presentation}|[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|[\u{20000}-\u{3fffd}])$/u;
const NO_WIDTH = /^[\p{M}\u200b-\u200f\ufeff]$/u;

/** The line on which a span starts, clipped around the span to `width` columns; a longer span is marked up to the line's end. */
export function snippet(text: string, span: Span, width: number): Snippet {
  const lineStart = text.lastIndexOf('\n', span.start - 1) + 1;
  const newline = text.indexOf('\n', span.start);
  const line = text.slice(lineStart, newline < 0 ? text.length : newline).trimEnd();
  const from = Math.min(span.start - lineStart, line.length);
  const to = Math.max(from, Math.min(span.end - lineStart, line.length));
  const [left, marked, right] = [line.slice(0, from), line.slice(from, to), line.slice(to)].map(seen);
  return clip(left!, marked!, right!, width);
}

/** Characters as they are shown: tabs as blanks, nothing that steers the terminal. */
const seen = (text: string): string[] => [...harmless(text.replace(/^\uFEFF/, '').replaceAll('\t', TAB))];

/** Leaves out what does not fit: first in front of the mark, then behind it. */
function clip(left: string[], marked: string[], right: string[], width: number): Snippet {
  const ahead = Math.min(widthOf(marked) + widthOf(right), Math.max(width >> 1, widthOf(marked)), width - 10);
  const before = widthOf(left) + ahead <= width ? left : [CLIPPED, ...lastColumns(left, width - ahead - 1)];
  const room = width - widthOf(before);
  const whole = [...marked, ...right];
  const after = widthOf(whole) <= room ? whole : [...firstColumns(whole, room - 1), CLIPPED];
  return {
    line: [...before, ...after].join(''),
    before: widthOf(before),
    marked: Math.max(1, Math.min(widthOf(marked), widthOf(after))),
  };
}

const columnsOf = (character: string): number => (NO_WIDTH.test(character) ? 0 : WIDE.test(character) ? 2 : 1);

const widthOf = (characters: readonly string[]): number =>
  characters.reduce((sum, character) => sum + columnsOf(character), 0);

function firstColumns(characters: readonly string[], width: number): string[] {
  let end = 0;
  for (let used = 0; end < characters.length; end++) {
    used += columnsOf(characters[end]!);
    if (used > width) break;
  }
  return characters.slice(0, end);
}

const lastColumns = (characters: readonly string[], width: number): string[] =>
  firstColumns(characters.toReversed(), width).toReversed();
