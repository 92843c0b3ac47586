import type { Index } from '../facts/pip/indexes.ts';
import { older, type TorchInstall, type TorchPackage } from '../facts/pip/torch.ts';
import { type Place, replaceIn } from '../facts/places.ts';
import type { Source } from '../rule.ts';
import { insertArguments, replaceWord } from '../shell/edit.ts';
import { type Edit, sameEdit } from '../text/span.ts';
import { insertItem } from './listItem.ts';

const CPU_INDEX = 'https://download.pytorch.org/whl/cpu';
const OFFICIAL = /\/\/download\.pytorch\.org\//;

/** How a command comes to get PyTorch's CPU builds. */
export interface CpuBuild {
  readonly edits: readonly Edit[];
  /** What is done, as an imperative ("add --index-url …"). */
  readonly step: string;
  /** What a person should look at before. */
  readonly doubts: readonly string[];
  /** Why it cannot be done here; there are no edits then. */
  readonly impossible: string | undefined;
}

/** One of the things that are done; without an edit, why it cannot be. */
export type Step = { readonly step: string; readonly doubt?: string } & (
  | { readonly edits: readonly Edit[] }
  | { readonly impossible: string }
);

const UV_FIRST = 'uv takes from an added index all that it mirrors, whatever PyPI has';
const FROM_VARIABLE = 'it comes out of a variable';

/** The edits that make a pip or `uv pip` command take PyTorch's CPU builds, and the later ones that add to its PyTorch. */
export function cpuBuild(source: Source, install: TorchInstall, companions: readonly TorchInstall[]): CpuBuild {
  const build = together(stepsFor(source, install));
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
  const build = together([...stepsFor(source, install), ...pins]);
  if (build.impossible !== undefined) return undefined;
  const others = companions.flatMap((one) => together(stepsFor(source, one)).edits);
  const edits = distinct([...build.edits, ...others]);
  return { ...build, edits, doubts: [...build.doubts, ...doubtsOf(install, edits)] };
}

function tagged({ platforms }: TorchInstall, { pin, pinnedAt, url, offer, name }: TorchPackage): Step[] {
  if (url || offer !== 'pypi' || pinnedAt.path === undefined || pin?.operator !== '==') return [];
  if (platforms !== 'amd64' && older(pin.version, firstTagged(name))) return [];
  return [edited(replaceIn(pinnedAt, pin.version, `${pin.version}+cpu`), `pin ${name} to +cpu in ${pinnedAt.path}`)];
}

/** Since when wheels for arm64 carry the tag too: PyTorch 2.6. */
const firstTagged = (name: string): string => (name === 'torchvision' ? '0.21' : '2.6');

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

/** All steps or none. */
export function together(steps: readonly Step[]): CpuBuild {
  const failed = steps.find((one) => 'impossible' in one);
  return {
    edits: failed ? [] : distinct(steps.flatMap((one) => ('edits' in one ? one.edits : []))),
    step: [...new Set(steps.map(({ step }) => step))].join(' and '),
    doubts: [...new Set(steps.flatMap(({ doubt }) => doubt ?? []))],
    impossible: failed && 'impossible' in failed ? failed.impossible : undefined,
  };
}

const distinct = (edits: readonly Edit[]): Edit[] =>
  edits.filter((edit, index) => edits.findIndex((other) => sameEdit(edit, other)) === index);

/** A step of one edit, where what it replaces is written down. */
const edited = (edit: Edit | undefined, step: string, impossible = FROM_VARIABLE): Step =>
  edit ? { edits: [edit], step } : { step, impossible };

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
  const edit = place && replaceIn(place, variant, 'cpu');
  if (role === 'backend') return [edited(edit, `choose --torch-backend=cpu instead of ${variant}`)];
  const cpu = url.replace(variant, 'cpu');
  const step = edited(edit, `use the index ${cpu}`);
  return [OFFICIAL.test(url) ? step : { ...step, doubt: `whether ${cpu} exists is not looked up` }];
}

/** Of an index of every build side by side, the part with those for CPUs. */
function narrowed({ url, place }: Index): Step {
  const bare = url.replace(/\/+$/, '');
  return edited(place && replaceIn(place, bare, `${bare}/cpu`), `use the index ${bare}/cpu`);
}

/** A page of wheels ends at PyTorch 2.4 and PyPI has newer ones: what no tag pins needs the index. */
function byIndex(source: Source, install: TorchInstall, { url, place, option }: Index): Step {
  const [, channel] = /\/whl\/(nightly|test)\//.exec(url) ?? [];
  const cpu = channel ? CPU_INDEX.replace('/cpu', `/${channel}/cpu`) : CPU_INDEX;
  const { name, value } = indexOption(source, install, cpu) ?? { name: 'extra-index-url', value: cpu };
  const step = `use --${name} ${value} instead of ${url}`;
  const doubt = OFFICIAL.test(url)
    ? install.command.tool === 'uv' && name === 'extra-index-url' && UV_FIRST
    : 'it asks download.pytorch.org, not the mirror';
  if (place?.path !== undefined)
    return edited(replaceIn(place, place.text.text.trim(), `--extra-index-url ${cpu}`), step);
  if (!option?.value || install.command.apart || !place?.text.text.includes(url))
    return { step, impossible: install.command.apart ? 'it stands among other arguments' : FROM_VARIABLE };
  const { word } = option.value;
  const edits =
    word === option.word
      ? [replaceWord(word, [`--${name}=${value}`])]
      : [replaceWord(option.word, [`--${name}`]), replaceWord(word, [value])];
  return { edits, step, ...(doubt && { doubt }) };
}

/** Whether, once pins and indexes are rewritten, there is still no index that has CPU builds. */
const needsIndex = ({ packages, indexes }: TorchInstall): boolean =>
  packages.some(({ url, offer }) => !url && offer !== 'cpu') &&
  !indexes.some(({ offer }) => /^(?:cpu|cuda|rocm|xpu|all)$/.test(offer));

function addIndex(source: Source, install: TorchInstall): Step {
  const { operands, options, name: program, apart } = install.command;
  const { list } = install.contents;
  if (list) {
    const option = `--extra-index-url ${CPU_INDEX}`;
    const item = insertItem(list.file, list.first, 'before', option);
    return edited(item, `add ${option} for pip`, 'its list stands on one line');
  }
  const added = indexOption(source, install);
  if (!added) {
    const since = apart ? TOOL_BACKEND : PIP_BACKEND;
    return {
      step: 'add --torch-backend=cpu',
      impossible: `the uv of this file is older than ${since} and does not know that`,
    };
  }
  const named = options.filter(({ name }) => name === 'requirement' || name === 'editable');
  const words = [...operands, ...named].map(({ word }) => word).filter((word) => word !== program);
  const [first] = words.toSorted((a, b) => a.start - b.start);
  const args = added.name === 'torch-backend' ? ['--torch-backend=cpu'] : [`--${added.name}`, added.value];
  const step = `add ${args.join(' ')}`;
  if (apart === 'pipx' && options.some(({ name }) => name === 'pip-args'))
    return { step: `${step} to --pip-args`, impossible: 'they are written already' };
  if (apart !== 'pipx') return edited(first && insertArguments(source.file.source, first, 'before', args), step);
  const passed = first && insertArguments(source.file.source, first, 'before', [`--pip-args=${args.join(' ')}`]);
  return edited(passed, `add --pip-args="${args.join(' ')}"`);
}

/** What makes the command look at CPU builds: in place of PyPI only where PyTorch's index has all that it installs. */
function indexOption(source: Source, { command, alone, indexes }: TorchInstall, cpu = CPU_INDEX) {
  // uv's own choice of an index knows the stable channel only.
  if (command.tool === 'uv' && cpu === CPU_INDEX && !hasOldUv(source, command.apart))
    return { name: 'torch-backend', value: 'cpu' };
  if (alone && !indexes.some(({ role }) => role === 'primary')) return { name: 'index-url', value: cpu };
  // An extra index of an old uv hides PyPI's versions of all that it mirrors.
  return command.tool === 'uv' ? undefined : { name: 'extra-index-url', value: cpu };
}

/** Since when `uv pip` and `uv tool` know `--torch-backend`. */
const PIP_BACKEND = '0.6.9';
const TOOL_BACKEND = '0.9.19';

/** Whether the file names a uv that does not know `--torch-backend` yet. */
function hasOldUv({ file }: Source, apart: TorchInstall['command']['apart']): boolean {
  const since = apart ? TOOL_BACKEND : PIP_BACKEND;
  const named = /(?:astral-sh\/uv:|uv\/releases\/download\/|astral\.sh\/uv\/|\buv==)v?(\d+\.\d+(?:\.\d+)?)/.exec(
    file.source,
  );
  return named !== null && older(named[1]!, named[1]!.split('.').length === 2 ? since.replace(/\.\d+$/, '') : since);
}

function doubtsOf({ contents, packages }: TorchInstall, edits: readonly Edit[]): string[] {
  const files = new Set(edits.flatMap(({ path }) => path ?? []));
  const own = packages.some(({ place }) => place.path === undefined);
  return [
    ...[...files].map((path) => `it edits ${path}, which other images may use`),
    ...(own ? contents.unseen : []).map((file) => `${file} is not in the project and may name an index`),
    ...(contents.hashed ? ['the CPU builds have other hashes than those required'] : []),
  ];
}
