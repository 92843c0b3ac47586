import type { Command, Word } from '../../shell/model.ts';
import { commandName, unwrap, wordText } from '../../shell/unwrap.ts';
import type { Lookup } from '../../text/parts.ts';
import type { Argument } from '../pip/arguments.ts';
import { readPackageCommand } from '../pip/commands.ts';
import { COMMIT } from './git.ts';
import type { Fetch, Resource } from './model.ts';
import { parseArguments, spread } from './options.ts';
import { resource, unnamed } from './others.ts';

const SIGNED = 'whether its signature is looked at depends on settings that a Dockerfile does not show';

/** The subcommands by which package managers install what a URL names, and what they do to it by themselves. */
const MANAGERS: readonly {
  readonly name: RegExp;
  readonly verb?: RegExp;
  /** What its packages are called, where another URL is that of an index. */
  readonly file?: RegExp;
  readonly ownCheck?: string;
}[] = [
  { name: /^gem$/, verb: /^(?:install|i|specific_install)$/ },
  {
    name: /^apk$/,
    verb: /^add$/,
    file: /\.apk$/,
    ownCheck: 'apk compares its signature with the keys of the image, if it is told to',
  },
  { name: /^(?:apt|apt-get|aptitude)$/, verb: /^install$/ },
  { name: /^(?:dpkg|pacman|opkg)$/ },
  {
    name: /^(?:yum|dnf5?|microdnf|tdnf)$/,
    verb: /^(?:install|localinstall|reinstall|update|upgrade)$/,
    ownCheck: SIGNED,
  },
  { name: /^zypper$/, verb: /^(?:install|in)$/, ownCheck: SIGNED },
  { name: /^rpm$/, ownCheck: SIGNED },
];

/** Options of those package managers that take a value. */
const VALUED = new Set(
  '-X --repository --repositories-file --keys-dir --arch --cache-dir -t --virtual --root --installroot --releasever --enablerepo --disablerepo --setopt -c --config --source --baseurl --repofrompath -o'.split(
    ' ',
  ),
);

const URL = /^(?:https?|ftp):\/\//i;
const RPM_INSTALLS = /^-(?![qVe])[a-zA-Z]*[iUF]|^--(?:install|upgrade|freshen|reinstall)$/;

/** A URL of a package or a repository, with what may stand in front of it: `name @ `, `git+`. */
const PACKAGE_URL = /^(?:[\w.[\],-]+\s*@\s*)?(?:git\+)?(?:https?|ftp):\/\//i;
/** What npm and its relatives take from elsewhere than their registry. */
const NODE_URL =
  /^(?:@?[\w.-]+(?:\/[\w.-]+)?@)?(?:(?:git\+)?(?:https?|ssh):\/\/|git:\/\/|(?:github|gitlab|bitbucket):)|^[\w-]+\/[\w.-]+(?:#.*)?$/i;

/** What package managers fetch from a URL that they are given: no index and no lock file knows its hash. */
export function packageFetch(command: Command, lookup: Lookup): Fetch | undefined {
  const { name, args } = unwrap(command);
  const tool = commandName(name) ?? '';
  if (tool === 'rpm' || tool === 'rpmkeys' || tool === 'apt-key') {
    const keys = importedKeys(tool, args, lookup);
    if (keys) return keys;
  }
  if (/^(?:npm|pnpm|yarn|bun)$/.test(tool)) return nodePackages(tool, args, lookup);
  const manager = MANAGERS.find((one) => one.name.test(tool));
  if (manager) return ofManager(tool, manager, args, lookup);
  return /^(?:pip|python|pypy|uv$|pipx$)/.test(tool) ? pythonPackages(command, lookup) : undefined;
}

function importedKeys(tool: string, args: readonly Word[], lookup: Lookup): Fetch | undefined {
  const texts = args.map(wordText);
  if (!texts.some((text) => /^--(?:import|fetch-keys)$/.test(text))) return undefined;
  const keys = args.map((url) => resource(url, lookup, unnamed)).filter(({ text }) => URL.test(text));
  return keys.length > 0 ? { tool, kind: 'key', resources: keys, personal: undefined } : undefined;
}

function ofManager(
  tool: string,
  { verb, file, ownCheck }: (typeof MANAGERS)[number],
  args: readonly Word[],
  lookup: Lookup,
): Fetch | undefined {
  const [first, ...others] = parseArguments(spread(args, lookup), VALUED).operands;
  if (verb && !(first && verb.test(wordText(first)))) return undefined;
  if (tool === 'rpm' && !args.some((word) => RPM_INSTALLS.test(wordText(word)))) return undefined;
  const words = verb ? others : first ? [first, ...others] : [];
  const unchecked = args.some((word) =>
    /^--(?:nogpgcheck|no-gpg-checks|allow-untrusted|nosignature|force-yes|allow-unauthenticated)$/.test(wordText(word)),
  );
  return toFetch(
    tool,
    words
      .map((url) => resource(url, lookup, unnamed))
      .filter(({ text }) => URL.test(text) && (!file || file.test(text.replace(/[?#].*$/, '')))),
    unchecked ? undefined : ownCheck,
  );
}

function nodePackages(tool: string, args: readonly Word[], lookup: Lookup): Fetch | undefined {
  const { operands } = parseArguments(args, new Set(['--prefix', '-C', '--dir', '--cwd', '--registry']));
  const verb = operands.findIndex((word) => /^(?:install|i|add)$/.test(wordText(word)));
  if (verb < 0 || verb > 1) return undefined;
  const found = operands
    .slice(verb + 1)
    .map((url) => resource(url, lookup, unnamed))
    .filter(({ text }) => NODE_URL.test(text) && !COMMIT.test(text.replace(/^.*#/, '')));
  return toFetch(tool, found.map(nodeResource));
}

/** Hosts of repositories that npm knows by a short name; the first is meant where none is named. */
const HOSTS: Readonly<Record<string, string>> = {
  github: 'github.com',
  gitlab: 'gitlab.com',
  bitbucket: 'bitbucket.org',
};

function nodeResource(found: Resource): Resource {
  const { text, url: word } = found;
  const bare = text.replace(/^@?[\w.-]+(?:\/[\w.-]+)?@(?=[\w+]+:)/, '');
  const [address = '', ref] = bare.split('#');
  const short = /^(?:(github|gitlab|bitbucket):)?([\w-]+\/[\w.-]+)$/.exec(address);
  const isTree =
    short || /^git[+:]|\.git$/.test(address) || /^https?:\/\/(?:github|gitlab)\.com\/[^/]+\/[^/]+$/.test(address);
  if (!isTree || !word) return found;
  const clone = short ? `https://${HOSTS[short[1] ?? 'github']}/${short[2]}` : address.replace(/^git\+/, '');
  const [before = ''] = /^[^#]*?(?=["']?$|#)/.exec(word.text) ?? [];
  const [named = ''] = /^#[^"']*/.exec(word.text.slice(before.length)) ?? [];
  return {
    ...found,
    text: clone,
    repository: { ref, start: before.length, end: before.length + named.length, joint: '#' },
  };
}

function pythonPackages(command: Command, lookup: Lookup): Fetch | undefined {
  const given = readPackageCommand(command, lookup);
  if (!given || given.tool === 'conda' || given.subcommand === 'config') return undefined;
  const listed = given.options.flatMap(({ name, value }) =>
    /^(?:requirement|constraint|editable)$/.test(name) && value ? [value] : [],
  );
  const found = [...given.operands, ...listed].filter(({ text }) => PACKAGE_URL.test(text) && !isPinned(text));
  return toFetch(
    given.tool === 'uv' ? 'uv' : 'pip',
    found.map((argument) => toResource(argument, lookup)),
  );
}

function toResource({ word, text, unknown }: Argument, lookup: Lookup): Resource {
  const url = text.replace(/^[\w.[\],-]+\s*@\s*/, '');
  const [, clone, ref] = /^git\+([a-z]+:\/\/(?:[^/@]*@)?[^@#]*)(?:@([^#]*))?/i.exec(url) ?? [];
  const found = { ...resource(word, lookup, unnamed), text: clone ?? url, unknown };
  if (clone === undefined) return found;
  const [, before = '', named = ''] = /^(.*?git\+[a-z]+:\/\/(?:[^/@"']*@)?[^@#"']*)(@[^#"']*)?/i.exec(word.text) ?? [];
  return { ...found, repository: { ref, start: before.length, end: before.length + named.length, joint: '@' } };
}

/** Whether a URL holds a hash of what it names, or a full commit. */
const isPinned = (url: string): boolean => /[#&](?:sha\d+|md5)=[^&]/i.test(url) || /@[0-9a-f]{40}(?:#|$)/.test(url);

const toFetch = (tool: string, resources: readonly Resource[], ownCheck?: string): Fetch | undefined =>
  resources.length > 0 ? { tool, kind: 'package', resources, personal: undefined, ownCheck } : undefined;
