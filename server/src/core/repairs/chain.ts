import type { BuildScript } from '../facts/scripts.ts';
import { shellAt } from '../facts/shells.ts';
import type { Source } from '../rule.ts';
import type { Command, Item, List } from '../shell/model.ts';
import { commandName, unwrap, wordText } from '../shell/unwrap.ts';

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
  const next = item.list.items[item.list.items.indexOf(item) + 1];
  if (script.form === 'exec') return { obstacle: 'the exec form runs no shell that could check it' };
  if ((item.before === '||' && !stops(item)) || (next?.before === '||' && !stops(next)))
    return { obstacle: 'a check would change what its || means' };
  if (script.broken) return { obstacle: 'its script cannot be read to the end' };
  if (item.negated || next?.before === '&' || runsInBackground(item, script.text.text))
    return { obstacle: 'its status is not what the build goes by' };
  if (losesArguments(build)) return { obstacle: 'the build’s ARGs do not reach the shell that it runs in' };
  if (hasHeredocBehind(item)) return { obstacle: 'a here-document stands behind it' };
  const errexit = errexitAt(source, build, item);
  const joiner = next?.before ?? (item.before === undefined ? '&&' : item.before);
  const statement = joiner !== '&&' && joiner !== '||';
  const separator = separatorOf(source, build, item, next);
  const plain = propagates(source, build, item, statement, errexit);
  if (!plain && !exitLeaves(source, build, item)) return { obstacle: 'a failed check would not stop the build there' };
  const guard = (command: string) =>
    plain ? command : statement ? `${command} || exit 1` : `{ ${command} || exit 1; }`;
  return { separator, statement, errexit, guard };
}

/** The item behind which links go: `… || exit 1` belongs to what stands before it. */
export function lastOfStep(item: Item): Item {
  const next = item.list.items[item.list.items.indexOf(item) + 1];
  return next?.before === '||' && stops(next) ? next : item;
}

/** Whether an item does nothing but end the script in failure. */
function stops({ pipeline: [only, ...others] }: Item): boolean {
  if (only?.type !== 'command' || others.length > 0) return false;
  return /^(?:exit|return|false)$/.test(commandName(only.name) ?? '') && only.args[0]?.text !== '0';
}

const runsInBackground = (item: Item, text: string): boolean => /^\s*&(?!&)/.test(text.slice(item.end));

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

/** Whether a failure of a link directly behind this item ends the build. */
function propagates(source: Source, build: BuildScript, item: Item, statement: boolean, errexit: boolean): boolean {
  const { items, owner } = item.list;
  const rest = items.slice(items.indexOf(item) + 1);
  const chainEnd = rest.findIndex(({ before }) => before !== '&&' && before !== '||');
  const chain = statement ? [] : chainEnd < 0 ? rest : rest.slice(0, chainEnd);
  if (chain.some((later) => later.before === '||' && !stops(later))) return false;
  const followed = statement ? rest.length > 0 : chainEnd >= 0;
  if (followed && !(errexit && statement && owner === undefined)) return false;
  return listPropagates(source, build, item.list);
}

/** Whether the status of a list's last item decides what the build does. */
function listPropagates(source: Source, build: BuildScript, { owner }: List): boolean {
  if (owner === undefined) {
    return build.host === undefined || commandPropagates(source, build.host.build, build.host.command);
  }
  if (owner.kind !== 'subshell' && owner.kind !== 'group') return false;
  return owner.item.pipeline.length === 1 && itemPropagates(source, build, owner.item);
}

const commandPropagates = (source: Source, build: BuildScript, command: Command): boolean =>
  command.item.pipeline.at(-1)?.type === 'command' &&
  command.item.pipeline.length === 1 &&
  itemPropagates(source, build, command.item);

const itemPropagates = (source: Source, build: BuildScript, item: Item): boolean => {
  const next = item.list.items[item.list.items.indexOf(item) + 1];
  const isStatement = next?.before !== '&&' && next?.before !== '||';
  return !item.negated && propagates(source, build, item, isStatement, errexitAt(source, build, item));
};

/** Whether `exit 1` at this place ends the build: it leaves the RUN's own shell, or a subshell whose status counts. */
function exitLeaves(source: Source, build: BuildScript, item: Item): boolean {
  for (let list = item.list; list.owner; list = list.owner.item.list) {
    const { kind, item: host } = list.owner;
    if (kind === 'substitution') return false;
    if (kind === 'subshell' || host.pipeline.length > 1)
      return host.pipeline.length === 1 && itemPropagates(source, build, host);
  }
  return build.host === undefined || commandPropagates(source, build.host.build, build.host.command);
}

/** Whether `set -e` is in force at an item. */
function errexitAt(source: Source, build: BuildScript, item: Item): boolean {
  const { script, host } = build;
  let errexit = host ? hostFlags(host.command) : shellAt(source, build.stage, build.instruction).errexit;
  if (/^#!.*\s-\w*e/.test(script.text.text)) errexit = true;
  for (const { name, args, start } of script.commands) {
    if (start >= item.start || commandName(name) !== 'set') continue;
    const texts = args.map(wordText);
    if (
      texts.some((text, index) => /^-[a-z]*e/.test(text) || (text === 'errexit' && texts[index - 1]?.startsWith('-')))
    )
      errexit = true;
    else if (texts.some((text) => /^\+[a-z]*e/.test(text))) errexit = false;
  }
  return errexit;
}

const hostFlags = (command: Command): boolean =>
  unwrap(command).args.some((word) => /^-[a-z]*e[a-z]*$/.test(wordText(word)));

/** sudo and su start from a clean environment. */
function losesArguments({ host }: BuildScript): boolean {
  if (!host) return false;
  return /^(?:sudo|su|doas)$/.test(commandName(host.command.name) ?? '') || losesArguments(host.build);
}
