import type { Lookup } from '../../text/parts.ts';

/** A line of a list: a file's name, and its hash where the list says it, as resolved. */
export interface CheckedLine {
  readonly name: string;
  readonly hash?: string;
}

/** The lines of a list: `HASH  name`, `HASH *name`, or BSD's `SHA256 (name) = HASH`. */
export function linesIn(text: string): readonly CheckedLine[] | undefined {
  const lines = text.split('\n').flatMap((each): CheckedLine[] => {
    const [, bsd, of] = /^\s*[A-Z0-9-]+\s*\((.+)\)\s*=\s*(\S*)/.exec(each) ?? [];
    if (bsd) return [{ name: bsd, hash: of! }];
    const line = each.trimStart();
    const end = firstField(line);
    const name = line
      .slice(end)
      .replace(/^\s+\*?/, '')
      .trimEnd();
    return end > 0 && name ? [{ name, hash: line.slice(0, end) }] : [];
  });
  return lines.length > 0 ? lines : undefined;
}

/** Where the first field of a line ends; a substitution is one piece, whatever blanks it holds. */
export function firstField(line: string): number {
  let depth = 0;
  for (let offset = 0; offset < line.length; offset++) {
    if (line.startsWith('$(', offset) || (depth > 0 && line[offset] === '(' && line[offset - 1] !== '$')) depth++;
    else if (line[offset] === ')' && depth > 0) depth--;
    else if (depth === 0 && /\s/.test(line[offset]!)) return offset;
  }
  return line.length;
}

/** What printf makes of `%s`. */
export function formatted([format = '', ...values]: readonly string[]): string {
  const pieces = format.split(/%s/);
  const slots = pieces.length - 1;
  if (slots === 0) return format;
  const lines: string[] = [];
  for (let at = 0; at < Math.max(values.length, 1); at += slots) {
    lines.push(pieces.map((piece, index) => piece + (index < slots ? (values[at + index] ?? '') : '')).join(''));
  }
  return lines.join('');
}

/** Text with the line ends and tabs that echo and printf make of their escapes. */
export const unescaped = (text: string): string => text.replaceAll('\\n', '\n').replaceAll('\\t', '\t');

/** The file that a list belongs to by its own name: `tool.tgz.sha256`. */
export function linesByListName(name: string): readonly CheckedLine[] | undefined {
  const bare = name.replace(/[.-](?:sha(?:1|224|256|384|512)|md5)(?:sums?)?(?:\.txt)?$/i, '');
  return bare !== name && bare !== '' && !/^(?:checksums?|sha\d*sums?)$/i.test(bare) ? [{ name: bare }] : undefined;
}

/** What a here-document says, its plain variables replaced where they are. */
export const bodyText = (text: string, expands: boolean, lookup: Lookup): string =>
  expands
    ? text.replace(/(?<!\\)\$(?:\{(\w+)\}|(\w+))/g, (written, braced?: string, bare?: string) => {
        const value = lookup(braced ?? bare!);
        return value && 'text' in value ? value.text : written;
      })
    : text;
