import { filePlace, type Place } from '../places.ts';

/** A YAML file as far as it is written in blocks, and in plain lists and maps on one line; anchors, aliases and tags stay text. */
export type Yaml =
  | { readonly kind: 'text'; readonly text: string; readonly place: Place }
  | { readonly kind: 'list'; readonly items: readonly Yaml[] }
  | { readonly kind: 'map'; readonly entries: ReadonlyMap<string, Yaml> };

interface Line {
  readonly indent: number;
  readonly text: string;
  readonly start: number;
}

interface Block {
  readonly node: Yaml;
  /** The line behind it. */
  readonly next: number;
}

const DEEPEST = 40;
const ITEM = /^-(?:\s+|$)/;
const ENTRY = /^((?:"[^"]*"|'[^']*')[ \t]*|[^\s#:'"[{][^:#]*):(?:([ \t]+)(.*))?$/;

/** Reads a YAML file; half-typed text as far as it goes. */
export function parseYaml(path: string, text: string): Yaml {
  const lines: Line[] = [];
  let offset = 0;
  for (const physical of text.split(/(?<=\n)/)) {
    const code = physical.replace(/(?:^|\s)#.*$/s, '').trimEnd();
    const indent = code.length - code.trimStart().length;
    if (code.trim() !== '' && !/^(?:---|\.\.\.|%)/.test(code))
      lines.push({ indent, text: code.trimStart(), start: offset + indent });
    offset += physical.length;
  }
  const read = reader(path, text, lines);
  return lines.length === 0 ? read.scalar('', 0) : read.block(0, DEEPEST).node;
}

function reader(path: string, whole: string, lines: Line[]) {
  const scalar = (written: string, start: number): Yaml => {
    const [, open, inside = ''] = /^([[{])(.*)[\]}]$/s.exec(written) ?? [];
    if (open === undefined)
      return { kind: 'text', text: unquoted(written), place: filePlace(path, whole, start, start + written.length) };
    // What is nested on one line is read as if it were not.
    const pieces = [...inside.matchAll(/[^,\s[\]{}](?:[^,[\]{}]*[^,\s[\]{}])?/g)].map((piece) => ({
      text: piece[0],
      start: start + 1 + piece.index,
    }));
    if (open === '[') return { kind: 'list', items: pieces.map((piece) => scalar(piece.text, piece.start)) };
    const entries = pieces.map((piece) => entryOf(piece.text, piece.start)).filter((entry) => entry !== undefined);
    return { kind: 'map', entries: new Map(entries) };
  };
  const entryOf = (written: string, start: number): [string, Yaml] | undefined => {
    const [, key, gap = '', value = ''] = ENTRY.exec(written) ?? [];
    if (key === undefined) return undefined;
    return [unquoted(key.trim()), scalar(value, start + key.length + 1 + gap.length)];
  };

  const block = (from: number, depth: number): Block => {
    const { indent, text, start } = lines[from]!;
    if (depth > 0 && ITEM.test(text)) return list(from, indent, depth);
    if (depth > 0 && ENTRY.test(text)) return map(from, indent, depth);
    return { node: scalar(text, start), next: behind(from + 1, indent) };
  };

  /** The first line from there on that is not deeper. */
  const behind = (from: number, indent: number): number => {
    let next = from;
    while (next < lines.length && lines[next]!.indent > indent) next++;
    return next;
  };

  function list(from: number, indent: number, depth: number): Block {
    const items: Yaml[] = [];
    let next = from;
    while (next < lines.length && lines[next]!.indent === indent && ITEM.test(lines[next]!.text)) {
      const { text, start } = lines[next]!;
      const dash = ITEM.exec(text)![0].length;
      if (dash < text.length) lines[next] = { indent: indent + dash, text: text.slice(dash), start: start + dash };
      const child = dash < text.length ? next : next + 1;
      const end = behind(next + 1, indent);
      items.push(child < end || child === next ? block(child, depth - 1).node : scalar('', start + dash));
      next = end;
    }
    return { node: { kind: 'list', items }, next };
  }

  function map(from: number, indent: number, depth: number): Block {
    const entries = new Map<string, Yaml>();
    let next = from;
    while (next < lines.length && lines[next]!.indent >= indent) {
      const { text, start, indent: own } = lines[next]!;
      const [key, value] = (own === indent && entryOf(text, start)) || [];
      const end = behind(next + 1, indent);
      if (key === undefined || value === undefined) {
        next++;
        continue;
      }
      const below = lines[next + 1];
      const nested = below && (below.indent > indent || (below.indent === indent && ITEM.test(below.text)));
      const inner = value.kind === 'text' && value.text === '' && nested ? block(next + 1, depth - 1) : undefined;
      entries.set(key, inner?.node ?? value);
      next = Math.max(end, inner?.next ?? 0, next + 1);
    }
    return { node: { kind: 'map', entries }, next };
  }

  return { scalar, block };
}

const unquoted = (text: string): string => text.replace(/^(["'])(.*)\1$/s, '$2');

/** What stands below some keys. */
export function yamlAt(node: Yaml | undefined, ...keys: readonly string[]): Yaml | undefined {
  let found = node;
  for (const key of keys) found = found?.kind === 'map' ? found.entries.get(key) : undefined;
  return found;
}

/** The entries of a map. */
export const entriesOf = (node: Yaml | undefined): readonly (readonly [string, Yaml])[] =>
  node?.kind === 'map' ? [...node.entries] : [];

/** The items of a list; a text alone is a list of one. */
export const itemsOf = (node: Yaml | undefined): readonly Yaml[] =>
  node?.kind === 'list' ? node.items : node?.kind === 'text' && node.text !== '' ? [node] : [];

/** The texts of a list, or a text alone. */
export const textsOf = (node: Yaml | undefined): readonly string[] =>
  itemsOf(node).flatMap((item) => (item.kind === 'text' ? item.text : []));
