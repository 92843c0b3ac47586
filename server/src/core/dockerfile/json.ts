import { type MappedText, MappedTextBuilder } from '../text/mapped.ts';

const STRING = /\s*(,?)\s*"((?:[^"\\]|\\.)*)"\s*/y;
const CHARACTER = /\\u[0-9a-fA-F]{4}|\\.|[^]/g;
const SIMPLE: Readonly<Record<string, string>> = {
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  '"': '"',
  '\\': '\\',
  '/': '/',
};

/** The strings of an instruction's JSON array, or undefined where BuildKit would read it as shell form. */
export function jsonStrings(body: MappedText): readonly MappedText[] | undefined {
  if (!/^\s*\[[^]*\]\s*$/.test(body.text)) return undefined;
  const strings: MappedText[] = [];
  const end = body.text.lastIndexOf(']');
  STRING.lastIndex = body.text.indexOf('[') + 1;
  if (/^\s*$/.test(body.text.slice(STRING.lastIndex, end))) return strings;
  while (STRING.lastIndex < end) {
    const at = STRING.lastIndex;
    const match = STRING.exec(body.text);
    if (!match || (match[1] === ',') !== strings.length > 0) return undefined;
    const content = body.text.indexOf('"', at) + 1;
    const string = unescape(body.slice(content, content + match[2]!.length));
    if (!string) return undefined;
    strings.push(string);
  }
  return strings;
}

function unescape(raw: MappedText): MappedText | undefined {
  const result = new MappedTextBuilder(raw.span(0, 0).start, (text) => JSON.stringify(text).slice(1, -1));
  for (const { 0: written, index } of raw.text.matchAll(CHARACTER)) {
    const character = unescapeCharacter(written);
    if (character === undefined) return undefined;
    const { start, end } = raw.span(index, index + written.length);
    result.add(character, start, end);
  }
  return result.build();
}

function unescapeCharacter(written: string): string | undefined {
  if (written[0] !== '\\') return written;
  if (written[1] === 'u') return String.fromCharCode(Number.parseInt(written.slice(2), 16));
  return SIMPLE[written[1]!];
}
