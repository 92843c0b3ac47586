import { isForGpu } from '../facts/pip/gpuOnly.ts';
import type { Index } from '../facts/pip/indexes.ts';
import type { TorchInstall, TorchPackage } from '../facts/pip/torch.ts';
import { type Place, replaceIn } from '../facts/places.ts';
import { older } from '../facts/versions.ts';
import type { Source } from '../rule.ts';
import type { Edit } from '../text/span.ts';
import { addIndex, byIndex, OFFICIAL } from './cpuIndex.ts';
import { type CpuBuild, distinct, edited, type Step, together } from './steps.ts';

/** The edits that make a pip or `uv pip` command take PyTorch's CPU builds, and the later ones that add to its PyTorch. */
export const cpuBuild = (source: Source, install: TorchInstall, companions: readonly TorchInstall[]): CpuBuild =>
  withCompanions(source, install, companions, stepsFor(source, install));

function withCompanions(
  source: Source,
  install: TorchInstall,
  companions: readonly TorchInstall[],
  steps: readonly Step[],
): CpuBuild {
  const build = together(steps);
  if (build.impossible !== undefined) return build;
  const others = companions.map((one) => together(stepsFor(source, one)));
  const edits = distinct([build, ...others].flatMap((one) => one.edits));
  return { ...build, edits, doubts: [...build.doubts, ...doubtsOf(install, edits)] };
}

/** The same with the tag `+cpu` in the requirements files that pin a version without one: PyPI cannot serve that, whatever it has. */
export function pinnedBuild(
  source: Source,
  install: TorchInstall,
  companions: readonly TorchInstall[],
): CpuBuild | undefined {
  if (install.command.tool !== 'pip') return undefined;
  const pins = install.packages.flatMap((one) => tagged(install, one));
  if (pins.length === 0) return undefined;
  const build = withCompanions(source, install, companions, [...stepsFor(source, install), ...pins]);
  return build.impossible === undefined ? build : undefined;
}

function tagged({ platforms }: TorchInstall, { pin, pinnedAt, url, offer, name }: TorchPackage): Step[] {
  if (url || offer !== 'pypi' || pinnedAt.path === undefined || pin?.operator !== '==') return [];
  if (platforms !== 'amd64' && older(pin.version, firstTagged(name))) return [];
  return [edited(replaceIn(pinnedAt, pin.version, `${pin.version}+cpu`), `pin ${name} to +cpu in ${pinnedAt.path}`)];
}

/** Since when wheels for arm64 carry the tag too: PyTorch 2.6. */
export const firstTagged = (name: string): string => (name === 'torchvision' ? '0.21' : '2.6');

/** The edits that show a command the index that has the builds with the tag `+cpu`. */
export function indexForTag(source: Source, install: TorchInstall): CpuBuild {
  const build = together([addIndex(source, install)]);
  return { ...build, doubts: [...build.doubts, ...doubtsOf(install, build.edits)] };
}

function stepsFor(source: Source, install: TorchInstall): Step[] {
  return [
    ...install.packages.flatMap((one) => repin(install, one)),
    ...install.indexes.flatMap((index) => redirect(source, install, index)),
    ...(needsIndex(install) ? [addIndex(source, install)] : []),
  ];
}

/** Rewrites a pin that only an accelerator's build meets: a local tag, a wheel's URL, or `===`, which meets no tag. */
function repin({ platforms }: TorchInstall, { pin, pinnedAt, url, offer, variant, name }: TorchPackage): Step[] {
  if (offer === 'cpu' || offer === 'unknown') return [];
  if (url && variant) return [otherWheel(pinnedAt, variant)];
  if (pin?.operator === '===' && pin.local === undefined)
    return [edited(replaceIn(pinnedAt, '===', '=='), `pin ${name} with ==, which a CPU build meets too`)];
  if (pin?.local === undefined) return [];
  const untagged = platforms !== 'amd64' && older(pin.version, firstTagged(name));
  const written = pinnedAt.text.text.toLowerCase().includes(`+${pin.local}`) ? `+${pin.local}` : '';
  const step = untagged ? `pin ${name} without +${pin.local}` : `pin ${name} to +cpu instead of +${pin.local}`;
  return [edited(written ? replaceIn(pinnedAt, written, untagged ? '' : '+cpu') : undefined, step)];
}

function otherWheel(place: Place, variant: string): Step {
  const step = `take the wheel of the folder cpu instead of ${variant}`;
  const folder = replaceIn(place, `/${variant}/`, '/cpu/');
  if (!folder) return { step, impossible: 'no CPU wheel is known to stand beside that one' };
  const tags = ['%2B', '%2b', '+'].flatMap((plus) => replaceIn(place, plus + variant, `${plus}cpu`) ?? []);
  return { edits: [folder, ...tags], step, doubt: 'whether that index has the same wheel for a CPU is not looked up' };
}

/** Turns an index of an accelerator into the one for CPUs beside it. */
function redirect(source: Source, install: TorchInstall, index: Index): Step[] {
  const { offer, variant, place, role, url } = index;
  if (!/^(?:cuda|rocm|xpu|all)$/.test(offer)) return [];
  const tagged = install.packages.every(({ pin, url: own }) => own || pin?.local !== undefined);
  const mirrored = variant !== undefined && !OFFICIAL.test(url);
  if (role === 'links' && !tagged && !mirrored) return [byIndex(source, install, index)];
  if (variant === undefined) return tagged ? [] : [narrowed(index)];
  const cpu = url.replace(variant, 'cpu');
  const edit = place && (replaceIn(place, url, cpu) ?? replaceIn(place, variant, 'cpu'));
  if (role === 'backend') return [edited(edit, `choose --torch-backend=cpu instead of ${variant}`)];
  const companion = install.contents.requirements.find((one) => isForGpu(one.name));
  if (role === 'primary' && companion)
    return [{ step: `use the index ${cpu}`, impossible: `it does not have ${companion.name}` }];
  const step = edited(edit, `use the index ${cpu}`);
  return [OFFICIAL.test(url) ? step : { ...step, doubt: `whether ${cpu} exists is not looked up` }];
}

/** Of an index of every build side by side, the part with those for CPUs. */
function narrowed({ url, place }: Index): Step {
  const bare = url.replace(/\/+$/, '');
  return edited(place && replaceIn(place, bare, `${bare}/cpu`), `use the index ${bare}/cpu`);
}

/** Whether, once pins and indexes are rewritten, there is still no index that has CPU builds. */
const needsIndex = ({ packages, indexes }: TorchInstall): boolean =>
  packages.some(({ url, offer }) => !url && offer !== 'cpu') &&
  !indexes.some(({ offer }) => /^(?:cpu|cuda|rocm|xpu|all)$/.test(offer));

/** Whether a release came out before the CPU builds had a tag: PyTorch 1.2. */
const isUntagged = ({ name, pin }: TorchPackage): boolean =>
  pin !== undefined && name !== 'torchaudio' && older(pin.version, name === 'torchvision' ? '0.4' : '1.2');

function doubtsOf({ contents, packages }: TorchInstall, edits: readonly Edit[]): string[] {
  const files = new Set(edits.flatMap(({ path }) => path ?? []));
  const own = packages.some(({ place }) => place.path === undefined);
  const untagged = packages.find(isUntagged);
  return [
    ...(untagged
      ? [`CPU builds of ${untagged.name} ${untagged.pin?.version} have no tag by which pip could prefer them`]
      : []),
    ...[...files].map((path) => `it edits ${path}, which other images may use`),
    ...(own ? contents.unseen : []).map((file) => `${file} is not in the project and may name an index`),
    ...(contents.hashed ? ['the CPU builds have other hashes than those required'] : []),
  ];
}
