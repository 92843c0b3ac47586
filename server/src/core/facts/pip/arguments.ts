import type { Word } from '../../shell/model.ts';
import { expand, type Lookup, type Part } from '../../text/parts.ts';

/** One argument as a command gets it. */
export interface Argument {
  /** Expanded as far as the file says; what is unknown stays as `${NAME}`. */
  readonly text: string;
  readonly unknown: string | undefined;
  /** The word that it is written in, or that holds the variable it comes from. */
  readonly word: Word;
}

export interface Option {
  /** The long name without dashes; of a short option without a long one, its letter. */
  readonly name: string;
  /** The word of the option itself. */
  readonly word: Word;
  readonly value: Argument | undefined;
}

export interface Arguments {
  readonly options: readonly Option[];
  readonly operands: readonly Argument[];
  /** Whether some argument may hold options that only the build can tell. */
  readonly opaque: boolean;
}

/** How a tool reads its command line. */
export interface Syntax {
  /** Long names of the options that take a value. */
  readonly valued: ReadonlySet<string>;
  /** Long names by letter. */
  readonly short: ReadonlyMap<string, string>;
  /** Other spellings of long names. */
  readonly aliases: ReadonlyMap<string, string>;
  /** Options that may be shortened as long as they stay unambiguous. */
  readonly shortened: readonly string[];
}

/** Splits a command line into options and operands. */
export function readArguments(args: readonly Argument[], syntax: Syntax): Arguments {
  const options: Option[] = [];
  const operands: Argument[] = [];
  for (let index = 0; index < args.length; index++) {
    const argument = args[index]!;
    const { text } = argument;
    if (text === '--') {
      operands.push(...args.slice(index + 1));
      break;
    }
    if (text.startsWith('--')) index += readLong(argument, args[index + 1]);
    else if (text.startsWith('-') && text !== '-') index += readShort(argument, args[index + 1]);
    else operands.push(argument);
  }
  return { options, operands, opaque: operands.some(mayHoldOptions) };

  /** How many further arguments the option took. */
  function readLong(argument: Argument, next: Argument | undefined): number {
    const [, written, value] = /^--([^=]*)(?:=(.*))?$/s.exec(argument.text)!;
    const name = canonical(written!, syntax);
    const takesNext = value === undefined && next !== undefined && syntax.valued.has(name);
    const given = takesNext ? next : value === undefined ? undefined : { ...argument, text: value };
    options.push({ name, word: argument.word, value: given });
    return takesNext ? 1 : 0;
  }

  function readShort(argument: Argument, next: Argument | undefined): number {
    for (let at = 1; at < argument.text.length; at++) {
      const name = syntax.short.get(argument.text[at]!) ?? argument.text[at]!;
      const rest = argument.text.slice(at + 1).replace(/^=/, '');
      const valued = syntax.valued.has(name);
      const takesNext = valued && rest === '' && next !== undefined;
      const given = takesNext ? next : valued && rest !== '' ? { ...argument, text: rest } : undefined;
      options.push({ name, word: argument.word, value: given });
      if (valued) return takesNext ? 1 : 0;
    }
    return 0;
  }
}

function canonical(written: string, { valued, aliases, shortened }: Syntax): string {
  const name = aliases.get(written) ?? written;
  if (valued.has(name)) return name;
  return (written.length >= 3 && shortened.find((long) => long.startsWith(written))) || name;
}

/** A glob is no variable: what it stands for is still the text that the author wrote. */
const globAsText = (part: Part): Part =>
  part.kind === 'dynamic' && part.reason === 'a glob' ? { kind: 'text', text: part.text, quoted: false } : part;

/** Words as a command gets them: variables resolved and, outside quotes, split as the shell does. */
export const expandWords = (words: readonly Word[], lookup: Lookup): Argument[] =>
  words.flatMap((word) => {
    const { text, unknown } = expand(word.parts.map(globAsText), lookup);
    const split = word.parts.length === 1 && word.parts[0]!.kind === 'variable' && word.text.startsWith('$');
    if (!split || unknown !== undefined) return [{ text, unknown, word }];
    return text.split(/\s+/).flatMap((piece) => (piece === '' ? [] : [{ text: piece, unknown, word }]));
  });

/** Whether an argument may turn into several: an unquoted variable of unknown value, or a command's output that names an index. */
const mayHoldOptions = ({ text, unknown, word }: Argument): boolean =>
  unknown !== undefined &&
  ((/^\$\{\w+\}$/.test(text) && word.text.startsWith('$')) ||
    (/^[$`]/.test(word.text) && /index|cpu|gpu|cuda/i.test(text)));
