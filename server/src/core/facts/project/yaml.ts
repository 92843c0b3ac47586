import { isAlias, isMap, isScalar, isSeq, parseDocument, type YAMLMap } from 'yaml';
import { filePlace, type Place } from '../places.ts';

/** What a YAML file says: aliases and merged maps are followed, and every scalar is a text. */
export type Yaml =
  | { readonly kind: 'text'; readonly text: string; readonly place: Place }
  | { readonly kind: 'list'; readonly items: readonly Yaml[] }
  | { readonly kind: 'map'; readonly entries: ReadonlyMap<string, Yaml> };

const DEEPEST = 40;
/** A short file can name itself by aliases for ever. */
const MOST_NODES = 20_000;

/** Reads the first document of a YAML file; half-typed text as far as it goes. */
export function parseYaml(path: string, text: string): Yaml {
  const document = parseDocument(text, { schema: 'failsafe', strict: false, uniqueKeys: false, logLevel: 'silent' });
  let left = MOST_NODES;

  function read(node: unknown, depth: number): Yaml {
    if (left-- <= 0 || depth > DEEPEST) return textAt('', 0, 0);
    if (isAlias(node)) return read(node.resolve(document), depth + 1);
    if (isSeq(node)) return { kind: 'list', items: node.items.map((item) => read(item, depth + 1)) };
    if (isMap(node)) return { kind: 'map', entries: entriesIn(node, depth) };
    const [start, end] = (isScalar(node) && node.range) || [0, 0];
    return textAt(isScalar(node) ? String(node.value ?? '') : '', start, end);
  }

  function entriesIn({ items }: YAMLMap, depth: number): ReadonlyMap<string, Yaml> {
    const pairs = items.map(
      ({ key, value }) => [isScalar(key) ? String(key.value) : '', read(value, depth + 1)] as const,
    );
    const merged = pairs.flatMap(([key, value]) => (key === '<<' ? itemsOf(value).flatMap(entriesOf) : []));
    return new Map([...merged, ...pairs.filter(([key]) => key !== '<<')]);
  }

  const textAt = (value: string, start: number, end: number): Yaml => ({
    kind: 'text',
    text: value,
    place: filePlace(path, text, start, end),
  });

  return read(document.contents, 0);
}

/** What stands below some keys. */
export function yamlAt(node: Yaml | undefined, ...keys: readonly string[]): Yaml | undefined {
  let found = node;
  for (const key of keys) found = found?.kind === 'map' ? found.entries.get(key) : undefined;
  return found;
}

/** The entries of a map. */
export const entriesOf = (node: Yaml | undefined): readonly (readonly [string, Yaml])[] =>
  node?.kind === 'map' ? [...node.entries] : [];

/** The items of a list; anything else alone is a list of one. */
export const itemsOf = (node: Yaml | undefined): readonly Yaml[] =>
  node?.kind === 'list' ? node.items : node !== undefined && !(node.kind === 'text' && node.text === '') ? [node] : [];

/** The texts of a list, or a text alone. */
export const textsOf = (node: Yaml | undefined): readonly string[] =>
  itemsOf(node).flatMap((item) => (item.kind === 'text' ? item.text : []));
