import { callersOf, chainBehind } from '../facts/failure/context.ts';
import { errexitAt } from '../facts/failure/options.ts';
import { endsInFailure, exitStopsBuild, nextOf, runsInBackground, stopsBuild } from '../facts/failure/stopping.ts';
import type { BuildScript } from '../facts/scripts.ts';
import type { Source } from '../rule.ts';
import type { Item, List } from '../shell/model.ts';
import { commandName } from '../shell/unwrap.ts';
import type { Edit } from '../text/span.ts';
import { at } from '../text/span.ts';
import type { Replacement } from './replacement.ts';
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
  /** The edits that put text directly behind the item, whose end is replaced where that is given. */
  append(text: string, end?: Replacement): Edit[];
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
  // Behind `A || item`, the exit is passed where A succeeds, and there is no file.
  if (next?.before === '||' && endsInFailure(next) && item.before !== '||') return next;
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
  if (mode === 'statement' && isCalledWithCare(item.list))
    return { obstacle: 'its function is called where a failure is not the end' };
  if (!isPlain && !exitStopsBuild(source, build, item))
    return { obstacle: 'a failed check would not stop the build there' };
  const separator = isGroup ? SEPARATORS[mode] : separatorOf(source, build, item, mode);
  const guard = (command: string) => {
    if (isPlain) return command;
    return mode === 'and' ? `{ ${command} || exit 1; }` : `${command} || exit 1`;
  };
  if (isGroup && !endsPlainly(source, build, item))
    return { obstacle: 'what stands at its end cannot be put into a group' };
  const append = (tail: string, end?: Replacement): Edit[] =>
    isGroup
      ? grouped(build, item, tail, end)
      : [...(end ? [text.replace(end.start, end.end, end.text)] : []), { span: at(text.after(item.end)), text: tail }];
  const insert = (commands: readonly string[]): Edit[] =>
    append(commands.map((command) => separator + text.encode(guard(command))).join(''));
  return { mode, separator, errexit, guard, append, insert };
}

/**
 * Puts an item into `{ … }` with more behind it. The closing edit replaces the item's last character: two fixes that
 * group one item differ there, so that one waits for the next pass.
 */
function grouped({ script: { text } }: BuildScript, item: Item, tail: string, end?: Replacement): Edit[] {
  const last = end ?? { start: item.end - 1, end: item.end, text: text.text.slice(item.end - 1, item.end) };
  const closing = text.replace(last.start, last.end, last.text);
  return [
    { span: at(text.span(item.start, item.start + 1).start), text: '{ ' },
    { ...closing, text: `${closing.text}${tail}; }` },
  ];
}

/** Whether an item's last character stands in the file as it is spelled there: in nested quotes a part of it may not. */
function endsPlainly({ file }: Source, { script: { text } }: BuildScript, { end }: Item): boolean {
  const span = text.span(end - 1, end);
  return file.source.slice(span.start, span.end) === text.encode(text.text.slice(end - 1, end));
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
  if (asksForStatus(nextOf(item))) return 'what stands behind it asks for its status';
  if (isExported(item)) return 'its function is handed to another shell';
  if (losesArguments(build)) return 'the build’s ARGs do not reach the shell that it runs in';
  return hasHeredocOnLine(item) ? 'a here-document stands behind it' : undefined;
}

const runsInLoop = ({ host }: BuildScript, item: Item): boolean =>
  isInLoop(item) || (host !== undefined && runsInLoop(host.build, host.command.item));

function isInLoop({ list: own }: Item): boolean {
  for (let list: List = own; list.owner; list = list.owner.item.list) if (list.owner.kind === 'loop') return true;
  return false;
}

/** Whether what calls the function that an item stands in sees to its failure: a condition, `||`, a loop, another program. */
function isCalledWithCare(list: List, depth = DEPTH): boolean {
  let inner = list;
  while (inner.owner && inner.owner.kind !== 'function') inner = inner.owner.item.list;
  if (!inner.owner || depth === 0) return false;
  const calls = callersOf(inner);
  return calls.length === 0 || calls.some(({ item: call }) => isHandled(call, depth - 1));
}

const isHandled = (call: Item, depth: number): boolean =>
  call.negated ||
  isInLoop(call) ||
  isStatusAsked(call.list, depth) ||
  chainBehind(call).some((behind) => behind.before === '||' && !endsInFailure(behind));

/** Whether an item stands in a function and the script hands functions to other shells, which `exit 1` would leave instead. */
function isExported({ list: own }: Item): boolean {
  if (!/\bexport -f\b/.test(own.script.text.text)) return false;
  for (let list = own; list.owner; list = list.owner.item.list) if (list.owner.kind === 'function') return true;
  return false;
}

const asksForStatus = (item: Item | undefined): boolean =>
  item?.list.script.text.text.slice(item.start, item.end).includes('$?') === true;

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
  const isEnd = isJoined && isLast && errexit !== 'off' && !stops && !isStatusAsked(item.list);
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
  if (isOnly && isStatusAsked(item.list)) return 'and';
  const isAlone = isOnly && !previousOf(item) && item.list.owner === undefined;
  return isAlone || (isOnly && item.before === '||') ? 'and' : 'statement';
}

/** Whether a list's status is what an `if`, a loop or `||` goes by. */
function isStatusAsked(list: List, depth = DEPTH): boolean {
  for (let inner = list; inner.owner; inner = inner.owner.item.list) {
    const { kind, branch, item } = inner.owner;
    const next = nextOf(item);
    if (kind === 'function') return isCalledWithCare(inner, depth);
    if ((kind === 'if' && !branch) || item.negated) return true;
    if (next?.before === '||' && !endsInFailure(next)) return true;
    if (!/^(?:group|subshell|if|case)$/.test(kind)) return false;
  }
  return false;
}

/** Functions that call each other are followed no deeper. */
const DEPTH = 4;
