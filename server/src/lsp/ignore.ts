import type { Dockerfile, Instruction } from '../core/dockerfile/model.ts';
import { at, type Edit, type Span } from '../core/text/span.ts';

const DIRECTIVE = /^\s*#\s*harden\s+ignore\s*=\s*[\w-]+(?:\s*,\s*[\w-]+)*/i;

/** The edit that silences a rule for the instruction that a finding is about; undefined where it is about none. */
export function ignoring(file: Dockerfile, rule: string, { start }: Span): Edit | undefined {
  const instruction = file.instructions.find(({ span }) => span.start <= start && start <= span.end);
  if (!instruction) return undefined;
  const end = endOfDirective(file, instruction);
  if (end !== undefined) return { span: at(end), text: `,${rule}` };
  const line = file.source.lastIndexOf('\n', instruction.span.start - 1) + 1;
  const indent = /^[ \t]*/.exec(file.source.slice(line))![0];
  return { span: at(line), text: `${indent}# harden ignore=${rule}${file.eol}` };
}

/** Where the list of rules ends in a directive that stands on the line above. */
function endOfDirective({ comments, source }: Dockerfile, { span }: Instruction): number | undefined {
  const above = comments.findLast((comment) => comment.end <= span.start);
  if (!above || !/^\r?\n[ \t]*$/.test(source.slice(above.end, span.start))) return undefined;
  const directive = DIRECTIVE.exec(source.slice(above.start, above.end));
  return directive ? above.start + directive[0].length : undefined;
}
