import type { Command, Item, List, Node } from '../../shell/model.ts';
import { commandName, unwrap, wordText } from '../../shell/unwrap.ts';

/**
 * How an item ends that only runs once something has failed. `exits` leaves the shell in failure, `leaves` in success;
 * `unknown` is everything that may deal with the failure: a second try, a note for later.
 */
export type Outcome = 'succeeds' | 'fails' | 'exits' | 'leaves' | 'unknown';

/** Commands that say something or nothing, and always succeed. */
const SAYING = /^(?:true|:|echo|printf|cat|ls)$/;

/** How an item ends that runs because another one failed. */
export function outcomeOf({ negated, pipeline: [node, ...others] }: Item): Outcome {
  if (!node || negated || others.length > 0) return 'unknown';
  if (node.type === 'command') return ofCommand(node);
  if (node.redirects.some(isKept)) return 'unknown';
  const list = node.lists[0];
  if (!list || (node.kind !== 'group' && node.kind !== 'subshell')) return 'unknown';
  const outcome = ofList(list);
  if (node.kind === 'group') return outcome;
  return outcome === 'exits' ? 'fails' : outcome === 'leaves' ? 'succeeds' : outcome;
}

/** Whether an item, or every one of a list, does nothing but say something. */
export function onlySays(one: Item | List): boolean {
  if ('items' in one) return one.items.length > 0 && one.items.every(onlySays);
  return one.pipeline.every((node) =>
    node.type === 'command' ? ofCommand(node) === 'succeeds' : node.lists.every(onlySays),
  );
}

function ofCommand(command: Command): Outcome {
  const { name, args } = unwrap(command);
  const program = commandName(name) ?? '';
  if (SAYING.test(program)) return command.redirects.some(isKept) ? 'unknown' : 'succeeds';
  if (program === 'exit') return args[0]?.text === '0' ? 'leaves' : 'exits';
  return program === 'false' ? 'fails' : 'unknown';
}

function ofList({ items }: List): Outcome {
  let outcome: Outcome = 'succeeds';
  let known = true;
  for (const item of items) {
    if ((item.before === '&&' && outcome === 'fails') || (item.before === '||' && outcome !== 'fails')) continue;
    const next = outcomeOf(item);
    if (next === 'exits' || next === 'leaves') return next;
    if (next === 'unknown') known = false;
    outcome = next === 'fails' ? 'fails' : 'succeeds';
  }
  return known ? outcome : 'unknown';
}

/** Whether a redirection writes to a file that something may read later. */
export const isKept = ({ operator, target }: Node['redirects'][number]): boolean =>
  /^(?:>>?|>\||&>>?)$/.test(operator) && target !== undefined && !wordText(target).startsWith('/dev/');
