import type { Download } from '../facts/downloads/model.ts';
import { lookupAt } from '../facts/shellVariables.ts';
import type { Source } from '../rule.ts';
import type { Command, Item, List, Node } from '../shell/model.ts';
import { argumentNames } from './argumentNames.ts';
import { linkBehind, type Obstacle } from './chain.ts';
import { checkCommand, declareHashes, type Pin, questionsOf, targets } from './pin.ts';
import { escaped } from './quoting.ts';
import type { Replacement } from './replacement.ts';
import { inSteps, type Step, temporaryPath, writeToFile } from './saved.ts';

/**
 * Pins what is piped into another program: downloaded to a file, verified, and only then read by the same
 * program from its standard input, so that its own options stay as they are.
 */
export function pinPipe(source: Source, download: Download): Pin {
  const wanted = targets(source, download);
  if ('obstacle' in wanted) return wanted;
  const [target] = wanted;
  if (!download.run || !target || wanted.length > 1) return { obstacle: 'several downloads enter one pipe' };
  const { build, command } = download.run;
  if (command.redirects.some(({ operator }) => operator.startsWith('>&') || operator === '&>'))
    return { obstacle: 'its output is redirected' };
  if (build.script.text.text.includes('PIPESTATUS')) return { obstacle: 'the script reads PIPESTATUS' };
  const path = temporaryPath(source, target.file.resource, argumentNames(source).get(target.file)!);
  const toFile = writeToFile(command, path, lookupAt(source, build, command));
  if (!toFile) return { obstacle: 'its options do not say where a file could be named' };
  const use = useOf(command, toFile, path);
  if ('obstacle' in use) return use;
  const link = linkBehind(source, build, use.item);
  if ('obstacle' in link) return link;
  return {
    ...questionsOf([target]),
    edits: (answers) => {
      const check = checkCommand(source, build, target, escaped(path), answers);
      return [
        ...declareHashes(source, download, target, answers),
        ...inSteps(build.script, use.item, link, [{ ...use, check, path }]),
      ];
    },
  };
}

/** The item that downloads and uses, and how its user reads a file instead. */
interface Use extends Pick<Step, 'fetch' | 'reading'> {
  readonly item: Item;
}

function useOf(command: Command, toFile: Replacement, path: string): Use | Obstacle {
  if (command.script.form === 'exec') return { obstacle: 'the exec form runs no shell that could check it' };
  const { list } = command.item;
  const isLone = list.items.length === 1 && command.item.pipeline.length === 1;
  if (list.owner?.kind === 'substitution') return isLone ? substituted(command, list, toFile, path) : NOT_PLAIN;
  if (isLone && (list.owner?.kind === 'subshell' || list.owner?.kind === 'group'))
    return piped(list.owner.item, (node) => node.type === 'compound' && node.lists.includes(list), toFile, path);
  return piped(command.item, (node) => node === command, toFile, path);
}

const NOT_PLAIN: Obstacle = { obstacle: 'it does not stand at the head of a plain pipe' };

/** `curl … | reader`, also `(curl …) | reader` and `curl … | (cd x && reader)`. */
function piped(item: Item, isHead: (node: Node) => boolean, toFile: Replacement, path: string): Use | Obstacle {
  const [head, reader] = item.pipeline;
  if (!head || !reader || !isHead(head)) return NOT_PLAIN;
  const pipe = pipeBetween(item, head, reader);
  const isLast = item.pipeline.length === 2;
  const end = isLast ? item.end : reader.type === 'command' ? reader.end : undefined;
  if (!pipe || end === undefined) return NOT_PLAIN;
  return { item, fetch: { toFile, pipe }, reading: { start: end, end, text: ` < ${path}` } };
}

/** Where the pipe between two members stands, with the blanks around it. */
function pipeBetween({ list, end }: Item, head: Node, reader: Node): { start: number; end: number } | undefined {
  const { text } = list.script.text;
  if (head.type === 'command') {
    const pipe = /^\s*\|&?\s*/.exec(text.slice(head.end, end))?.[0];
    return pipe === undefined ? undefined : { start: head.end, end: head.end + pipe.length };
  }
  if (reader.type !== 'command') return undefined;
  const pipe = /\s*\|&?\s*$/.exec(text.slice(0, reader.start))?.[0];
  return pipe === undefined ? undefined : { start: reader.start - pipe.length, end: reader.start };
}

/** `sh -c "$(curl …)"`, `eval "$(curl …)"`, `bash <(curl …)`: the download moves in front, and its user reads the file. */
function substituted(command: Command, list: List, toFile: Replacement, path: string): Use | Obstacle {
  const { item } = list.owner!;
  const written = command.script.text.text;
  const fetch = written.slice(command.start, toFile.start) + toFile.text + written.slice(toFile.end, command.end);
  const word = wordAround(item, list);
  if (!word) return NOT_PLAIN;
  if (word.text.startsWith('`') && /\\/.test(word.text)) return { obstacle: 'its backticks hold escapes' };
  const reading = /^<\([^]*\)$/.test(word.text)
    ? { start: word.start, end: word.end, text: path }
    : { start: command.start, end: command.end, text: `cat ${path}` };
  return { item, fetch, reading };
}

function wordAround(item: Item, list: List) {
  return item.pipeline
    .flatMap((node) =>
      node.type === 'command' ? [...node.args, ...node.redirects.flatMap(({ target }) => target ?? [])] : [],
    )
    .find(({ substitutions }) => substitutions.includes(list));
}
