import { operands } from '../../dockerfile/operands.ts';
import { wordParts } from '../../dockerfile/words.ts';
import type { Source } from '../../rule.ts';
import type { Command, List, Node, Redirect, Word } from '../../shell/model.ts';
import { commandName, unwrap, wordText } from '../../shell/unwrap.ts';
import { expand, type Lookup } from '../../text/parts.ts';
import type { Span } from '../../text/span.ts';
import type { Architecture } from '../architectures.ts';
import { withChoices } from '../chosenText.ts';
import { baseName, directoryAt, join, mayBeSame, textOf, workingDirectory } from '../paths.ts';
import type { BuildScript } from '../scripts.ts';
import { lookupAt } from '../shellVariables.ts';
import { lineage } from '../stages.ts';
import { variablesAt } from '../variables.ts';

/** A line of a list: a file's name, and its hash where the list says it, as resolved. */
export interface CheckedLine {
  readonly name: string;
  readonly hash?: string;
}

/** The lines of a list; undefined where it does not say, `itself` where the build computes it from the very files. */
type Lines = readonly CheckedLine[] | 'itself' | undefined;

/** The script that a list is read in, and the architecture that it is read for where that matters. */
export interface Reading {
  readonly source: Source;
  readonly build: BuildScript;
  readonly architecture?: Architecture | undefined;
}

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
      return url === undefined ? undefined : linesByListName(baseName(url.replace(/[?#].*$/, '')));
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
  return linesCopied(reading, command, file) ?? linesByListName(baseName(file));
}

/** The lines of a list that a here-document of COPY writes: `COPY <<EOF /SHA256SUMS`. */
function linesCopied({ source, build, architecture }: Reading, command: Command, file: string): Lines {
  const { escape } = source.file;
  const path = join(directoryAt(source, build, command), file);
  const copied = lineage(build.stage)
    .flatMap(({ instructions }) => instructions)
    .filter(({ heredocs, keyword, span }) => heredocs.length > 0 && keyword !== 'RUN' && isBefore(span, build))
    .flatMap((instruction) => {
      const lookup = variablesAt(source, instruction, architecture);
      const target = operands(instruction.body, escape).at(-1);
      const written = target ? expand(wordParts(target, escape), lookup).text : '';
      const place = join(workingDirectory(source, instruction), written);
      return instruction.heredocs
        .filter(({ name }) => place === path || join(place, name) === path)
        .map((heredoc) => bodyText(heredoc.content.text, heredoc.expand, lookup));
    });
  const text = copied.at(-1);
  return text === undefined ? undefined : linesIn(text);
}

const isBefore = ({ start }: Span, { instruction }: BuildScript): boolean => start < instruction.span.start;

/** What a here-document says, its plain variables replaced where they are. */
const bodyText = (text: string, expands: boolean, lookup: Lookup): string =>
  expands
    ? text.replace(/(?<!\\)\$(?:\{(\w+)\}|(\w+))/g, (written, braced?: string, bare?: string) => {
        const value = lookup(braced ?? bare!);
        return value && 'text' in value ? value.text : written;
      })
    : text;

/** The lines of a command's here-document. */
const linesOfHeredoc = ({ script }: Command, { start, end, expand: expands }: Heredoc, lookup: Lookup): Lines =>
  linesIn(bodyText(script.text.text.slice(start, end), expands, lookup));

type Heredoc = NonNullable<Redirect['heredoc']>;

/** The file that a list belongs to by its own name: `tool.tgz.sha256`. */
function linesByListName(name: string): readonly CheckedLine[] | undefined {
  const bare = name.replace(/[.-](?:sha(?:1|224|256|384|512)|md5)(?:sums?)?(?:\.txt)?$/i, '');
  return bare !== name && bare !== '' && !/^(?:checksums?|sha\d*sums?)$/i.test(bare) ? [{ name: bare }] : undefined;
}

/** The lines of a list: `HASH  name`, `HASH *name`, or BSD's `SHA256 (name) = HASH`. */
function linesIn(text: string): readonly CheckedLine[] | undefined {
  const lines = text.split('\n').flatMap((each): CheckedLine[] => {
    const [, bsd, of] = /^\s*[A-Z0-9-]+\s*\((.+)\)\s*=\s*(\S*)/.exec(each) ?? [];
    if (bsd) return [{ name: bsd, hash: of! }];
    const line = each.trimStart();
    const end = firstField(line);
    const name = line
      .slice(end)
      .replace(/^\s+\*?/, '')
      .trimEnd();
    return end > 0 && name ? [{ name, hash: line.slice(0, end) }] : [];
  });
  return lines.length > 0 ? lines : undefined;
}

/** Where the first field of a line ends; a substitution is one piece, whatever blanks it holds. */
export function firstField(line: string): number {
  let depth = 0;
  for (let offset = 0; offset < line.length; offset++) {
    if (line.startsWith('$(', offset) || (depth > 0 && line[offset] === '(' && line[offset - 1] !== '$')) depth++;
    else if (line[offset] === ')' && depth > 0) depth--;
    else if (depth === 0 && /\s/.test(line[offset]!)) return offset;
  }
  return line.length;
}

/** What printf makes of `%s`. */
export function formatted([format = '', ...values]: readonly string[]): string {
  const pieces = format.split(/%s/);
  const slots = pieces.length - 1;
  if (slots === 0) return format;
  const lines: string[] = [];
  for (let at = 0; at < Math.max(values.length, 1); at += slots) {
    lines.push(pieces.map((piece, index) => piece + (index < slots ? (values[at + index] ?? '') : '')).join(''));
  }
  return lines.join('');
}

/** Text with the line ends and tabs that echo and printf make of their escapes. */
export const unescaped = (text: string): string => text.replaceAll('\\n', '\n').replaceAll('\\t', '\t');
