import type { MappedText } from '../text/mapped.ts';
import type { Part } from '../text/parts.ts';
import type { Span } from '../text/span.ts';

/** A script as one shell reads it, or a command given as a JSON array, which no shell reads. */
export interface Script {
  readonly form: 'shell' | 'heredoc' | 'exec';
  readonly text: MappedText;
  /** Whether it ends in the middle of something, or has what no shell reads: it is understood only in part. */
  readonly broken: boolean;
  readonly list: List;
  /** Every simple command in it, in order, however deeply it is nested (functions and substitutions included). */
  readonly commands: readonly Command[];
}

/** Pipelines that run one after the other. */
export interface List {
  readonly items: readonly Item[];
  /** The construct that this list stands in; undefined for the script's own. */
  readonly owner: Owner | undefined;
  readonly script: Script;
}

export interface Owner {
  readonly kind: 'if' | 'loop' | 'case' | 'subshell' | 'group' | 'function' | 'substitution';
  /** Where the construct itself runs. */
  readonly item: Item;
  /** When the list runs, where its construct chooses. */
  readonly branch?: Branch;
}

/** What decides whether one list of an `if` or a `case` runs: its own condition, and those in front of it that must not hold. */
export type Branch =
  | {
      readonly kind: 'case';
      readonly subject: Word;
      /** As written. */
      readonly patterns: readonly string[];
      readonly earlier: readonly (readonly string[])[];
    }
  /** Without a condition it is the `else`. */
  | { readonly kind: 'if'; readonly condition: List | undefined; readonly earlier: readonly List[] };

export interface Item {
  /** What stands before it: the operator that joins it to the item before, or a separator of statements. */
  readonly before: '&&' | '||' | ';' | '\n' | '&' | undefined;
  readonly negated: boolean;
  /** One, or the members of a pipe in order. */
  readonly pipeline: readonly Node[];
  readonly list: List;
  /** Offsets in the script's text. */
  readonly start: number;
  readonly end: number;
}

export type Node = Command | Compound;

export interface Compound {
  readonly type: 'compound';
  readonly kind: Owner['kind'] | 'test';
  readonly lists: readonly List[];
  readonly redirects: readonly Redirect[];
  /** The words of `[[ … ]]`, of a `for … in` and of a `case`. */
  readonly words: readonly Word[];
  readonly item: Item;
}

export interface Command {
  readonly type: 'command';
  /** Undefined where there are only assignments or redirections. */
  readonly name: Word | undefined;
  readonly args: readonly Word[];
  readonly assignments: readonly Assignment[];
  readonly redirects: readonly Redirect[];
  readonly item: Item;
  readonly script: Script;
  /** Offsets in the script's text. */
  readonly start: number;
  readonly end: number;
}

export interface Word {
  /** As written, quotes included. */
  readonly text: string;
  readonly parts: readonly Part[];
  /** The scripts of its `$(…)`, backticks and `<(…)`. */
  readonly substitutions: readonly List[];
  /** Offsets in the script's text. */
  readonly start: number;
  readonly end: number;
  readonly script: Script;
}

export interface Assignment {
  readonly name: string;
  /** Undefined for arrays. */
  readonly value: Word | undefined;
  readonly append: boolean;
  readonly start: number;
  readonly end: number;
}

export interface Redirect {
  readonly operator: string;
  readonly descriptor: number | undefined;
  readonly target: Word | undefined;
  /** Where the body of a here-document stands in the script's text, and whether the shell expands variables in it. */
  readonly heredoc: { readonly start: number; readonly end: number; readonly expand: boolean } | undefined;
  readonly start: number;
  readonly end: number;
}

/** Where a word was written in the file. */
export const wordSpan = (word: Word): Span => word.script.text.span(word.start, word.end);

/** Where a command was written in the file. */
export const commandSpan = (command: Command): Span => command.script.text.span(command.start, command.end);
