import { type MappedText, MappedTextBuilder } from '../text/mapped.ts';
import type { Span } from '../text/span.ts';
import { readDirectives } from './directives.ts';
import { continuation, dominantEol, isBlank, isComment, skip, splitLines } from './lines.ts';
import type { Dockerfile, Flag, Heredoc, Instruction } from './model.ts';

/** Instructions in which BuildKit looks for `<<EOF`. */
const HEREDOC_KEYWORDS = new Set(['RUN', 'COPY', 'ADD']);
/** Instructions in which BuildKit reads `--name=value` flags. */
const FLAG_KEYWORDS = new Set(['ADD', 'COPY', 'FROM', 'HEALTHCHECK', 'RUN']);

/** Splits a Dockerfile into instructions by BuildKit's own line rules. It never fails: any text is a Dockerfile. */
export function parseDockerfile(source: string): Dockerfile {
  const lines = splitLines(source);
  const directives = readDirectives(source, lines);
  const escape = directives.get('escape') === '`' ? '`' : '\\';
  const comments: Span[] = [];
  const instructions: Instruction[] = [];
  let next = 0;

  while (next < lines.length) {
    const line = lines[next++]!;
    if (isBlank(source, line)) continue;
    if (isComment(source, line)) comments.push(line);
    else instructions.push(readInstruction(line));
  }
  return { source, eol: dominantEol(source), escape, directives, comments, instructions };

  function readInstruction(first: Span): Instruction {
    const { text, last } = readLogicalLine(first);
    const outer = /^\s*(\S*)\s*/.exec(text.text)!;
    const start = skip(text.text, 0, text.text.length, ' \t');
    const onbuild = outer[1]!.toUpperCase() === 'ONBUILD';
    const wordAt = onbuild ? outer[0].length : start;
    const word = /^\S*/.exec(text.text.slice(wordAt))![0];
    const keyword = word.toUpperCase();
    const argumentsAt = wordAt + /^\S*\s*/.exec(text.text.slice(wordAt))![0].length;
    const { flags, rest } = FLAG_KEYWORDS.has(keyword)
      ? readFlags(text, argumentsAt)
      : { flags: [], rest: argumentsAt };
    const body = trimEnd(text.slice(rest));
    const heredocs = HEREDOC_KEYWORDS.has(keyword) ? readHeredocs(body.text) : [];
    const end = heredocs.length > 0 ? lines[Math.min(next, lines.length) - 1]!.end : last.end;
    return {
      keyword,
      onbuild,
      flags,
      body,
      heredocs,
      span: { start: text.span(start, start + 1).start, end: trimmedEnd(end) },
      keywordSpan: text.span(wordAt, wordAt + word.length),
    };
  }

  /** Joins continued lines; comment lines and blank lines between them are dropped, as BuildKit does. */
  function readLogicalLine(first: Span): { text: MappedText; last: Span } {
    const logical = new MappedTextBuilder(first.start);
    let last = first;
    for (let line: Span | undefined = first; line; line = lines[next++]) {
      if (line !== first && isComment(source, line)) {
        comments.push(line);
        continue;
      }
      if (line !== first && isBlank(source, line)) continue;
      last = line;
      const stop = continuation(source, line, escape);
      logical.copy(source, line.start, stop ?? line.end);
      if (stop === undefined) break;
    }
    return { text: logical.build(), last };
  }

  function readHeredocs(text: string): Heredoc[] {
    return heredocMarkers(text).map(({ name, chomp, expand }) => {
      const content = new MappedTextBuilder(lines[next]?.start ?? source.length);
      for (let line = lines[next++]; line; line = lines[next++]) {
        const start = chomp ? skip(source, line.start, line.end, '\t') : line.start;
        if (source.slice(start, line.end) === name) break;
        content.copy(source, start, line.end);
        content.add('\n', line.end, Math.min(line.end + 1, source.length));
      }
      return { name, expand, content: content.build() };
    });
  }

  function trimmedEnd(end: number): number {
    let last = end;
    while (last > 0 && ' \t'.includes(source[last - 1]!)) last--;
    return last;
  }
}

function readFlags(text: MappedText, from: number): { flags: Flag[]; rest: number } {
  const flags: Flag[] = [];
  const flag = /--([A-Za-z-]+)(?:=((?:"[^"]*"|'[^']*'|\S)*))?(?:\s+|$)/y;
  let rest = from;
  flag.lastIndex = from;
  for (let match = flag.exec(text.text); match; match = flag.exec(text.text)) {
    const end = match.index + match[0].trimEnd().length;
    flags.push({ name: match[1]!, value: match[2], span: text.span(match.index, end) });
    rest = flag.lastIndex;
  }
  return { flags, rest };
}

function heredocMarkers(text: string): { name: string; chomp: boolean; expand: boolean }[] {
  if (!text.includes('<<') || text.trimStart().startsWith('[')) return [];
  const words = text.match(/(?:"(?:\\.|[^"\\])*"|'[^']*'|\\.|[^\s"'\\])+/gs) ?? [];
  return words.flatMap((word) => {
    const match = /^\d*<<(-?)(["']?)([^<>"'\s]+)\2$/.exec(word);
    return match ? [{ name: match[3]!, chomp: match[1] === '-', expand: match[2] === '' }] : [];
  });
}

const trimEnd = (text: MappedText): MappedText => text.slice(0, text.text.trimEnd().length);
