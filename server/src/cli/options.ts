import type { Severity } from '../core/rule.ts';
import { rules } from '../core/rules/index.ts';
import type { Decompression, DigestSource, Step } from '../core/sources.ts';
import { hint } from '../project/nearest.ts';
import { type Arguments, type OptionKind, oneOf, readArguments, UsageError } from './arguments.ts';
import { allowedHostsOf } from './hosts.ts';
import { STDIN } from './targets.ts';

export interface CheckCommand {
  readonly name: 'check';
  readonly paths: readonly string[];
  readonly format: 'text' | 'json' | 'sarif' | 'github';
  readonly failOn: Severity;
}

export interface FixCommand {
  readonly name: 'fix';
  readonly paths: readonly string[];
  readonly write: boolean;
  /** Rules whose findings are fixed; none means all. */
  readonly rules: readonly string[];
  /** Whether fixes for review are applied too. */
  readonly all: boolean;
  readonly offline: boolean;
  /** Where digests come from; undefined is what the settings say. */
  readonly digests: DigestSource | undefined;
  /** Whether the cache of digests may be believed. */
  readonly cache: boolean;
  readonly allowHosts: readonly string[];
  readonly format: 'text' | 'json';
  readonly failOn: Severity;
}

export interface VerifyCommand {
  readonly name: 'verify';
  readonly paths: readonly string[];
  /** Whether hashes that no longer match are replaced. */
  readonly update: boolean;
  readonly allowHosts: readonly string[];
  readonly format: 'text' | 'json';
}

export interface HashCommand {
  readonly name: 'hash';
  readonly url: string;
  /** What is done to the file before it is hashed, in order. */
  readonly then: readonly Step[];
  readonly digests: DigestSource;
  readonly cache: boolean;
  readonly allowHosts: readonly string[];
}

/** Empties the cache of digests. */
export interface CacheCommand {
  readonly name: 'cache';
}

export type Command =
  | CheckCommand
  | FixCommand
  | VerifyCommand
  | HashCommand
  | CacheCommand
  | { readonly name: 'lsp' | 'help' | 'version' };

const SEVERITIES: readonly Severity[] = ['error', 'warning', 'information', 'hint'];
const DECOMPRESSIONS: readonly Decompression[] = ['bz2', 'gz', 'xz', 'zst'];
const DIGESTS: readonly DigestSource[] = ['publisher', 'download', 'both'];
const CHECK_FORMATS: readonly CheckCommand['format'][] = ['text', 'json', 'sarif', 'github'];
const FORMATS: readonly FixCommand['format'][] = ['text', 'json'];

const OPTIONS: Readonly<Record<string, OptionKind>> = {
  help: { type: 'boolean', short: 'h' },
  version: { type: 'boolean' },
  format: { type: 'string' },
  'fail-on': { type: 'string', values: SEVERITIES },
  write: { type: 'boolean' },
  rule: { type: 'string' },
  all: { type: 'boolean' },
  offline: { type: 'boolean' },
  digests: { type: 'string', values: DIGESTS },
  'no-cache': { type: 'boolean' },
  'allow-host': { type: 'string' },
  decompress: { type: 'string', values: DECOMPRESSIONS },
  member: { type: 'string' },
  update: { type: 'boolean' },
  stdio: { type: 'boolean' },
};

interface CommandKind {
  readonly options: readonly string[];
  readonly read: (given: Arguments, operands: readonly string[]) => Command;
}

const COMMANDS: Readonly<Record<string, CommandKind>> = {
  check: { options: ['format', 'fail-on'], read: readCheck },
  fix: {
    options: ['write', 'rule', 'all', 'offline', 'digests', 'no-cache', 'allow-host', 'fail-on', 'format'],
    read: readFix,
  },
  verify: { options: ['update', 'allow-host', 'format'], read: readVerify },
  hash: { options: ['decompress', 'member', 'digests', 'no-cache', 'allow-host'], read: readHash },
  cache: { options: [], read: readCache },
  lsp: {
    options: ['stdio'],
    read: (_, operands) => {
      if (operands.length > 0) throw new UsageError('lsp takes no path: its client names the files');
      return { name: 'lsp' };
    },
  },
};

/** What a command line asks for; throws UsageError where it cannot be meant. */
export function parseCommandLine(argv: readonly string[]): Command {
  const given = readArguments(argv, OPTIONS);
  if (given.flag('help')) return { name: 'help' };
  if (given.flag('version')) return { name: 'version' };
  const [name, ...operands] = given.operands;
  const names = Object.keys(COMMANDS);
  if (name === undefined) throw new UsageError(`no command given${hint('', names)}; --help explains them`);
  const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (!command) throw new UsageError(`unknown command ${name}${hint(name, names)}`);
  const foreign = given.names.find((option) => !command.options.includes(option));
  if (foreign !== undefined) {
    const owners = names.filter((other) => COMMANDS[other]!.options.includes(foreign));
    throw new UsageError(`${name} has no option --${foreign}; it is one of ${owners.join(' and ')}`);
  }
  return command.read(given, operands);
}

function readCheck(given: Arguments, operands: readonly string[]): CheckCommand {
  return {
    name: 'check',
    paths: pathsOf(operands),
    format: formatOf(given, CHECK_FORMATS),
    failOn: failOnOf(given),
  };
}

function readFix(given: Arguments, operands: readonly string[]): FixCommand {
  const fix: FixCommand = {
    name: 'fix',
    paths: pathsOf(operands),
    write: given.flag('write'),
    rules: given.all('rule').map(knownRule),
    all: given.flag('all'),
    offline: given.flag('offline'),
    digests: digestsOf(given),
    cache: !given.flag('no-cache'),
    allowHosts: allowedHostsOf(given),
    format: formatOf(given, FORMATS),
    failOn: failOnOf(given),
  };
  if (fix.write && fix.format === 'json' && fix.paths.includes(STDIN)) {
    throw new UsageError('fix --write - prints the fixed text, which leaves no place for --format json');
  }
  return fix;
}

function readVerify(given: Arguments, operands: readonly string[]): VerifyCommand {
  const verify: VerifyCommand = {
    name: 'verify',
    paths: pathsOf(operands),
    update: given.flag('update'),
    allowHosts: allowedHostsOf(given),
    format: formatOf(given, FORMATS),
  };
  if (verify.update && verify.paths.includes(STDIN))
    throw new UsageError('verify --update writes files, and standard input is none');
  return verify;
}

function readHash(given: Arguments, [url, ...more]: readonly string[]): HashCommand {
  if (url === undefined || more.length > 0) throw new UsageError('hash takes one URL');
  if (!/^https?:\/\//i.test(url) || !URL.canParse(url)) {
    throw new UsageError(`hash takes an http or https URL, not ${url}`);
  }
  const decompress = given.all('decompress') as readonly Decompression[];
  const member = given.last('member');
  const then: readonly Step[] = [...decompress, ...(member === undefined ? [] : [`member:${member}` as const])];
  return {
    name: 'hash',
    url,
    then,
    digests: digestsOf(given) ?? 'publisher',
    cache: !given.flag('no-cache'),
    allowHosts: allowedHostsOf(given),
  };
}

function readCache(_: Arguments, operands: readonly string[]): CacheCommand {
  if (operands.length !== 1 || operands[0] !== 'clear') throw new UsageError('cache takes one word: cache clear');
  return { name: 'cache' };
}

const digestsOf = (given: Arguments): DigestSource | undefined => given.last('digests') as DigestSource | undefined;

/** No operand means the current folder; an empty one is a shell variable that was never set, and means nothing. */
function pathsOf(operands: readonly string[]): readonly string[] {
  if (operands.includes('')) throw new UsageError('an empty path names nothing; . is the current folder');
  return operands.length > 0 ? operands : ['.'];
}

const formatOf = <T extends string>(given: Arguments, formats: readonly T[]): T =>
  oneOf('format', given.last('format') ?? 'text', formats);

const failOnOf = (given: Arguments): Severity => oneOf('fail-on', given.last('fail-on') ?? 'warning', SEVERITIES);

function knownRule(id: string): string {
  const ids = rules.map((rule) => rule.id);
  if (!ids.includes(id)) throw new UsageError(`unknown rule ${id}${hint(id, ids)}`);
  return id;
}
