import { parseArgs } from 'node:util';
import { hint } from '../project/nearest.ts';

/** A command line that cannot be meant; the message is one line for the user. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** What an option takes. */
export interface OptionKind {
  readonly type: 'string' | 'boolean';
  readonly short?: string;
  /** What a value may be; undefined: anything. */
  readonly values?: readonly string[];
}

/** The options and operands of a command line. */
export interface Arguments {
  /** The options that were given, by their long names. */
  readonly names: readonly string[];
  readonly operands: readonly string[];
  flag(name: string): boolean;
  /** Every value of an option, in order. */
  all(name: string): readonly string[];
  last(name: string): string | undefined;
}

/** Splits a command line; throws UsageError for an option that is none of `kinds` or has not the value that it needs. */
export function readArguments(argv: readonly string[], kinds: Readonly<Record<string, OptionKind>>): Arguments {
  // Not strict: that would answer in several sentences.
  const config = { options: kinds, strict: false, allowPositionals: true, tokens: true } as const;
  const { tokens } = parseArgs({ args: [...argv], ...config });
  const options = tokens.flatMap((token) =>
    token.kind === 'option' ? [{ name: token.name, value: optionValue(token, kinds) }] : [],
  );
  const all = (name: string) => options.filter((option) => option.name === name).map(({ value }) => value);
  return {
    names: [...new Set(options.map(({ name }) => name))],
    operands: tokens.flatMap((token) => (token.kind === 'positional' ? [token.value] : [])),
    flag: (name) => all(name).length > 0,
    all,
    last: (name) => all(name).at(-1),
  };
}

interface OptionToken {
  readonly name: string;
  readonly rawName: string;
  readonly value: string | undefined;
  readonly inlineValue: boolean | undefined;
}

/** An option's value; that of a flag is empty. */
function optionValue(token: OptionToken, kinds: Readonly<Record<string, OptionKind>>): string {
  const { name, rawName, value, inlineValue } = token;
  const kind = Object.hasOwn(kinds, name) ? kinds[name] : undefined;
  if (!kind) {
    const longNames = Object.keys(kinds).map((option) => `--${option}`);
    throw new UsageError(`unknown option ${rawName}${hint(rawName, longNames, '; --help lists them')}`);
  }
  if (kind.type === 'boolean') {
    if (value !== undefined) throw new UsageError(`${rawName} takes no value`);
    return '';
  }
  if (value === undefined || (!inlineValue && /^-./.test(value))) throw new UsageError(`${rawName} needs a value`);
  return kind.values ? oneOf(name, value, kind.values) : value;
}

/** A value that an option may have; throws UsageError for any other. */
export function oneOf<T extends string>(option: string, value: string, values: readonly T[]): T {
  if (!values.includes(value as T)) throw new UsageError(`--${option} cannot be ${value}${hint(value, values)}`);
  return value as T;
}
