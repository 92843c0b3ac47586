import { fact } from '../../fact.ts';
import type { Source } from '../../rule.ts';
import type { Command, Word } from '../../shell/model.ts';
import { commandName, unwrap, wordText } from '../../shell/unwrap.ts';
import { type BuildScript, buildScripts } from '../scripts.ts';
import { lookupAt } from '../shellVariables.ts';
import { type Arguments, readArguments, type Syntax } from './arguments.ts';

/** A command of pip, `uv pip` or conda that installs, downloads or configures. */
export interface PackageCommand extends Arguments {
  readonly tool: 'pip' | 'uv' | 'conda';
  readonly subcommand: string;
  /** What stands behind the subcommand. */
  readonly operands: Arguments['operands'];
  /** The word that names the program: `pip`, or `python` of `python -m pip`. */
  readonly name: Word;
  readonly build: BuildScript;
  /** As written, wrappers like `sudo` included. */
  readonly command: Command;
}

const list = (words: string): ReadonlySet<string> => new Set(words.split(/\s+/));

const INDEX_OPTIONS = ['requirement', 'constraint', 'index-url', 'extra-index-url', 'find-links'];

const PIP: Syntax = {
  valued:
    list(`requirement constraint build-constraint editable index-url extra-index-url find-links target dest wheel-dir
    config-settings python platform python-version implementation abi root prefix src upgrade-strategy progress-bar
    root-user-action report group no-binary only-binary global-option install-option build-option log proxy retries timeout
    default-timeout exists-action trusted-host cert client-cert cache-dir use-feature use-deprecated keyring-provider build
    resume-retries download`),
  short: {
    r: 'requirement',
    c: 'constraint',
    e: 'editable',
    i: 'index-url',
    f: 'find-links',
    t: 'target',
    d: 'dest',
    w: 'wheel-dir',
    U: 'upgrade',
    C: 'config-settings',
    b: 'build',
  },
  aliases: { 'pypi-url': 'index-url' },
  shortened: INDEX_OPTIONS,
};

const UV: Syntax = {
  valued:
    list(`requirement constraint build-constraint editable override exclude extra group index default-index index-url
    extra-index-url find-links index-strategy keyring-provider upgrade-package resolution prerelease fork-strategy config-setting
    config-settings-package no-build-isolation-package exclude-newer exclude-newer-package link-mode reinstall-package
    refresh-package python target prefix no-binary only-binary no-build-package no-binary-package python-version python-platform
    torch-backend cache-dir python-preference color directory project config-file allow-insecure-host env-file`),
  short: {
    r: 'requirement',
    c: 'constraint',
    e: 'editable',
    i: 'index-url',
    f: 'find-links',
    b: 'build-constraint',
    p: 'python',
    P: 'upgrade-package',
    C: 'config-setting',
    U: 'upgrade',
  },
  aliases: {
    requirements: 'requirement',
    constraints: 'constraint',
    'build-constraints': 'build-constraint',
    overrides: 'override',
    excludes: 'exclude',
    'config-settings': 'config-setting',
    'trusted-host': 'allow-insecure-host',
  },
  shortened: [],
};

const CONDA: Syntax = {
  valued: list('channel name prefix file solver repodata-fn root-prefix rc-file platform'),
  short: { c: 'channel', n: 'name', p: 'prefix', r: 'root-prefix' },
  aliases: {},
  shortened: [],
};

const SUBCOMMANDS = {
  pip: list('install wheel download config'),
  uv: list('install sync'),
  conda: list('install create'),
} as const;

/** Every command of pip, `uv pip` and conda in the build, in order. */
export const packageCommands = fact((source): readonly PackageCommand[] =>
  buildScripts(source).flatMap((build) =>
    build.script.commands.flatMap((command) => packageCommand(source, build, command) ?? []),
  ),
);

function packageCommand(source: Source, build: BuildScript, command: Command): PackageCommand | undefined {
  const { name, args } = unwrap(command);
  const found = name && program(name, args);
  if (!found) return undefined;
  const { tool } = found;
  const syntax = { pip: PIP, uv: UV, conda: CONDA }[tool];
  const { options, operands, opaque } = readArguments(found.args, lookupAt(source, build, command), syntax);
  const at = tool === 'uv' ? 1 : 0;
  const subcommand = operands[at]?.text;
  if (subcommand === undefined || !SUBCOMMANDS[tool].has(subcommand) || (tool === 'uv' && operands[0]?.text !== 'pip'))
    return undefined;
  return { tool, subcommand, name: found.name, options, operands: operands.slice(at + 1), opaque, build, command };
}

interface Program {
  readonly tool: PackageCommand['tool'];
  readonly name: Word;
  readonly args: readonly Word[];
}

/** The package tool that a command starts, also through `python -m` and `conda run`. */
function program(name: Word, args: readonly Word[]): Program | undefined {
  const text = commandName(name) ?? '';
  if (/^pip(?:[23](?:\.\d+)?)?$/.test(text)) return { tool: 'pip', name, args };
  if (/^(?:python|pypy)(?:[23](?:\.\d+)?)?$/.test(text)) return module(name, args);
  const runs =
    /^(?:conda|mamba|micromamba|poetry|pdm|pipenv|hatch|rye|uv)$/.test(text) &&
    args.findIndex((arg) => wordText(arg) === 'run');
  if (typeof runs === 'number' && runs >= 0) {
    const inner = args.findIndex(
      (arg, index) => index > runs && /^(?:pip|python|uv)[\d.]*$/.test(commandName(arg) ?? ''),
    );
    return inner < 0 ? undefined : program(args[inner]!, args.slice(inner + 1));
  }
  if (text === 'uv') return { tool: 'uv', name, args };
  return /^(?:conda|mamba|micromamba)$/.test(text) ? { tool: 'conda', name, args } : undefined;
}

/** `python -m pip …`, with interpreter options in front. */
function module(name: Word, args: readonly Word[]): Program | undefined {
  const texts = args.map(wordText);
  const flag = texts.findIndex((text) => !/^-[bBdEiIOqsSuvx]+$/.test(text));
  const [, bundled] = /^-m(.*)$/.exec(texts[flag] ?? '') ?? [];
  if (bundled === undefined) return undefined;
  const rest = flag + (bundled ? 1 : 2);
  const tool = bundled || texts[flag + 1];
  return tool === 'pip' || tool === 'uv' ? { tool, name, args: args.slice(rest) } : undefined;
}

/** Whether an option is given. */
export const hasOption = ({ options }: Arguments, ...names: readonly string[]): boolean =>
  options.some(({ name }) => names.includes(name));
