import type { Source } from '../rule.ts';
import type { Command, List } from '../shell/model.ts';
import { perScript } from '../shell/perScript.ts';
import { commandName, wordText } from '../shell/unwrap.ts';
import { expand, type Lookup, type Value } from '../text/parts.ts';
import type { Architecture } from './architectures.ts';
import { reached, runs } from './branches.ts';
import { toValue } from './globals.ts';
import type { BuildScript } from './scripts.ts';
import { variablesAt } from './variables.ts';

const DECLARING = new Set(['export', 'local', 'readonly', 'declare', 'typeset']);

/** What a variable means to a command: the script's own assignments in front of it, then ENV and ARG; on one architecture where that is given. */
export function lookupAt(source: Source, build: BuildScript, command: Command, architecture?: Architecture): Lookup {
  const around = build.host
    ? lookupAt(source, build.host.build, build.host.command, architecture)
    : variablesAt(source, build.instruction, architecture);
  const outer: Lookup = (name) =>
    around(name) ?? (/^\d$/.test(name) ? positional(source, build, command, Number(name), architecture) : undefined);
  let assigned: ReadonlyMap<string, Value> | undefined;
  const lookup: Lookup = (name) => {
    assigned ??= assignmentsBefore(build, command, outer);
    return assigned.get(name) ?? outer(name);
  };
  return (name) => (name.startsWith('!') ? indirect(name.slice(1), lookup) : lookup(name));
}

/** The value of the variable that a variable names: `${!NAME}`. */
function indirect(name: string, lookup: Lookup): Value {
  const named = lookup(name) ?? { text: name };
  return 'unknown' in named ? named : (lookup(named.text) ?? { unknown: `${named.text} is not set in this file` });
}

/** What `$1` means in the body of a function, by the call that is looked at. */
function positional(
  source: Source,
  { call, ...build }: BuildScript,
  command: Command,
  position: number,
  architecture: Architecture | undefined,
): Value | undefined {
  if (position === 0 || !inFunction(command)) return undefined;
  if (!call) return { unknown: 'those who call the function name it' };
  const shifts = build.script.commands.some(
    (earlier) => commandName(earlier.name) === 'shift' && earlier.start < command.start && inFunction(earlier),
  );
  if (shifts) return { unknown: 'the function shifts its arguments' };
  const word = call.args[position - 1];
  return word ? toValue(expand(word.parts, lookupAt(source, build, call, architecture))) : { text: '' };
}

/** The commands of a script that give variables a value. */
const assigning = perScript(({ commands }) =>
  commands.filter(({ name, assignments }) => {
    const program = commandName(name);
    return assignments.length > 0
      ? name === undefined || DECLARING.has(program ?? '')
      : program === 'read' || program === 'eval';
  }),
);

function assignmentsBefore({ script }: BuildScript, command: Command, outer: Lookup): ReadonlyMap<string, Value> {
  const values = new Map<string, Value>();
  const lookup: Lookup = (name) => values.get(name) ?? outer(name);
  const lists = enclosingLists(command);
  for (const name of loopVariables(command)) values.set(name, { unknown: `${name} changes in a loop` });
  for (const earlier of assigning(script)) {
    if (earlier.start >= command.start) continue;
    if (commandName(earlier.name) === 'read')
      for (const word of earlier.args) values.set(wordText(word), { unknown: 'it is read by the build' });
    if (commandName(earlier.name) === 'eval') {
      const [name, value] = evaluated(earlier, lookup) ?? [];
      if (name !== undefined && assigns(earlier, lists, lookup) !== false) values.set(name, value!);
    }
    for (const { name, value, append } of earlier.assignments) {
      const happens = assigns(earlier, lists, lookup);
      if (happens === false) continue;
      const next =
        value && !append ? toValue(expand(value.parts, lookup)) : { unknown: `${name} is put together by the build` };
      values.set(name, happens ? next : maybe(name, values.get(name) ?? outer(name), next));
    }
  }
  return values;
}

/** What `eval` assigns by way of a name that is put together: `eval sum=\\$SUM_$ARCH`. */
function evaluated({ args }: Command, lookup: Lookup): readonly [string, Value] | undefined {
  const { text, unknown } = expand(
    args.flatMap(({ parts }) => parts),
    lookup,
  );
  const [, name, source] = /^(\w+)=["']?\$\{?(\w+)\}?["']?$/.exec(text) ?? [];
  if (name !== undefined && unknown === undefined) return [name, lookup(source!) ?? { text: '' }];
  const [, unsure] = /^(\w+)=/.exec(text) ?? [];
  return unsure === undefined ? undefined : [unsure, { unknown: `eval puts ${unsure} together` }];
}

/** Whether an assignment happens before a command that stands in these lists; `undefined` where only the build knows. */
function assigns({ item }: Command, lists: ReadonlySet<List>, lookup: Lookup): boolean | undefined {
  let decided = reached(item, lookup);
  if (decided === false) return false;
  for (let { list } = item; !lists.has(list); list = list.owner.item.list) {
    if (!list.owner) return undefined;
    const here = list.owner.kind === 'group' ? true : runs(list, lookup);
    if (here === false) return false;
    if (here === undefined) decided = undefined;
  }
  return decided;
}

/** A value that is assigned only in some case. */
const maybe = (name: string, before: Value | undefined, next: Value): Value =>
  before && 'text' in before && 'text' in next && before.text === next.text
    ? next
    : { unknown: `${name} differs from case to case` };

/** The lists that a command stands in, from its own outwards. */
export function enclosingLists(command: Command): ReadonlySet<List> {
  const lists = new Set<List>();
  for (let list: List | undefined = command.item.list; list; list = list.owner?.item.list) lists.add(list);
  return lists;
}

/** Whether a command stands in the body of a function: it may run at any time. */
export const inFunction = (command: Command): boolean =>
  [...enclosingLists(command)].some(({ owner }) => owner?.kind === 'function');

function loopVariables(command: Command): string[] {
  const names: string[] = [];
  for (let list: List | undefined = command.item.list; list; list = list.owner?.item.list) {
    const { owner } = list;
    if (owner?.kind !== 'loop') continue;
    for (const [, name] of list.script.text.text
      .slice(owner.item.start, owner.item.end)
      .matchAll(/\bfor\s+(\w+)\s+in\b/g))
      names.push(name!);
  }
  return names;
}
