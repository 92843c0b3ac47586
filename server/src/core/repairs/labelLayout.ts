import type { Dockerfile, Instruction } from '../dockerfile/model.ts';
import { indentOf } from './lines.ts';

/** LABEL in the case of another instruction's keyword. */
export function labelKeyword({ source }: Dockerfile, { keywordSpan }: Instruction): string {
  const keyword = source.slice(keywordSpan.start, keywordSpan.end);
  return keyword === keyword.toLowerCase() ? 'label' : 'LABEL';
}

/** What puts another pair of a LABEL instruction on a line of its own, in the author's way. */
export const pairBreak = (file: Dockerfile, instruction: Instruction): string =>
  ` ${file.escape}${file.eol}${continuedIndent(file, instruction)}`;

/** How continued lines are indented: in this instruction, in other LABELs, right below other instructions; else pairs stand below one another. */
function continuedIndent(file: Dockerfile, instruction: Instruction): string {
  const labels = file.instructions.filter(({ keyword }) => keyword === 'LABEL');
  const found =
    mostFrequent(indents(file, [instruction], /(?<=\n)[ \t]+(?=[^\s#])/g)) ??
    mostFrequent(indents(file, labels, /(?<=\n)[ \t]+(?=[^\s#])/g)) ??
    mostFrequent(indents(file, file.instructions, /(?<=^[^\n]*\n)(?: {2,8}|\t)(?=[^\s#&|;])/g));
  return found ?? `${indentOf(file, instruction)}      `;
}

function indents({ source }: Dockerfile, instructions: readonly Instruction[], pattern: RegExp): string[] {
  return instructions
    .filter(({ heredocs }) => heredocs.length === 0)
    .flatMap(({ span }) => source.slice(span.start, span.end).match(pattern) ?? []);
}

function mostFrequent(texts: readonly string[]): string | undefined {
  const counts = new Map<string, number>();
  for (const text of texts) counts.set(text, (counts.get(text) ?? 0) + 1);
  return [...counts].toSorted(([, a], [, b]) => b - a)[0]?.[0];
}
