import { cloneArguments, cloneLine, isFetch } from '../facts/downloads/clones.ts';
import { optionText } from '../facts/downloads/curl.ts';
import { gitCommands, gitLine } from '../facts/downloads/git.ts';
import { checkedOutRef, clonedRef, DEFAULT_BRANCH, type Ref } from '../facts/downloads/gitRefs.ts';
import type { DownloadedFile } from '../facts/downloads/model.ts';
import { type Arguments, hasOption, lastOption } from '../facts/downloads/options.ts';
import { isBelow, type Move, type Tree } from '../facts/downloads/trees.ts';
import type { BuildScript } from '../facts/scripts.ts';
import { lookupAt } from '../facts/shellVariables.ts';
import { rootImage } from '../facts/stages.ts';
import type { Source } from '../rule.ts';
import type { Command, Word } from '../shell/model.ts';
import { commandName, unwrap, wordText } from '../shell/unwrap.ts';
import { expand } from '../text/parts.ts';
import type { Obstacle } from './chain.ts';
import { escaped } from './quoting.ts';

/** The command that leaves a cloned tree at a commit by name: the last checkout, else the clone itself. */
export interface CommitStep {
  readonly build: BuildScript;
  readonly command: Command;
  readonly ref: Ref;
  /** The word that names the ref. */
  readonly word: Word | undefined;
  /** What the clone was given. */
  readonly given: Arguments;
  /** Whether the clone itself brings the submodules. */
  readonly recursive: boolean;
  /** How a verb and its arguments are run in the tree from behind the command, in the author's own words. */
  git(verb: string): string;
}

/** The step that a cloned tree's commit comes from, or why nothing can be put behind it. */
export function commitStep(source: Source, tree: Tree, file: DownloadedFile): CommitStep | Obstacle {
  const line = cloneLine(unwrap(tree.command).args);
  if (!line || isFetch(line)) return { obstacle: 'it is fetched, not cloned: check out a full commit behind it' };
  const given = cloneArguments(line.args);
  const move = tree.moves.at(-1);
  const obstacle = obstacleOf(given, move);
  if (obstacle) return { obstacle };
  const step = move ? movedStep(source, tree, given, move) : clonedStep(source, tree, given, file);
  if ('obstacle' in step) return step;
  return commandName(step.command.name) === 'xargs' ? { obstacle: 'xargs puts its arguments together' } : step;
}

function obstacleOf(given: Arguments, move: Move | undefined): string | undefined {
  if (hasOption(given, '--mirror', '--bare')) return 'it leaves no working tree';
  if (hasOption(given, '--remote-submodules')) return 'its submodules follow branches of their own';
  if (hasOption(given, '--shallow-since', '--shallow-exclude')) return 'its history is cut at a date or a name';
  if (!/^(?:\d+|\$\{\w+\})$/.test(lastOption(given, '--depth')?.text ?? '1')) return 'its depth is no number';
  if (!/^[\w.-]+$/.test(remoteOf(given))) return 'the name of its remote is no plain word';
  if (!move) return hasOption(given, '-n', '--no-checkout') ? 'it checks nothing out' : undefined;
  const verb = `git ${wordText(move.git.verb)}`;
  if (!move.certain) return `only the build knows whether the ${verb} below it concerns its tree`;
  return move.ref ? undefined : `the ${verb} below it brings in other commits`;
}

function clonedStep(
  source: Source,
  { build, command }: Tree,
  given: Arguments,
  file: DownloadedFile,
): CommitStep | Obstacle {
  const option = lastOption(given, '-b', '--branch', '--revision');
  const lookup = lookupAt(source, build, command);
  const unknown = option?.value && expand(option.value.parts, lookup).unknown;
  if (unknown !== undefined) return { obstacle: `only the build knows the ref: ${unknown}` };
  const folder = writtenFolder(given, file);
  if (folder === undefined) return { obstacle: 'only the build knows its folder' };
  const prefix = textBeforeVerb(command);
  const inFolder = OLD_GIT.test(rootImage(build.stage))
    ? (verb: string) => `(cd ${folder} && ${prefix} ${verb})`
    : (verb: string) => `${prefix} -C ${folder} ${verb}`;
  return {
    build,
    command,
    ref: option ? clonedRef(optionText(option, lookup)) : DEFAULT_BRANCH,
    word: option?.value,
    given,
    recursive: hasOption(given, '--recursive', '--recurse-submodules'),
    git: /^\.\/?$/.test(folder) ? (verb) => `${prefix} ${verb}` : inFolder,
  };
}

/** Images whose git is older than 1.8.5 and knows no `-C`. */
const OLD_GIT =
  /(?:centos|rhel|ubi|oraclelinux)[:-]?[5-7](?!\d)|(?:^|[:-])(?:wheezy|precise)|^(?:debian:7|ubuntu:1[0-2]\.)/;

/** The folder as a word of the command line, in the author's spelling where there is one. */
function writtenFolder(
  { operands: [, folder] }: Arguments,
  { resource: { output } }: DownloadedFile,
): string | undefined {
  if (folder) return folder.substitutions.length > 0 ? undefined : folder.text;
  if (output.kind !== 'file' || output.path === '') return undefined;
  return /^[\w.+-]+$/.test(output.path) ? output.path : `"${escaped(output.path)}"`;
}

function movedStep(source: Source, tree: Tree, given: Arguments, { git, ref }: Move): CommitStep | Obstacle {
  const { build, command, verb } = git;
  const { text, unknown } = expand(ref!.parts, lookupAt(source, build, command));
  if (unknown !== undefined) return { obstacle: `only the build knows the ref: ${unknown}` };
  const branch = lastOption(given, '-b', '--branch')?.text;
  const named = checkedOutRef(text, remoteOf(given), branch);
  if (!named) return { obstacle: `only the history of the repository tells which commit ${text} is` };
  if (hasOption(given, '--recursive', '--recurse-submodules') && !updatesSubmodules(source, tree, git))
    return { obstacle: `the git ${wordText(verb)} below it leaves the submodules where they were` };
  const prefix = textBeforeVerb(command);
  return { build, command, ref: named, word: ref, given, recursive: false, git: (verb) => `${prefix} ${verb}` };
}

/** The name of the remote that a clone sets up. */
export const remoteOf = (given: Arguments): string => lastOption(given, '-o', '--origin')?.text ?? 'origin';

/** Whether the script brings the submodules of a tree to its commit behind a command. */
const updatesSubmodules = (source: Source, { folder }: Tree, { command }: Move['git']): boolean =>
  gitCommands(source).some(
    (other) =>
      other.build.script === command.script &&
      other.command.start > command.start &&
      wordText(other.verb) === 'submodule' &&
      other.texts.includes('update') &&
      isBelow(folder, other.place),
  );

/** How a command calls git: assignments, wrappers and git's own options, as written. */
const textBeforeVerb = (command: Command): string =>
  command.script.text.text.slice(command.start, gitLine(unwrap(command).args)!.verb.start).trimEnd();
