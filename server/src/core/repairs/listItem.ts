import type { ContextFile } from '../facts/contextFiles.ts';
import type { Place } from '../facts/places.ts';
import type { Edit } from '../text/span.ts';

/** Puts an item beside one of a list in YAML, on a line of its own; undefined where the list stands on one line. */
export function insertItem(
  { path, text }: ContextFile,
  place: Place,
  side: 'before' | 'after',
  item: string,
): Edit | undefined {
  const { start, end } = place.text.span(0, place.text.text.length);
  const lead = text.slice(text.lastIndexOf('\n', start - 1) + 1, start);
  if (!/^[ \t]*-[ \t]+$/.test(lead)) return undefined;
  const eol = text.includes('\r\n') ? '\r\n' : '\n';
  return side === 'before'
    ? { path, span: { start, end: start }, text: `${item}${eol}${lead}` }
    : { path, span: { start: end, end }, text: `${eol}${lead}${item}` };
}
