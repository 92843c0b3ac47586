import type { ContextFile } from '../facts/contextFiles.ts';
import type { Place } from '../facts/places.ts';
import { at, type Edit } from '../text/span.ts';

/** Puts an item beside one of a list in YAML, or of a list of lines, on a line of its own; undefined where the list stands on one line. */
export function insertItem(
  { path, text }: ContextFile,
  place: Place,
  side: 'before' | 'after',
  item: string,
): Edit | undefined {
  const { start: inner, end } = place.text.span(0, place.text.text.length);
  // An item's place stands within its quotes.
  const start = inner - (/["']/.test(text[inner - 1] ?? '') ? 1 : 0);
  const lead = text.slice(text.lastIndexOf('\n', start - 1) + 1, start);
  if (!/^[ \t]*(?:-[ \t]+)?$/.test(lead)) return undefined;
  const eol = text.includes('\r\n') ? '\r\n' : '\n';
  if (side === 'before') return { path, span: at(start), text: `${item}${eol}${lead}` };
  const lineEnd = end + /[^\r\n]*/.exec(text.slice(end))![0].length;
  return { path, span: at(lineEnd), text: `${eol}${lead}${item}` };
}
