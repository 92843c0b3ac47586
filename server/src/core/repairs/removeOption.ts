import type { Unchecked } from '../facts/uncheckedConnections.ts';
import type { Edit } from '../text/span.ts';
import type { Obstacle } from './chain.ts';

/** The edits that take an option out of a command line, with the blanks in front of it, or why there are none. */
export function removeOption({ command, words, letter }: Unchecked): readonly Edit[] | Obstacle {
  const { text, form } = command.script;
  const [first] = words;
  const last = words.at(-1);
  if (!first || !last || form === 'exec') return { obstacle: 'the exec form is left to its author' };
  if (letter !== undefined && first.text !== `-${letter}`) {
    const at = first.start + first.text.indexOf(letter, 1);
    return [text.replace(at, at + 1, '')];
  }
  const before = text.text.slice(0, first.start).trimEnd().length;
  // `git config http.sslVerify false` does nothing else.
  if (/\bconfig\b/.test(text.text.slice(command.start, first.start)))
    return { obstacle: 'the command does nothing else: take it away' };
  return [{ span: { start: text.after(before), end: text.after(last.end) }, text: '' }];
}
