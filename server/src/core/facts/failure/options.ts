import type { Source } from '../../rule.ts';
import type { Command, Item } from '../../shell/model.ts';
import { perScript } from '../../shell/perScript.ts';
import { commandName, unwrap, wordText } from '../../shell/unwrap.ts';
import type { BuildScript } from '../scripts.ts';
import { shellAt } from '../shells.ts';

/** `errexit`: a failing statement ends the script (`set -e`). `pipefail`: each member of a pipe counts, not only the last. */
export type ShellOption = 'errexit' | 'pipefail';

/** Whether an option is in force at an item: by SHELL, by the options of the shell that reads the script, or by `set`. */
export function hasOption(source: Source, build: BuildScript, item: Item, option: ShellOption): boolean {
  let on = initially(source, build, option);
  for (const command of setting(build.script)) {
    if (command.start >= item.start || !reaches(command, item)) continue;
    const texts = command.args.map(wordText);
    if (switches('-', texts, option)) on = true;
    else if (switches('+', texts, option)) on = false;
  }
  return on;
}

/** Whether `set -e` is in force at an item, as far as that is certain. */
export function errexitAt(source: Source, build: BuildScript, item: Item): 'on' | 'off' | 'unknown' {
  const lists = enclosing(item);
  let state: 'on' | 'off' | 'unknown' = initially(source, build, 'errexit') ? 'on' : 'off';
  for (const command of setting(build.script)) {
    const texts = command.args.map(wordText);
    const next = switches('-', texts, 'errexit') ? 'on' : switches('+', texts, 'errexit') ? 'off' : undefined;
    if (command.start >= item.start || next === undefined || next === state || !reaches(command, item)) continue;
    const { before, list } = command.item;
    state = lists.has(list) && before !== '&&' && before !== '||' && before !== '&' ? next : 'unknown';
  }
  return state;
}

const setting = perScript(({ commands }) => commands.filter(({ name }) => commandName(name) === 'set'));

function initially(source: Source, build: BuildScript, option: ShellOption): boolean {
  const { host, script } = build;
  if (host && commandName(unwrap(host.command).name) === 'eval')
    return hasOption(source, host.build, host.command.item, option);
  if (host) return switches('-', unwrap(host.command).args.map(wordText), option);
  // A here-document with a shebang is a program of its own: SHELL does not read it.
  const shebang = script.form === 'heredoc' && /^#!.*/.exec(script.text.text)?.[0];
  if (shebang) return switches('-', shebang.split(/\s+/).slice(1), option);
  return shellAt(source, build.stage, build.instruction)[option];
}

/** Whether these arguments of `set`, or of a shell, turn an option on (`-`) or off (`+`). */
const switches = (sign: '-' | '+', texts: readonly string[], option: ShellOption): boolean =>
  texts
    .slice(0, texts.includes('--') ? texts.indexOf('--') : undefined)
    .some(
      (text, index) =>
        (option === 'errexit' && (sign === '-' ? /^-[a-z]*e/ : /^\+[a-z]*e/).test(text)) ||
        (text === option && texts[index - 1]?.startsWith(sign)),
    );

/** The lists that an item stands in, from its own outwards. */
function enclosing(item: Item): ReadonlySet<unknown> {
  const lists = new Set<unknown>();
  for (let list = item.list; ; list = list.owner.item.list) {
    lists.add(list);
    if (!list.owner) return lists;
  }
}

/** Whether what a `set` changes still holds at an item: no subshell stands around it that the item is not in. */
function reaches(set: Command, item: Item): boolean {
  const around = enclosing(item);
  for (let list = set.item.list; list.owner && !around.has(list); list = list.owner.item.list)
    if (list.owner.kind === 'subshell' || list.owner.kind === 'substitution') return false;
  return true;
}
