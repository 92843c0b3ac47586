import type { Source } from '../../rule.ts';
import { wordText } from '../../shell/unwrap.ts';
import { contextFile, fits } from '../contextFiles.ts';
import { baseName, directoryAt, folderOf, join } from '../paths.ts';
import { type FileOption, parseRequirementsFile, type Requirement, type RequirementsFile } from '../requirements.ts';
import { buildScripts } from '../scripts.ts';
import { lineage } from '../stages.ts';
import type { Argument } from './arguments.ts';
import type { PackageCommand } from './commands.ts';
import { namesTorchSource } from './manifestIndex.ts';
import { type PythonProject, readProject, requiredBy } from './pythonProject.ts';

/** What is found in requirements files, as they are read. */
export interface Collected {
  readonly requirements: Requirement[];
  readonly constraints: Requirement[];
  readonly fileOptions: FileOption[];
  readonly unseen: string[];
  readonly seen: Set<string>;
}

/** Nothing found yet. */
export const nothing = (): Collected => ({
  requirements: [],
  constraints: [],
  fileOptions: [],
  unseen: [],
  seen: new Set(),
});

/** What a project requires; of one that tells uv itself where PyTorch comes from, nothing that is known here. */
export function requirementsOf(
  { tool }: PackageCommand,
  project: PythonProject,
  extras: readonly string[] = [],
): readonly Requirement[] {
  if (tool === 'uv' && namesTorchSource(project)) return [];
  return [...project.requirements, ...requiredBy(project, extras)];
}

/** A file as a command names it. */
export type FileName = Pick<Argument, 'text' | 'unknown'>;
type Kind = 'requirements' | 'constraints';

/** Reads the project's file that a command's argument names, through the instruction that copied it into the image. */
export function readFile(
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
  if (file?.path.endsWith('.toml')) {
    const extras = at.options.flatMap(({ name, value }) => (name === 'extra' && value ? value.text : []));
    collected[kind].push(...requirementsOf(at, readProject(file.path, file.text), extras));
  } else if (file) collect(source, parseRequirementsFile(file.path, file.text), kind, collected);
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
      return texts.some((text) => fits(baseName(text), name)) && texts.some((text) => /torch/.test(text));
    });

/** Takes up what a file says, and the files that it names. */
export function collect(source: Source, file: RequirementsFile, kind: Kind, collected: Collected): void {
  const { path } = file;
  if (collected.seen.has(`${kind} ${path}`)) return;
  collected.seen.add(`${kind} ${path}`);
  collected[kind].push(...file.requirements);
  collected.fileOptions.push(...file.options);
  for (const { name, value } of file.options) {
    if (name !== 'requirement' && name !== 'constraint') continue;
    const nested = join(`/${folderOf(path)}`, value).slice(1);
    const found = nested && source.project.read(nested);
    if (typeof found !== 'string' || !nested) continue;
    collect(source, parseRequirementsFile(nested, found), name === 'constraint' ? 'constraints' : kind, collected);
  }
}
