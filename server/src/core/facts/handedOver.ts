import type { Word } from '../shell/model.ts';
import { type MappedText, MappedTextBuilder } from '../text/mapped.ts';

/** Stands for what only the running container can tell: a command's output, a variable that the file does not set. */
export const UNTOLD = '\uFFFC';

/** No URL is longer; variables that double themselves must not grow without end. */
const LONGEST = 8192;

/** The value of a variable with where it was written. */
export type MappedLookup = (name: string) => MappedText | undefined;

/** A word as the command gets it: quotes and escapes undone, variables replaced, each character with where it was written. */
export function handedOver(word: Word, lookup: MappedLookup): MappedText {
  const text = word.script.text.slice(word.start, word.end);
  return word.script.form === 'exec' ? text : unquoted(text, lookup);
}

/** Shell text with quotes and escapes undone and variables replaced. */
export function unquoted(raw: MappedText, lookup: MappedLookup): MappedText {
  const { text } = raw;
  const result = new MappedTextBuilder(raw.span(0, 0).start);
  let quote = '';
  let offset = 0;
  while (offset < text.length) {
    const character = text[offset]!;
    const next = text[offset + 1] ?? '';
    if (character === quote) quote = '';
    else if (!quote && (character === '"' || character === "'")) quote = character;
    else if (quote !== "'" && (character === '`' || (character === '$' && /[\w({]/.test(next)))) {
      offset = substitute(raw, offset, lookup, result);
      continue;
    } else {
      const escaped = character === '\\' && quote !== "'" && next !== '' && (quote === '' || '"$`\\'.includes(next));
      const from = escaped ? offset + 1 : offset;
      const { start, end } = raw.span(offset, from + 1);
      result.add(text[from]!, start, end);
      offset = from;
    }
    offset++;
  }
  return result.build();
}

/** Adds what stands for the `$…` or backticks at an offset; answers where the text goes on. */
function substitute(raw: MappedText, at: number, lookup: MappedLookup, result: MappedTextBuilder): number {
  const end = substitutionEnd(raw.text, at);
  const variable = /^\$\{?(\w+)(?:(:?[-=])([^]*))?\}?$/.exec(raw.text.slice(at, end));
  const value = variable ? variableValue(raw, at, variable, lookup) : undefined;
  if (value && result.length + value.text.length <= LONGEST) result.append(value);
  else {
    const { start, end: stop } = raw.span(at, end);
    result.add(UNTOLD, start, stop);
  }
  return end;
}

function variableValue(
  raw: MappedText,
  at: number,
  [whole, name, operator, operand]: RegExpExecArray,
  lookup: MappedLookup,
): MappedText | undefined {
  const value = lookup(name!);
  if (operator === undefined || (value && (value.text !== '' || !operator.startsWith(':')))) return value;
  const start = at + whole.length - operand!.length;
  return unquoted(raw.slice(start, at + whole.length - 1), lookup);
}

function substitutionEnd(text: string, at: number): number {
  if (text[at] === '`') {
    const close = text.indexOf('`', at + 1);
    return close < 0 ? text.length : close + 1;
  }
  const open = text[at + 1]!;
  if (open !== '{' && open !== '(') return at + /^\$(?:\d|\w+)/.exec(text.slice(at))![0].length;
  let depth = 0;
  for (let offset = at + 1; offset < text.length; offset++) {
    if (text[offset] === open) depth++;
    else if (text[offset] === (open === '{' ? '}' : ')') && --depth === 0) return offset + 1;
  }
  return text.length;
}
