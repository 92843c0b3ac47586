import type { Source } from '../../rule.ts';
import type { Command, Item, List } from '../../shell/model.ts';
import { commandName } from '../../shell/unwrap.ts';
import type { BuildScript } from '../scripts.ts';
import { hasOption } from './options.ts';

/**
 * Whether a failure of a link directly behind this item is sure to end the build. A link is a statement of its own
 * or joined by `&&`. Where this cannot be told for sure the answer is no: a repair then guards the link by itself.
 */
export function stopsBuild(source: Source, build: BuildScript, item: Item, statement: boolean): boolean {
  const { items, owner } = item.list;
  const rest = items.slice(items.indexOf(item) + 1);
  const chainEnd = rest.findIndex(({ before }) => before !== '&&' && before !== '||');
  const chain = statement ? [] : chainEnd < 0 ? rest : rest.slice(0, chainEnd);
  if (chain.some((later) => later.before === '||' && !endsInFailure(later))) return false;
  const followed = statement ? rest.length > 0 : chainEnd >= 0;
  if (followed && !(statement && owner === undefined && hasOption(source, build, item, 'errexit'))) return false;
  return listStopsBuild(source, build, item.list);
}

/** Whether `exit 1` at this place is sure to end the build: it leaves the RUN's own shell, or a subshell whose status counts. */
export function exitStopsBuild(source: Source, build: BuildScript, item: Item): boolean {
  for (let list = item.list; list.owner; list = list.owner.item.list) {
    const { kind, item: host } = list.owner;
    if (kind === 'substitution') return false;
    if (kind === 'subshell' || host.pipeline.length > 1)
      return host.pipeline.length === 1 && statusStopsBuild(source, build, host);
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

/** Whether the status of a list's last item decides what the build does. */
function listStopsBuild(source: Source, build: BuildScript, { owner }: List): boolean {
  if (owner === undefined) return scriptStopsBuild(source, build);
  if (owner.kind !== 'subshell' && owner.kind !== 'group') return false;
  return owner.item.pipeline.length === 1 && statusStopsBuild(source, build, owner.item);
}

const scriptStopsBuild = (source: Source, { host }: BuildScript): boolean =>
  host === undefined || commandStopsBuild(source, host.build, host.command);

const commandStopsBuild = (source: Source, build: BuildScript, { item }: Command): boolean =>
  item.pipeline.length === 1 && item.pipeline[0]!.type === 'command' && statusStopsBuild(source, build, item);

const statusStopsBuild = (source: Source, build: BuildScript, item: Item): boolean => {
  const next = nextOf(item)?.before;
  return !item.negated && stopsBuild(source, build, item, next !== '&&' && next !== '||');
};
