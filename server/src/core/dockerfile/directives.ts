import type { Span } from '../text/span.ts';

const KNOWN = new Set(['syntax', 'escape', 'check']);

/**
 * The parser directives at the top of a file, by BuildKit's rules: the first line that is not a known
 * `# name=value` (or that repeats one) ends the search; the syntax may also stand behind `//` or in a JSON line,
 * below a shebang.
 */
export function readDirectives(source: string, lines: readonly Span[]): ReadonlyMap<string, string> {
  const directives = new Map<string, string>();
  const texts = lines.slice(0, 20).map(({ start, end }) => source.slice(start, end));
  for (const text of texts) {
    const match = /^\s*#\s*([A-Za-z][A-Za-z0-9]*)\s*=\s*(.+?)\s*$/.exec(text);
    const name = match?.[1]?.toLowerCase();
    if (!match || !name || !KNOWN.has(name) || directives.has(name)) break;
    directives.set(name, match[2]!);
  }
  const syntax = directives.get('syntax') ?? otherSyntax(texts[0]?.startsWith('#!') ? texts[1] : texts[0]);
  if (syntax) directives.set('syntax', syntax);
  return directives;
}

function otherSyntax(line: string | undefined): string | undefined {
  if (!line) return undefined;
  const slashes = /^\s*(?:\/\/|#)\s*syntax\s*=\s*(.+?)\s*$/i.exec(line);
  if (slashes) return slashes[1];
  return /^\s*\{.*"syntax"\s*:\s*"([^"]+)"/.exec(line)?.[1];
}
