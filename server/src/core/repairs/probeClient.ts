import type { Client } from '../facts/health/images.ts';
import type { Command, Script, Word } from '../shell/model.ts';
import { wordText } from '../shell/unwrap.ts';
import { known } from '../text/parts.ts';
import { at, type Edit } from '../text/span.ts';
import { insideDoubleQuotes } from './quoting.ts';

/** What a command asks, where that is all it does. */
export interface Request {
  /** As it stands between double quotes, with its scheme. */
  readonly url: string;
  /** The seconds after which it gives up; undefined where it does not say. */
  readonly seconds: string | undefined;
  /** Whether it goes where it is sent to, as not every client does. */
  readonly redirected: boolean;
}

/** The words of a command that asks a URL, and fails where the answer is 400 or above, or none [curl.1; busybox wget; urllib.request; http.get; Net::HTTP]. */
export function clientWords([client, program]: readonly [Client, string], { url, seconds }: Request): string[] {
  switch (client) {
    case 'curl':
      return [program, '-fsS', '-o', '/dev/null', ...(seconds ? ['-m', seconds] : []), url];
    case 'busybox wget':
      // Not every build of it knows -T; Docker ends the check at its own --timeout.
      return [program, '-q', '-O', '/dev/null', byAddress(url)];
    case 'python': {
      const timeout = seconds ? `, timeout=${seconds}` : '';
      return [program, '-c', `import urllib.request; urllib.request.urlopen('${url}'${timeout})`];
    }
    case 'node': {
      const module = url.startsWith('https:') ? 'https' : 'http';
      const answer = '(r) => process.exit(r.statusCode < 400 ? 0 : 1)';
      return [
        program,
        '-e',
        `require('${module}').get('${byAddress(url)}', ${answer}).on('error', () => process.exit(1))`,
      ];
    }
    case 'ruby':
      return [program, '-rnet/http', '-e', `exit Net::HTTP.get_response(URI('${url}')).code.to_i < 400`];
  }
}

/** A URL for clients that ask the first address of a name only: that of localhost may be ::1, where a server need not listen. */
const byAddress = (url: string): string => url.replace(/^(https?:\/\/)localhost(?=[:/]|$)/i, '$1127.0.0.1');

const PLAIN_URL = /^[\w.:/~%=?&,@+${}[\]-]+$/;

/** A URL as a word has it, spelled for double quotes, or for no shell at all in exec form; undefined where it may not stand in code. */
export function plainUrl(word: Word): string | undefined {
  const isExec = word.script.form === 'exec';
  const text = isExec ? word.text : insideDoubleQuotes(word.text);
  if (text === undefined || !PLAIN_URL.test(text) || (isExec && text.includes('$'))) return undefined;
  const url = /^\w+:\/\//.test(text) ? text : `http://${text}`;
  return /^https?:\/\/(?![/$])/i.test(url) ? url : undefined;
}

/** The edit that puts other words in the place of a command, from its name to its last word; undefined where something else stands in between. */
export function replaceWords(source: string, command: Command, words: readonly string[]): Edit | undefined {
  const { name, args, redirects, script } = command;
  const last = args.at(-1) ?? name!;
  const between = ({ start }: { readonly start: number }) => start > name!.start && start < last.end;
  const { start, end } = script.text.span(name!.start, last.end);
  if (redirects.some(between) || /^[ \t]*#/m.test(source.slice(start, end))) return undefined;
  if (script.form !== 'exec') return script.text.replace(name!.start, last.end, shellWords(words));
  // The quotes of the array's first and last string stand around them.
  return { span: { start: start - 1, end: end + 1 }, text: words.map((word) => JSON.stringify(word)).join(', ') };
}

/** Words as a shell reads them; variables stay ones. */
export const shellWords = (words: readonly string[]): string => words.map(quoted).join(' ');

const quoted = (word: string): string => (/^[\w./:=-]+$/.test(word) ? word : `"${word}"`);

/** Words as a JSON array. */
export const asArray = (words: readonly string[]): string =>
  `[${words.map((word) => JSON.stringify(word)).join(', ')}]`;

/** The edit that gives a command more arguments, in front of those that it has. */
export function addWords(command: Command, words: readonly string[]): Edit {
  const { name, script } = command;
  const offset = script.text.after(name!.end);
  if (script.form !== 'exec') return script.text.insertAfter(name!.end, ` ${words.join(' ')}`);
  return { span: at(offset + 1), text: words.map((word) => `, ${JSON.stringify(word)}`).join('') };
}

/** The words of a script that runs one command and nothing else, but for `|| exit 1`, where all of them are known. */
export function plainWords({ list, commands, broken }: Script): readonly string[] | undefined {
  const [first, tail, ...more] = list.items;
  const [command] = commands;
  if (!command || first?.pipeline[0] !== command || first.pipeline.length > 1 || first.negated) return undefined;
  const isPlain = command.redirects.length === 0 && command.assignments.length === 0 && !broken;
  const givesUp =
    tail === undefined ||
    (tail.before === '||' && commands[1] !== undefined && /^(?:exit|false)$/.test(commands[1].name?.text ?? ''));
  const words = [command.name!, ...command.args];
  if (!isPlain || !givesUp || more.length > 0 || words.some(({ parts }) => known(parts) === undefined))
    return undefined;
  return words.map(wordText);
}
