import type { MappedText } from '../text/mapped.ts';
import type { Part } from '../text/parts.ts';
import type { Span } from '../text/span.ts';
import type { Instruction } from './model.ts';

/** A `key=value` (or legacy `key value`) of ENV, LABEL and ARG. */
export interface Pair {
  readonly key: string;
  readonly keySpan: Span;
  /** The value as written, quotes included; undefined where there is none (`ARG NAME`). */
  readonly value: MappedText | undefined;
  readonly span: Span;
  /** `space` is the legacy form that holds one pair: the rest of the line is the value. */
  readonly form: 'equals' | 'space';
}

/** The words of an instruction's arguments as BuildKit splits them: at blanks outside quotes, quotes kept. */
export function splitWords(body: MappedText, escape: string): MappedText[] {
  const { text } = body;
  const words: MappedText[] = [];
  let offset = 0;
  while (offset < text.length) {
    if (/\s/.test(text[offset]!)) {
      offset++;
      continue;
    }
    const start = offset;
    let quote = '';
    for (; offset < text.length; offset++) {
      const character = text[offset]!;
      if (character === escape && quote !== "'") offset++;
      else if (quote) quote = character === quote ? '' : quote;
      else if (character === '"' || character === "'") quote = character;
      else if (/\s/.test(character)) break;
    }
    words.push(body.slice(start, Math.min(offset, text.length)));
  }
  return words;
}

/** The pairs of an ENV, LABEL or ARG instruction. */
export function pairs({ keyword, body }: Instruction, escape: string): Pair[] {
  const words = splitWords(body, escape);
  const [first] = words;
  if (!first) return [];
  if (keyword !== 'ARG' && !first.text.includes('=')) return [legacyPair(body, first, escape)];
  return words.map((word) => {
    const equals = word.text.indexOf('=');
    const end = equals < 0 ? word.text.length : equals;
    return {
      key: literal(word.slice(0, end), escape),
      keySpan: word.span(0, end),
      value: equals < 0 ? undefined : word.slice(equals + 1),
      span: word.span(0, word.text.length),
      form: 'equals',
    };
  });
}

function legacyPair(body: MappedText, first: MappedText, escape: string): Pair {
  const gap = /^\s*/.exec(body.text.slice(first.text.length))![0].length;
  const rest = body.slice(first.text.length + gap);
  return {
    key: literal(first, escape),
    keySpan: first.span(0, first.text.length),
    value: rest.text ? rest : undefined,
    span: body.span(0, body.text.length),
    form: 'space',
  };
}

/** A word as BuildKit's expansion reads it: quotes and escapes undone, variables found. */
export function wordParts(word: MappedText | string, escape: string): Part[] {
  const text = typeof word === 'string' ? word : word.text;
  const parts: Part[] = [];
  let offset = 0;
  let quote = '';
  while (offset < text.length) {
    const character = text[offset]!;
    if (character === quote) {
      quote = '';
      offset++;
    } else if (!quote && (character === '"' || character === "'")) {
      quote = character;
      offset++;
    } else if (character === escape && quote !== "'" && offset + 1 < text.length) {
      const next = text[offset + 1]!;
      const kept = quote === '"' && !'"$'.includes(next) && next !== escape;
      push(parts, kept ? character + next : next, true);
      offset += 2;
    } else if (character === '$' && quote !== "'") {
      offset = readVariable(text, offset, escape, parts);
    } else {
      push(parts, character, quote !== '');
      offset++;
    }
  }
  return parts;
}

function readVariable(text: string, at: number, escape: string, parts: Part[]): number {
  const rest = text.slice(at);
  const simple = /^\$([A-Za-z_]\w*|[@*#?!$0-9-])/.exec(rest);
  if (simple) {
    parts.push({ kind: 'variable', name: simple[1]! });
    return at + simple[0].length;
  }
  const open = /^\$\{([A-Za-z_]\w*)/.exec(rest);
  const close = open ? closingBrace(text, at + 1) : -1;
  if (!open || close < 0) {
    push(parts, '$', false);
    return at + 1;
  }
  const inside = text.slice(at + open[0].length, close);
  parts.push(inside === '' ? { kind: 'variable', name: open[1]! } : operationPart(open[1]!, inside, escape));
  return close + 1;
}

function operationPart(name: string, inside: string, escape: string): Part {
  const operator = /^(?::[-+?]|[-+?]|##?|%%?|\/\/?)/.exec(inside)?.[0];
  if (!operator)
    return {
      kind: 'dynamic',
      text: `\${${name}${inside}}`,
      reason: `\${${name}${inside}} is no expansion that BuildKit knows`,
    };
  const operand = inside.slice(operator.length);
  if (!operator.startsWith('/'))
    return { kind: 'variable', name, operation: { operator, operand: wordParts(operand, escape) } };
  const slash = operand.indexOf('/');
  const pattern = slash < 0 ? operand : operand.slice(0, slash);
  const by = slash < 0 ? '' : operand.slice(slash + 1);
  return {
    kind: 'variable',
    name,
    operation: { operator, operand: wordParts(pattern, escape), replacement: wordParts(by, escape) },
  };
}

function closingBrace(text: string, open: number): number {
  let depth = 0;
  for (let offset = open; offset < text.length; offset++) {
    if (text[offset] === '{') depth++;
    else if (text[offset] === '}' && --depth === 0) return offset;
  }
  return -1;
}

function push(parts: Part[], text: string, quoted: boolean): void {
  const last = parts[parts.length - 1];
  if (last?.kind === 'text' && last.quoted === quoted)
    parts[parts.length - 1] = { kind: 'text', text: last.text + text, quoted };
  else parts.push({ kind: 'text', text, quoted });
}

/** A word with quotes and escapes undone and variables left as written. */
function literal(word: MappedText, escape: string): string {
  return wordParts(word, escape)
    .map((part) => (part.kind === 'variable' ? `\${${part.name}}` : part.text))
    .join('');
}
