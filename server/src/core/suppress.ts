import { splitLines } from './dockerfile/lines.ts';
import type { Dockerfile, Instruction } from './dockerfile/model.ts';
import type { Span } from './text/span.ts';

const IGNORE = /^\s*#\s*harden\s+ignore\s*=\s*([\w-]+(?:\s*,\s*[\w-]+)*)/i;
const TARGET = /^\s*#\s*harden\s+target\s*=\s*(cpu|gpu)\b/i;

/** Whether a comment `# harden ignore=RULE[,RULE…] [reason]` stands above (or inside) the instruction that a span is about. */
export function suppresses(file: Dockerfile): (rule: string, span: Span) => boolean {
  const ignores = new Map<Instruction, Set<string>>();
  for (const comment of file.comments) {
    const names = IGNORE.exec(file.source.slice(comment.start, comment.end))?.[1];
    const instruction = names && file.instructions.find(({ span }) => span.end > comment.start);
    if (!instruction) continue;
    const known = ignores.get(instruction) ?? new Set<string>();
    for (const name of names.split(',')) known.add(name.trim());
    ignores.set(instruction, known);
  }
  return (rule, span) => {
    const instruction = file.instructions.find((one) => one.span.start <= span.start && span.start <= one.span.end);
    const names = instruction && ignores.get(instruction);
    return names !== undefined && (names.has(rule) || names.has('all'));
  };
}

/** What `# harden target=gpu|cpu` at the top of the file says the images run on. */
export function targetDirective(file: Dockerfile): 'cpu' | 'gpu' | undefined {
  for (const { start, end } of splitLines(file.source)) {
    const line = file.source.slice(start, end);
    if (line.trim() !== '' && !line.trimStart().startsWith('#')) return undefined;
    const target = TARGET.exec(line)?.[1]?.toLowerCase();
    if (target) return target as 'cpu' | 'gpu';
  }
  return undefined;
}
