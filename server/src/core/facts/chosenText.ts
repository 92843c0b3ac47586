import type { Command, List } from '../shell/model.ts';
import { commandName, unwrap } from '../shell/unwrap.ts';
import type { Lookup } from '../text/parts.ts';
import { runs } from './branches.ts';
import { textOf } from './paths.ts';

/** A lookup that knows as well what a command's `$(case … in (a) echo x ;; … esac)` writes, where the values decide the branch. */
export const withChoices =
  (command: Command, lookup: Lookup): Lookup =>
  (name) => {
    const value = lookup(name);
    if (value || !/^\$\(\s*case\b/.test(name)) return value;
    const list = command.args.flatMap(({ substitutions }) => substitutions).find((one) => writtenAs(one, name));
    const text = list && chosenText(list, lookup);
    return text === undefined ? undefined : { text };
  };

const writtenAs = ({ items, script }: List, name: string): boolean =>
  script.text.text.slice(items[0]?.start, items.at(-1)?.end).trim() === name.slice(2, -1).trim();

function chosenText({ items }: List, lookup: Lookup): string | undefined {
  const [node, ...others] = items.flatMap(({ pipeline }) => pipeline);
  if (node?.type !== 'compound' || node.kind !== 'case' || others.length > 0) return undefined;
  const chosen = node.lists.find((list) => runs(list, lookup) === true)?.items.flatMap(({ pipeline }) => pipeline);
  const [writer] = chosen ?? [];
  if (chosen?.length !== 1 || writer?.type !== 'command') return undefined;
  const { name, args } = unwrap(writer);
  return commandName(name) === 'echo' && args.length === 1 ? textOf(args[0]!, lookup) : undefined;
}
