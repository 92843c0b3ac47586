interface Token {
  readonly kind: 'quote' | 'escape' | 'variable' | 'text';
  readonly start: number;
  readonly end: number;
  /** The quotes that it stands in. */
  readonly inside: '' | '"' | "'";
}

/** What BuildKit expands, as far as its operand neither quotes nor nests. */
const VARIABLE =
  /\$(?:[\p{L}_][\p{L}\p{Nd}_]*|\p{Nd}+|[@*#?$!-]|\{(?:[\p{L}_][\p{L}\p{Nd}_]*|\p{Nd}+)(?:[:+\-?#%/][^{}"'\\`$]*)?\})/uy;

const NAME_CHARACTER = /^[\p{L}\p{Nd}_]/u;

/** Whether it is clear how BuildKit splits and expands a word: no quote or escape in it is open, no expansion open or too deep to follow. */
export const isReadable = (word: string, escape: string): boolean => tokens(word, escape) !== undefined;

/** Text as a double-quoted word: nothing in it ends the word or expands. */
export const quoted = (text: string, escape: string): string =>
  `"${text.replace(/["$\\`]/g, (character) => literally(character, escape))}"`;

/** Text as a word in an author's quotes, as far as they hold it: single ones where no such quote is in it, else double ones. */
export const quotedAs = (quote: string, text: string, escape: string): string =>
  quote === "'" && !text.includes("'") ? `'${text}'` : quoted(text, escape);

/** How each character of a text that BuildKit takes as it is (`MAINTAINER text`) is spelled between double quotes. */
export const escaped = (text: string, escape: string): string[] =>
  text.split('').map((character) => literally(character, escape));

/**
 * How each character of a word, or of the words of `LABEL key some words`, is spelled between double quotes so that
 * BuildKit reads the same text; undefined where that cannot be told.
 */
export function requoted(text: string, escape: string): string[] | undefined {
  const found = tokens(text, escape);
  if (!found) return undefined;
  const spelled = text.split('');
  for (const { kind, start, inside } of found) {
    const character = text[start]!;
    if (kind === 'quote') spelled[start] = '';
    if (kind === 'text' && (character === '$' || inside === "'")) spelled[start] = literally(character, escape);
    if (kind === 'escape' && inside === '' && !`"$${escape}`.includes(text[start + 1]!)) spelled[start] = '';
  }
  for (const { kind, start, end } of found) {
    if (kind !== 'variable' || !NAME_CHARACTER.test(text.slice(start + 1))) continue;
    if (!NAME_CHARACTER.test(spelled.slice(end).join(''))) continue;
    spelled[start] = '${';
    spelled[end - 1] += '}';
  }
  return spelled;
}

const literally = (character: string, escape: string): string =>
  character === '"' || character === '$' || character === escape ? escape + character : character;

/** The pieces of a word by the rules of BuildKit's expansion; undefined where one is left open. */
function tokens(text: string, escape: string): Token[] | undefined {
  const found: Token[] = [];
  let inside: Token['inside'] = '';
  for (let start = 0; start < text.length; ) {
    const [kind, length] = nextToken(text, start, inside, escape);
    const isOpen = kind === 'escape' ? length < 2 : kind === 'text' && inside !== "'" && text.startsWith('${', start);
    if (isOpen) return undefined;
    found.push({ kind, start, end: start + length, inside });
    if (kind === 'quote') inside = inside === '' ? (text[start] as Token['inside']) : '';
    start += length;
  }
  return inside === '' ? found : undefined;
}

function nextToken(text: string, start: number, inside: Token['inside'], escape: string): [Token['kind'], number] {
  const character = text[start]!;
  if (inside === "'") return [character === "'" ? 'quote' : 'text', 1];
  if (character === '"' || (character === "'" && inside === '')) return ['quote', 1];
  if (character === escape) return ['escape', Math.min(2, text.length - start)];
  VARIABLE.lastIndex = start;
  const variable = character === '$' ? VARIABLE.exec(text)?.[0] : undefined;
  return variable ? ['variable', variable.length] : ['text', 1];
}
