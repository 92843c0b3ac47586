import { continuation } from '../dockerfile/lines.ts';
import type { Instruction } from '../dockerfile/model.ts';
import { escaped, requoted } from '../dockerfile/quote.ts';
import { isWrapped, type Label, labels } from '../facts/labels/labels.ts';
import type { Source } from '../rule.ts';
import type { MappedText } from '../text/mapped.ts';
import type { Edit, Span } from '../text/span.ts';
import { labelKeyword, pairBreak } from './labelLayout.ts';
import { lineStart } from './lines.ts';

/** What becomes of labels: another key, or nothing (`null`). Those that are not named stay as they are. */
export type NewKeys = ReadonlyMap<Label, string | null>;

/** A pair as it will stand: what is put in front of it, and what changes inside. */
interface Item {
  readonly span: Span;
  readonly prefix: string;
  readonly edits: readonly Edit[];
}

/**
 * The edits that give labels other keys and join the instructions they stand in to one LABEL, all else left as it is
 * written; undefined where a comment would be lost, a line would go on, or the build cannot read what is there.
 */
export function rewriteLabels(
  source: Source,
  instructions: readonly Instruction[],
  newKeys: NewKeys,
): readonly Edit[] | undefined {
  const all = labels(source).filter(({ instruction }) => instructions.includes(instruction));
  const items = new Map<Label, Item>();
  for (const label of all) {
    const key = newKeys.get(label);
    const item = key === null ? null : itemOf(source, label, key, instructions.length > 1);
    if (item === undefined || !label.readable) return undefined;
    if (item) items.set(label, item);
  }
  const edits = items.size === 0 ? removeLines(source, instructions) : arrange(source, all, items);
  return edits.some((edit) => holdsComment(source, edit.span) || runsOn(source, edit)) ? undefined : edits;
}

/** Whether a comment line stands in a range. */
export const holdsComment = ({ file }: Source, { start, end }: Span): boolean =>
  file.comments.some((comment) => start < comment.end && comment.start < end);

/** Whether a removal leaves a line that goes on though it did not: behind a value that ends in an escaped blank. */
function runsOn({ file: { source, escape } }: Source, { span, text }: Edit): boolean {
  const before = source.slice(lineStart(source, span.start), span.start);
  const rest = /^[^\r\n]*/.exec(source.slice(span.end))![0];
  const goesOn = (line: string): boolean => continuation(line, { start: 0, end: line.length }, escape) !== undefined;
  return text === '' && goesOn(before + rest) && !goesOn(rest);
}

function arrange(source: Source, all: readonly Label[], items: ReadonlyMap<Label, Item>): Edit[] {
  const [head] = all as [Label];
  const edits: Edit[] = [];
  let previous: Label | undefined;
  for (const label of all) {
    const item = items.get(label);
    if (item && previous === undefined) edits.push(headEdit(source, head, item));
    else if (item && label.instruction !== previous?.instruction)
      edits.push(between(previous!, item.span.start, pairBreak(source.file, head.instruction) + item.prefix));
    else if (!item && previous) edits.push(between(previous, label.span.end, ''));
    edits.push(...(item?.edits ?? []));
    if (item || previous) previous = label;
  }
  return edits;
}

const between = ({ span }: Label, end: number, text: string): Edit => ({ span: { start: span.end, end }, text });

/** What stands in front of the first pair that stays. */
function headEdit({ file }: Source, { form, instruction, span }: Label, first: Item): Edit {
  const isLabel = form !== 'maintainer';
  const start = isLabel ? span.start : instruction.keywordSpan.start;
  const keyword = isLabel ? '' : `${labelKeyword(file, instruction)} `;
  return { span: { start, end: first.span.start }, text: keyword + first.prefix };
}

function itemOf({ file }: Source, label: Label, key: string | undefined, joined: boolean): Item | undefined {
  const { form, span, keySpan, value } = label;
  if (form === 'equals' || (form === 'space' && !key && !joined))
    return { span, prefix: '', edits: key ? [renameKey(file.source, keySpan, key)] : [] };
  const edits = value && respell(value, spell(label, file.escape), file.escape);
  if (!edits || (form === 'maintainer' && !key)) return undefined;
  if (form === 'maintainer') return { span, prefix: `${key}=`, edits };
  const gap = { span: { start: keySpan.end, end: value.span(0, 1).start }, text: '=' };
  return { span, prefix: '', edits: [...(key ? [renameKey(file.source, keySpan, key)] : []), gap, ...edits] };
}

/** A key in the author's quotes. */
function renameKey(text: string, span: Span, key: string): Edit {
  const quote = /^["']?/.exec(text.slice(span.start, span.end))![0];
  return { span, text: quote + key + quote };
}

/** A label's value as `key=value` takes it; undefined where it cannot be told. */
export const valueWord = (label: Label, escape: string): string | undefined =>
  label.form === 'equals' ? label.value?.text : spell(label, escape)?.join('');

/** How each character is spelled in `key=value`, of a value that was not written for it: between double quotes, if the author has none. */
function spell({ form, value }: Label, escape: string): string[] | undefined {
  const text = value?.text ?? '';
  if (text === '' || (form === 'space' && text.startsWith('='))) return undefined;
  if (isWrapped(text) && text.startsWith("'")) return text.split('');
  const spelled = form === 'space' ? requoted(text, escape) : escaped(text, escape);
  if (!spelled) return undefined;
  if (form === 'maintainer' && isWrapped(text)) spelled[0] = spelled[text.length - 1] = '';
  spelled[0] = `"${spelled[0]}`;
  spelled[text.length - 1] += '"';
  return spelled;
}

/** The edits that spell a value anew; undefined where a line would no longer continue, or turn into a comment. */
function respell(value: MappedText, spelled: readonly string[] | undefined, escape: string): Edit[] | undefined {
  const isBroken = spelled?.some((_, index) => {
    const startsLine = index > 0 && value.span(index - 1, index).end < value.span(index, index + 1).start;
    if (!startsLine) return false;
    const [before, behind] = [spelled.slice(0, index).join(''), spelled.slice(index).join('')];
    return before.endsWith(escape) || behind.trimStart().startsWith('#');
  });
  if (isBroken) return undefined;
  return spelled?.flatMap((text, index) => (text === value.text[index] ? [] : [value.replace(index, index + 1, text)]));
}

/** Takes instructions away with their lines. */
function removeLines({ file: { source } }: Source, instructions: readonly Instruction[]): Edit[] {
  return instructions.map(({ span }) => {
    const end = source.indexOf('\n', span.end);
    return { span: { start: lineStart(source, span.start), end: end < 0 ? source.length : end + 1 }, text: '' };
  });
}
