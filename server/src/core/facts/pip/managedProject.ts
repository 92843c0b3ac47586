import type { Source } from '../../rule.ts';
import { valueAt } from '../project/manifest.ts';
import type { Requirement } from '../requirements.ts';
import { hasOption } from './commands.ts';
import type { ManagerCommand } from './managers.ts';
import { type PythonProject, pythonProject, requiredBy } from './pythonProject.ts';

/** What a command that installs a project takes of its manifest: the requirements, extras, and in uv groups. */
export function wantedOf(manager: ManagerCommand, project: PythonProject): readonly Requirement[] {
  const all = hasOption(manager, 'all-extras');
  const extras = all ? [...project.optional.keys()] : [...named(manager, 'extra'), ...named(manager, 'extras')];
  const groups = manager.tool === 'uv' ? uvGroups(manager, project) : [];
  return [
    ...project.requirements,
    ...requiredBy(project, extras),
    ...groups.flatMap((name) => project.groups.get(name) ?? []),
  ];
}

/** The groups that `uv sync` installs: `dev` or what the manifest names instead, unless it is told otherwise (uv's manual, Dependency groups). */
function uvGroups(manager: ManagerCommand, { data, groups }: PythonProject): readonly string[] {
  const written = valueAt(data, 'tool', 'uv', 'default-groups');
  const byDefault = Array.isArray(written) ? written.map(String) : written === 'all' ? [...groups.keys()] : ['dev'];
  const without = [...named(manager, 'no-group'), ...(hasOption(manager, 'no-dev') ? ['dev'] : [])];
  const wanted = [
    ...(hasOption(manager, 'no-default-groups') ? [] : byDefault),
    ...(hasOption(manager, 'all-groups') ? groups.keys() : named(manager, 'group')),
  ];
  return [...new Set(wanted)].filter((name) => !without.includes(name));
}

const named = ({ options }: ManagerCommand, option: string): string[] =>
  options.flatMap(({ name, value }) => (name === option && value ? value.text.split(/[\s,]+/) : []));

/** The root of uv's workspace above a member's folder, whose sources and lock file are those of every member (uv's manual, Workspaces). */
export function workspaceRoot(source: Source, { build }: ManagerCommand, folder: string) {
  const parts = folder.split('/');
  const above = parts.slice(1).map((_, index) => parts.slice(0, parts.length - 1 - index).join('/') || '/');
  for (const path of above) {
    const project = pythonProject(source, build.stage, build.instruction, path, ['pyproject.toml'], isWorkspace);
    if (project) return { folder: path, project };
  }
  return undefined;
}

const isWorkspace = ({ data }: PythonProject): boolean => valueAt(data, 'tool', 'uv', 'workspace') !== undefined;
