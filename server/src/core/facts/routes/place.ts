import { joinPaths, lineBefore, type Prefix } from './model.ts';

/** Where a route stands in its file. */
export interface Place {
  /** What the blocks around it put in front of its path; undefined where that is unknown. */
  readonly prefix: Prefix;
  /** Names what it stands in: the same for routes that only the same conditions and guards reach. */
  readonly block: string;
}

/** What the blocks of a language mean for the routes in them. */
export interface Blocks {
  /** The prefixes of blocks, by where their bracket opens. */
  readonly prefixes?: ReadonlyMap<number, Prefix>;
  /** Where brackets open that do no more than that. */
  readonly plain?: ReadonlySet<number>;
  /** Where something stands that may answer, or end the block, before what follows in the same block. */
  readonly gates?: readonly number[];
}

interface Frame {
  readonly open: number;
  /** What the block is called around the brackets that do no more than give a prefix. */
  readonly within: string;
  readonly close: string;
  readonly prefix: Prefix;
  gates: number;
}

const TOKENS = /"(?:\\.|[^"\\\n])*(?:"|\\?)|'(?:\\.|[^'\\\n])*(?:'|\\?)|`(?:\\[^]|[^`\\])*(?:`|\\?$)|[[\](){}]/g;
const CLOSES: Readonly<Record<string, string>> = { '(': ')', '[': ']', '{': '}' };
/** Nobody nests more deeply by hand. */
const MAX_DEPTH = 100;
/** Conditions of a line's own, or of one without brackets in front of it. */
const CONDITION = /\b(?:if|else|elif|unless|for|while|case|when|switch|catch|except)\b|&&|(?<=[\w)\]'"]\s?)\|\||\?\s/;

/** Where things stand, by offset, in a language whose blocks have brackets; in one pass. */
export function placesOf(text: string, offsets: readonly number[], blocks: Blocks = {}): Map<number, Place> {
  const places = new Map<number, Place>();
  const wanted = [...new Set(offsets)].toSorted((a, b) => a - b);
  const gates = (blocks.gates ?? []).toSorted((a, b) => a - b);
  const frames: Frame[] = [{ open: -1, within: '', close: '', prefix: '', gates: 0 }];
  let nextWanted = 0;
  let nextGate = 0;
  const until = (end: number): void => {
    const frame = frames.at(-1)!;
    for (;;) {
      const gate = gates[nextGate] ?? Number.POSITIVE_INFINITY;
      const offset = wanted[nextWanted] ?? Number.POSITIVE_INFINITY;
      if (Math.min(gate, offset) >= end) return;
      if (gate <= offset) {
        frame.gates++;
        nextGate++;
      } else {
        const own = isConditional(text, offset) ? `:${offset}` : '';
        places.set(offset, { prefix: frame.prefix, block: `${nameOf(frame)}${own}` });
        nextWanted++;
      }
    }
  };
  for (const { 0: token, index } of text.matchAll(TOKENS)) {
    if (nextWanted === wanted.length) break;
    until(index + 1);
    if (token.length > 1) until(index + token.length);
    const close = CLOSES[token];
    if (close) {
      const outer = frames.at(-1)!.prefix;
      const own = blocks.prefixes?.has(index) ? blocks.prefixes.get(index) : '';
      const known = outer !== undefined && own !== undefined && frames.length < MAX_DEPTH;
      frames.push({
        open: index,
        within: blocks.plain?.has(index) ? nameOf(frames.at(-1)!) : '',
        close,
        prefix: known ? joined(outer, own) : undefined,
        gates: 0,
      });
    } else if (token.length === 1) leave(frames, token);
  }
  until(Number.POSITIVE_INFINITY);
  return places;
}

/** Whether a block is the file itself. */
export const isOutermost = (block: string): boolean => /^(?:line )?-1\b/.test(block);

const nameOf = ({ open, within, gates }: Frame): string =>
  within === '' ? `${open}.${gates}` : gates === 0 ? within : `${within} ${open}.${gates}`;

const joined = (outer: string, own: string): string => (own === '' ? outer : joinPaths(outer, own));

/** Closes the innermost bracket of a kind, and what was left open in it. */
function leave(frames: Frame[], close: string): void {
  for (let at = frames.length - 1; at > 0 && at > frames.length - MAX_DEPTH; at--)
    if (frames[at]!.close === close) {
      frames.length = at;
      return;
    }
}

/** Whether a condition stands in front of something on its line, or alone on the line above. */
function isConditional(text: string, offset: number): boolean {
  const own = lineBefore(text, offset);
  const above = lineBefore(text, Math.max(0, offset - own.length - 1));
  return CONDITION.test(own.replace(/^.*[;{}]/, '')) || /^\s*(?:if|else|for|while)\b[^{;:]*$/.test(above);
}

const INDENT = /^([ \t]*)(?=\S)/gm;

/** Where things stand in a language that indents its blocks: below the nearest line above that is indented less. */
export function indentedBlocks(text: string, offsets: readonly number[]): Map<number, string> {
  const blocks = new Map<number, string>();
  const wanted = [...new Set(offsets)].toSorted((a, b) => a - b);
  const open: { indent: number; start: number; parent: number }[] = [];
  let next = 0;
  const until = (end: number): void => {
    while (next < wanted.length && wanted[next]! < end)
      blocks.set(wanted[next++]!, `line ${open.at(-1)?.parent ?? -1}`);
  };
  for (const { 1: white, index } of text.matchAll(INDENT)) {
    if (next === wanted.length) break;
    until(index);
    while (open.length > 0 && open.at(-1)!.indent >= white!.length) open.pop();
    open.push({ indent: white!.length, start: index, parent: open.at(-1)?.start ?? -1 });
  }
  until(Number.POSITIVE_INFINITY);
  return blocks;
}
