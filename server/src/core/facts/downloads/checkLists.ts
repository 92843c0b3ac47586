import type { Source } from '../../rule.ts';
import type { Command, Node, Word } from '../../shell/model.ts';
import { commandName, unwrap, wordText } from '../../shell/unwrap.ts';
import { baseName, mayBeSame, textOf } from '../paths.ts';
import type { BuildScript } from '../scripts.ts';
import { lookupAt } from '../shellVariables.ts';

/**
 * The files that a `…sum -c` compares, by the list it reads: from echo or printf in the pipe, a here-document,
 * a file written in the same script, or a filtered list. Undefined where the list does not say.
 */
export function checkedNames(
  source: Source,
  build: BuildScript,
  command: Command,
  args: readonly Word[],
): readonly string[] | undefined {
  const lookup = lookupAt(source, build, command);
  const list = args.map((word) => textOf(word, lookup)).findLast((text) => !text.startsWith('-') || text === '-');
  const redirect = command.redirects.find(({ operator }) => operator.startsWith('<'));
  if (redirect?.heredoc) return namesIn(command.script.text.text.slice(redirect.heredoc.start, redirect.heredoc.end));
  if (redirect?.operator === '<<<' && redirect.target) return namesIn(textOf(redirect.target, lookup));
  const file =
    list && list !== '-' && list !== '/dev/stdin' ? list : redirect?.target && textOf(redirect.target, lookup);
  if (file) return namesOfFile(source, build, command, file);
  return namesFromPipe(source, build, command);
}

function namesFromPipe(source: Source, build: BuildScript, command: Command): readonly string[] | undefined {
  const { pipeline, list } = command.item;
  const at = pipeline.findIndex((node) => node.type === 'command' && node.start === command.start);
  const before = pipeline[at - 1];
  if (!before) {
    const host = list.owner?.item;
    const outer = host?.pipeline.findIndex((node) => node.type === 'compound' && node.lists.includes(list)) ?? -1;
    const feeding = host?.pipeline[outer - 1];
    return feeding ? namesWritten(source, build, feeding) : undefined;
  }
  return namesWritten(source, build, before);
}

/** The names in what a command writes to its output. */
function namesWritten(source: Source, build: BuildScript, node: Node): readonly string[] | undefined {
  if (node.type === 'compound') {
    const names = node.lists.flatMap(({ items }) =>
      items.flatMap(({ pipeline }) => pipeline.map((inner) => namesWritten(source, build, inner))),
    );
    return names.some((each) => each === undefined) ? undefined : names.flatMap((each) => each!);
  }
  const { name, args } = unwrap(node);
  const lookup = lookupAt(source, build, node);
  const texts = args.map((word) => textOf(word, lookup));
  switch (commandName(name)) {
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
      return redirect ? namesIn(node.script.text.text.slice(redirect.start, redirect.end)) : undefined;
    }
    default:
      return undefined;
  }
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
function namesOfFile(
  source: Source,
  build: BuildScript,
  command: Command,
  file: string,
): readonly string[] | undefined {
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
  if (written.length > 0 && written.every((names) => names !== undefined)) return written.flat();
  const bare = baseName(file).replace(/[.-](?:sha(?:1|224|256|384|512)|md5)(?:sums?)?(?:\.txt)?$/i, '');
  return bare !== baseName(file) && bare !== '' && !/^(?:checksums?|sha\d*sums?)$/i.test(bare) ? [bare] : undefined;
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
