import type { Word } from '../../shell/model.ts';
import { wordText } from '../../shell/unwrap.ts';
import { expand, type Lookup } from '../../text/parts.ts';

/** An option as it stands on a command line. */
export interface Option {
  /** `-o` or `--output`, one letter each even where letters are bundled. */
  readonly name: string;
  readonly word: Word;
  /** The word that holds the value; for `-ofile` and `--output=file` it is `word` itself. */
  readonly value: Word | undefined;
  /** The value's text with variables as written. */
  readonly text: string | undefined;
  /** Where the value starts in the value's word as written; 0 where it is a word of its own. */
  readonly offset: number;
}

export interface Arguments {
  readonly options: readonly Option[];
  readonly operands: readonly Word[];
}

/** Splits a command line by the GNU conventions: bundled letters, `--name=value`, options after operands, `--`. `valued` names the options that take a value. */
export function parseArguments(args: readonly Word[], valued: ReadonlySet<string>): Arguments {
  const options: Option[] = [];
  const operands: Word[] = [];
  for (let index = 0; index < args.length; index++) {
    const word = args[index]!;
    const text = wordText(word);
    if (text === '--') return { options, operands: [...operands, ...args.slice(index + 1)] };
    if (!text.startsWith('-') || text === '-') operands.push(word);
    else if (text.startsWith('--')) index += readLong(word, text, args[index + 1]);
    else index += readShort(word, text, args[index + 1]);
  }
  return { options, operands };

  function readLong(word: Word, text: string, next: Word | undefined): number {
    const equals = text.indexOf('=');
    const name = equals < 0 ? text : text.slice(0, equals);
    if (equals >= 0) options.push({ name, word, value: word, text: text.slice(equals + 1), offset: equals + 1 });
    else if (valued.has(name) && next) options.push(withValue(name, word, next));
    else options.push({ name, word, value: undefined, text: undefined, offset: 0 });
    return equals < 0 && valued.has(name) && next ? 1 : 0;
  }

  function readShort(word: Word, text: string, next: Word | undefined): number {
    for (let at = 1; at < text.length; at++) {
      const name = `-${text[at]}`;
      if (!valued.has(name)) {
        options.push({ name, word, value: undefined, text: undefined, offset: 0 });
        if (text[at] === '$') break;
        continue;
      }
      const inside = text.slice(at + 1);
      if (inside) options.push({ name, word, value: word, text: inside, offset: at + 1 });
      else if (next) options.push(withValue(name, word, next));
      else options.push({ name, word, value: undefined, text: undefined, offset: 0 });
      return !inside && next ? 1 : 0;
    }
    return 0;
  }
}

const withValue = (name: string, word: Word, value: Word): Option => ({
  name,
  word,
  value,
  text: wordText(value),
  offset: 0,
});

/**
 * Words as a command gets them: outside quotes, a variable that holds several words, or options, is taken apart as the
 * shell does.
 */
export const spread = (args: readonly Word[], lookup: Lookup): Word[] =>
  args.flatMap((word) => {
    if (!isBareVariable(word)) return [word];
    const { text, unknown } = expand(word.parts, lookup);
    const pieces = text.split(/\s+/).filter((piece) => piece !== '');
    if (unknown !== undefined || (pieces.length === 1 && !text.startsWith('-'))) return [word];
    return pieces.map((piece) => ({ ...word, text: piece, parts: [{ kind: 'text', text: piece, quoted: true }] }));
  });

/** The operands that name URLs: an unquoted variable of unknown value beside a URL rather holds options. */
export function urlOperands({ operands }: Arguments, lookup: Lookup): readonly Word[] {
  const isUnknown = (word: Word) => isBareVariable(word) && expand(word.parts, lookup).unknown !== undefined;
  return operands.some((word) => wordText(word).includes('://'))
    ? operands.filter((word) => !isUnknown(word))
    : operands;
}

const isBareVariable = ({ text, parts }: Word): boolean =>
  text.startsWith('$') && parts.length === 1 && parts[0]!.kind === 'variable';

/** The last option of these names. */
export const lastOption = ({ options }: Arguments, ...names: readonly string[]): Option | undefined =>
  options.findLast(({ name }) => names.includes(name));

/** Whether an option of these names is given. */
export const hasOption = (given: Arguments, ...names: readonly string[]): boolean =>
  lastOption(given, ...names) !== undefined;
