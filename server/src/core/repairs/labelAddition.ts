import type { Instruction } from '../dockerfile/model.ts';
import { parseDockerfile } from '../dockerfile/parse.ts';
import { type Label, labels } from '../facts/labels/labels.ts';
import { legacyLabels } from '../facts/labels/legacyLabels.ts';
import { OCI } from '../facts/labels/ociKeys.ts';
import type { Stage } from '../facts/stages.ts';
import type { Source } from '../rule.ts';
import { applyEdits, at, type Edit } from '../text/span.ts';
import { declareArgument } from './arguments.ts';
import { labelKeyword, pairBreak } from './labelLayout.ts';
import { valueLike } from './labelValue.ts';
import { indentOf, startWithComments } from './lines.ts';

/** A label to add: its OCI key without the prefix, and its text or the variable that holds it. */
export type NewLabel =
  | { readonly key: string; readonly text: string }
  | { readonly key: string; readonly variable: string; readonly declare: boolean };

/** Instructions that describe the image and build nothing, as they stand at the end of most files. */
const CLOSING = new Set(['CMD', 'ENTRYPOINT', 'EXPOSE', 'HEALTHCHECK', 'STOPSIGNAL', 'USER', 'VOLUME']);

/** The labels that a stage sets itself. */
export const labelsOf = (source: Source, stage: Stage): readonly Label[] =>
  labels(source).filter((label) => label.stage === stage && !label.instruction.onbuild);

/**
 * Puts labels behind those with OCI keys that the stage has, else on the line behind its other labels, else in front of
 * the instructions that close it. What comes from an ARG stands behind everything that builds: it changes with each build,
 * and a layer below an ARG that has changed is built again. None where the file's end is open.
 */
export function addLabels(source: Source, stage: Stage, added: readonly NewLabel[]): readonly Edit[] {
  const beside = companions(source, stage);
  const [changing, fixed] = [added.filter(isVariable), added.filter((one) => !isVariable(one))];
  const edits: Edit[] = [];
  const anchor = beside.every(({ form, readable }) => form === 'equals' && readable) ? beside.at(-1) : undefined;
  if (anchor && stage.instructions.indexOf(anchor.instruction) >= builtLast(stage))
    edits.push(...declarations(source, anchor.instruction, changing), ...append(source, anchor, added));
  else if (anchor && fixed.length > 0) {
    edits.push(...append(source, anchor, fixed));
    if (changing.length > 0) edits.push(newInstruction(source, stage, changing));
  } else edits.push(newInstruction(source, stage, added, beside.at(-1)));
  return isWhole(source, edits) ? edits : [];
}

const isVariable = (one: NewLabel): boolean => 'variable' in one;

/** The labels of the stage's last instruction that has OCI keys or will have some. */
function companions(source: Source, stage: Stage): readonly Label[] {
  const own = labelsOf(source, stage);
  const legacy = new Set(legacyLabels(source).flatMap(({ label, key }) => (key ? [label] : [])));
  const found = own.findLast((label) => label.key.startsWith(OCI) || legacy.has(label));
  return own.filter(({ instruction }) => instruction === found?.instruction);
}

/** Where the last instruction stands that builds something; labels build nothing. */
const builtLast = ({ instructions }: Stage): number =>
  instructions.findLastIndex(({ keyword, onbuild }) => onbuild || !(CLOSING.has(keyword) || keyword === 'LABEL'));

function append({ file }: Source, anchor: Label, added: readonly NewLabel[]): Edit[] {
  const gap = pairBreak(file, anchor.instruction);
  const text = added.map((one) => gap + pairOf(one, anchor, file.escape)).join('');
  return text === '' ? [] : [{ span: at(anchor.span.end), text }];
}

function pairOf(one: NewLabel, sample: Label | undefined, escape: string): string {
  const value = 'variable' in one ? `"\${${one.variable}}"` : valueLike(sample, one.text, escape);
  return `${OCI}${one.key}=${value}`;
}

const declarations = (source: Source, before: Instruction, added: readonly NewLabel[]): Edit[] =>
  undeclared(added).map((name) => declareArgument(source, before, name));

const undeclared = (added: readonly NewLabel[]): string[] =>
  added.flatMap((one) => ('variable' in one && one.declare ? [one.variable] : []));

function newInstruction(source: Source, stage: Stage, added: readonly NewLabel[], companion?: Label): Edit {
  const { file } = source;
  const own = labelsOf(source, stage);
  const keyword = labelKeyword(file, stage.from);
  const indent = indentOf(file, stage.from);
  const names = undeclared(added).map((name) => `${indent}${keyword === 'label' ? 'arg' : 'ARG'} ${name}${file.eol}`);
  const pairs = added.map((one) => pairOf(one, own.at(-1), file.escape)).join(pairBreak(file, stage.from));
  const text = `${names.join('')}${indent}${keyword} ${pairs}`;
  const sibling = added.some(isVariable) ? undefined : (companion ?? own.at(-1));
  return behind(source, sibling, text) ?? atEnd(source, stage, text);
}

/**
 * A new instruction on the line behind a label's. The edit holds all of that one, so that a fix that rewrites it comes
 * before or after this fix, not with it, and makes one instruction of both.
 */
function behind({ file }: Source, label: Label | undefined, instruction: string): Edit | undefined {
  if (!label?.readable) return undefined;
  const span = { start: label.instruction.keywordSpan.start, end: label.span.end };
  return { span, text: `${file.source.slice(span.start, span.end)}${file.eol}${instruction}` };
}

/** In front of the closing instructions: whatever builds stays in front of labels that change with each release. */
function atEnd({ file }: Source, stage: Stage, text: string): Edit {
  const all = [stage.from, ...stage.instructions];
  const built = all.findLast(({ keyword, onbuild }) => onbuild || !CLOSING.has(keyword))!;
  const closing = all[all.indexOf(built) + 1];
  if (closing) {
    const start = startWithComments(file, closing);
    const isApart = /\n[ \t]*\r?\n$/.test(file.source.slice(0, start));
    return { span: at(start), text: `${text}${file.eol}${isApart ? file.eol : ''}` };
  }
  const start = startWithComments(file, built);
  const isApart = built !== stage.from && /\n[ \t]*\r?\n$/.test(file.source.slice(0, start));
  return { span: at(built.span.end), text: `${file.eol}${isApart ? file.eol : ''}${text}` };
}

/** Whether the lines that are added are read as instructions of their own. */
function isWhole({ file }: Source, edits: readonly Edit[]): boolean {
  const added = edits.flatMap(
    ({ text, span }) => text.replace(file.source.slice(span.start, span.end), '').match(/^\s*(?:ARG|LABEL)\s/gim) ?? [],
  );
  const after = parseDockerfile(applyEdits(file.source, edits));
  return after.instructions.length === file.instructions.length + added.length;
}
