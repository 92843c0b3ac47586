import { nextOf } from '../facts/failure/stopping.ts';
import type { BuildScript } from '../facts/scripts.ts';
import type { Source } from '../rule.ts';
import type { Item } from '../shell/model.ts';

/** The item in front of another one, where the shell waits for it. */
export function previousOf(item: Item): Item | undefined {
  const previous = item.list.items[item.list.items.indexOf(item) - 1];
  return item.before === '&' ? undefined : previous;
}

/** What the author writes between two links: taken from behind the item, else from in front of it, else the plain form. */
export function separatorOf(source: Source, build: BuildScript, item: Item, mode: 'and' | 'statement'): string {
  const { file } = source;
  const { script } = build;
  const next = nextOf(item);
  const previous = previousOf(item);
  const fits = (before: Item['before']) => (mode === 'and' ? before === '&&' : before === ';' || before === '\n');
  if (next && fits(next.before) && next.before !== '\n') return between(source, build, item, next);
  if (previous && fits(item.before) && item.before !== '\n') return between(source, build, previous, item);
  if (mode === 'statement') {
    const lines = script.form === 'heredoc' && [next?.before, item.before].includes('\n');
    return lines ? file.eol + indentation(file.source, script.text.span(item.start, item.start).start) : '; ';
  }
  const plain =
    script.text.encode('"') === '"' && script.form === 'shell' && !build.host && !item.list.owner && !previous;
  return plain ? ` ${file.escape}${file.eol}    && ` : ' && ';
}

function between({ file }: Source, { script: { text } }: BuildScript, from: Item, to: Item): string {
  return withoutComments(file.source.slice(text.after(from.end), text.span(to.start, to.start).start), file.eol);
}

/** Comment lines between two links stay where they are: they are no part of the author's separator. */
function withoutComments(separator: string, eol: string): string {
  const lines = separator.split(eol);
  return lines
    .filter((line, index) => index === 0 || index === lines.length - 1 || !/^[ \t]*(?:#|$)/.test(line))
    .join(eol);
}

function indentation(text: string, offset: number): string {
  const start = text.lastIndexOf('\n', offset - 1) + 1;
  return /^[ \t]*/.exec(text.slice(start, offset))![0];
}
