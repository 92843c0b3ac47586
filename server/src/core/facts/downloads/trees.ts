import { fact } from '../../fact.ts';
import type { Source } from '../../rule.ts';
import type { Command, Word } from '../../shell/model.ts';
import { commandName, unwrap, wordText } from '../../shell/unwrap.ts';
import { type ImagePath, join, mayBeSame } from '../paths.ts';
import { type BuildScript, buildScripts } from '../scripts.ts';
import { enclosingLists, lookupAt } from '../shellVariables.ts';
import { clone } from './clones.ts';
import { type GitCommand, gitCommands, gitLine, gitPlace, pinsCommit } from './git.ts';
import { parseArguments } from './options.ts';

/** A working tree that a command of the build clones. */
export interface Tree {
  readonly build: BuildScript;
  readonly command: Command;
  readonly folder: ImagePath;
}

/** A git command behind a clone that leaves the tree at another commit. */
export interface Move {
  readonly git: GitCommand;
  /** The word that names the commit; undefined where no single word does. */
  readonly ref: Word | undefined;
  /** Whether it runs whenever the clone does, and in that very tree. */
  readonly certain: boolean;
}

/** What becomes of a cloned tree. */
export interface Course {
  /** Whether it is left at a commit that is named in full. */
  readonly pinned: boolean;
  /** In order. */
  readonly moves: readonly Move[];
}

/** The trees that the build clones, in order. */
const trees = fact((source): readonly Tree[] =>
  buildScripts(source).flatMap((build) =>
    build.script.commands.flatMap((command) => {
      const folder = clonedFolder(source, build, command);
      return folder === undefined ? [] : [{ build, command, folder }];
    }),
  ),
);

/** The folder that a command clones a repository into; undefined where it clones none. */
export function clonedFolder(source: Source, build: BuildScript, command: Command): ImagePath | undefined {
  const { name, args } = unwrap(command);
  const tool = commandName(name);
  if (tool !== 'git' && tool !== 'svn' && tool !== 'hg') return undefined;
  const line = gitLine(args);
  const lookup = lookupAt(source, build, command);
  const output = clone(tool, args, lookup)?.resources[0]?.output;
  return line && output?.kind === 'file'
    ? join(gitPlace(source, build, command, line, lookup), output.path)
    : undefined;
}

/** What the git commands behind a clone make of its tree, up to the next clone into the same folder. */
export function courseOf(source: Source, tree: Tree): Course {
  const { stage } = tree.build;
  const others = trees(source).filter((other) => other.build.stage === stage && other.command !== tree.command);
  const again = others.find((other) => other.folder === tree.folder && isBehind(other, tree));
  const behind = gitCommands(source).filter(
    (git) => git.build.stage === stage && isBehind(git, tree) && !(again && isBehind(git, again)),
  );
  const related = behind.flatMap((git) => {
    const relation = relationOf(git.place, tree.folder, others);
    return relation ? [{ git, same: relation === 'same' }] : [];
  });
  return {
    pinned: related.some(({ git }) => pinsCommit(git)),
    moves: related.flatMap(({ git, same }) => {
      const target = targetOf(git);
      return target ? [{ git, ref: target.ref, certain: same && runsWith(git, tree) }] : [];
    }),
  };
}

const isBehind = (later: Pick<Tree, 'build' | 'command'>, earlier: Pick<Tree, 'build' | 'command'>): boolean =>
  later.build.script === earlier.build.script
    ? later.command.start > earlier.command.start
    : later.build.instruction.span.start >= earlier.build.instruction.span.start;

/** Whether a folder is a tree's, or below it; `maybe` where only its name says so; undefined too where another tree has it. */
function relationOf(place: ImagePath, folder: ImagePath, others: readonly Tree[]): 'same' | 'maybe' | undefined {
  const relation = isBelow(folder, place) ? 'same' : mayBeSame(place, folder) ? 'maybe' : undefined;
  if (!relation) return undefined;
  const nearer = others.some((other) => isBelow(other.folder, place) && !isBelow(other.folder, folder));
  return nearer ? undefined : relation;
}

/** Whether a place is a folder or below it. */
export const isBelow = (folder: ImagePath, place: ImagePath): boolean =>
  place === folder || place.startsWith(`${folder}/`);

/** Whether a command runs whenever a clone does: no condition, loop or function stands between them. */
function runsWith({ build, command }: Pick<Tree, 'build' | 'command'>, tree: Tree): boolean {
  const shared = enclosingLists(tree.command);
  let { list } = command.item;
  for (; !shared.has(list) && list.owner; list = list.owner.item.list)
    if (list.owner.kind !== 'group' && list.owner.kind !== 'subshell') return false;
  return shared.has(list) || build.host === undefined || runsWith(build.host, tree);
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
