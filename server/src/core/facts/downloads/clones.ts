import type { Command, Word } from '../../shell/model.ts';
import { commandName, unwrap, wordText } from '../../shell/unwrap.ts';
import { expand, type Lookup } from '../../text/parts.ts';
import { baseName } from '../paths.ts';
import { optionText } from './curl.ts';
import { COMMIT, type GitLine, gitLine } from './git.ts';
import type { Fetch, Output } from './model.ts';
import { type Arguments, lastOption, parseArguments } from './options.ts';
import { resource } from './others.ts';

/** What clones; `add` is that of `git submodule`, whose other commands bring what the tree names. */
const VERBS = { git: ['clone', 'add'], svn: ['checkout', 'co', 'export'], hg: ['clone'] };

const VALUED = new Set(
  '-b --branch -o --origin -u --upload-pack --depth --reference --reference-if-able --separate-git-dir -j --jobs -c --config --template --filter --shallow-since --shallow-exclude --server-option --bundle-uri -r --revision --username --password'.split(
    ' ',
  ),
);

/** What a clone is given: its options, the URL and the folder. */
export const cloneArguments = (args: readonly Word[]): Arguments => parseArguments(args, VALUED);

/** A repository elsewhere: a URL, `host:path`, or what only the build knows; anything else is a folder or a bundle here. */
const REMOTE = /^(?!file:)(?:[a-z][a-z0-9+.-]*:\/\/|(?:[\w.-]+@)?[\w-]+(?:\.[\w-]+)+:|[\w.-]+@[\w.-]+:)|\$/i;

/** Whether a command line brings commits into a repository that is there. */
export const isFetch = ({ verb }: GitLine): boolean => /^(?:fetch|pull)$/.test(wordText(verb));

/** The command line of a clone; what `git submodule add` is given is like it. */
export function cloneLine(args: readonly Word[]): GitLine | undefined {
  const line = gitLine(args);
  const [first, ...others] = line?.args ?? [];
  if (!line || wordText(line.verb) === 'add') return undefined;
  return wordText(line.verb) === 'submodule' && first ? { ...line, verb: first, args: others } : line;
}

/** What `git fetch` or `git pull` brings into a repository that was not cloned: from a URL, or a remote that its script added. */
function fetchedRefs(command: Command, line: GitLine, lookup: Lookup): Fetch | undefined {
  const { operands } = parseArguments(line.args, FETCH_VALUED);
  const [remote, ...refs] = operands;
  const url =
    remote && (REMOTE.test(expand(remote.parts, lookup).text) ? remote : addedRemote(command, wordText(remote)));
  if (!url || refs.some((ref) => COMMIT.test(expand(ref.parts, lookup).text.replace(/:.*$/, '')))) return undefined;
  const found = resource(url, lookup, (): Output => ({ kind: 'file', path: '.', written: undefined }));
  return { tool: 'git', kind: 'git', resources: [found], personal: undefined };
}

const FETCH_VALUED = new Set([
  '--depth',
  '--deepen',
  '-j',
  '--jobs',
  '--refmap',
  '--filter',
  '--shallow-since',
  '-o',
  '-s',
  '-X',
]);

/** The URL of a remote that the script adds in front of a command. */
function addedRemote({ script, start }: Command, name: string): Word | undefined {
  for (const earlier of script.commands) {
    const { name: program, args } = unwrap(earlier);
    const line = earlier.start < start && commandName(program) === 'git' ? gitLine(args) : undefined;
    if (!line || wordText(line.verb) !== 'remote') continue;
    const [verb, added, url] = parseArguments(line.args, new Set(['-t', '-m'])).operands;
    if (url && added && wordText(verb!) === 'add' && wordText(added) === name) return url;
  }
  return undefined;
}

/** git clone, git submodule add, git fetch of another repository, svn checkout and hg clone: what they bring is a tree, not a file. One of a commit named in full leaves nothing to trust. */
export function clone(
  command: Command,
  tool: 'git' | 'svn' | 'hg',
  args: readonly Word[],
  lookup: Lookup,
): Fetch | undefined {
  const line = cloneLine(args);
  if (line && tool === 'git' && isFetch(line)) return fetchedRefs(command, line, lookup);
  if (!line || !VERBS[tool].includes(wordText(line.verb))) return undefined;
  const given = cloneArguments(line.args);
  const [url, folder] = given.operands;
  const revision = lastOption(given, '-r', '--revision');
  if (!url || (revision && COMMIT.test(optionText(revision, lookup)))) return undefined;
  const found = resource(
    url,
    lookup,
    (text): Output => ({
      kind: 'file',
      path: folder ? expand(folder.parts, lookup).text : baseName(text).replace(/\.git$/, ''),
      written: undefined,
    }),
  );
  if (!REMOTE.test(found.text)) return undefined;
  return { tool, kind: 'git', resources: [found], personal: undefined };
}
