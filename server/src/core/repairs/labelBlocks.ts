import type { Instruction } from '../dockerfile/model.ts';
import { type Label, labels } from '../facts/labels.ts';
import { OCI } from '../facts/ociKeys.ts';
import type { Source } from '../rule.ts';
import { suppresses } from '../suppress.ts';
import { holdsComment, type NewKeys, valueWord } from './labelRewrite.ts';

/**
 * Runs of LABEL and MAINTAINER instructions that can be one LABEL once their keys are the new ones: directly behind one
 * another, no comment between them, no key twice. Each starts and ends with an instruction that has to do with OCI keys.
 */
export function labelBlocks(source: Source, newKeys: NewKeys): readonly (readonly Instruction[])[] {
  const blocks: Instruction[][] = [];
  for (const instruction of new Set(labels(source).map((label) => label.instruction))) {
    const block = blocks.at(-1);
    if (block && joins(source, block, instruction, newKeys)) block.push(instruction);
    else blocks.push([instruction]);
  }
  return blocks.map((block) => trim(source, block, newKeys)).filter((block) => block.length > 0);
}

function joins(source: Source, block: readonly Instruction[], next: Instruction, newKeys: NewKeys): boolean {
  const { file } = source;
  const previous = block.at(-1)!;
  const before = labels(source).filter(({ instruction }) => block.includes(instruction));
  const after = labels(source).filter(({ instruction }) => instruction === next);
  const [last, first] = [before.at(-1)!, after[0]!];
  return (
    file.instructions.indexOf(next) === file.instructions.indexOf(previous) + 1 &&
    last.stage === first.stage &&
    !holdsComment(source, { start: last.span.end, end: first.span.start }) &&
    [...before, ...after].every((label) => isMovable(source, label, newKeys)) &&
    !keysOf(before, newKeys).some((key) => keysOf(after, newKeys).includes(key))
  );
}

function isMovable({ file }: Source, label: Label, newKeys: NewKeys): boolean {
  const { instruction, form, readable } = label;
  if (!readable || instruction.onbuild || suppresses(file)('non-oci-label', instruction.keywordSpan)) return false;
  return valueWord(label, file.escape) !== undefined && (form !== 'maintainer' || newKeys.has(label));
}

/** The keys that labels will have. */
const keysOf = (some: readonly Label[], newKeys: NewKeys): string[] =>
  some.flatMap((label) => (newKeys.get(label) === null ? [] : (newKeys.get(label) ?? label.key)));

/** A run without the instructions at its ends that neither have OCI keys nor get any. */
function trim(source: Source, block: readonly Instruction[], newKeys: NewKeys): readonly Instruction[] {
  const concerned = labels(source).filter((label) => newKeys.has(label) || label.key.startsWith(OCI));
  const isConcerned = (instruction: Instruction): boolean =>
    concerned.some((label) => label.instruction === instruction);
  return block.slice(Math.max(0, block.findIndex(isConcerned)), block.findLastIndex(isConcerned) + 1);
}
