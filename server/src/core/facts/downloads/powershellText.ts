import type { Expanded, Lookup } from '../../text/parts.ts';

/** A word of a PowerShell statement: a quoted string, a group in parentheses or a bare word, as written. */
export interface PowershellWord {
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

/** One statement of a PowerShell script. */
export interface Statement {
  readonly words: readonly PowershellWord[];
  /** Where its last word ends, and where the next statement's first word starts; the same where there is none. */
  readonly end: number;
  readonly next: number;
}

const CLOSING: Readonly<Record<string, string>> = { '(': ')', '{': '}', '[': ']' };

/** The statement from an offset on, up to its `;`, the end of its line or the brace that closes its block. */
export function statementFrom(code: string, start: number): Statement {
  const words: PowershellWord[] = [];
  let offset = start;
  while (offset < code.length && !';\n|}'.includes(code[offset]!)) {
    if (/\s/.test(code[offset]!)) offset++;
    else {
      const end = wordEnd(code, offset);
      words.push({ text: code.slice(offset, end), start: offset, end });
      offset = end;
    }
  }
  const end = words[words.length - 1]?.end ?? start;
  const separator = /^[;\s]*/.exec(code.slice(offset))![0];
  return { words, end, next: code[offset] === ';' || code[offset] === '\n' ? offset + separator.length : end };
}

function wordEnd(code: string, start: number): number {
  let offset = start;
  while (offset < code.length && !/[\s;|}]/.test(code[offset]!)) {
    const character = code[offset]!;
    if (character === "'" || character === '"') offset = after(code, code.indexOf(character, offset + 1));
    else if (CLOSING[character]) offset = groupEnd(code, offset);
    else offset++;
  }
  return Math.max(offset, start + 1);
}

function groupEnd(code: string, start: number): number {
  let depth = 0;
  for (let offset = start; offset < code.length; offset++) {
    const character = code[offset]!;
    if (character === "'" || character === '"') offset = after(code, code.indexOf(character, offset + 1)) - 1;
    else if (CLOSING[character]) depth++;
    else if (')}]'.includes(character) && --depth === 0) return offset + 1;
  }
  return code.length;
}

const after = (code: string, index: number): number => (index < 0 ? code.length : index + 1);

/** What PowerShell makes of a word, as far as ENV and ARG say: strings, `$env:NAME`, and the format operator `-f`. */
export function powershellValue(word: string, lookup: Lookup): Expanded {
  const group = /^\$?\(\s*([^]*?)\s*\)$/.exec(word)?.[1];
  if (group !== undefined) return formatted(group, lookup);
  if (/^'[^']*'$/.test(word)) return { text: word.slice(1, -1), unknown: undefined };
  return interpolated(/^"[^"]*"$/.test(word) ? word.slice(1, -1) : word, lookup);
}

/** `'…{0}…' -f $env:A, $env:B`. */
function formatted(group: string, lookup: Lookup): Expanded {
  const [, format, values] = /^('[^']*'|"[^"]*")\s+-f\s+([^]+)$/.exec(group) ?? [];
  if (!format || !values) return powershellPlain(group, lookup);
  const template = powershellValue(format, lookup);
  const filled = values.split(/\s*,\s*/).map((value) => powershellValue(value, lookup));
  const unknown = [template, ...filled].find((one) => one.unknown !== undefined)?.unknown;
  return { text: template.text.replace(/\{(\d+)\}/g, (slot, index) => filled[Number(index)]?.text ?? slot), unknown };
}

const powershellPlain = (text: string, lookup: Lookup): Expanded =>
  /^(?:'[^']*'|"[^"]*"|\$env:\w+)$/i.test(text)
    ? powershellValue(text, lookup)
    : { text, unknown: 'PowerShell computes it' };

function interpolated(text: string, lookup: Lookup): Expanded {
  let unknown: string | undefined;
  const result = text.replace(/\$\(\$env:(\w+)\)|\$\{env:(\w+)\}|\$env:(\w+)|\$[\w({]/gi, (written, ...names) => {
    const name = names.slice(0, 3).find((one): one is string => typeof one === 'string');
    const value = name === undefined ? undefined : lookup(name);
    if (value && 'text' in value) return value.text;
    unknown ??= value?.unknown ?? (name ? `${name} is not set in this file` : 'PowerShell computes it');
    return written;
  });
  return { text: result, unknown };
}
