import type { Word } from '../../shell/model.ts';
import { wordText } from '../../shell/unwrap.ts';
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

/** The command line of a clone; what `git submodule add` is given is like it. */
export function cloneLine(args: readonly Word[]): GitLine | undefined {
  const line = gitLine(args);
  const [first, ...others] = line?.args ?? [];
  if (!line || wordText(line.verb) === 'add') return undefined;
  return wordText(line.verb) === 'submodule' && first ? { ...line, verb: first, args: others } : line;
}

/** git clone, git submodule add, svn checkout and hg clone: what they bring is a tree, not a file. One of a commit named in full leaves nothing to trust. */
export function clone(tool: 'git' | 'svn' | 'hg', args: readonly Word[], lookup: Lookup): Fetch | undefined {
  const line = cloneLine(args);
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
