import type { Place } from '../places.ts';
import { valueAt } from '../project/manifest.ts';
import { isElsewhere, normalized } from '../requirements.ts';
import type { ManagerCommand } from './managers.ts';
import { isOfTorch, offerOf } from './offers.ts';
import { type PythonProject, placeOf, table } from './pythonProject.ts';

/** An index that a manifest gives PyTorch. */
export interface ManifestIndex {
  readonly url: string;
  readonly place: Place;
  /** Other packages that the manifest takes from it. */
  readonly others: readonly string[];
}

type Tool = ManagerCommand['tool'];

/** Where each tool's manifest lists indexes, and what says which of them a package comes from (the tools' manuals). */
const TABLES: Readonly<Record<Tool, { indexes: readonly string[]; packages: readonly string[]; key: string }>> = {
  uv: { indexes: ['tool', 'uv', 'index'], packages: ['tool', 'uv', 'sources'], key: 'index' },
  poetry: { indexes: ['tool', 'poetry', 'source'], packages: ['tool', 'poetry', 'dependencies'], key: 'source' },
  pdm: { indexes: ['tool', 'pdm', 'source'], packages: [], key: '' },
  pipenv: { indexes: ['source'], packages: ['packages'], key: 'index' },
};
const TORCH = /^(?:torch(?:vision|audio)?|(?:pytorch-)?triton)$/i;

/** The names and URLs of a manifest's indexes. */
export function indexesIn(tool: Tool, { data }: PythonProject) {
  const list = valueAt(data, ...TABLES[tool].indexes);
  return (Array.isArray(list) ? list : []).flatMap((one: unknown) => {
    const [name, url] = [valueAt(one, 'name'), valueAt(one, 'url')];
    if (typeof url !== 'string') return [];
    const explicit = valueAt(one, 'explicit') === true;
    const packages = valueAt(one, 'include_packages');
    return [{ name: typeof name === 'string' ? name : undefined, url, explicit, packages }];
  });
}

/** The one index besides PyPI that a manifest gives a package in a Linux image; undefined where it names none, or leaves a choice. */
export function manifestIndex(tool: Tool, project: PythonProject, wanted: string): ManifestIndex | undefined {
  const all = indexesIn(tool, project);
  const sources = sourcesIn(tool, project);
  const own = sources.filter(({ name }) => normalized(name) === wanted);
  // uv takes a package from the first index that has it, PyPI being the last.
  const open = tool === 'uv' && !Object.keys(uvSources(project)).some((name) => normalized(name) === wanted);
  const found = all.filter((one) =>
    open ? !one.explicit && isOfTorch(one.url) : own.some(({ index }) => index === one.name),
  );
  if ((own.length !== 1 && !open) || found.length !== 1) return undefined;
  const { url, name } = found[0]!;
  if (offerOf(url).offer === 'pypi') return undefined;
  const others = sources.filter((one) => one.index === name && !TORCH.test(one.name));
  return { url, place: placeOf(project.path, project.text, url), others: others.map((one) => one.name) };
}

const uvSources = ({ data }: PythonProject): object => table(valueAt(data, ...TABLES.uv.packages));

/** Which package comes from which index, those for other systems left out. */
function sourcesIn(tool: Tool, project: PythonProject): { readonly name: string; readonly index: unknown }[] {
  if (tool === 'pdm')
    return indexesIn(tool, project).flatMap(({ name, packages }) =>
      (Array.isArray(packages) ? packages : []).map((one: unknown) => ({ name: String(one), index: name })),
    );
  const { packages, key } = TABLES[tool];
  return Object.entries(table(valueAt(project.data, ...packages))).flatMap(([name, written]: [string, unknown]) =>
    (Array.isArray(written) ? written : [written]).flatMap((one: unknown) => {
      const marker = valueAt(one, 'marker') ?? valueAt(one, 'markers');
      const index = valueAt(one, key);
      return index === undefined || (typeof marker === 'string' && isElsewhere(marker)) ? [] : [{ name, index }];
    }),
  );
}

/** Whether a manifest says where PyTorch comes from, or names an index besides PyPI. */
export function namesTorchSource({ data }: PythonProject): boolean {
  const lists = [['tool', 'uv', 'index'], ['tool', 'poetry', 'source'], ['tool', 'pdm', 'source'], ['source']];
  const urls = lists
    .map((keys) => valueAt(data, ...keys))
    .flatMap((list) => (Array.isArray(list) ? list : []))
    .map((one: unknown) => valueAt(one, 'url'));
  const uv = table(valueAt(data, 'tool', 'uv'));
  return (
    urls.some((url) => typeof url === 'string' && offerOf(url).offer !== 'pypi') ||
    ['index-url', 'extra-index-url', 'find-links', 'pip'].some((name) => name in uv) ||
    Object.keys(table(valueAt(uv, 'sources'))).some((name) => /^torch(?:vision|audio)?$/.test(name))
  );
}
