import type { Edit } from '../text/span.ts';
import type { Word } from './model.ts';

/**
 * Inserts arguments beside one of a command's words, in the form that its script is written in: as strings of the
 * JSON array in exec form; on a line of their own where the word begins a continued line. `source` is the file's text.
 */
export function insertArguments(source: string, word: Word, side: 'before' | 'after', args: readonly string[]): Edit {
  const { start, end } = word.script.text.span(word.start, word.end);
  if (word.script.form === 'exec') {
    const strings = args.map((arg) => JSON.stringify(arg)).join(', ');
    const [quote, text] = side === 'before' ? [start - 1, `${strings}, `] : [end + 1, `, ${strings}`];
    return { span: { start: quote, end: quote }, text };
  }
  const text = word.script.text.encode(args.map(quoteArgument).join(' '));
  const gap = lineBreakBefore(source, start);
  if (side === 'before') return { span: { start, end: start }, text: `${text}${gap ?? ' '}` };
  const listed = gap !== undefined && /^[ \t]*[\\`]?[ \t]*(?:\r?\n|$)/.test(source.slice(end));
  return { span: { start: end, end }, text: `${listed ? gap : ' '}${text}` };
}

/** Replaces a whole word, quotes included, by arguments. */
export function replaceWord(word: Word, args: readonly string[]): Edit {
  const { start, end } = word.script.text.span(word.start, word.end);
  const exec = word.script.form === 'exec';
  const text = exec
    ? args.map((arg) => word.script.text.encode(arg)).join('", "')
    : word.script.text.encode(args.map(quoteArgument).join(' '));
  return { span: { start, end }, text };
}

/** An argument as a shell must read it. */
const quoteArgument = (text: string): string =>
  /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;

/** What separates a word that begins a line from the line that it continues; undefined for a word inside a line. */
function lineBreakBefore(source: string, start: number): string | undefined {
  const lineStart = source.lastIndexOf('\n', start - 1) + 1;
  const indent = source.slice(lineStart, start);
  if (!/^[ \t]+$|^$/.test(indent)) return undefined;
  const lines = source.slice(0, lineStart).split(/(?<=\n)/);
  const previous = lines.findLast((line) => line.trim() !== '' && !line.trimStart().startsWith('#'));
  const [, character, eol] = /([\\`])[ \t]*(\r?\n)$/.exec(previous ?? '') ?? [];
  return character && eol ? ` ${character}${eol}${indent}` : undefined;
}
