import { continuation, isBlank, isComment, splitLines } from '../dockerfile/lines.ts';
import type { Dockerfile, Instruction } from '../dockerfile/model.ts';
import { isReadable } from '../dockerfile/quote.ts';
import { type Pair, pairs } from '../dockerfile/words.ts';
import { at, type Span } from '../text/span.ts';

/** Where in a LABEL a cursor stands, and what a completion there replaces: a key or a value of one line, its quotes included. */
export interface LabelPlace {
  readonly kind: 'key' | 'value';
  readonly instruction: Instruction;
  /** The key of the pair as it is written, without quotes; '' where there is none yet. */
  readonly key: string;
  readonly span: Span;
  /** The quotes that the author has opened. */
  readonly quote: '' | '"' | "'";
  /** Whether a value follows: then a key is all that is missing. */
  readonly hasValue: boolean;
  /** Whether other text follows at once, so that a new pair has to end with a blank. */
  readonly touches: boolean;
}

/** The place of a cursor in a LABEL of any form, ONBUILD's too; undefined elsewhere, in comments and between the lines of a value. */
export function labelPlace(file: Dockerfile, offset: number): LabelPlace | undefined {
  const instruction = file.instructions.find(
    (one) => one.keyword === 'LABEL' && one.keywordSpan.end < offset && offset <= reach(file, one),
  );
  if (!instruction || inComment(file, offset) || behindContinuation(file, offset)) return undefined;
  const all = pairs(instruction, file.escape);
  const [legacy] = all[0]?.form === 'space' && offset > all[0].keySpan.end ? all : [];
  if (legacy) return valuePlace(file, instruction, legacy, offset);
  const pair = all.find(({ span }) => span.start <= offset && offset <= span.end);
  const isLone = pair?.form === 'space';
  if (!pair || (!isLone && pair.span.start === offset && isBlankBefore(file, offset)))
    return newPair(file, instruction, offset, pair);
  return keyPlace(file, instruction, pair, offset) ?? valuePlace(file, instruction, pair, offset);
}

/** How far an instruction goes on while it is typed: to the end of its line, and over the lines below an open continuation. */
function reach({ source, escape }: Dockerfile, { span }: Instruction): number {
  const lines = splitLines(source);
  const last = lines.findIndex(({ start, end }) => start <= span.end && span.end <= end);
  let next = last;
  if (continuation(source, lines[last]!, escape) === undefined) return lines[last]!.end;
  while (lines[next + 1] && (isBlank(source, lines[next + 1]!) || isComment(source, lines[next + 1]!))) next++;
  return lines[next + 1] ? lines[next]!.end : source.length;
}

const inComment = ({ comments }: Dockerfile, offset: number): boolean =>
  comments.some(({ start, end }) => start <= offset && offset <= end);

/** Whether the line has ended in front of the cursor: what is typed behind a continuation breaks it. */
function behindContinuation({ source, escape }: Dockerfile, offset: number): boolean {
  const line = splitLines(source).find(({ start, end }) => start <= offset && offset <= end);
  const stop = line && continuation(source, line, escape);
  return stop !== undefined && offset > stop;
}

/** Whether a blank stands in front of a place as the build joins lines: a line break behind a continuation is none. */
function isBlankBefore({ source, escape }: Dockerfile, offset: number): boolean {
  const joint = escape === '`' ? JOINT_BACKTICK : JOINT_BACKSLASH;
  return /[ \t]$/.test(source.slice(0, offset).replace(joint, ''));
}

const JOINT_BACKSLASH = /(?:\\[ \t]*\r?\n(?:[ \t]*(?:#[^\n]*)?\r?\n)*)+$/;
const JOINT_BACKTICK = /(?:`[ \t]*\r?\n(?:[ \t]*(?:#[^\n]*)?\r?\n)*)+$/;

function newPair(
  file: Dockerfile,
  instruction: Instruction,
  offset: number,
  next: Pair | undefined,
): LabelPlace | undefined {
  if (!isBlankBefore(file, offset)) return undefined;
  const touches = next !== undefined || file.source[offset] === file.escape;
  return { kind: 'key', instruction, key: '', span: at(offset), quote: '', hasValue: false, touches };
}

function keyPlace(
  { source }: Dockerfile,
  instruction: Instruction,
  pair: Pair,
  offset: number,
): LabelPlace | undefined {
  const { start } = pair.keySpan;
  const quote = quoteAt(source, start);
  const stop = start + quote.length + /^[^\s="'\\`]*/.exec(source.slice(start + quote.length))![0].length;
  const end = quote !== '' && source[stop] === quote ? stop + 1 : stop;
  if (offset > end || (offset === end && quote !== '' && end > stop)) return undefined;
  const isRest = pair.form === 'space' && pair.value !== undefined && !/^[^\s"']+=/.test(pair.value.text);
  const key = source.slice(start + quote.length, stop);
  const hasValue = source[end] === '=' || isRest;
  return { kind: 'key', instruction, key, span: { start, end }, quote, hasValue, touches: false };
}

function valuePlace(
  { source, escape }: Dockerfile,
  instruction: Instruction,
  pair: Pair,
  offset: number,
): LabelPlace | undefined {
  const isEquals = pair.form === 'equals' && source[pair.keySpan.end] === '=';
  const start = isEquals ? pair.keySpan.end + 1 : (pair.value?.span(0, 1).start ?? offset);
  if (offset < start || source.slice(start, offset).includes('\n')) return undefined;
  const quote = quoteAt(source, start);
  const whole = isEquals ? source.slice(start, pair.span.end) : '';
  const isWord = whole !== '' && !whole.includes('\n') && isReadable(whole, escape);
  const end = isWord ? pair.span.end : valueEnd(source, start, quote, isEquals, escape);
  const isBehind = quote !== '' && offset === end && source[end - 1] === quote && end > start + 1;
  if (offset > end || isBehind) return undefined;
  return { kind: 'value', instruction, key: pair.key, span: { start, end }, quote, hasValue: true, touches: false };
}

const quoteAt = (source: string, offset: number): LabelPlace['quote'] =>
  source[offset] === '"' || source[offset] === "'" ? (source[offset] as '"' | "'") : '';

/** Where a value ends on its line; where its quotes are open, in front of what looks like the next pair. */
function valueEnd(source: string, start: number, quote: string, isWord: boolean, escape: string): number {
  const line = /^[^\r\n]*/.exec(source.slice(start))![0];
  if (quote === '') return start + withoutEscape(isWord ? /^\S*/.exec(line)![0] : line.trimEnd(), escape).length;
  for (let index = 1; index < line.length; index++) {
    if (line[index] === escape && quote === '"') index++;
    else if (line[index] === quote) return start + index + 1;
  }
  const open = /^.*?(?=\s+["']?[\w.-]+["']?=|\s*$)/.exec(line)![0];
  return start + Math.max(1, withoutEscape(open, escape).length);
}

/** A line without the continuation at its end. */
const withoutEscape = (text: string, escape: string): string =>
  text.endsWith(escape) ? text.slice(0, -1).trimEnd() : text;
