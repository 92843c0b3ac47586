import type { MappedText } from '../text/mapped.ts';
import type { Span } from '../text/span.ts';

/** A Dockerfile as BuildKit splits it, with every position kept. */
export interface Dockerfile {
  readonly source: string;
  /** The line ending that the file uses most. */
  readonly eol: '\n' | '\r\n';
  /** What continues a line and escapes a character. */
  readonly escape: '\\' | '`';
  /** Parser directives (`syntax`, `escape`, `check`), names in lower case. */
  readonly directives: ReadonlyMap<string, string>;
  /** Whole comment lines, those inside instructions included. */
  readonly comments: readonly Span[];
  readonly instructions: readonly Instruction[];
}

export interface Instruction {
  /** Upper case, whatever the author wrote. Of `ONBUILD RUN …` it is RUN. */
  readonly keyword: string;
  /** Whether it waits for a later build (ONBUILD). */
  readonly onbuild: boolean;
  /** From the first keyword to the end of its last line (heredocs included), without the line ending. */
  readonly span: Span;
  readonly keywordSpan: Span;
  readonly flags: readonly Flag[];
  /** What follows the keyword and its flags: continuations joined, comment lines dropped, no heredoc bodies. */
  readonly body: MappedText;
  readonly heredocs: readonly Heredoc[];
}

/** `--name=value` before an instruction's arguments. */
export interface Flag {
  readonly name: string;
  readonly value: string | undefined;
  readonly span: Span;
}

export interface Heredoc {
  readonly name: string;
  /** Whether the delimiter is unquoted, so that BuildKit expands variables in the body of COPY and ADD. */
  readonly expand: boolean;
  readonly content: MappedText;
}
