import { fact } from '../../fact.ts';
import type { Source } from '../../rule.ts';
import type { Command, Word } from '../../shell/model.ts';
import { commandName, unwrap, wordText } from '../../shell/unwrap.ts';
import { type ImagePath, join, mayBeSame } from '../paths.ts';
import { type BuildScript, buildScripts } from '../scripts.ts';
import { enclosingLists, lookupAt } from '../shellVariables.ts';
import { lineage } from '../stages.ts';
import { clone } from './clones.ts';
import { fetchesCommit, type GitCommand, gitCommands, gitLine, gitPlace, pinsCommit, verifiesCommit } from './git.ts';
import { parseArguments } from './options.ts';

/** A clone that the build makes. */
interface Clone {
  readonly build: BuildScript;
  readonly command: Command;
  readonly folder: ImagePath;
}

/** A working tree that the build clones, and what becomes of it up to the next clone into the same folder. */
export interface Tree extends Clone {
  /** Whether it is left at a commit that is named in full. */
  readonly pinned: boolean;
  /** In order. */
  readonly moves: readonly Move[];
}

/** A git command that leaves a tree at another commit. */
export interface Move {
  readonly git: GitCommand;
  /** The word that names the commit; undefined where no single word does. */
  readonly ref: Word | undefined;
  /** Whether it runs whenever the clone does, and in that very tree: below its folder there may be a submodule. */
  readonly certain: boolean;
}

/** The tree that each clone of the build leaves. */
export const trees = fact((source): ReadonlyMap<Command, Tree> => {
  const clones = buildScripts(source).flatMap((build) =>
    build.script.commands.flatMap((command): Clone[] => {
      const folder = clonedFolder(source, build, command);
      return folder === undefined ? [] : [{ build, command, folder }];
    }),
  );
  return new Map(clones.map((clone) => [clone.command, toTree(source, clone, clones)]));
});

function clonedFolder(source: Source, build: BuildScript, command: Command): ImagePath | undefined {
  const { name, args } = unwrap(command);
  const tool = commandName(name);
  if (tool !== 'git' && tool !== 'svn' && tool !== 'hg') return undefined;
  const lookup = lookupAt(source, build, command);
  const line = gitLine(args);
  const output = clone(command, tool, args, lookup)?.resources[0]?.output;
  return line && output?.kind === 'file'
    ? join(gitPlace(source, build, command, line, lookup), output.path)
    : undefined;
}

function toTree(source: Source, clone: Clone, clones: readonly Clone[]): Tree {
  const { stage } = clone.build;
  const others = clones.filter((other) => other.build.stage === stage && other !== clone);
  const again = others.find((other) => other.folder === clone.folder && isBehind(other, clone));
  const related = gitCommands(source).filter(
    (git) =>
      lineage(git.build.stage).includes(stage) &&
      isBehind(git, clone) &&
      !(again && isBehind(git, again)) &&
      mayConcern(git.place, clone.folder, others),
  );
  return {
    ...clone,
    pinned: isPinned(related),
    moves: related.flatMap((git) => {
      const target = targetOf(git);
      const certain = git.build.stage === stage && git.place === clone.folder && runsWith(git, clone);
      return target ? [{ git, ref: target.ref, certain }] : [];
    }),
  };
}

/** Whether a tree is left at a commit that is named in full, or is verified: by the last command that moves it. */
function isPinned(related: readonly GitCommand[]): boolean {
  if (related.some(verifiesCommit)) return true;
  const last = related.findLast((git) => pinsCommit(git) || targetOf(git) !== undefined);
  if (!last) return related.some(fetchesCommit);
  if (pinsCommit(last)) return true;
  return (
    last.texts.includes('FETCH_HEAD') &&
    fetchesCommit(related.findLast(({ verb }) => wordText(verb) === 'fetch') ?? last)
  );
}

const isBehind = (later: Pick<Clone, 'build' | 'command'>, earlier: Pick<Clone, 'build' | 'command'>): boolean =>
  later.build.script === earlier.build.script
    ? later.command.start > earlier.command.start
    : later.build.instruction.span.start >= earlier.build.instruction.span.start;

/** Whether a folder may be that of a tree, or in it: by its path or its name, unless another tree has it. */
const mayConcern = (place: ImagePath, folder: ImagePath, others: readonly Clone[]): boolean =>
  (isBelow(folder, place) || mayBeSame(place, folder)) &&
  !others.some((other) => isBelow(other.folder, place) && !isBelow(other.folder, folder));

/** Whether a place is a folder or below it. */
export const isBelow = (folder: ImagePath, place: ImagePath): boolean =>
  place === folder || place.startsWith(`${folder}/`);

/** Whether a command runs whenever a clone does: no condition, loop or function stands between them. */
function runsWith({ build, command }: Pick<Clone, 'build' | 'command'>, clone: Clone): boolean {
  const shared = enclosingLists(clone.command);
  let { list } = command.item;
  for (; !shared.has(list) && list.owner; list = list.owner.item.list)
    if (list.owner.kind !== 'group' && list.owner.kind !== 'subshell') return false;
  return shared.has(list) || build.host === undefined || runsWith(build.host, clone);
}

/** What a git command moves the tree to; undefined where it leaves the tree at its commit. */
function targetOf({ verb, args }: GitCommand): { readonly ref: Word | undefined } | undefined {
  const texts = args.map(wordText);
  switch (wordText(verb)) {
    case 'checkout':
    case 'switch':
      return checkoutTarget(args, texts);
    case 'reset':
      return resetTarget(args, texts);
    case 'pull':
    case 'merge':
    case 'rebase':
      return { ref: undefined };
    case 'submodule':
      return texts.includes('--remote') ? { ref: undefined } : undefined;
    default:
      return undefined;
  }
}

const CREATING = new Set(['-b', '-B', '-c', '-C', '--create', '--force-create', '--orphan', '--conflict']);

function checkoutTarget(
  args: readonly Word[],
  texts: readonly string[],
): { readonly ref: Word | undefined } | undefined {
  const dashes = texts.indexOf('--');
  const [ref, ...paths] = parseArguments(args, CREATING).operands;
  if (texts.includes('--orphan')) return { ref: undefined };
  if (!ref || dashes === 0 || isHere(ref)) return undefined;
  return { ref: paths.length > 0 ? undefined : ref };
}

function resetTarget(args: readonly Word[], texts: readonly string[]): { readonly ref: Word | undefined } | undefined {
  const [ref] = parseArguments(args, new Set()).operands;
  if (!ref || isHere(ref)) return undefined;
  return { ref: texts.includes('--hard') ? ref : undefined };
}

/** The commit that is checked out already, or the folder that is worked in. */
const isHere = (ref: Word): boolean => /^(?:HEAD|@|\.|\.\/)$/.test(wordText(ref));
