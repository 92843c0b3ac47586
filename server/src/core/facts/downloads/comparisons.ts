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

/** Whether a sum's output is compared: by a command behind it in the pipe, or by the test that its substitution stands in, now or by way of a variable. */
export function isCompared(command: Command): boolean {
  const { item } = command;
  const behind = item.pipeline.slice(item.pipeline.indexOf(sameCommand(item, command)) + 1);
  if (behind.some((node) => node.type === 'compound' || (isComparing(node) && !printsOnly(node)))) return true;
  const written = (behind[behind.length - 1] ?? command).redirects.find(({ operator }) =>
    operator.startsWith('>'),
  )?.target;
  if (written && isRead(command, written.text)) return true;
  const { owner } = item.list;
  if (owner?.kind !== 'substitution') return false;
  const host = owner.item.pipeline.find((node) => holdsList(node, item.list));
  if (!host) return false;
  if (host.type === 'compound') return true;
  if (COMPARING.has(commandName(host.name) ?? '')) return true;
  const assigned = host.assignments.find(({ value }) => value?.substitutions.includes(item.list));
  return assigned !== undefined && isTested(command, assigned.name);
}

const isComparing = ({ name }: Command): boolean => COMPARING.has(commandName(name) ?? '');

/** Whether a later command of the script compares a file, by its name as written. */
const isRead = ({ script, start }: Command, file: string): boolean =>
  script.commands.some(
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

/** Whether a variable is compared by a later test of the script. */
function isTested({ script, start }: Command, variable: string): boolean {
  const mentions = (word: Word) => word.parts.some((part) => part.kind === 'variable' && part.name === variable);
  const commandTests = script.commands.some(
    (later) =>
      later.start > start &&
      later.args.some(mentions) &&
      later.item.pipeline.some((node) => node.type === 'command' && isComparing(node)),
  );
  return (
    commandTests ||
    compounds(script.list).some(({ kind, words }) => /^(?:test|case)$/.test(kind) && words.some(mentions))
  );
}

function compounds(list: List): Compound[] {
  return list.items.flatMap(({ pipeline }) =>
    pipeline.flatMap((node) => (node.type === 'compound' ? [node, ...node.lists.flatMap(compounds)] : [])),
  );
}
