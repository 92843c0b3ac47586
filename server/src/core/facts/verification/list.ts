import type { Source } from '../../rule.ts';
import type { Command, List, Node, Word } from '../../shell/model.ts';
import { commandName, unwrap } from '../../shell/unwrap.ts';
import { firstField, formatted, unescaped } from '../downloads/listText.ts';
import { textOf } from '../paths.ts';
import type { BuildScript } from '../scripts.ts';
import { lookupAt } from '../shellVariables.ts';

/** A list of checksums that echo or printf writes into a check's pipe. */
export interface WrittenList {
  readonly writer: Command;
  readonly program: 'echo' | 'printf';
  /** The words that it writes: without echo's options. */
  readonly words: readonly Word[];
  readonly lines: readonly ListLine[];
}

export interface ListLine {
  readonly hash: string;
  /** What stands between the hash and the file's name: two blanks, or a blank and an asterisk. */
  readonly gap: string;
}

/** The list that stands in front of a check in its pipe, as echo or printf writes it; undefined where the check reads another. */
export function writtenList(source: Source, build: BuildScript, command: Command): WrittenList | undefined {
  if (unwrap(command).args.some(({ text }) => !/^-|^\/dev\/stdin$/.test(text))) return undefined;
  const { pipeline } = command.item;
  const writer = pipeline[pipeline.indexOf(command) - 1];
  if (writer?.type !== 'command') return undefined;
  const { name, args } = unwrap(writer);
  const program = commandName(name);
  const lookup = lookupAt(source, build, writer);
  if (program !== 'echo' && program !== 'printf') return undefined;
  const words = program === 'echo' ? args.slice(args.findIndex(({ text }) => !/^-[neE]+$/.test(text))) : args;
  const texts = words.map((word) => textOf(word, lookup));
  const text = unescaped(program === 'echo' ? texts.join(' ') : formatted(texts));
  const lines = text.split('\n').flatMap((line) => {
    const end = firstField(line);
    const gap = /^\s*\*?/.exec(line.slice(end))![0];
    return end > 0 && end + gap.length < line.length ? [{ hash: line.slice(0, end), gap }] : [];
  });
  return { writer, program, words, lines };
}

/** Every command that writes what a check reads: in front of it in its pipe, substitutions and groups included. */
export function feeders(command: Command): readonly Command[] {
  const { pipeline } = command.item;
  return pipeline.slice(0, pipeline.indexOf(command)).flatMap(commandsOf);
}

/** A node's commands and those of its substitutions. */
export function commandsOf(node: Node): readonly Command[] {
  if (node.type === 'compound') return node.lists.flatMap(commandsOfList);
  const words = [...node.args, ...node.assignments.flatMap(({ value }) => value ?? [])];
  return [node, ...words.flatMap(({ substitutions }) => substitutions.flatMap(commandsOfList))];
}

const commandsOfList = ({ items }: List): readonly Command[] =>
  items.flatMap(({ pipeline }) => pipeline.flatMap(commandsOf));
