import { fact } from '../../fact.ts';
import type { Source } from '../../rule.ts';
import { expand } from '../../text/parts.ts';
import type { ContextFile } from '../contextFiles.ts';
import { toValue } from '../globals.ts';
import { directoryAt, join } from '../paths.ts';
import { type Place, wordPlace } from '../places.ts';
import { type FileOption, parseRequirement, type Requirement, readLines } from '../requirements.ts';
import { lookupAt } from '../shellVariables.ts';
import type { Argument } from './arguments.ts';
import { hasOption, type PackageCommand, packageCommands } from './commands.ts';
import { condaEnvironment } from './condaEnvironment.ts';
import { pythonProject } from './pythonProject.ts';
import { type Collected, collect, type FileName, nothing, readFile, requirementsOf } from './requirementFiles.ts';

/** What a pip or `uv pip` command asks for, its requirements files included. */
export interface Contents {
  readonly requirements: readonly Requirement[];
  readonly constraints: readonly Requirement[];
  /** The options that stand in requirements files. */
  readonly fileOptions: readonly FileOption[];
  /** Operands that name no package of an index: folders, archives, repositories, what only the build can tell. */
  readonly others: readonly Argument[];
  /** Requirements files that the project does not have, as the command wrote them. */
  readonly unseen: readonly string[];
  /** Whether pip compares every file with a hash. */
  readonly hashed: boolean;
  /** The list of an environment.yml that pip is given; undefined where it is a command. */
  readonly list: { readonly file: ContextFile; readonly first: Place } | undefined;
}

/** What each command of pip and `uv pip` asks for. */
export const packageContents = fact(
  (source): ReadonlyMap<PackageCommand, Contents> =>
    new Map(
      packageCommands(source).flatMap((command) => {
        if (command.tool === 'conda') return pipOf(source, command);
        return command.subcommand === 'config' ? [] : [[command, contents(source, command)] as const];
      }),
    ),
);

/** What an environment.yml lets pip install, as the pip command that conda runs for it. */
function pipOf(source: Source, command: PackageCommand): [PackageCommand, Contents][] {
  const environment = condaEnvironment(source, command);
  const [first] = environment?.pip ?? [];
  if (!environment || !first) return [];
  const { file, pip } = environment;
  const collected = nothing();
  collect(source, { path: file.path, ...readLines(pip) }, 'requirements', collected);
  return [
    [
      { ...command, tool: 'pip', subcommand: 'install', options: [], operands: [] },
      { ...together(collected), others: [], list: { file, first } },
    ],
  ];
}

function contents(source: Source, command: PackageCommand): Contents {
  const collected = nothing();
  const others: Argument[] = [];
  for (const operand of command.operands) {
    const requirement = parseRequirement(operand.text, wordPlace(operand.word));
    if (command.tool === 'uv' && command.subcommand === 'sync')
      readFile(source, command, operand, 'requirements', collected);
    else if (requirement) collected.requirements.push(requirement);
    else {
      others.push(operand);
      collected.requirements.push(...ofProject(source, command, operand));
    }
  }
  for (const { name, value } of command.options) {
    if (name === 'with' && value)
      collected.requirements.push(
        ...value.text.split(',').flatMap((one) => parseRequirement(one, wordPlace(value.word)) ?? []),
      );
    else if (name === 'requirement' && value) readFile(source, command, value, 'requirements', collected);
    else if ((name === 'constraint' || name === 'override') && value)
      readFile(source, command, value, 'constraints', collected);
    else if (name === 'editable' && value) {
      others.push(value);
      collected.requirements.push(...ofProject(source, command, value));
    }
  }
  for (const constraint of constraintsAround(source, command))
    readFile(source, command, constraint, 'constraints', collected);
  const known = together(collected);
  return { ...known, hashed: known.hashed || hasOption(command, 'require-hashes'), others, list: undefined };
}

/** What the project in a folder requires that a command installs: `.`, `./app[cpu]`. */
function ofProject(source: Source, command: PackageCommand, { text, unknown }: Argument): readonly Requirement[] {
  const [, folder, extras = ''] = /^(\.{0,2}(?:\/[^[]*)?|\.\.?)(?:\[([^\]]*)\])?$/.exec(text) ?? [];
  if (!folder || unknown !== undefined || hasOption(command, 'no-deps')) return [];
  const { build } = command;
  const place = join(directoryAt(source, build, command.command), folder);
  const project = pythonProject(source, build.stage, build.instruction, place);
  const wanted = extras.split(',').map((extra) => extra.trim());
  return project ? requirementsOf(command, project, wanted) : [];
}

/** The constraints files that the environment names: `PIP_CONSTRAINT`, `UV_CONSTRAINT`, `UV_OVERRIDE`. */
function constraintsAround(source: Source, { tool, build, command }: PackageCommand): FileName[] {
  const lookup = lookupAt(source, build, command);
  return (tool === 'uv' ? ['UV_CONSTRAINT', 'UV_OVERRIDE'] : ['PIP_CONSTRAINT']).flatMap((name) => {
    const own = command.assignments.find((one) => one.name === name)?.value;
    const value = own ? toValue(expand(own.parts, lookup)) : lookup(name);
    if (value === undefined || 'unknown' in value) return [];
    return value.text.split(/\s+/).flatMap((text) => (text === '' ? [] : [{ text, unknown: undefined }]));
  });
}

const together = ({ requirements, constraints, fileOptions, unseen }: Collected) => ({
  requirements,
  constraints,
  fileOptions,
  unseen,
  hashed: requirements.some((one) => one.hashed) || fileOptions.some(({ name }) => name === 'require-hashes'),
});
