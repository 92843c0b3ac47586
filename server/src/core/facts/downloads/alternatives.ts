import type { Command, Item } from '../../shell/model.ts';

/** Whether of two commands only one runs: in branches of one `if` or `case`, or one for want of the other by `||`. */
export function isAlternative(a: Command, b: Command | undefined): boolean {
  if (!b || a.script !== b.script) return false;
  const [aroundA, aroundB] = [itemsAround(a), itemsAround(b)];
  const depthA = aroundA.findIndex(({ list }) => aroundB.some((item) => item.list === list));
  const common = aroundA[depthA];
  if (!common) return false;
  const depthB = aroundB.findIndex(({ list }) => list === common.list);
  const other = aroundB[depthB]!;
  if (other !== common) return isFallback(common, other);
  const [listA, listB] = [aroundA[depthA - 1]?.list, aroundB[depthB - 1]?.list];
  return listA !== listB && listA?.owner?.branch !== undefined && listB?.owner?.branch !== undefined;
}

/** A command's item and those that it stands in, from its own outwards. */
function itemsAround({ item }: Command): Item[] {
  const items = [item];
  for (let { owner } = item.list; owner; owner = owner.item.list.owner) items.push(owner.item);
  return items;
}

/** Whether the later of two items of a list runs only if something in front of it, the earlier one at the most, fails. */
function isFallback(a: Item, b: Item): boolean {
  const { items } = a.list;
  const [first, last] = [items.indexOf(a), items.indexOf(b)].sort((x, y) => x - y);
  const behind = items.slice(first! + 1, last! + 1);
  return behind.every(({ before }) => before === '&&' || before === '||') && behind.at(-1)?.before === '||';
}
