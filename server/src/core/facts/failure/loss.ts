import type { Source } from '../../rule.ts';
import type { Command, Compound, Item, List, Node } from '../../shell/model.ts';
import { commandName, unwrap } from '../../shell/unwrap.ts';
import type { BuildScript } from '../scripts.ts';
import {
  asksForStatus,
  callersOf,
  callsAround,
  chainBehind,
  holderOf,
  isCondition,
  isIgnored,
  isStatement,
  jumps,
  loopJumps,
  runs,
  trapsErrors,
} from './context.ts';
import { hasOption } from './options.ts';
import { onlySays, outcomeOf } from './outcome.ts';
import { nextOf, runsInBackground } from './stopping.ts';

/** Where the failure of a command is lost, so that the build goes on as if it had succeeded. */
export interface Loss {
  /**
   * `swallowed`: by what `||` runs. `sequence`: the next statement runs, without `set -e`. `ignored`: likewise, under a
   * `set -e` that does not act there. `round`: a loop goes on. `background`: nobody waits. `pipe`: only the pipe's last
   * member counts. `negated`: by `!`. `said`: by an `if` whose branches only say something.
   */
  readonly how: 'swallowed' | 'sequence' | 'ignored' | 'round' | 'background' | 'pipe' | 'negated' | 'said';
  readonly build: BuildScript;
  /** The item whose status nobody asks for: the command's own, or that of a construct around it. */
  readonly item: Item;
  /** What `||` runs, the next statement, the pipe's reader, or the end of the branch that runs. */
  readonly by: Item | Command | undefined;
  /** What follows by `&&` and so does not run. */
  readonly skipped: readonly Item[];
}

/** A failure on its way outwards. */
interface Failure {
  readonly build: BuildScript;
  readonly item: Item;
  /** Whether the shell takes it for success: behind `!`, or where the command's own status is turned round. */
  readonly negated: boolean;
  /** Whether `set -e` passes over it: it stood in front of `&&` or `||`. */
  readonly exempt: boolean;
  readonly skipped: readonly Item[];
  /** How many functions and inner scripts it has left. */
  readonly depth: number;
}

const DEPTH = 4;
const CALLS = 20;

/**
 * Where a failure of this member of an item's pipe is lost. Undefined where it stops the build, where something deals
 * with it, and where only the build can tell. `inverted`: the member succeeds where it should fail.
 */
export const lossOf = (
  source: Source,
  build: BuildScript,
  item: Item,
  node: Node,
  inverted: boolean,
): Loss | undefined =>
  ofNode(source, { build, item, negated: item.negated !== inverted, exempt: false, skipped: [], depth: 0 }, node);

/** Where an `exit 1` at an item is lost: it leaves no more than the shell that it stands in. */
export const lossOfExit = (source: Source, build: BuildScript, item: Item): Loss | undefined =>
  ofExit(source, { build, item, negated: false, exempt: false, skipped: [], depth: 0 });

function ofNode(source: Source, failure: Failure, node: Node): Loss | undefined {
  const { build, item } = failure;
  const behind = item.pipeline.slice(item.pipeline.indexOf(node) + 1);
  if (behind.length === 0 || hasOption(source, build, item, 'pipefail')) return ofItem(source, failure);
  const [reader] = behind;
  if (reader?.type !== 'command' || !behind.every(passesOn)) return undefined;
  return isReadAgain(reader) ? undefined : lose(failure, 'pipe', reader);
}

/** The failure of what an item stands in, or runs. */
const outer = (failure: Failure, item: Item): Failure => ({
  ...failure,
  item,
  negated: item.negated,
  exempt: false,
});

const lose = ({ build, item, skipped }: Failure, how: Loss['how'], by?: Loss['by']): Loss => ({
  how,
  build,
  item,
  by,
  skipped,
});

/** Whether a pipe's member hands on what it reads and succeeds whatever that is. */
const passesOn = (node: Node): boolean =>
  node.type === 'command' && /^(?:tee|cat|head|tail|sort|tr|ts|nl|logger)$/.test(commandName(unwrap(node).name) ?? '');

/** Whether what a pipe's member leaves in a file (`tee log`) is named again. */
const isReadAgain = ({ args, script, end }: Command): boolean =>
  script.commands.some(
    (later) => later.start > end && later.args.some(({ text }) => args.some((word) => word.text === text)),
  );

/** A pipe has failed: what `&&` and `||` join to it runs or does not. */
function ofItem(source: Source, failure: Failure): Loss | undefined {
  const { item } = failure;
  const chain = chainBehind(item);
  const last = chain.at(-1) ?? item;
  if (runsInBackground(last)) return runs(item, 'wait') ? undefined : lose(failure, 'background');
  if (failure.negated) {
    if (!isStatement(item)) return undefined;
    if (isCondition(item.list)) return ofCondition(failure);
    return item.negated ? lose(failure, 'negated') : undefined;
  }
  let { exempt, skipped } = failure;
  let swallowedBy: Item | undefined;
  for (const next of chain) {
    const runsNow = (next.before === '&&') === (swallowedBy !== undefined);
    if (!runsNow && swallowedBy) continue;
    if (!runsNow) {
      if (jumps(next)) return undefined;
      exempt = true;
      skipped = [...skipped, next];
      continue;
    }
    const outcome = outcomeOf(next);
    if (outcome === 'exits') return ofExit(source, { ...failure, item: next, skipped });
    if (outcome === 'leaves') return lose({ ...failure, skipped }, 'swallowed', swallowedBy ?? next);
    if (outcome === 'unknown' && !swallowedBy) return undefined;
    exempt = false;
    if (outcome === 'fails') swallowedBy = undefined;
    else swallowedBy ??= next;
  }
  if (swallowedBy) return lose({ ...failure, skipped }, 'swallowed', swallowedBy);
  return ofStatement(source, { ...failure, exempt, skipped }, last);
}

/** A statement has failed: `set -e` ends the shell, or the next one runs. */
function ofStatement(source: Source, failure: Failure, last: Item): Loss | undefined {
  const { build, item, exempt } = failure;
  if (trapsErrors(item)) return undefined;
  const errexit = [item, ...callsAround(item).map((call) => call.item)].some((place) =>
    hasOption(source, build, place, 'errexit'),
  );
  const ignored = errexit && (exempt || isIgnored(item));
  if (errexit && !ignored) return ofExit(source, failure);
  const next = nextOf(last);
  if (!next) return ofList(source, failure);
  if (asksForStatus(next) || loopJumps(item)) return undefined;
  return lose(failure, ignored ? 'ignored' : 'sequence', next);
}

/** The last statement of a list has failed, so the list has. */
function ofList(source: Source, failure: Failure): Loss | undefined {
  const { list } = failure.item;
  const { owner } = list;
  if (!owner) return ofScript(source, failure);
  if (isCondition(list)) return ofCondition(failure);
  if (owner.kind === 'substitution') return undefined;
  if (owner.kind === 'function') return ofCalls(source, failure, list, ofNode);
  if (owner.kind === 'loop' && loopJumps(failure.item)) return undefined;
  const holder = holderOf(list);
  if (!holder) return undefined;
  if (owner.kind === 'loop' && !runsOnce(holder)) return lose(failure, 'round');
  const exempt = failure.exempt && owner.kind !== 'subshell';
  return ofNode(source, { ...outer(failure, owner.item), exempt }, holder);
}

/** What `if` asks has failed: a branch runs, or none does. */
function ofCondition(failure: Failure): Loss | undefined {
  const { item, negated } = failure;
  const { list } = item;
  const [condition, met, unmet, ...others] = holderOf(list)?.lists ?? [];
  if (list.owner?.kind !== 'if' || condition !== list || nextOf(item) || !met || others.length > 0) return undefined;
  const branch = negated ? met : unmet;
  return [met, unmet].every((one) => !one || onlySays(one)) ? lose(failure, 'said', branch?.items.at(-1)) : undefined;
}

/** Whether a loop has one word to go through. */
const runsOnce = ({ words: [only, ...others] }: Compound): boolean =>
  only !== undefined && others.length === 0 && only.parts.every(({ kind }) => kind === 'text');

/** The shell has ended in failure. */
function ofExit(source: Source, failure: Failure): Loss | undefined {
  for (let { list } = failure.item; list.owner; list = list.owner.item.list) {
    const { kind, item } = list.owner;
    if (kind === 'substitution') return undefined;
    if (kind === 'function') return ofCalls(source, failure, list, ofExit);
    const holder = holderOf(list);
    if (holder && (kind === 'subshell' || item.pipeline.length > 1))
      return ofNode(source, outer(failure, item), holder);
  }
  return ofScript(source, failure);
}

/** The script has ended in failure: that stops the build, or is the failure of the command that it was handed to. */
function ofScript(source: Source, failure: Failure): Loss | undefined {
  const { host } = failure.build;
  if (!host) return undefined;
  const { build, command } = host;
  return ofNode(source, { ...outer(failure, command.item), build }, command);
}

/** A function fails where it is called: its failure is lost where every call loses it. */
function ofCalls(
  source: Source,
  failure: Failure,
  body: List,
  trace: (source: Source, failure: Failure, call: Command) => Loss | undefined,
): Loss | undefined {
  const callers = callersOf(body);
  const depth = failure.depth + 1;
  if (callers.length === 0 || callers.length > CALLS || depth > DEPTH) return undefined;
  const losses = callers.map((call) => trace(source, { ...outer(failure, call.item), depth }, call));
  return losses.every((loss) => loss !== undefined) ? losses[0] : undefined;
}
