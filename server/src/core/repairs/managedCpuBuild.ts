import type { ManagedTorch } from '../facts/pip/managedTorch.ts';
import { type ManifestIndex, manifestIndex } from '../facts/pip/manifestIndex.ts';
import { offerOf } from '../facts/pip/offers.ts';
import { type PythonProject, readProject } from '../facts/pip/pythonProject.ts';
import { replaceIn } from '../facts/places.ts';
import { platformsOf } from '../facts/platforms.ts';
import { pinOf, type Requirement } from '../facts/requirements.ts';
import { older } from '../facts/versions.ts';
import type { Source } from '../rule.ts';
import { applyEdits, type Edit } from '../text/span.ts';
import { firstTagged } from './cpuBuild.ts';
import { CPU_INDEX, OFFICIAL } from './cpuIndex.ts';
import { manifestEdits } from './manifestEdits.ts';
import type { CpuBuild } from './steps.ts';

/** How each tool is told of an index for some packages alone, by its manual, and how it locks anew. */
const TOOLS = {
  uv: { how: '[[tool.uv.index]] with explicit = true, and [tool.uv.sources]', lock: 'uv lock' },
  poetry: {
    how: '[[tool.poetry.source]] with priority = "explicit", and source = … at the dependency',
    lock: 'poetry lock',
  },
  pdm: { how: '[[tool.pdm.source]] with include_packages', lock: 'pdm lock' },
  pipenv: { how: '[[source]], and index = … at the package', lock: 'pipenv lock' },
} as const;

/** The edits of a manifest that give PyTorch the CPU index; where a lock file is in force, what a person does instead. */
export function managedCpuBuild(source: Source, torch: ManagedTorch): CpuBuild {
  const { manager, project, named, lock, index } = torch;
  const { how, lock: relock } = TOOLS[manager.tool];
  const manifest = project?.path ?? (manager.tool === 'pipenv' ? 'Pipfile' : 'pyproject.toml');
  const packages = named.length > 0 ? named.map(({ name }) => name).join(', ') : 'torch, named as a dependency,';
  const cpu = index && cpuUrl(index);
  const tagged = named.filter((one) => tagOf(one) !== undefined);
  const step = [
    ...(index ? [] : [`give ${packages} the index ${CPU_INDEX} in ${manifest} (${how})`]),
    ...(cpu ? [`use the index ${cpu} instead of ${index.url} in ${manifest}`] : []),
    ...tagged.map((one) =>
      isPlain(source, torch, one)
        ? `pin ${one.name} without +${tagOf(one)}`
        : `pin ${one.name} to +cpu instead of +${tagOf(one)}`,
    ),
  ].join(' and ');
  const by = (impossible: string): CpuBuild => ({ edits: [], step, doubts: [], impossible });
  if (lock !== undefined) return by(`${lock} has to be made anew (${relock})`);
  if (!project) return by('the manifest is written by the build');
  if (named.length === 0) return by('only another package requires it');
  if (index && index.others.length > 0) return by(`${index.others[0]} comes from that index too`);
  const edits = checked(torch, project, [
    ...named.flatMap((one) => retagged(source, torch, one)),
    ...(cpu ? [replaceIn(index.place, index.url, cpu)] : []),
    ...(index ? [] : manifestEdits(manager.tool, project, named)),
  ]);
  if (!edits) return by(`${manifest} is written in a way that is not rewritten here`);
  const looked = cpu && !OFFICIAL.test(cpu) ? [`whether ${cpu} exists is not looked up`] : [];
  return {
    edits,
    step,
    doubts: [`it edits ${manifest}, which other images may use`, ...looked],
    impossible: undefined,
  };
}

/** The index for CPUs beside an accelerator's. */
function cpuUrl({ url }: ManifestIndex): string | undefined {
  const { offer, variant } = offerOf(url);
  return variant && offer !== 'cpu' ? url.replace(variant, 'cpu') : undefined;
}

/** The tag of a pin that only an accelerator's build meets. */
function tagOf({ specifier }: Requirement): string | undefined {
  const local = pinOf(specifier)?.local;
  return local === 'cpu' ? undefined : local;
}

/** Whether CPU builds of a version have no tag: older ones for arm64. */
function isPlain(source: Source, { manager }: ManagedTorch, { name, specifier }: Requirement): boolean {
  const version = pinOf(specifier)?.version;
  return (
    version !== undefined && platformsOf(source, manager.build.stage) !== 'amd64' && older(version, firstTagged(name))
  );
}

/** Turns such a tag into the one for CPUs. */
function retagged(source: Source, torch: ManagedTorch, one: Requirement): (Edit | undefined)[] {
  const tag = tagOf(one);
  return tag ? [replaceIn(one.place, `+${tag}`, isPlain(source, torch, one) ? '' : '+cpu')] : [];
}

/** The edits, where the manifest that they leave gives every one of the packages a CPU's build. */
function checked(
  { manager: { tool }, named }: ManagedTorch,
  project: PythonProject,
  edits: readonly (Edit | undefined)[],
): readonly Edit[] | undefined {
  const known = edits.flatMap((one) => one ?? []);
  if (known.length < edits.length) return undefined;
  const after = readProject(project.path, applyEdits(project.text, known));
  const left = [...after.requirements, ...[...after.optional.values(), ...after.groups.values()].flat()];
  const served = named.every(({ name }) => {
    const index = manifestIndex(tool, after, name);
    return index !== undefined && offerOf(index.url).offer === 'cpu';
  });
  const tagged = left.some((one) => named.some(({ name }) => name === one.name) && tagOf(one) !== undefined);
  return served && !tagged ? known : undefined;
}
