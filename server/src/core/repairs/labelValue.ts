import { quotedAs } from '../dockerfile/quote.ts';
import { splitWords } from '../dockerfile/words.ts';
import type { Label } from '../facts/labels/labels.ts';
import type { Source } from '../rule.ts';
import type { Edit } from '../text/span.ts';
import { holdsComment } from './labelRewrite.ts';

/** A value in the quotes of another label, as far as they hold it: nothing in it ends the value or expands. */
export const valueLike = (sample: Label | undefined, text: string, escape: string): string =>
  quotedAs(sample?.value?.text[0] ?? '', text, escape);

/** The edit that gives a label another value; undefined where a comment would be lost, or where the build cannot read what is there. */
export function replaceValue(source: Source, label: Label, text: string): Edit | undefined {
  const { value, readable } = label;
  if (!value || !readable) return undefined;
  // With the equals sign, so that what is added behind the label stays behind it.
  if (value.text === '') {
    const span = { start: label.keySpan.end, end: label.span.end };
    return { span, text: `=${valueLike(label, text, source.file.escape)}` };
  }
  const span = value.span(0, value.text.length);
  if (holdsComment(source, span)) return undefined;
  const isBare = /^[^"']/.test(value.text) && /^[\w.:/@%+=-]+$/.test(text);
  return { span, text: isBare ? text : valueLike(label, text, source.file.escape) };
}

/** The edit that takes the blanks out of `key = value`; undefined where the value is more than one word, or a comment would be lost. */
export function joinAtEquals(source: Source, { keySpan, value, readable }: Label): Edit | undefined {
  const gap = /^=\s*/.exec(value?.text ?? '')?.[0].length;
  if (!value || !gap || !readable || splitWords(value.slice(gap), source.file.escape).length !== 1) return undefined;
  const span = { start: keySpan.end, end: value.span(gap, gap).start };
  return holdsComment(source, span) ? undefined : { span, text: '=' };
}
