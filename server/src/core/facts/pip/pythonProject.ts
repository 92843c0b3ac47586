import type { Instruction } from '../../dockerfile/model.ts';
import type { Source } from '../../rule.ts';
import { contextFile } from '../contextFiles.ts';
import { type ImagePath, join } from '../paths.ts';
import { filePlace } from '../places.ts';
import { valueAt } from '../project/manifest.ts';
import { parseToml } from '../project/toml.ts';
import { parseRequirement, type Requirement } from '../requirements.ts';
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
}

/** The project whose manifest stands in a folder of the image when an instruction runs: pyproject.toml, Pipfile or setup.py. */
export function pythonProject(
  source: Source,
  stage: Stage,
  instruction: Instruction,
  folder: ImagePath,
  names: readonly string[] = ['pyproject.toml', 'setup.py'],
  fits: (project: PythonProject) => boolean = requiresAny,
): PythonProject | undefined {
  for (const name of names) {
    const file = contextFile(source, stage, instruction, join(folder, name));
    const project = file && readProject(file.path, file.text);
    if (project && fits(project)) return project;
  }
  return undefined;
}

const requiresAny = ({ requirements, optional }: PythonProject): boolean =>
  requirements.length > 0 || optional.size > 0;

/** Reads a manifest; one that does not parse requires nothing. */
export function readProject(path: string, text: string): PythonProject {
  if (path.endsWith('.py')) {
    const [, list = ''] = /\binstall_requires\s*=\s*\[((?:"[^"\n]*"|'[^'\n]*'|[^\]"'])*)\]/.exec(text) ?? [];
    const strings = [...list.matchAll(/"([^"\n]*)"|'([^'\n]*)'/g)].map(([, double, single]) => double ?? single!);
    return { path, text, data: undefined, requirements: fromStrings(path, text, strings), optional: new Map() };
  }
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
  };
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
