import type { Source } from '../../rule.ts';
import type { Command, Item, List } from '../../shell/model.ts';
import { commandName } from '../../shell/unwrap.ts';
import type { BuildScript } from '../scripts.ts';
import { errexitAt } from './options.ts';

/*
 * What is sure to end a build. Where it cannot be told for sure the answer is no: a repair then guards its command
 * by itself, or is not offered.
 */

/** Whether a failure of a link directly behind this item is sure to end the build. A link is a statement of its own or joined by `&&`. */
export function stopsBuild(source: Source, build: BuildScript, item: Item, statement: boolean): boolean {
  const rest = item.list.items.slice(item.list.items.indexOf(item) + 1);
  if (statement && rest.length > 0) return isTop(item.list) && errexitAt(source, build, item) === 'on';
  return rest.every(({ before }) => before === '&&') && listStopsBuild(source, build, item.list);
}

/** Whether `exit 1` at this place is sure to end the build: it leaves the RUN's own shell, or a subshell whose status counts. */
export function exitStopsBuild(source: Source, build: BuildScript, item: Item, depth = 4): boolean {
  for (let list = item.list; list.owner; list = list.owner.item.list) {
    const { kind, item: host } = list.owner;
    if (kind === 'substitution' || host.pipeline.length > 1 || runsInBackground(host)) return false;
    if (kind === 'subshell') return statusStopsBuild(source, build, host);
    if (kind === 'function')
      return (
        depth > 0 && callsOf(host).every((call) => isAlone(call) && exitStopsBuild(source, build, call.item, depth - 1))
      );
  }
  return scriptStopsBuild(source, build);
}

/** Whether an item does nothing but end the script in failure. */
export function endsInFailure({ pipeline: [only, ...others] }: Item): boolean {
  if (only?.type !== 'command' || others.length > 0) return false;
  return /^(?:exit|return|false)$/.test(commandName(only.name) ?? '') && only.args[0]?.text !== '0';
}

/** The item behind another one in its list. */
export const nextOf = (item: Item): Item | undefined => item.list.items[item.list.items.indexOf(item) + 1];

/** Whether the shell does not wait for the statement that ends with this item. */
export const runsInBackground = (item: Item): boolean =>
  nextOf(item)?.before === '&' || /^\s*&(?!&)/.test(item.list.script.text.text.slice(item.end));

/** Whether a list is a script's own. */
const isTop = ({ owner }: List): boolean => owner === undefined;

/** Whether the status of a list's last item decides what the build does. */
function listStopsBuild(source: Source, build: BuildScript, { owner }: List): boolean {
  if (owner === undefined) return scriptStopsBuild(source, build);
  if (owner.kind === 'subshell') return statusStopsBuild(source, build, owner.item);
  // `set -e` passes over a group whose failure it has already passed over inside.
  return owner.kind === 'group' && isAloneItem(owner.item) && stopsBuild(source, build, owner.item, false);
}

const scriptStopsBuild = (source: Source, { host }: BuildScript): boolean =>
  host === undefined || (isAlone(host.command) && statusStopsBuild(source, host.build, host.command.item));

/** Whether an item that fails is sure to end the build. */
function statusStopsBuild(source: Source, build: BuildScript, item: Item): boolean {
  if (!isAloneItem(item)) return false;
  const next = nextOf(item);
  if (next?.before === '||') return endsInFailure(next) && exitStopsBuild(source, build, next);
  const isStatement = next?.before !== '&&' && item.before !== '&&' && item.before !== '||';
  return stopsBuild(source, build, item, isStatement);
}

const isAlone = ({ item }: Command): boolean => isAloneItem(item);

/** Whether an item's status is that of its one command, and is waited for. */
const isAloneItem = (item: Item): boolean => item.pipeline.length === 1 && !item.negated && !runsInBackground(item);

/** The commands that call the function which an item defines. */
function callsOf(definition: Item): Command[] {
  const { script } = definition.list;
  const name = /^(?:function\s+)?([\w.:-]+)/.exec(script.text.text.slice(definition.start))?.[1];
  return script.commands.filter((command) => commandName(command.name) === name);
}
