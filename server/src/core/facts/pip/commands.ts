import { fact } from '../../fact.ts';
import type { Source } from '../../rule.ts';
import type { Command, Word } from '../../shell/model.ts';
import { unwrap } from '../../shell/unwrap.ts';
import type { Lookup } from '../../text/parts.ts';
import { type BuildScript, buildScripts } from '../scripts.ts';
import { lookupAt } from '../shellVariables.ts';
import { type Argument, type Arguments, expandWords, readArguments } from './arguments.ts';
import { CONDA, PIP, PIPX, UV } from './syntax.ts';

/** A command of pip, pipx, `uv pip`, `uv tool` or conda that installs, downloads or configures. */
export interface PackageCommand extends Arguments {
  readonly tool: 'pip' | 'uv' | 'conda';
  readonly subcommand: string;
  /** What stands behind the subcommand. */
  readonly operands: Arguments['operands'];
  /** The word that names the program: `pip`, or `python` of `python -m pip`. */
  readonly name: Word;
  /** What makes an environment of its own for the packages; undefined where they go beside all others. */
  readonly apart: 'pipx' | 'uv tool' | undefined;
  readonly build: BuildScript;
  /** As written, wrappers like `sudo` included. */
  readonly command: Command;
}

const SYNTAX = { pip: PIP, uv: UV, conda: CONDA } as const;
const SUBCOMMANDS = {
  pip: /^(?:install|wheel|download|config)$/,
  uv: /^(?:install|sync)$/,
  conda: /^(?:install|create|env)$/,
} as const;

/** Every command of pip, `uv pip` and conda in the build, in order. */
export const packageCommands = fact((source): readonly PackageCommand[] =>
  buildScripts(source).flatMap((build) =>
    build.script.commands.flatMap((command) => packageCommand(source, build, command) ?? []),
  ),
);

function packageCommand(source: Source, build: BuildScript, command: Command): PackageCommand | undefined {
  const read = readPackageCommand(command, lookupAt(source, build, command));
  return read && { ...read, build, command };
}

/** What a command of pip, `uv pip` or conda is given; undefined for any other. */
export function readPackageCommand(
  command: Command,
  lookup: Lookup,
): Omit<PackageCommand, 'build' | 'command'> | undefined {
  const { name, args } = unwrap(command);
  if (!name || !/pip|python|pypy|uv|conda|mamba|poetry|pdm|hatch|rye|\$/.test(name.text)) return undefined;
  const found = programOf(expandWords([name, ...args], lookup));
  if (!found) return undefined;
  const { tool } = found;
  if (found.pipx) return readPipx(found);
  const { options, operands: all, opaque } = readArguments(found.args, SYNTAX[tool]);
  const below = tool === 'uv' ? all[0]?.text : undefined;
  const apart = below === 'tool' ? 'uv tool' : undefined;
  const [subcommand, ...operands] = below === 'pip' || apart ? all.slice(1) : tool === 'uv' ? [] : all;
  if (!subcommand || !SUBCOMMANDS[tool].test(subcommand.text)) return undefined;
  return { tool, subcommand: subcommand.text, name: found.name, apart, options, operands, opaque };
}

/** pipx starts pip with what `--pip-args` says. */
function readPipx({ args, name }: Program): Omit<PackageCommand, 'build' | 'command'> | undefined {
  const { options: own, operands: all, opaque } = readArguments(args, PIPX);
  const [subcommand, ...operands] = all;
  if (!subcommand || !/^(?:install|inject)$/.test(subcommand.text)) return undefined;
  const passed = own.flatMap(({ name: option, value }) =>
    option === 'pip-args' && value
      ? value.text.split(/\s+/).flatMap((text) => (text === '' ? [] : [{ ...value, text }]))
      : [],
  );
  return {
    tool: 'pip',
    subcommand: 'install',
    name,
    apart: 'pipx',
    options: [
      ...own.map((option) => (option.name === 'pip-args' ? { ...option, value: undefined } : option)),
      ...readArguments(passed, PIP).options,
    ],
    operands: subcommand.text === 'inject' ? operands.slice(1) : operands,
    opaque,
  };
}

interface Program {
  readonly tool: PackageCommand['tool'];
  readonly name: Word;
  readonly args: readonly Argument[];
  readonly pipx?: boolean;
}

/** The package tool that a command starts, also through `python -m` and `conda run`. */
function programOf([first, ...args]: readonly Argument[]): Program | undefined {
  if (!first) return undefined;
  const { word: name } = first;
  const text = first.text.replace(/^.*[\\/]/, '');
  if (/^pip(?:[23](?:\.\d+)?)?$/.test(text)) return { tool: 'pip', name, args };
  if (text === 'pipx') return { tool: 'pip', name, args, pipx: true };
  if (/^(?:python|pypy)(?:[23](?:\.\d+)?)?$|^\$\{\w+\}$/.test(text)) return moduleOf(name, args);
  if (!/^(?:conda|mamba|micromamba|poetry|pdm|pipenv|hatch|rye|uv)$/.test(text)) return undefined;
  const run = args.findIndex((arg) => arg.text === 'run');
  if (run >= 0)
    return programOf(
      args.slice(
        args.findIndex(({ text: inner }, index) => index > run && /(?:^|\/)(?:pip|python|uv)[\d.]*$/.test(inner)),
      ),
    );
  if (text === 'uv') return { tool: 'uv', name, args };
  return /^(?:conda|mamba|micromamba)$/.test(text) ? { tool: 'conda', name, args } : undefined;
}

/** `python -m pip …`, with interpreter options in front. */
function moduleOf(name: Word, args: readonly Argument[]): Program | undefined {
  const flag = args.findIndex(({ text }) => !/^-[bBdEiIOqsSuvx]+$/.test(text));
  const [, bundled] = /^-[bBdEiIOqsSuvx]*m(.*)$/.exec(args[flag]?.text ?? '') ?? [];
  if (bundled === undefined) return undefined;
  const tool = bundled || args[flag + 1]?.text;
  const rest = args.slice(flag + (bundled ? 1 : 2));
  if (tool === 'pipx') return { tool: 'pip', name, args: rest, pipx: true };
  return tool === 'pip' || tool === 'uv' ? { tool, name, args: rest } : undefined;
}

/** Whether an option is given. */
export const hasOption = ({ options }: Arguments, ...names: readonly string[]): boolean =>
  options.some(({ name }) => names.includes(name));
