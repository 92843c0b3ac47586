import type { Command, List, Node, Redirect, Word } from '../../shell/model.ts';
import { commandName, unwrap, wordText } from '../../shell/unwrap.ts';
import type { Lookup } from '../../text/parts.ts';
import { withChoices } from '../chosenText.ts';
import { baseName, mayBeSame, textOf, urlFile } from '../paths.ts';
import { lookupAt } from '../shellVariables.ts';
import { copiedText, type Reading } from './copiedLists.ts';
import { bodyText, type CheckedLine, formatted, linesByListName, linesIn, unescaped } from './listText.ts';

/** The lines of a list; undefined where it does not say, `itself` where the build computes it from the very files. */
type Lines = readonly CheckedLine[] | 'itself' | undefined;

const lookupIn = ({ source, build, architecture }: Reading, command: Command): Lookup =>
  withChoices(command, lookupAt(source, build, command, architecture));

/**
 * What a `…sum -c` compares, by the list it reads: from what stands in front of it in the pipe, a here-document, a file
 * written in the same script, a filtered list, or by the line that is searched in its output.
 */
export function checkedLines(reading: Reading, command: Command, args: readonly Word[]): Lines {
  const lines = linesRead(reading, command, args);
  if (!Array.isArray(lines) || !lines.some(({ name }) => name === '-')) return lines;
  const inputs = inputsOf(reading, command);
  return inputs.length === 0
    ? undefined
    : lines.flatMap((line) => (line.name === '-' ? inputs.map((name) => ({ ...line, name })) : [line]));
}

/** The files whose bytes a command has as its standard input: what it is redirected from, and what tee in front of it writes. */
function inputsOf(reading: Reading, command: Command): string[] {
  const { pipeline } = command.item;
  const lookup = lookupIn(reading, command);
  const redirected = command.redirects.flatMap(({ operator, target }) => (operator === '<' && target ? [target] : []));
  const before = pipeline[pipeline.findIndex((node) => node.type === 'command' && node.start === command.start) - 1];
  const teed =
    before?.type === 'command' && commandName(before.name) === 'tee'
      ? before.args.filter(({ text }) => !text.startsWith('-'))
      : [];
  return (redirected.length > 0 ? redirected : teed).map((word) => textOf(word, lookup));
}

function linesRead(reading: Reading, command: Command, args: readonly Word[]): Lines {
  const lookup = lookupIn(reading, command);
  const operand = args.findLast((word) => !wordText(word).startsWith('-'));
  const redirect = command.redirects.find(({ operator }) => operator.startsWith('<'));
  if (redirect?.heredoc) return linesOfHeredoc(command, redirect.heredoc, lookup);
  if (redirect?.operator === '<<<' && redirect.target) return linesIn(textOf(redirect.target, lookup));
  const word = operand ?? redirect?.target;
  const [list] = word?.substitutions ?? [];
  if (word && list && /^<\(/.test(word.text)) return linesOfList(reading, list);
  const file = word && textOf(word, lookup);
  if (!file || file === '/dev/stdin') return linesFromPipe(reading, command);
  return linesOfFile(reading, command, file) ?? linesSearched(command);
}

function linesFromPipe(reading: Reading, command: Command): Lines {
  const { pipeline, list } = command.item;
  const at = pipeline.findIndex((node) => node.type === 'command' && node.start === command.start);
  if (at > 0) return linesUpTo(reading, pipeline.slice(0, at));
  const host = list.owner?.item;
  const outer = host?.pipeline.findIndex((node) => node.type === 'compound' && node.lists.includes(list)) ?? -1;
  return host && outer > 0 ? linesUpTo(reading, host.pipeline.slice(0, outer)) : undefined;
}

/** The names that the end of a pipe writes; programs that only drop or order lines keep those of the one before. */
function linesUpTo(reading: Reading, members: readonly Node[]): Lines {
  const last = members.at(-1);
  if (!last) return undefined;
  const isFilter =
    last.type === 'command' && /^(?:head|tail|sort|uniq|tr|tee)$/.test(commandName(unwrap(last).name) ?? '');
  return isFilter && members.length > 1 ? linesUpTo(reading, members.slice(0, -1)) : linesWritten(reading, last);
}

function linesOfList(reading: Reading, { items }: List): Lines {
  const lines = items.map(({ pipeline }) => linesUpTo(reading, pipeline));
  if (lines.includes('itself')) return 'itself';
  return lines.some((each) => each === undefined) ? undefined : lines.flatMap((each) => each as readonly CheckedLine[]);
}

/** The names in what a command writes to its output. */
function linesWritten(reading: Reading, node: Node): Lines {
  if (node.type === 'compound') {
    const lines = node.lists.map((list) => linesOfList(reading, list));
    if (lines.includes('itself')) return 'itself';
    return lines.some((each) => each === undefined)
      ? undefined
      : lines.flatMap((each) => each as readonly CheckedLine[]);
  }
  const { name, args } = unwrap(node);
  const program = commandName(name) ?? '';
  const lookup = lookupIn(reading, node);
  const texts = args.map((word) => textOf(word, lookup));
  switch (program) {
    case 'echo':
      return linesIn(unescaped(texts.filter((text, index) => index > 0 || !/^-[neE]+$/.test(text)).join(' ')));
    case 'printf':
      return linesIn(unescaped(formatted(texts)));
    case 'grep':
    case 'egrep':
    case 'fgrep':
      return filtered(args, texts);
    case 'cat': {
      const redirect = node.redirects.find(({ heredoc }) => heredoc)?.heredoc;
      if (redirect) return linesOfHeredoc(node, redirect, lookup);
      const [file, ...others] = texts.filter((text) => !text.startsWith('-'));
      return file && others.length === 0 ? linesOfFile(reading, node, file) : undefined;
    }
    case 'curl':
    case 'wget': {
      const url = texts.find((text) => text.includes('://'));
      return url === undefined ? undefined : linesByListName(urlFile(url));
    }
    default:
      return /^(?:g?(?:sha\d+|md5|b2)sum|shasum)$/.test(program) ? 'itself' : undefined;
  }
}

/** The file whose line is searched in what a check prints: `sha256sum -c list | grep 'name: OK'`. */
function linesSearched({ item }: Command): readonly CheckedLine[] | undefined {
  for (const node of item.pipeline) {
    if (node.type !== 'command' || !/^[ef]?grep$/.test(commandName(unwrap(node).name) ?? '')) continue;
    const name = node.args
      .map((word) => /^\^?(\S+):\s*OK\$?$/.exec(wordText(word))?.[1])
      .find((one) => one !== undefined);
    if (name) return [{ name: name.replaceAll('\\', '') }];
  }
  return undefined;
}

/** A pattern that selects lines of a list names the file that it selects, or every file whose name holds it. */
function filtered(args: readonly Word[], texts: readonly string[]): readonly CheckedLine[] | undefined {
  const pattern = texts[args.findIndex((word) => !wordText(word).startsWith('-'))];
  const name = pattern
    ?.replace(/\\([.$*?+/-])/g, '$1')
    .replace(/^[\s^*]+|[\s$]+$/g, '')
    .replace(/^.*\s\*?/, '');
  if (!name || /[|()[\]]/.test(name.replace(/\$\([^)]*\)/g, ''))) return undefined;
  return [{ name }, { name: `*${name.replaceAll('.*', '*')}*` }];
}

/** The names of a list that stands in a file: as the script itself writes it, or as its own name says. */
function linesOfFile(reading: Reading, command: Command, file: string): Lines {
  const written = reading.build.script.commands.flatMap((earlier) => {
    if (earlier.start >= command.start) return [];
    const lookup = lookupIn(reading, earlier);
    const redirect = earlier.redirects.find(
      ({ operator, target }) => operator.startsWith('>') && target && mayBeSame(textOf(target, lookup), file),
    );
    const tee =
      commandName(earlier.name) === 'tee' &&
      earlier.args.some((word) => baseName(textOf(word, lookup)) === baseName(file));
    const feeding = tee ? earlier.item.pipeline[0] : undefined;
    return redirect || feeding ? [linesWritten(reading, feeding ?? earlier)] : [];
  });
  if (written.includes('itself')) return 'itself';
  if (written.length > 0 && written.every((lines) => lines !== undefined))
    return written.flatMap((lines) => lines as readonly CheckedLine[]);
  const copied = copiedText(reading, command, file);
  return copied === undefined ? linesByListName(baseName(file)) : linesIn(copied);
}

/** The lines of a command's here-document. */
const linesOfHeredoc = ({ script }: Command, { start, end, expand: expands }: Heredoc, lookup: Lookup): Lines =>
  linesIn(bodyText(script.text.text.slice(start, end), expands, lookup));

type Heredoc = NonNullable<Redirect['heredoc']>;
