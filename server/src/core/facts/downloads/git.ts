import { fact } from '../../fact.ts';
import type { Source } from '../../rule.ts';
import type { Command, Word } from '../../shell/model.ts';
import { commandName, unwrap, wordText } from '../../shell/unwrap.ts';
import type { Lookup } from '../../text/parts.ts';
import { directoryAt, type ImagePath, join, textOf } from '../paths.ts';
import { type BuildScript, buildScripts } from '../scripts.ts';
import { lookupAt } from '../shellVariables.ts';

/** A command line of git (svn's and hg's are alike): its own options, its verb, and what stands behind it. */
export interface GitLine {
  readonly own: readonly Word[];
  readonly verb: Word;
  readonly args: readonly Word[];
}

/** A git command of the build. */
export interface GitCommand extends GitLine {
  readonly build: BuildScript;
  readonly command: Command;
  /** The arguments as far as the file says, unknown pieces as `${NAME}`. */
  readonly texts: readonly string[];
  /** The folder that it works in. */
  readonly place: ImagePath;
}

/** git's own options that take the next word for their value. */
const VALUED = /^(?:-[Cc]|--(?:git-dir|work-tree|namespace|config-env|attr-source))$/;

/** Takes the arguments of a program apart; undefined where there is no verb. */
export function gitLine(args: readonly Word[]): GitLine | undefined {
  for (let index = 0; index < args.length; index++) {
    const text = wordText(args[index]!);
    if (VALUED.test(text)) index++;
    else if (!text.startsWith('-'))
      return { own: args.slice(0, index), verb: args[index]!, args: args.slice(index + 1) };
  }
  return undefined;
}

/** Every git command that the build runs, in order. */
export const gitCommands = fact((source): readonly GitCommand[] =>
  buildScripts(source).flatMap((build) =>
    build.script.commands.flatMap((command) => {
      const { name, args } = unwrap(command);
      const line = commandName(name) === 'git' ? gitLine(args) : undefined;
      if (!line) return [];
      const lookup = lookupAt(source, build, command);
      const texts = line.args.map((word) => textOf(word, lookup));
      return [{ ...line, build, command, texts, place: gitPlace(source, build, command, line, lookup) }];
    }),
  ),
);

/** The folder that a command line of git works in: the script's, moved by each `-C`. */
export function gitPlace(
  source: Source,
  build: BuildScript,
  command: Command,
  { own }: GitLine,
  lookup: Lookup,
): ImagePath {
  const texts = own.map((word) => textOf(word, lookup));
  const given = texts.flatMap((text, index) => (text === '-C' ? [texts[index + 1] ?? ''] : []));
  const option = (name: string) =>
    texts.find((text) => text.startsWith(`${name}=`))?.slice(name.length + 1) ??
    texts[texts.indexOf(name) + 1 || texts.length];
  const tree = option('--work-tree') ?? option('--git-dir')?.replace(/\/?\.git\/?$/, '/.');
  return [...given, ...(tree ? [tree] : [])].reduce(join, directoryAt(source, build, command));
}

/** Whether BuildKit's ADD takes a URL for a repository: by its scheme, or because its path ends with `.git`. */
export const isGitUrl = (url: string): boolean =>
  /^(?:git|ssh):\/\/|^git@|^https?:\/\/[^?#]*\.git(?:[?#]|$)/i.test(url);

/** A git commit named in full. */
export const COMMIT = /^[0-9a-f]{40}(?:[0-9a-f]{24})?$/;

/** Whether a git command checks what a tag or a commit is signed with, or asks which commit it is at, to compare it. */
export function verifiesCommit({ verb, texts, command }: GitCommand): boolean {
  const name = wordText(verb);
  if (name === 'verify-tag' || name === 'verify-commit') return true;
  if (name === 'tag') return texts.some((text) => text === '-v' || text === '--verify');
  const { owner } = command.item.list;
  const host = owner?.kind === 'substitution' ? owner.item.pipeline[0] : undefined;
  const isTest = host?.type === 'compound' ? host.kind === 'test' : /^(?:test|\[)$/.test(commandName(host?.name) ?? '');
  return name === 'rev-parse' && isTest;
}

/** Whether a git command leaves a working tree at a commit that is named in full. */
export function pinsCommit({ verb, texts }: GitCommand): boolean {
  const at = texts.findIndex((text) => COMMIT.test(text));
  if (at < 0) return false;
  const isOfFiles = texts.slice(at + 1).some((text) => text === '--' || !text.startsWith('-'));
  return /^(?:checkout|reset|switch|merge)$/.test(wordText(verb)) && !(wordText(verb) === 'checkout' && isOfFiles);
}

/** Whether a git command brings a commit that is named in full, for FETCH_HEAD to name it. */
export const fetchesCommit = ({ verb, texts }: GitCommand): boolean =>
  /^(?:fetch|pull|submodule)$/.test(wordText(verb)) && texts.some((text) => COMMIT.test(text));
