import type { Command, Compound, Item, List } from '../../shell/model.ts';
import { perScript } from '../../shell/perScript.ts';
import { commandName } from '../../shell/unwrap.ts';
import { nextOf } from './stopping.ts';

const DEPTH = 4;

/** The items that `&&` and `||` join to an item, behind it. */
export function chainBehind(item: Item): readonly Item[] {
  const { items } = item.list;
  const start = items.indexOf(item) + 1;
  let end = start;
  while (isJoined(items[end])) end++;
  return items.slice(start, end);
}

const isJoined = (item: Item | undefined): boolean => item?.before === '&&' || item?.before === '||';

/** Whether an item is a statement of its own. */
export const isStatement = (item: Item): boolean => !isJoined(item) && !isJoined(nextOf(item));

/** The construct that a list stands in. */
export const holderOf = (list: List): Compound | undefined =>
  list.owner?.item.pipeline.find((node): node is Compound => node.type === 'compound' && node.lists.includes(list));

/** Whether a list is what `if`, `elif`, `while` or `until` asks. */
export function isCondition(list: List): boolean {
  const lists = holderOf(list)?.lists ?? [];
  const at = lists.indexOf(list);
  if (list.owner?.kind === 'loop') return lists.length === 2 && at === 0;
  return list.owner?.kind === 'if' && at % 2 === 0 && at < lists.length - 1;
}

/** Whether `set -e` does not act on an item: in a condition, in front of `&&` or `||`, behind `!`, in a function called so. */
export function isIgnored({ list }: Item, depth = 0): boolean {
  for (let inner = list; inner.owner; inner = inner.owner.item.list) {
    const { kind, item } = inner.owner;
    if (kind === 'substitution') return false;
    if (kind === 'function') {
      const callers = depth < DEPTH ? callersOf(inner) : [];
      return callers.length > 0 && callers.every((call) => isExempt(call.item) || isIgnored(call.item, depth + 1));
    }
    if (isCondition(inner) || isExempt(item)) return true;
  }
  return false;
}

const isExempt = (item: Item): boolean => item.negated || isJoined(nextOf(item));

/** The calls of the function whose body this is, other than its own. */
export function callersOf({ owner, script }: List): readonly Command[] {
  if (!owner) return [];
  const { start, end } = owner.item;
  const name = /^(?:function\s+)?([\w.:-]+)/.exec(script.text.text.slice(start, end))?.[1];
  const calls = (name !== undefined && named(script).get(name)) || [];
  return calls.filter((call) => call.start < start || call.end > end);
}

/** The commands of a script by their name. */
const named = perScript(({ commands }) => {
  const byName = new Map<string, Command[]>();
  for (const command of commands) {
    const name = commandName(command.name);
    const known = name !== undefined && byName.get(name);
    if (known) known.push(command);
    else if (name !== undefined) byName.set(name, [command]);
  }
  return byName;
});

/** The calls of the function that an item stands in. */
export function callsAround({ list }: Item): readonly Command[] {
  for (let inner = list; inner.owner; inner = inner.owner.item.list)
    if (inner.owner.kind === 'function') return callersOf(inner);
  return [];
}

/** Whether nothing in its script names the function that an item stands in: its body never runs. */
export function isNeverCalled({ list }: Item): boolean {
  for (let inner = list; inner.owner; inner = inner.owner.item.list) {
    const { kind, item } = inner.owner;
    if (kind !== 'function') continue;
    const { text } = inner.script.text;
    const name = /^(?:function\s+)?([\w.:-]+)/.exec(text.slice(item.start, item.end))?.[1];
    if (!name) return false;
    const elsewhere = `${text.slice(0, item.start)} ${text.slice(item.end)}`;
    return !new RegExp(`(?<![\\w.:-])${name.replace(/[.]/g, '\\.')}(?![\\w.:-])`).test(elsewhere);
  }
  return false;
}

/** Whether the script runs a command of this name. */
export const runs = ({ list }: Item, wanted: string): boolean => named(list.script).has(wanted);

/** Whether the script says what a failing command leads to. */
export const trapsErrors = ({ list }: Item): boolean =>
  named(list.script)
    .get('trap')
    ?.some(({ args }) => args.some(({ text }) => text === 'ERR')) ?? false;

/** Whether a statement looks at the status of the one before, or ends the shell with it. */
export function asksForStatus(item: Item): boolean {
  if (/\$\{?(?:\?|PIPESTATUS)/.test(item.list.script.text.text.slice(item.start, item.end))) return true;
  const [node] = item.pipeline;
  return (
    node?.type === 'command' && /^(?:exit|return)$/.test(commandName(node.name) ?? '') && node.args[0]?.text !== '0'
  );
}

const JUMP = /^(?:break|continue|return|exit)$/;

/** Whether an item leaves what it stands in: `check && break` says what happens otherwise. */
export const jumps = ({ pipeline: [node] }: Item): boolean =>
  node?.type === 'command' && JUMP.test(commandName(node.name) ?? '');

/** Whether the loop around an item is left by hand: it may try again until something succeeds. */
export function loopJumps({ list }: Item): boolean {
  for (let { owner } = list; owner; owner = owner.item.list.owner) {
    const { kind, item } = owner;
    if (kind === 'loop')
      return list.script.commands.some(
        ({ name, start }) => start >= item.start && start < item.end && JUMP.test(commandName(name) ?? ''),
      );
  }
  return false;
}
