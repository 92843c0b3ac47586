import { hasOption } from '../facts/failure/options.ts';
import { endsInFailure, exitStopsBuild, nextOf, runsInBackground, stopsBuild } from '../facts/failure/stopping.ts';
import type { BuildScript } from '../facts/scripts.ts';
import type { Source } from '../rule.ts';
import type { Item } from '../shell/model.ts';
import { commandName } from '../shell/unwrap.ts';

/** How a command can be added behind another one so that its failure stops the build, in the author's own style. */
export interface Link {
  /** The text between two links, as the author writes it: ` && `, `; \⏎    `, a new line and its indentation. */
  readonly separator: string;
  /** Whether links are statements of their own rather than joined by `&&`. */
  readonly statement: boolean;
  /** Whether a failing statement ends the script by itself (`set -e`). */
  readonly errexit: boolean;
  /** The command, spelled so that its failure stops the build. */
  guard(command: string): string;
}

/** Why no command can be added behind an item so that its failure stops the build. */
export interface Obstacle {
  readonly obstacle: string;
}

/** How to add links behind an item. */
export function linkBehind(source: Source, build: BuildScript, item: Item): Link | Obstacle {
  const { script } = build;
  const next = nextOf(item);
  if (script.form === 'exec') return { obstacle: 'the exec form runs no shell that could check it' };
  if ((item.before === '||' && !endsInFailure(item)) || (next?.before === '||' && !endsInFailure(next)))
    return { obstacle: 'a check would change what its || means' };
  if (script.broken) return { obstacle: 'its script cannot be read to the end' };
  if (item.negated || runsInBackground(item)) return { obstacle: 'its status is not what the build goes by' };
  if (losesArguments(build)) return { obstacle: 'the build’s ARGs do not reach the shell that it runs in' };
  if (hasHeredocBehind(item)) return { obstacle: 'a here-document stands behind it' };
  const errexit = hasOption(source, build, item, 'errexit');
  const joiner = next?.before ?? (item.before === undefined ? '&&' : item.before);
  const statement = joiner !== '&&' && joiner !== '||';
  const separator = separatorOf(source, build, item, next);
  // Another link may follow, and then a statement that fails is passed over unless `set -e` is in force.
  const plain = (!statement || errexit) && stopsBuild(source, build, item, statement);
  if (!plain && !exitStopsBuild(source, build, item))
    return { obstacle: 'a failed check would not stop the build there' };
  const guard = (command: string) =>
    plain ? command : statement ? `${command} || exit 1` : `{ ${command} || exit 1; }`;
  return { separator, statement, errexit, guard };
}

/** The item behind which links go: `… || exit 1` belongs to what stands before it. */
export function lastOfStep(item: Item): Item {
  const next = nextOf(item);
  return next?.before === '||' && endsInFailure(next) ? next : item;
}

/** Whether the lines below an item belong to a here-document that starts on its line. */
function hasHeredocBehind({ start, end, list }: Item): boolean {
  const { text } = list.script.text;
  const line = text.indexOf('\n', end) < 0 ? text.length : text.indexOf('\n', end);
  return list.script.commands.some(({ redirects }) =>
    redirects.some(
      (redirect) => redirect.heredoc && redirect.start >= start && redirect.start <= line && redirect.heredoc.end > end,
    ),
  );
}

function separatorOf({ file }: Source, { script }: BuildScript, item: Item, next: Item | undefined): string {
  const between = (from: Item, to: Item) =>
    withoutComments(
      file.source.slice(script.text.after(from.end), script.text.span(to.start, to.start).start),
      file.eol,
    );
  if (script.form === 'heredoc' && (next?.before ?? item.before) !== '&&')
    return file.eol + indentation(file.source, script.text.span(item.start, item.start).start);
  if (next) return between(item, next);
  const previous = item.list.items[item.list.items.indexOf(item) - 1];
  if (previous && item.before && item.before !== '||') return between(previous, item);
  return script.text.encode('"') === '"' && script.form === 'shell' && !item.list.owner
    ? ` ${file.escape}${file.eol}    && `
    : ' && ';
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

/** sudo and su start from a clean environment. */
function losesArguments({ host }: BuildScript): boolean {
  if (!host) return false;
  return /^(?:sudo|su|doas)$/.test(commandName(host.command.name) ?? '') || losesArguments(host.build);
}
