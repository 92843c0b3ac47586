import { errexitAt } from '../facts/failure/options.ts';
import { endsInFailure, exitStopsBuild, nextOf, runsInBackground, stopsBuild } from '../facts/failure/stopping.ts';
import type { BuildScript } from '../facts/scripts.ts';
import type { Source } from '../rule.ts';
import type { Item, List } from '../shell/model.ts';
import { commandName } from '../shell/unwrap.ts';
import type { Edit } from '../text/span.ts';
import { at } from '../text/span.ts';
import { previousOf, separatorOf } from './separators.ts';
import { losesArguments } from './wrappers.ts';

/**
 * How commands are added behind an item so that a failure of each stops the build, in the author's own style: as further
 * links of its `&&` chain, or as statements of their own. In a group, `{ item && … }`, they run only where the item does.
 */
export interface Link {
  readonly mode: 'and' | 'statement';
  /** The text between two links: ` && `, `; \⏎    `, a new line and its indentation. */
  readonly separator: string;
  /** Whether a failing statement ends the script by itself (`set -e`), as far as that is certain. */
  readonly errexit: 'on' | 'off' | 'unknown';
  /** The command, spelled so that its failure stops the build. */
  guard(command: string): string;
  /** The edits that put text directly behind the item. */
  append(text: string): Edit[];
  /** The edits that run commands behind the item. */
  insert(commands: readonly string[]): Edit[];
}

/** Why no command can be added behind an item so that its failure stops the build. */
export interface Obstacle {
  readonly obstacle: string;
}

/** The item behind which links go: `… || exit 1` and `if ! …; then exit 1; fi` belong to what stands in them. */
export function lastOfStep(item: Item): Item {
  const next = nextOf(item);
  if (next?.before === '||' && endsInFailure(next)) return next;
  const { owner, items } = item.list;
  if (!item.negated || owner?.kind !== 'if' || owner.branch || items.length > 1) return item;
  const [compound] = owner.item.pipeline;
  const [condition, then, ...others] = compound?.type === 'compound' ? compound.lists : [];
  const last = then?.items.at(-1);
  return condition === item.list && others.length === 0 && last && endsInFailure(last) ? owner.item : item;
}

/** How to add links behind an item. */
export function linkBehind(source: Source, build: BuildScript, item: Item): Link | Obstacle {
  const obstacle = obstacleOf(build, item);
  if (obstacle) return { obstacle };
  const { text } = build.script;
  const errexit = errexitAt(source, build, item);
  const { mode, isGroup, isPlain } = styleOf(source, build, item, errexit);
  if (!isPlain && !exitStopsBuild(source, build, item))
    return { obstacle: 'a failed check would not stop the build there' };
  const separator = isGroup ? SEPARATORS[mode] : separatorOf(source, build, item, mode);
  const guard = (command: string) => {
    if (isPlain) return command;
    return mode === 'and' ? `{ ${command} || exit 1; }` : `${command} || exit 1`;
  };
  const append = (tail: string): Edit[] =>
    isGroup ? grouped(build, item, tail) : [{ span: at(text.after(item.end)), text: tail }];
  const insert = (commands: readonly string[]): Edit[] =>
    append(commands.map((command) => separator + text.encode(guard(command))).join(''));
  return { mode, separator, errexit, guard, append, insert };
}

/**
 * Puts an item into `{ … }` with more behind it. The closing edit replaces the item's last character: two fixes that
 * group one item differ there, so that one waits for the next pass.
 */
function grouped({ script: { text } }: BuildScript, item: Item, tail: string): Edit[] {
  const last = text.text.slice(item.end - 1, item.end);
  return [
    { span: at(text.span(item.start, item.start + 1).start), text: '{ ' },
    { span: text.span(item.end - 1, item.end), text: `${text.encode(last)}${tail}; }` },
  ];
}

function obstacleOf(build: BuildScript, item: Item): string | undefined {
  const { script } = build;
  if (script.form === 'exec') return 'the exec form runs no shell that could check it';
  if (script.broken) return 'its script cannot be read to the end';
  if (item.negated || runsInBackground(item)) return 'its status is not what the build goes by';
  if (item.pipeline.some((node) => node.type === 'command' && commandName(node.name) === 'exec'))
    return 'exec leaves no shell that could check it';
  if (item.pipeline.some((node) => node.type === 'command' && commandName(node.name) === 'chroot'))
    return 'chroot has files of its own';
  if (runsInLoop(build, item)) return 'it runs in a loop';
  if (losesArguments(build)) return 'the build’s ARGs do not reach the shell that it runs in';
  return hasHeredocOnLine(item) ? 'a here-document stands behind it' : undefined;
}

function runsInLoop({ host }: BuildScript, item: Item): boolean {
  for (let list: List = item.list; list.owner; list = list.owner.item.list) if (list.owner.kind === 'loop') return true;
  return host !== undefined && runsInLoop(host.build, host.command.item);
}

/** Whether the lines below an item belong to a here-document that starts on its line. */
function hasHeredocOnLine({ end, list }: Item): boolean {
  const { text } = list.script.text;
  const line = text.indexOf('\n', end) < 0 ? text.length : text.indexOf('\n', end);
  return list.script.commands.some(({ redirects }) =>
    redirects.some((redirect) => redirect.heredoc && redirect.start <= line && redirect.heredoc.end > end),
  );
}

const SEPARATORS = { and: ' && ', statement: '; ' };

interface Style extends Pick<Link, 'mode'> {
  readonly isGroup: boolean;
  /** Whether a failing link stops the build without `|| exit 1`. */
  readonly isPlain: boolean;
}

/**
 * What an `||` runs is grouped: behind it, a further `&&` would run in either case. So is the end of a chain where
 * `set -e` may be in force: it would pass over the item once that is no longer the last one.
 */
function styleOf(source: Source, build: BuildScript, item: Item, errexit: Link['errexit']): Style {
  const next = nextOf(item);
  const stops = stopsBuild(source, build, item, false);
  const isJoined = (item.before === '&&' || item.before === '||') && !endsInFailure(item);
  const isLast = next?.before !== '&&' && next?.before !== '||';
  const isEnd = isJoined && isLast && errexit !== 'off' && !stops;
  if (isEnd) return { mode: 'statement', isGroup: true, isPlain: false };
  if (isJoined && item.before === '||') return { mode: 'and', isGroup: true, isPlain: stops };
  const mode = modeOf(item, isLast);
  const isPlain = mode === 'and' ? stops : errexit === 'on' && stopsBuild(source, build, item, true);
  return { mode, isGroup: false, isPlain };
}

function modeOf(item: Item, isLast: boolean): Link['mode'] {
  if (!isLast || (item.before === '&&' && !endsInFailure(item))) return 'and';
  const isOnly = nextOf(item) === undefined;
  // Its status is asked for by a condition or by `||`: a download that fails has to stay what they see.
  if (isOnly && isCondition(item.list)) return 'and';
  const isAlone = isOnly && !previousOf(item) && item.list.owner === undefined;
  return isAlone || (isOnly && item.before === '||') ? 'and' : 'statement';
}

/** Whether a list's status is what an `if`, a loop or `||` goes by. */
function isCondition(list: List): boolean {
  for (let { owner } = list; owner; owner = owner.item.list.owner) {
    const next = nextOf(owner.item);
    if ((owner.kind === 'if' && !owner.branch) || owner.item.negated) return true;
    if (next?.before === '||' && !endsInFailure(next)) return true;
    if (owner.kind !== 'group' && owner.kind !== 'subshell') return false;
  }
  return false;
}
