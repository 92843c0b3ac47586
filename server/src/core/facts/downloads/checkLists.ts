import type { Source } from '../../rule.ts';
import type { Command, List, Node, Word } from '../../shell/model.ts';
import { commandName, unwrap, wordText } from '../../shell/unwrap.ts';
import { baseName, mayBeSame, textOf } from '../paths.ts';
import type { BuildScript } from '../scripts.ts';
import { lookupAt } from '../shellVariables.ts';

/** The names in a list; undefined where it does not say, `itself` where the build computes it from the very files. */
type Names = readonly string[] | 'itself' | undefined;

/**
 * The files that a `…sum -c` compares, by the list it reads: from what stands in front of it in the pipe, a
 * here-document, a file written in the same script, a filtered list, or by the line that is searched in its output.
 */
export function checkedNames(source: Source, build: BuildScript, command: Command, args: readonly Word[]): Names {
  const lookup = lookupAt(source, build, command);
  const operand = args.findLast((word) => !wordText(word).startsWith('-'));
  const redirect = command.redirects.find(({ operator }) => operator.startsWith('<'));
  if (redirect?.heredoc) return namesIn(command.script.text.text.slice(redirect.heredoc.start, redirect.heredoc.end));
  if (redirect?.operator === '<<<' && redirect.target) return namesIn(textOf(redirect.target, lookup));
  const word = operand ?? redirect?.target;
  const [list] = word?.substitutions ?? [];
  if (word && list && /^<\(/.test(word.text)) return namesOfList(source, build, list);
  const file = word && textOf(word, lookup);
  if (!file || file === '/dev/stdin') return namesFromPipe(source, build, command);
  return namesOfFile(source, build, command, file) ?? namesSearched(command);
}

function namesFromPipe(source: Source, build: BuildScript, command: Command): Names {
  const { pipeline, list } = command.item;
  const at = pipeline.findIndex((node) => node.type === 'command' && node.start === command.start);
  if (at > 0) return namesUpTo(source, build, pipeline.slice(0, at));
  const host = list.owner?.item;
  const outer = host?.pipeline.findIndex((node) => node.type === 'compound' && node.lists.includes(list)) ?? -1;
  return host && outer > 0 ? namesUpTo(source, build, host.pipeline.slice(0, outer)) : undefined;
}

/** The names that the end of a pipe writes; programs that only drop or order lines keep those of the one before. */
function namesUpTo(source: Source, build: BuildScript, members: readonly Node[]): Names {
  const last = members.at(-1);
  if (!last) return undefined;
  const isFilter =
    last.type === 'command' && /^(?:head|tail|sort|uniq|tr|tee)$/.test(commandName(unwrap(last).name) ?? '');
  return isFilter && members.length > 1
    ? namesUpTo(source, build, members.slice(0, -1))
    : namesWritten(source, build, last);
}

function namesOfList(source: Source, build: BuildScript, { items }: List): Names {
  const names = items.map(({ pipeline }) => namesUpTo(source, build, pipeline));
  if (names.includes('itself')) return 'itself';
  return names.some((each) => each === undefined) ? undefined : names.flatMap((each) => each!);
}

/** The names in what a command writes to its output. */
function namesWritten(source: Source, build: BuildScript, node: Node): Names {
  if (node.type === 'compound') {
    const names = node.lists.map((list) => namesOfList(source, build, list));
    return names.some((each) => each === undefined) ? undefined : names.flatMap((each) => each!);
  }
  const { name, args } = unwrap(node);
  const program = commandName(name) ?? '';
  const lookup = lookupAt(source, build, node);
  const texts = args.map((word) => textOf(word, lookup));
  switch (program) {
    case 'echo':
      return namesIn(unescaped(texts.filter((text, index) => index > 0 || !/^-[neE]+$/.test(text)).join(' ')));
    case 'printf':
      return namesIn(unescaped(formatted(texts)));
    case 'grep':
    case 'egrep':
    case 'fgrep':
      return filtered(args, texts);
    case 'cat': {
      const redirect = node.redirects.find(({ heredoc }) => heredoc)?.heredoc;
      if (redirect) return namesIn(node.script.text.text.slice(redirect.start, redirect.end));
      const [file, ...others] = texts.filter((text) => !text.startsWith('-'));
      return file && others.length === 0 ? namesOfFile(source, build, node, file) : undefined;
    }
    case 'curl':
    case 'wget': {
      const url = texts.find((text) => text.includes('://'));
      return url === undefined ? undefined : namesByListName(baseName(url.replace(/[?#].*$/, '')));
    }
    default:
      return /^(?:g?(?:sha\d+|md5|b2)sum|shasum)$/.test(program) ? 'itself' : undefined;
  }
}

/** The file whose line is searched in what a check prints: `sha256sum -c list | grep 'name: OK'`. */
function namesSearched({ item }: Command): readonly string[] | undefined {
  for (const node of item.pipeline) {
    if (node.type !== 'command' || !/^[ef]?grep$/.test(commandName(unwrap(node).name) ?? '')) continue;
    const name = node.args
      .map((word) => /^\^?(\S+):\s*OK\$?$/.exec(wordText(word))?.[1])
      .find((one) => one !== undefined);
    if (name) return [name.replaceAll('\\', '')];
  }
  return undefined;
}

/** A pattern that selects lines of a list names the file that it selects, or every file whose name holds it. */
function filtered(args: readonly Word[], texts: readonly string[]): readonly string[] | undefined {
  const pattern = texts[args.findIndex((word) => !wordText(word).startsWith('-'))];
  const name = pattern
    ?.replace(/\\([.$*?+/-])/g, '$1')
    .replace(/^[\s^*]+|[\s$]+$/g, '')
    .replace(/^.*\s\*?/, '');
  if (!name || /[|()[\]]/.test(name.replace(/\$\([^)]*\)/g, ''))) return undefined;
  return [name, `*${name.replaceAll('.*', '*')}*`];
}

/** The names of a list that stands in a file: as the script itself writes it, or as its own name says. */
function namesOfFile(source: Source, build: BuildScript, command: Command, file: string): Names {
  const written = build.script.commands.flatMap((earlier) => {
    if (earlier.start >= command.start) return [];
    const lookup = lookupAt(source, build, earlier);
    const redirect = earlier.redirects.find(
      ({ operator, target }) => operator.startsWith('>') && target && mayBeSame(textOf(target, lookup), file),
    );
    const tee =
      commandName(earlier.name) === 'tee' &&
      earlier.args.some((word) => baseName(textOf(word, lookup)) === baseName(file));
    const feeding = tee ? earlier.item.pipeline[0] : undefined;
    return redirect || feeding ? [namesWritten(source, build, feeding ?? earlier)] : [];
  });
  if (written.includes('itself')) return 'itself';
  if (written.length > 0 && written.every((names) => names !== undefined)) return written.flatMap((names) => names!);
  return namesByListName(baseName(file));
}

/** The file that a list belongs to by its own name: `tool.tgz.sha256`. */
function namesByListName(name: string): readonly string[] | undefined {
  const bare = name.replace(/[.-](?:sha(?:1|224|256|384|512)|md5)(?:sums?)?(?:\.txt)?$/i, '');
  return bare !== name && bare !== '' && !/^(?:checksums?|sha\d*sums?)$/i.test(bare) ? [bare] : undefined;
}

/** The names of a list's lines: `HASH  name`, `HASH *name`, or BSD's `SHA256 (name) = HASH`. */
function namesIn(text: string): readonly string[] | undefined {
  const names = text.split('\n').flatMap((line) => {
    const bsd = /^\s*[A-Z0-9-]+\s*\((.+)\)\s*=/.exec(line)?.[1];
    if (bsd) return [bsd];
    const hash = firstField(line.trimStart());
    const name = line
      .trimStart()
      .slice(hash)
      .replace(/^\s+\*?/, '')
      .trimEnd();
    return hash > 0 && name ? [name] : [];
  });
  return names.length > 0 && !names.includes('-') ? names : undefined;
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
