import { fact } from '../../fact.ts';
import type { Source } from '../../rule.ts';
import { wordText } from '../../shell/unwrap.ts';
import { expand } from '../../text/parts.ts';
import { type ContextFile, contextFile } from '../contextFiles.ts';
import { toValue } from '../globals.ts';
import { baseName, directoryAt, join } from '../paths.ts';
import { type Place, wordPlace } from '../places.ts';
import {
  type FileOption,
  parseRequirement,
  parseRequirementsFile,
  type Requirement,
  type RequirementsFile,
  readLines,
} from '../requirements.ts';
import { buildScripts } from '../scripts.ts';
import { lookupAt } from '../shellVariables.ts';
import { lineage } from '../stages.ts';
import type { Argument } from './arguments.ts';
import { hasOption, type PackageCommand, packageCommands } from './commands.ts';
import { condaEnvironment } from './condaEnvironment.ts';
import { namesTorchSource, type PythonProject, pythonProject, readProject } from './pythonProject.ts';

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

interface Collected {
  readonly requirements: Requirement[];
  readonly constraints: Requirement[];
  readonly fileOptions: FileOption[];
  readonly unseen: string[];
  readonly seen: Set<string>;
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

const nothing = (): Collected => ({
  requirements: [],
  constraints: [],
  fileOptions: [],
  unseen: [],
  seen: new Set(),
});

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

const together = ({ requirements, constraints, fileOptions, unseen }: Collected) => ({
  requirements,
  constraints,
  fileOptions,
  unseen,
  hashed: requirements.some((one) => one.hashed) || fileOptions.some(({ name }) => name === 'require-hashes'),
});

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

/** What a project requires; of one that tells uv itself where PyTorch comes from, nothing that is known here. */
function requirementsOf(
  { tool }: PackageCommand,
  project: PythonProject,
  extras: readonly string[] = [],
): readonly Requirement[] {
  if (tool === 'uv' && namesTorchSource(project)) return [];
  return [...project.requirements, ...extras.flatMap((extra) => project.optional.get(extra) ?? [])];
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

type FileName = Pick<Argument, 'text' | 'unknown'>;
type Kind = 'requirements' | 'constraints';

/** Reads the project's file that a command's argument names, through the instruction that copied it into the image. */
function readFile(
  source: Source,
  at: PackageCommand,
  { text, unknown }: FileName,
  kind: Kind,
  collected: Collected,
): void {
  const { build, command } = at;
  const readable =
    unknown === undefined &&
    /^(?!https?:).*(?:\.(?:txt|in|pip|lock)$|requirements|(?:^|\/)pyproject\.toml$)/.test(text);
  const path = join(directoryAt(source, build, command), text);
  const file =
    readable && !rewritten(source, at, baseName(text))
      ? contextFile(source, build.stage, build.instruction, path)
      : undefined;
  if (file?.path.endsWith('.toml')) collected[kind].push(...requirementsOf(at, readProject(file.path, file.text)));
  else if (file) collect(source, parseRequirementsFile(file.path, file.text), kind, collected);
  else if (kind === 'requirements') collected.unseen.push(text);
}

/** Whether an earlier command of the build takes PyTorch out of a file, or changes it there. */
const rewritten = (source: Source, { build, command }: PackageCommand, name: string): boolean =>
  buildScripts(source)
    .filter(
      ({ stage, instruction }) =>
        lineage(build.stage).includes(stage) && instruction.span.start <= build.instruction.span.start,
    )
    .flatMap(({ script }) => script.commands)
    .filter((one) => one.script !== command.script || one.start < command.start)
    .some(({ args, redirects }) => {
      const texts = [...args, ...redirects.flatMap(({ target }) => target ?? [])].map(wordText);
      return texts.some((text) => baseName(text) === name) && texts.some((text) => /torch/.test(text));
    });

function collect(source: Source, file: RequirementsFile, kind: Kind, collected: Collected): void {
  const { path } = file;
  if (collected.seen.has(`${kind} ${path}`)) return;
  collected.seen.add(`${kind} ${path}`);
  collected[kind].push(...file.requirements);
  collected.fileOptions.push(...file.options);
  for (const { name, value } of file.options) {
    if (name !== 'requirement' && name !== 'constraint') continue;
    const nested = join(`/${path.split('/').slice(0, -1).join('/')}`, value).slice(1);
    const found = nested && source.project.read(nested);
    if (typeof found !== 'string' || !nested) continue;
    collect(source, parseRequirementsFile(nested, found), name === 'constraint' ? 'constraints' : kind, collected);
  }
}
