/**
 * An independent reading of labels: BuildKit's own rules for lines, words and expansion, written down again after
 * frontend/dockerfile/parser and frontend/dockerfile/shell/lex.go. It knows LABEL, MAINTAINER and ENV only.
 */

/** The labels that a build of one stage sets, with MAINTAINER's text as `MAINTAINER`; throws where the build would fail. */
export function buildkitLabels(source: string, escape: string): Map<string, string> {
  const set = new Map<string, string>();
  const variables = new Map<string, string>();
  for (const line of logicalLines(source, escape)) {
    const [, keyword, rest] = /^\s*(\S+)\s*([^]*?)\s*$/.exec(line)!;
    if (keyword!.toUpperCase() === 'MAINTAINER') set.set('MAINTAINER', rest!);
    const target = { LABEL: set, ENV: variables }[keyword!.toUpperCase()];
    for (const [key, value] of target ? pairsOf(rest!, escape) : [])
      target!.set(expand(key, escape, variables), expand(value, escape, variables));
  }
  return set;
}

function logicalLines(source: string, escape: string): string[] {
  const goesOn = escape === '`' ? /([^`])`[ \t]*$|^`[ \t]*$/ : /([^\\])\\[ \t]*$|^\\[ \t]*$/;
  const lines: string[] = [];
  let open = '';
  for (const line of source.split(/\r?\n/)) {
    if (/^\s*#/.test(line) || line.trim() === '') continue;
    const more = goesOn.test(line);
    open += more ? line.replace(goesOn, '$1') : line;
    if (more) continue;
    lines.push(open);
    open = '';
  }
  return open ? [...lines, open] : lines;
}

function pairsOf(rest: string, escape: string): [string, string][] {
  const words = wordsOf(rest, escape);
  if (!words[0]?.includes('=')) {
    const [, key, value] = /^(\S+)\s+([^]+)$/.exec(rest) ?? [];
    if (!key) throw new Error('LABEL must have two arguments');
    return [[key, value!]];
  }
  return words.map((word) => {
    const equals = word.indexOf('=');
    if (equals < 0) throw new Error(`can't find = in ${word}`);
    return [word.slice(0, equals), word.slice(equals + 1)];
  });
}

function wordsOf(rest: string, escape: string): string[] {
  const words: string[] = [];
  let word: string | undefined;
  let quote = '';
  for (let at = 0; at < rest.length; at++) {
    const character = rest[at]!;
    if (!quote && /\s/.test(character)) {
      if (word !== undefined) words.push(word);
      word = undefined;
      continue;
    }
    word ??= '';
    if (character === escape && quote !== "'") word += at + 1 < rest.length ? character + rest[++at] : '';
    else {
      if (quote) quote = character === quote ? '' : quote;
      else if (character === '"' || character === "'") quote = character;
      word += character;
    }
  }
  return word === undefined ? words : [...words, word];
}

function expand(word: string, escape: string, variables: ReadonlyMap<string, string>): string {
  let at = 0;
  let text = '';
  while (at < word.length) {
    const character = word[at]!;
    if (character === "'") {
      const end = word.indexOf("'", at + 1);
      if (end < 0) throw new Error('unexpected end of statement while looking for matching single-quote');
      text += word.slice(at + 1, end);
      at = end + 1;
    } else if (character === '"') {
      at++;
      while (word[at] !== '"') {
        if (at >= word.length) throw new Error('unexpected end of statement while looking for matching double-quote');
        if (word[at] === '$') text += dollar();
        else if (word[at] === escape && `"$${escape}`.includes(word[at + 1] ?? ' ')) {
          text += word[at + 1];
          at += 2;
        } else text += word[at++];
      }
      at++;
    } else if (character === '$') text += dollar();
    else if (character === escape) {
      text += word[at + 1] ?? '';
      at += 2;
    } else {
      text += character;
      at++;
    }
  }
  return text;

  function dollar(): string {
    const [all, name, braced, operand] =
      /^\$(?:([\p{L}_][\p{L}\p{Nd}_]*|\p{Nd}+|[@*#?$!-])|\{([\p{L}_][\p{L}\p{Nd}_]*|\p{Nd}+)(?::-([^}"'$\\`]*))?\})/u.exec(
        word.slice(at),
      ) ?? ['$'];
    if (all === '$' && word[at + 1] === '{') throw new Error('bad substitution');
    at += all.length;
    if (all === '$') return '$';
    return variables.get(name ?? braced!) || (operand ?? '');
  }
}
