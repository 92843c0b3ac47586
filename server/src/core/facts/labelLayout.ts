import type { Dockerfile, Instruction } from '../dockerfile/model.ts';

/** What puts another pair of a LABEL instruction on a line of its own, in the author's way. */
export const pairBreak = (file: Dockerfile, instruction: Instruction): string =>
  ` ${file.escape}${file.eol}${continuedIndent(file, instruction)}`;

/** The blanks in front of an instruction on its line. */
export const indentOf = ({ source }: Dockerfile, { span }: Instruction): string =>
  /[ \t]*$/.exec(source.slice(0, span.start))![0];

/** How continued lines are indented: in this instruction, in other LABELs, anywhere; else pairs stand below one another. */
function continuedIndent(file: Dockerfile, instruction: Instruction): string {
  const labels = file.instructions.filter(({ keyword }) => keyword === 'LABEL');
  const found = [[instruction], labels, file.instructions].map((some) => mostFrequent(continuedIndents(file, some)));
  return found.find((indent) => indent !== undefined) ?? `${indentOf(file, instruction)}      `;
}

function continuedIndents({ source }: Dockerfile, instructions: readonly Instruction[]): string[] {
  return instructions
    .filter(({ heredocs }) => heredocs.length === 0)
    .flatMap(({ span }) => source.slice(span.start, span.end).match(/(?<=\n)[ \t]+(?=[^\s#])/g) ?? []);
}

function mostFrequent(texts: readonly string[]): string | undefined {
  const counts = new Map<string, number>();
  for (const text of texts) counts.set(text, (counts.get(text) ?? 0) + 1);
  return [...counts].toSorted(([, a], [, b]) => b - a)[0]?.[0];
}
