import type { Instruction } from '../dockerfile/model.ts';
import type { Source } from '../rule.ts';
import type { Sha256 } from '../sources.ts';
import { at, type Edit } from '../text/span.ts';

/** The edit that declares a hash in front of the instruction that uses it. */
export const declareHash = (source: Source, before: Instruction, name: string, sha256: Sha256): Edit =>
  declareArgument(source, before, `${name}=${sha256}`);

/** The edit that declares an ARG in front of the instruction that uses it, above the comments that belong to that one. */
export function declareArgument({ file }: Source, before: Instruction, argument: string): Edit {
  const { source } = file;
  let line = lineStart(source, before.span.start);
  for (let above = lineStart(source, line - 1); line > 0; above = lineStart(source, line - 1)) {
    if (!file.comments.some(({ start, end }) => start >= above && end < line)) break;
    line = above;
  }
  const indent = /^[ \t]*/.exec(source.slice(lineStart(source, before.span.start), before.span.start))![0];
  const keyword = source.slice(before.keywordSpan.start, before.keywordSpan.end);
  const arg = keyword === keyword.toLowerCase() ? 'arg' : 'ARG';
  const trigger = before.onbuild ? 'ONBUILD ' : '';
  const stage = file.instructions.filter(({ keyword, span }) => keyword === 'FROM' && span.start < before.span.start);
  const declares = `${stage.length} ${trigger}${argument.replace(/=.*/, '')}`;
  return { span: at(line), text: `${indent}${trigger}${arg} ${argument}${file.eol}`, declares };
}

const lineStart = (text: string, offset: number): number => (offset <= 0 ? 0 : text.lastIndexOf('\n', offset - 1) + 1);
