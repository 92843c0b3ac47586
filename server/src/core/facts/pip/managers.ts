import { fact } from '../../fact.ts';
import type { Command, Word } from '../../shell/model.ts';
import { commandName, unwrap } from '../../shell/unwrap.ts';
import { type BuildScript, buildScripts } from '../scripts.ts';
import { lookupAt } from '../shellVariables.ts';
import { type Arguments, expandWords, readArguments, type Syntax } from './arguments.ts';

/** A command of a tool that installs what a project's manifest and lock file say. */
export interface ManagerCommand extends Arguments {
  readonly tool: 'uv' | 'poetry' | 'pdm' | 'pipenv';
  /** Whether it adds the packages that it names to the project, or installs what the project has. */
  readonly adds: boolean;
  /** The word that names the program. */
  readonly name: Word;
  readonly build: BuildScript;
  readonly command: Command;
}

const ADDS = /^(?:uv|poetry|pdm) add$|^pipenv install$/;
const INSTALLS = /^uv sync$|^poetry (?:install|sync)$|^pdm (?:install|sync)$|^pipenv (?:install|sync)$/;

const SYNTAX: Syntax = {
  valued: new Set(
    'extra extras group with without only only-group no-group package no-install-package directory project python index default-index index-url extra-index-url find-links source lockfile venv cache-dir config-file link-mode'.split(
      ' ',
    ),
  ),
  short: new Map([
    ['E', 'extras'],
    ['G', 'group'],
    ['C', 'directory'],
    ['P', 'project'],
    ['p', 'project'],
    ['i', 'index'],
    ['f', 'find-links'],
  ]),
  aliases: new Map(),
  shortened: [],
};

/** Every command of uv, Poetry, PDM and Pipenv that installs a project's packages, in order. */
export const managerCommands = fact((source): readonly ManagerCommand[] =>
  buildScripts(source).flatMap((build) =>
    build.script.commands.flatMap((command) => {
      const { name, args } = unwrap(command);
      if (!name) return [];
      const module = /^python[\d.]*$/.test(commandName(name) ?? '') && args[0]?.text === '-m';
      const tool = commandName(module ? args[1] : name);
      if (tool !== 'uv' && tool !== 'poetry' && tool !== 'pdm' && tool !== 'pipenv') return [];
      const words = expandWords(module ? args.slice(2) : args, lookupAt(source, build, command));
      const { options, operands, opaque } = readArguments(words, SYNTAX);
      const [subcommand, ...rest] = operands;
      const verb = `${tool} ${subcommand?.text}`;
      const adds = ADDS.test(verb) && rest.length > 0;
      return adds || INSTALLS.test(verb) ? [{ tool, adds, name, build, command, options, operands: rest, opaque }] : [];
    }),
  ),
);
