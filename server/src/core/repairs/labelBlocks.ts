import type { Instruction } from '../dockerfile/model.ts';
import { type Label, labels } from '../facts/labels/labels.ts';
import { OCI } from '../facts/labels/ociKeys.ts';
import type { Source } from '../rule.ts';
import { suppresses } from '../suppress.ts';
import { holdsComment, type NewKeys, valueWord } from './labelRewrite.ts';

/**
 * Runs of LABEL and MAINTAINER instructions that can be one LABEL once their keys are the new ones: directly behind one
 * another, no comment between them, no key twice. Each starts and ends with an instruction that has to do with OCI keys.
 */
export function labelBlocks(source: Source, newKeys: NewKeys): readonly (readonly Instruction[])[] {
  const movable = movableLabels(source, newKeys);
  const blocks: Label[][] = [];
  for (const instruction of new Set(labels(source).map((label) => label.instruction))) {
    const own = labels(source).filter((label) => label.instruction === instruction);
    const block = blocks.at(-1);
    if (block && [...block, ...own].every((label) => movable.has(label)) && joins(source, block, own, newKeys))
      block.push(...own);
    else blocks.push(own);
  }
  return blocks.map((block) => instructionsOf(block, newKeys)).filter((block) => block.length > 0);
}

/** The labels that can stand in another instruction: none of ONBUILD, none that a comment asks to leave alone. */
function movableLabels(source: Source, newKeys: NewKeys): ReadonlySet<Label> {
  const isSuppressed = suppresses(source.file);
  const movable = labels(source).filter(
    (label) =>
      label.readable &&
      !label.instruction.onbuild &&
      (label.form !== 'maintainer' || newKeys.has(label)) &&
      valueWord(label, source.file.escape) !== undefined &&
      !isSuppressed('non-oci-label', label.keySpan),
  );
  return new Set(movable);
}

function joins(source: Source, block: readonly Label[], next: readonly Label[], newKeys: NewKeys): boolean {
  const { instructions } = source.file;
  const [last, first] = [block.at(-1)!, next[0]!];
  return (
    instructions.indexOf(first.instruction) === instructions.indexOf(last.instruction) + 1 &&
    first.stage === last.stage &&
    !holdsComment(source, { start: last.span.end, end: first.span.start }) &&
    !keysOf(block, newKeys).some((key) => keysOf(next, newKeys).includes(key))
  );
}

/** The keys that labels will have. */
const keysOf = (some: readonly Label[], newKeys: NewKeys): string[] =>
  some.flatMap((label) => (newKeys.get(label) === null ? [] : (newKeys.get(label) ?? label.key)));

/** The instructions of a run without those at its ends that neither have OCI keys nor get any. */
function instructionsOf(block: readonly Label[], newKeys: NewKeys): readonly Instruction[] {
  const isConcerned = (label: Label): boolean => newKeys.has(label) || label.key.startsWith(OCI);
  const all = [...new Set(block.map(({ instruction }) => instruction))];
  const concerned = new Set(block.filter(isConcerned).map(({ instruction }) => instruction));
  const start = all.findIndex((instruction) => concerned.has(instruction));
  return start < 0 ? [] : all.slice(start, all.findLastIndex((instruction) => concerned.has(instruction)) + 1);
}
