import type { Command, Compound, Item, List, Node, Word } from '../../shell/model.ts';
import { commandName } from '../../shell/unwrap.ts';

/** Programs that compare what they read or are given, or look for something in it. */
const COMPARING = new Set([
  'grep',
  'egrep',
  'fgrep',
  'rg',
  'awk',
  'diff',
  'cmp',
  'test',
  '[',
  'expr',
  'perl',
  'ruby',
  'python3',
  'read',
]);

/** Whether a sum's output is compared. */
export const isCompared = (command: Command): boolean => comparisonsOf(command).length > 0;

/** What compares a sum's output: commands behind it in the pipe, or the test that its substitution stands in, now or by way of a variable or a file. */
export function comparisonsOf(command: Command): readonly Node[] {
  const { item } = command;
  const behind = item.pipeline.slice(item.pipeline.indexOf(sameCommand(item, command)) + 1);
  if (behind.some((node) => node.type === 'compound' || (isComparing(node) && !printsOnly(node)))) return behind;
  const written = (behind[behind.length - 1] ?? command).redirects.find(({ operator }) =>
    operator.startsWith('>'),
  )?.target;
  const reading = written ? readersOf(command, written.text) : [];
  if (reading.length > 0) return reading;
  const { owner } = item.list;
  if (owner?.kind !== 'substitution') return [];
  const { pipeline } = owner.item;
  const host = pipeline.find((node) => holdsList(node, item.list));
  if (!host) return [];
  if (host.type === 'compound' || COMPARING.has(commandName(host.name) ?? '')) return pipeline;
  const assigned = host.assignments.find(({ value }) => value?.substitutions.includes(item.list));
  return assigned ? testsOf(command, assigned.name) : [];
}

const isComparing = ({ name }: Command): boolean => COMPARING.has(commandName(name) ?? '');

/** The later commands of the script that compare a file, by its name as written. */
const readersOf = ({ script, start }: Command, file: string): Command[] =>
  script.commands.filter(
    (later) => later.start > start && isComparing(later) && later.args.some(({ text }) => text === file),
  );

const sameCommand = (item: Item, command: Command): Node =>
  item.pipeline.find((node) => node.type === 'command' && node.start === command.start) ?? item.pipeline[0]!;

/** `awk '{print $1}'` selects the hash and compares nothing. */
const printsOnly = (node: Command): boolean =>
  commandName(node.name) === 'awk' && !node.args.some(({ text }) => /[=!]=|exit/.test(text));

const holdsList = (node: Node, list: List): boolean =>
  node.type === 'compound'
    ? node.words.some(({ substitutions }) => substitutions.includes(list))
    : [...node.args, ...node.assignments.flatMap(({ value }) => value ?? [])].some(({ substitutions }) =>
        substitutions.includes(list),
      );

/** The later commands of the script that test a variable. */
function testsOf({ script, start }: Command, variable: string): Node[] {
  const mentions = (word: Word) => word.parts.some((part) => part.kind === 'variable' && part.name === variable);
  const commands = script.commands.filter(
    (later) =>
      later.start > start &&
      later.args.some(mentions) &&
      later.item.pipeline.some((node) => node.type === 'command' && isComparing(node)),
  );
  const tests = compounds(script.list).filter(
    ({ kind, words }) => /^(?:test|case)$/.test(kind) && words.some(mentions),
  );
  return [...commands.flatMap(({ item }) => item.pipeline), ...tests];
}

function compounds(list: List): Compound[] {
  return list.items.flatMap(({ pipeline }) =>
    pipeline.flatMap((node) => (node.type === 'compound' ? [node, ...node.lists.flatMap(compounds)] : [])),
  );
}
