import { parseArgs } from 'node:util';
import type { Severity } from '../core/rule.ts';
import { rules } from '../core/rules/index.ts';
import type { Decompression } from '../core/sources.ts';
import { hint } from '../project/nearest.ts';

/** A command line that cannot be meant; the message is one line for the user. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

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
  readonly allowHosts: readonly string[];
  readonly format: 'text' | 'json';
  readonly failOn: Severity;
}

export interface HashCommand {
  readonly name: 'hash';
  readonly url: string;
  readonly decompress: readonly Decompression[];
  readonly allowHosts: readonly string[];
}

export type Command = CheckCommand | FixCommand | HashCommand | { readonly name: 'help' | 'version' };

interface OptionKind {
  readonly type: 'string' | 'boolean';
  readonly short?: string;
  readonly multiple?: boolean;
  /** What a value may be; undefined: anything. */
  readonly values?: readonly string[];
}

const SEVERITIES: readonly Severity[] = ['error', 'warning', 'information', 'hint'];

const OPTIONS: Readonly<Record<string, OptionKind>> = {
  help: { type: 'boolean', short: 'h' },
  version: { type: 'boolean' },
  format: { type: 'string' },
  'fail-on': { type: 'string', values: SEVERITIES },
  write: { type: 'boolean' },
  rule: { type: 'string', multiple: true },
  all: { type: 'boolean' },
  offline: { type: 'boolean' },
  digests: { type: 'string', values: ['publisher', 'download', 'both'] },
  'allow-host': { type: 'string', multiple: true },
  decompress: { type: 'string', multiple: true, values: ['bz2', 'gz', 'xz', 'zst'] },
  update: { type: 'boolean' },
  stdio: { type: 'boolean' },
};

/** The options of each command, and its formats, the first being the default. */
const COMMANDS: Readonly<
  Record<string, { readonly options: readonly string[]; readonly formats?: readonly string[] }>
> = {
  check: { options: ['format', 'fail-on'], formats: ['text', 'json', 'sarif', 'github'] },
  fix: {
    options: ['write', 'rule', 'all', 'offline', 'digests', 'allow-host', 'fail-on', 'format'],
    formats: ['text', 'json'],
  },
  verify: { options: ['update', 'format'], formats: ['text', 'json'] },
  hash: { options: ['decompress', 'allow-host'] },
  lsp: { options: ['stdio'] },
};

/** What a command line asks for; throws UsageError where it cannot be meant. */
export function parseCommandLine(argv: readonly string[]): Command {
  const given = read(argv);
  if (given.flag('help')) return { name: 'help' };
  if (given.flag('version')) return { name: 'version' };
  const [name, ...operands] = given.operands;
  const names = Object.keys(COMMANDS);
  if (name === undefined) throw new UsageError(`no command given${hint('', names)}; --help explains them`);
  const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (!command) throw new UsageError(`unknown command ${name}${hint(name, names)}`);
  for (const option of given.names) {
    if (!command.options.includes(option))
      throw new UsageError(`${name} has no option --${option}${elsewhere(option)}`);
  }
  const format = oneOf('format', given.last('format') ?? command.formats?.[0] ?? '', command.formats ?? ['']);
  const failOn = (given.last('fail-on') ?? 'warning') as Severity;
  const allowHosts = given.all('allow-host');
  if (name === 'check') return { name, paths: pathsOf(operands), format: format as CheckCommand['format'], failOn };
  if (name === 'hash') {
    return { name, url: theUrl(operands), decompress: given.all('decompress') as Decompression[], allowHosts };
  }
  if (name !== 'fix') throw new UsageError(`${name} comes with a later version`);
  const digests = given.last('digests') ?? 'download';
  if (digests !== 'download')
    throw new UsageError(`--digests ${digests} comes with a later version; download is what fix does now`);
  const fix: FixCommand = {
    name,
    paths: pathsOf(operands),
    write: given.flag('write'),
    rules: given.all('rule').map(knownRule),
    all: given.flag('all'),
    offline: given.flag('offline'),
    allowHosts,
    format: format as FixCommand['format'],
    failOn,
  };
  if (fix.write && fix.format === 'json' && fix.paths.includes('-')) {
    throw new UsageError('fix --write - prints the fixed text, which leaves no place for --format json');
  }
  return fix;
}

const pathsOf = (operands: readonly string[]): readonly string[] => (operands.length > 0 ? operands : ['.']);

function theUrl([url, ...more]: readonly string[]): string {
  if (url === undefined || more.length > 0) throw new UsageError('hash takes one URL');
  if (!/^https?:\/\//i.test(url) || !URL.canParse(url))
    throw new UsageError(`hash takes an http or https URL, not ${url}`);
  return url;
}

function knownRule(id: string): string {
  const ids = rules.map((rule) => rule.id);
  if (!ids.includes(id)) throw new UsageError(`unknown rule ${id}${hint(id, ids)}`);
  return id;
}

function elsewhere(option: string): string {
  const commands = Object.keys(COMMANDS).filter((name) => COMMANDS[name]!.options.includes(option));
  return `; it is one of ${commands.join(' and ')}`;
}

function oneOf(option: string, value: string, values: readonly string[]): string {
  if (!values.includes(value)) throw new UsageError(`--${option} cannot be ${value}${hint(value, values)}`);
  return value;
}

/** The options and operands of a command line, in order. */
interface Given {
  readonly names: readonly string[];
  readonly operands: readonly string[];
  flag(name: string): boolean;
  all(name: string): readonly string[];
  last(name: string): string | undefined;
}

function read(argv: readonly string[]): Given {
  const { tokens } = parseArgs({
    args: [...argv],
    options: OPTIONS,
    strict: false,
    allowPositionals: true,
    tokens: true,
  });
  const options = tokens.flatMap((token) => (token.kind === 'option' ? [{ ...token, value: optionValue(token) }] : []));
  const all = (name: string) => options.filter((option) => option.name === name).map(({ value }) => value);
  return {
    names: [...new Set(options.map(({ name }) => name))],
    operands: tokens.flatMap((token) => (token.kind === 'positional' ? [token.value] : [])),
    flag: (name) => all(name).length > 0,
    all,
    last: (name) => all(name).at(-1),
  };
}

/** An option's value, checked against its kind; that of a flag is empty. */
function optionValue(token: {
  name: string;
  rawName: string;
  value?: string | undefined;
  inlineValue?: boolean | undefined;
}): string {
  const { name, rawName, value, inlineValue } = token;
  const kind = Object.hasOwn(OPTIONS, name) ? OPTIONS[name] : undefined;
  if (!kind) {
    const meant = hint(
      rawName,
      Object.keys(OPTIONS).map((option) => `--${option}`),
    );
    throw new UsageError(`unknown option ${rawName}${meant.includes('did you mean') ? meant : '; --help lists them'}`);
  }
  if (kind.type === 'boolean') {
    if (value !== undefined) throw new UsageError(`${rawName} takes no value`);
    return '';
  }
  if (value === undefined || (!inlineValue && /^-./.test(value))) throw new UsageError(`${rawName} needs a value`);
  return kind.values ? oneOf(name, value, kind.values) : value;
}
