import type { Instruction } from '../../dockerfile/model.ts';
import type { Source } from '../../rule.ts';
import { contextFile } from '../contextFiles.ts';
import { type ImagePath, join } from '../paths.ts';
import { filePlace } from '../places.ts';
import { valueAt } from '../project/manifest.ts';
import { parseToml } from '../project/toml.ts';
import { normalized, parseRequirement, type Requirement } from '../requirements.ts';
import type { Stage } from '../stages.ts';

/** What a Python project requires, by its own manifest. */
export interface PythonProject {
  readonly path: string;
  readonly text: string;
  /** The manifest as data. */
  readonly data: unknown;
  /** What it needs when it runs. */
  readonly requirements: readonly Requirement[];
  /** What it needs besides, by extra. */
  readonly optional: ReadonlyMap<string, readonly Requirement[]>;
  /** What its development needs, by group (PEP 735), with uv's own list of `dev`. */
  readonly groups: ReadonlyMap<string, readonly Requirement[]>;
}

/** The project whose manifest stands in a folder of the image when an instruction runs: pyproject.toml, Pipfile, setup.cfg or setup.py. */
export function pythonProject(
  source: Source,
  stage: Stage,
  instruction: Instruction,
  folder: ImagePath,
  names: readonly string[] = ['pyproject.toml', 'setup.cfg', 'setup.py'],
  fits: (project: PythonProject) => boolean = requiresAny,
): PythonProject | undefined {
  for (const name of names) {
    const file = contextFile(source, stage, instruction, join(folder, name));
    const project = file && readProject(file.path, file.text);
    if (project && fits(project)) return project;
  }
  return undefined;
}

const requiresAny = ({ requirements, optional, groups }: PythonProject): boolean =>
  requirements.length > 0 || optional.size > 0 || groups.size > 0;

/** Reads a manifest; one that does not parse requires nothing. */
export function readProject(path: string, text: string): PythonProject {
  if (path.endsWith('.py')) {
    const [, list = ''] = /\binstall_requires\s*=\s*\[((?:"[^"\n]*"|'[^'\n]*'|[^\]"'])*)\]/.exec(text) ?? [];
    const strings = [...list.matchAll(/"([^"\n]*)"|'([^'\n]*)'/g)].map(([, double, single]) => double ?? single!);
    return plain(path, text, fromStrings(path, text, strings));
  }
  if (path.endsWith('.cfg')) return plain(path, text, fromConfiguration(path, text));
  const data = parseToml(text);
  const extras = Object.entries(table(valueAt(data, 'project', 'optional-dependencies')));
  const poetry = fromTable(path, text, valueAt(data, 'tool', 'poetry', 'dependencies'));
  const poetryExtras = Object.entries(table(valueAt(data, 'tool', 'poetry', 'extras')));
  return {
    path,
    text,
    data,
    requirements: [
      ...fromStrings(path, text, valueAt(data, 'project', 'dependencies')),
      ...poetry.filter(({ optional }) => !optional),
      ...fromTable(path, text, valueAt(data, 'packages')),
    ],
    optional: new Map([
      ...extras.map(([name, list]) => [name, fromStrings(path, text, list)] as const),
      ...poetryExtras.map(
        ([name, list]) =>
          [name, poetry.filter((one) => fromStrings(path, text, list).some(({ name: n }) => n === one.name))] as const,
      ),
    ]),
    groups: groupsIn(path, text, data),
  };
}

const plain = (path: string, text: string, requirements: readonly Requirement[]): PythonProject => ({
  path,
  text,
  data: undefined,
  requirements,
  optional: new Map(),
  groups: new Map(),
});

/** What some extras of a project bring, those that an extra names in turn (`all = ["app[ml]"]`) included. */
export function requiredBy({ data, optional }: PythonProject, extras: readonly string[]): readonly Requirement[] {
  const own = valueAt(data, 'project', 'name');
  const wanted = new Set(extras);
  // A set is walked in the order of its additions, those on the way included.
  for (const extra of wanted)
    for (const one of optional.get(extra) ?? [])
      if (typeof own === 'string' && one.name === normalized(own)) for (const more of one.extras) wanted.add(more);
  return [...wanted].flatMap((extra) => optional.get(extra) ?? []);
}

/** Groups of dependencies; one may include others. */
function groupsIn(path: string, text: string, data: unknown): ReadonlyMap<string, readonly Requirement[]> {
  const written = table(valueAt(data, 'dependency-groups'));
  const read = (name: string, depth: number): Requirement[] => {
    const list: unknown = Object.hasOwn(written, name) ? written[name as never] : [];
    const included = (Array.isArray(list) ? list : []).flatMap((one: unknown) => {
      const other = valueAt(one, 'include-group');
      return typeof other === 'string' && depth > 0 ? read(other, depth - 1) : [];
    });
    return [...fromStrings(path, text, list), ...included];
  };
  const groups = new Map(Object.keys(written).map((name) => [name, read(name, 5)]));
  const dev = fromStrings(path, text, valueAt(data, 'tool', 'uv', 'dev-dependencies'));
  return dev.length > 0 ? new Map([...groups, ['dev', [...(groups.get('dev') ?? []), ...dev]]]) : groups;
}

/** The list `install_requires` of a setup.cfg, one on each line. */
function fromConfiguration(path: string, text: string): Requirement[] {
  const list = /^install_requires[ \t]*=((?:.*)(?:\r?\n(?:[ \t]+\S.*|[ \t]*(?=\r?\n[ \t])))*)/m.exec(text);
  if (!list) return [];
  const start = list.index + list[0].length - list[1]!.length;
  return [...list[1]!.matchAll(/[^\s#;][^#\r\n]*/g)].flatMap(({ index, 0: written }) => {
    const end = start + index + written.trimEnd().length;
    return parseRequirement(written, filePlace(path, text, start + index, end)) ?? [];
  });
}

/** A table of a manifest; an empty one where there is none. */
export const table = (value: unknown): object => (value !== null && typeof value === 'object' ? value : {});

/** Requirements as PEP 508 writes them. */
const fromStrings = (path: string, text: string, list: unknown): Requirement[] =>
  (Array.isArray(list) ? list : []).flatMap((one: unknown) =>
    typeof one === 'string' ? (parseRequirement(one, placeOf(path, text, one)) ?? []) : [],
  );

/** Requirements as Poetry and Pipenv write them: a version by name, or a table with one. */
function fromTable(path: string, text: string, value: unknown): (Requirement & { readonly optional: boolean })[] {
  return Object.entries(table(value)).flatMap(([name, written]: [string, unknown]) => {
    const all = Array.isArray(written) ? written : [written];
    return all.flatMap((one: unknown) => {
      const version = typeof one === 'string' ? one : valueAt(one, 'version');
      const markers = [
        valueAt(one, 'markers'),
        valueAt(one, 'platform') && `sys_platform == "${valueAt(one, 'platform')}"`,
      ];
      const marker = markers.find((text) => typeof text === 'string');
      const requirement = parseRequirement(
        [name, marker ? `; ${marker}` : ''].join(''),
        placeOf(path, text, typeof version === 'string' ? version : name),
      );
      const url = valueAt(one, 'url');
      const extras = valueAt(one, 'extras');
      if (!requirement || name === 'python') return [];
      return {
        ...requirement,
        specifier: specifierOf(version),
        url: typeof url === 'string' ? url : undefined,
        extras: (Array.isArray(extras) ? extras : []).map(String),
        optional: valueAt(one, 'optional') === true,
      };
    });
  });
}

/** Poetry's bare version is a pin; `*` is none at all. */
const specifierOf = (version: unknown): string => {
  if (typeof version !== 'string' || version === '*') return '';
  return /^\d[\w.+]*$/.test(version) ? `==${version}` : version;
};

/** Where a string of a manifest is written, without its quotes; an empty place where it is not found. */
export function placeOf(path: string, text: string, written: string) {
  const quoted = ['"', "'"].map((quote) => text.indexOf(quote + written + quote)).find((at) => at >= 0);
  const start = quoted === undefined ? text.length : quoted + 1;
  return filePlace(path, text, start, quoted === undefined ? start : start + written.length);
}
