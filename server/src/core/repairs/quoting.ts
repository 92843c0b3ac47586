/**
 * A shell word as written, spelled so that it means the same between double quotes; undefined where
 * it has a glob, braces or `$'…'` that mean something else there. A tilde is the home folder only where a word starts.
 */
export function insideDoubleQuotes(raw: string, startsWord = true): string | undefined {
  let result = '';
  let quote = '';
  for (let offset = 0; offset < raw.length; offset++) {
    const character = raw[offset]!;
    if (character === quote) quote = '';
    else if (quote === "'") result += escaped(character);
    else if (quote === '' && /^\$['"]/.test(raw.slice(offset, offset + 2))) return undefined;
    else if (character === '$' || character === '`') {
      const end = expansionEnd(raw, offset);
      result += raw.slice(offset, end);
      offset = end - 1;
    } else if (character === '\\') {
      const next = raw[++offset] ?? '';
      result += quote === '"' && !'"$`\\'.includes(next) ? `\\\\${escaped(next)}` : escaped(next);
    } else if (quote === '') {
      if (character === '"' || character === "'") quote = character;
      else if ('*?[{'.includes(character)) return undefined;
      else if (character === '~' && offset === 0 && startsWord && /^~(?:\/|$)/.test(raw)) result += '${HOME}';
      else result += character;
    } else result += character;
  }
  return result;
}

/** Plain text, spelled for double quotes. */
export const escaped = (text: string): string => text.replace(/["$`\\]/g, '\\$&');

/** Where an expansion that starts at an offset ends. */
function expansionEnd(raw: string, start: number): number {
  if (raw[start] === '`') return pastOr(raw.indexOf('`', start + 1), raw.length);
  const open = raw[start + 1];
  if (open !== '{' && open !== '(') return start + (/^\$(?:\w+|[@*#?!$-])?/.exec(raw.slice(start))![0].length || 1);
  const close = open === '{' ? '}' : ')';
  let depth = 0;
  for (let offset = start + 1; offset < raw.length; offset++) {
    if (raw[offset] === open) depth++;
    else if (raw[offset] === close && --depth === 0) return offset + 1;
  }
  return raw.length;
}

const pastOr = (index: number, otherwise: number): number => (index < 0 ? otherwise : index + 1);

/** The last segment of a path that may hold expansions; undefined where a slash inside one decides. */
export function lastSegment(path: string): string | undefined {
  let start = 0;
  for (let offset = 0; offset < path.length; offset++) {
    if (path[offset] === '$' || path[offset] === '`') offset = expansionEnd(path, offset) - 1;
    else if (path[offset] === '/') start = offset + 1;
  }
  return start > 0 ? path.slice(start) : undefined;
}
