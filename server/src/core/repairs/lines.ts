import type { Dockerfile, Instruction } from '../dockerfile/model.ts';

/** Where the line of an offset starts. */
export const lineStart = (text: string, offset: number): number =>
  offset <= 0 ? 0 : text.lastIndexOf('\n', offset - 1) + 1;

/** The blanks in front of an instruction on its line. */
export const indentOf = ({ source }: Dockerfile, { span }: Instruction): string =>
  /[ \t]*$/.exec(source.slice(lineStart(source, span.start), span.start))![0];

/** Where an instruction's line starts, or the first of the comment lines right above it, which belong to it. */
export function startWithComments({ source, comments }: Dockerfile, { span }: Instruction): number {
  let start = lineStart(source, span.start);
  for (let above = lineStart(source, start - 1); start > 0; above = lineStart(source, start - 1)) {
    if (!comments.some((comment) => comment.start === above)) break;
    start = above;
  }
  return start;
}
