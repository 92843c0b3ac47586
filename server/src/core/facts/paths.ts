import type { Instruction } from '../dockerfile/model.ts';
import { wordParts } from '../dockerfile/words.ts';
import { fact } from '../fact.ts';
import type { Source } from '../rule.ts';
import type { Command, Word } from '../shell/model.ts';
import { perScript } from '../shell/perScript.ts';
import { commandName } from '../shell/unwrap.ts';
import { fitsPieces } from '../text/glob.ts';
import { expand, type Lookup } from '../text/parts.ts';
import type { BuildScript } from './scripts.ts';
import { enclosingLists, lookupAt } from './shellVariables.ts';
import { type Stage, stages } from './stages.ts';
import { variablesAt } from './variables.ts';

/**
 * An absolute path in the image, as far as the file says: unknown pieces stay as `${NAME}`.
 * Two commands mean the same file when their paths are the same text.
 */
export type ImagePath = string;

/** Joins a path to a folder and takes out `.`, `..` and doubled slashes; `~` is root's home. */
export function join(folder: ImagePath, path: string): ImagePath {
  const home = path.replace(/^~(?=\/|$)|^\$\{HOME\}(?=\/|$)/, '/root');
  const absolute = /^(?:\/|\$\{|[A-Za-z]:)/.test(home) ? home : `${folder}/${home}`;
  const segments: string[] = [];
  for (const segment of absolute.split('/')) {
    if (segment === '..' && segments.length > 0) segments.pop();
    else if (segment !== '' && segment !== '.' && segment !== '..') segments.push(segment);
  }
  const joined = segments.join('/');
  return absolute.startsWith('/') ? `/${joined}` : joined;
}

/** The last segment of a path or URL path. */
export const baseName = (path: string): string => path.replace(/\/+$/, '').replace(/^.*\//, '');

/** The last segment of a URL's path. */
export const urlFile = (url: string): string => baseName(url.replace(/[?#].*$/, ''));

/** The folder that a file of the project lies in; '' is the root. */
export const folderOf = (path: string): string => path.slice(0, Math.max(0, path.lastIndexOf('/')));

/** The folder that WORKDIR leaves each instruction in, those of the stages below included. */
const workingDirectories = fact((source): ReadonlyMap<Instruction, ImagePath> => {
  const folders = new Map<Instruction, ImagePath>();
  const ends = new Map<Stage, ImagePath>();
  for (const stage of stages(source)) {
    let folder = (stage.parent && ends.get(stage.parent)) ?? '/';
    for (const one of stage.instructions) {
      folders.set(one, folder);
      if (one.keyword === 'WORKDIR' && !one.onbuild)
        folder = join(folder, expand(wordParts(one.body, source.file.escape), variablesAt(source, one)).text);
    }
    ends.set(stage, folder);
  }
  return folders;
});

/** The folder that WORKDIR leaves an instruction in. */
export const workingDirectory = (source: Source, instruction: Instruction): ImagePath =>
  workingDirectories(source).get(instruction) ?? '/';

/** The folder that a command runs in: WORKDIR and every `cd` in front of it that still holds. */
export function directoryAt(source: Source, build: BuildScript, command: Command): ImagePath {
  const lists = enclosingLists(command);
  let folder = build.host
    ? directoryAt(source, build.host.build, build.host.command)
    : workingDirectory(source, build.instruction);
  for (const earlier of changingFolder(build.script)) {
    if (earlier.start >= command.start || !holds(earlier, lists)) continue;
    const target = earlier.args.find(({ text }) => !/^-[LPe@]+$/.test(text));
    folder = target ? join(folder, expand(target.parts, lookupAt(source, build, earlier)).text) : '/root';
  }
  return folder;
}

const changingFolder = perScript(({ commands }) =>
  commands.filter(({ name }) => /^(?:cd|pushd)$/.test(commandName(name) ?? '')),
);

/** Whether a `cd` still holds in these lists: it stands in one of them, or in a group `{ … }` of one. */
function holds(command: Command, lists: ReadonlySet<unknown>): boolean {
  for (let list = command.item.list; ; list = list.owner.item.list) {
    if (lists.has(list)) return true;
    if (list.owner?.kind !== 'group') return false;
  }
}

/** The image path that a word of a command names. */
export function pathOf(source: Source, build: BuildScript, command: Command, word: Word): ImagePath {
  return join(directoryAt(source, build, command), textOf(word, lookupAt(source, build, command)));
}

/** A word's text as far as the file says, unknown pieces as `${NAME}`. */
export const textOf = (word: Word, lookup: Lookup): string => expand(word.parts, lookup).text;

/**
 * Whether two paths may name the same file: equal, equal in their last segment, or equal where
 * only the build can tell a piece of one of them.
 */
export function mayBeSame(a: ImagePath, b: ImagePath): boolean {
  if (a === b) return true;
  const [left, right] = [baseName(a), baseName(b)];
  return left === right || fits(left, right) || fits(right, left);
}

function fits(pattern: string, text: string): boolean {
  if (!/[$*?`]/.test(pattern)) return false;
  return fitsPieces(pattern.split(/\$\{[^}]*\}|\$\([^)]*\)|`[^`]*`|\$\w+|[*?]/), text);
}
