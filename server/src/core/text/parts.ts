/** What a word is made of, in a Dockerfile and in a shell alike. */
export type Part =
  | { readonly kind: 'text'; readonly text: string; readonly quoted: boolean }
  /** `${!NAME}`, the variable that another one names, has the name `!NAME`. */
  | { readonly kind: 'variable'; readonly name: string; readonly operation?: Operation }
  /** What only the build can tell: a command's output, a glob, arithmetic. `text` is how it is written. */
  | { readonly kind: 'dynamic'; readonly text: string; readonly reason: string };

/** `${name<operator><operand>}`; `replacement` belongs to `/` and `//`. */
export interface Operation {
  readonly operator: string;
  readonly operand: readonly Part[];
  readonly replacement?: readonly Part[];
}

/** A variable's value: its text, or why only the build can tell; `isUnset` where it has none unless the build is given one. */
export type Value = { readonly text: string } | { readonly unknown: string; readonly isUnset?: true };

/** What a name, or a substitution as written (`$(uname -m)`), means at some place; undefined where it is not set there. */
export type Lookup = (name: string) => Value | undefined;

/** A word's text. Where a piece is unknown, `text` keeps it as written (`${NAME}`) and `unknown` says why. */
export interface Expanded {
  readonly text: string;
  readonly unknown: string | undefined;
}

/** The longest text that a word is expanded to, in UTF-16 units: `ENV A=$A$A` doubles with every line. */
const LONGEST = 8192;

/** Expands a word as far as the file itself says. */
export function expand(parts: readonly Part[], lookup: Lookup): Expanded {
  let text = '';
  let unknown: string | undefined;
  for (const part of parts) {
    const piece = expandPart(part, lookup);
    text += piece.text;
    unknown ??= piece.unknown;
  }
  return text.length > LONGEST ? { text: text.slice(0, LONGEST), unknown: 'it is too long' } : { text, unknown };
}

/** The word's text where all of it is known. */
export function known(parts: readonly Part[], lookup: Lookup = () => undefined): string | undefined {
  const { text, unknown } = expand(parts, lookup);
  return unknown === undefined ? text : undefined;
}

function expandPart(part: Part, lookup: Lookup): Expanded {
  if (part.kind === 'text') return { text: part.text, unknown: undefined };
  if (part.kind === 'dynamic') {
    const answer = lookup(part.text);
    if (answer && 'text' in answer) return { text: answer.text, unknown: undefined };
    return { text: part.text, unknown: answer?.unknown ?? part.reason };
  }
  const value = lookup(part.name);
  if (part.operation) return operate(part.name, value, part.operation, lookup);
  if (value && 'text' in value) return { text: value.text, unknown: undefined };
  return { text: `\${${part.name}}`, unknown: value ? value.unknown : notSet(part.name) };
}

const notSet = (name: string): string => `${name} is not set in this file`;

function operate(
  name: string,
  value: Value | undefined,
  { operator, operand, replacement }: Operation,
  lookup: Lookup,
): Expanded {
  const text = value && 'text' in value ? value.text : undefined;
  const placeholder = { text: `\${${name}}`, unknown: value && 'unknown' in value ? value.unknown : notSet(name) };
  const isUnset = value !== undefined && 'isUnset' in value;
  const unset = value === undefined || (operator.startsWith(':') && text === '');
  switch (operator) {
    case '-':
    case ':-':
    case '=':
    case ':=':
      return unset || isUnset
        ? expand(operand, lookup)
        : text === undefined
          ? placeholder
          : { text, unknown: undefined };
    case '+':
    case ':+':
      return unset ? { text: '', unknown: undefined } : text === undefined ? placeholder : expand(operand, lookup);
    case '?':
    case ':?':
      return text === undefined || unset ? placeholder : { text, unknown: undefined };
    default:
      return edit(text, operator, operand, replacement, lookup) ?? placeholder;
  }
}

function edit(
  text: string | undefined,
  operator: string,
  operand: readonly Part[],
  replacement: readonly Part[] | undefined,
  lookup: Lookup,
): Expanded | undefined {
  if (text === undefined) return undefined;
  const written = expandPattern(operand, lookup);
  if (written === undefined) return undefined;
  const by = known(replacement ?? [], lookup);
  if (by === undefined) return undefined;
  const result = substitute(text, operator, written, by);
  return result === undefined ? undefined : { text: result, unknown: undefined };
}

function substitute(text: string, operator: string, pattern: string, by: string): string | undefined {
  // Each further star multiplies what a match may cost; real patterns have one or two.
  if (pattern.split('*').length > 4) return undefined;
  const greedy = operator.length === 2;
  switch (operator) {
    case '#':
    case '##':
      return longestOrShortest(text, pattern, greedy, (length) => [text.slice(0, length), text.slice(length)]);
    case '%':
    case '%%':
      return longestOrShortest(text, pattern, greedy, (length) => [
        text.slice(text.length - length),
        text.slice(0, text.length - length),
      ]);
    case '/':
      return text.replace(new RegExp(globSource(pattern)), () => by);
    case '//':
      return text.replace(new RegExp(globSource(pattern), 'g'), () => by);
    default:
      return undefined;
  }
}

function longestOrShortest(
  text: string,
  pattern: string,
  longest: boolean,
  cut: (length: number) => [string, string],
): string {
  const whole = new RegExp(`^${globSource(pattern)}$`, 's');
  const lengths = Array.from({ length: text.length + 1 }, (_, length) => (longest ? text.length - length : length));
  const length = lengths.find((candidate) => whole.test(cut(candidate)[0]));
  return length === undefined ? text : cut(length)[1];
}

/** A pattern's globs stay as written; quoted characters are taken literally only where they are no glob. */
function expandPattern(parts: readonly Part[], lookup: Lookup): string | undefined {
  let pattern = '';
  for (const part of parts) {
    if (part.kind === 'dynamic' && /^[*?]$/.test(part.text)) pattern += part.text;
    else {
      const text = known([part], lookup);
      if (text === undefined) return undefined;
      pattern += text;
    }
  }
  return pattern;
}

const globSource = (pattern: string): string =>
  pattern
    .replace(/[.+^${}()|\\[\]]/g, '\\$&')
    .replaceAll('*', '[^]*')
    .replaceAll('?', '[^]');
