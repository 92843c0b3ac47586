import { fact } from '../../fact.ts';
import type { Source } from '../../rule.ts';
import { wordText } from '../../shell/unwrap.ts';
import { dependsOnMachine } from '../machineChoice.ts';
import { baseName } from '../paths.ts';
import type { Place } from '../places.ts';
import { type Platforms, platformsOf } from '../platforms.ts';
import { type Pin, pinOf, type Requirement } from '../requirements.ts';
import { lineage, rootImage } from '../stages.ts';
import { userlandAt } from '../userland.ts';
import { hasOption, type PackageCommand, packageCommands } from './commands.ts';
import { condaTorch } from './conda.ts';
import { type Contents, packageContents } from './contents.ts';
import { type Index, indexesOf, type Offer, offerOf, offerOfVariant } from './indexes.ts';

/** A package of PyTorch that a command asks for, and the build of it that the command gets. */
export interface TorchPackage extends Requirement {
  readonly pin: Pin | undefined;
  /** Where the pin is written: here, or in a constraints file. */
  readonly pinnedAt: Place;
  readonly offer: Offer;
  /** What names the build: `cu118`, in a tag, a URL or an index. */
  readonly variant: string | undefined;
}

/** A pip or `uv pip` command that installs (or fetches) PyTorch. */
export interface TorchInstall {
  readonly command: PackageCommand;
  readonly packages: readonly TorchPackage[];
  readonly contents: Contents;
  readonly indexes: readonly Index[];
  readonly platforms: Platforms;
  /** Whether it installs nothing but PyTorch and what PyTorch's own index mirrors. */
  readonly alone: boolean;
}

const TORCH = new Set(['torch', 'torchvision', 'torchaudio']);
/** What download.pytorch.org serves beside PyTorch itself. */
const MIRRORED = new Set(
  'numpy pillow requests sympy networkx jinja2 fsspec filelock typing-extensions setuptools mpmath markupsafe certifi urllib3 idna charset-normalizer packaging tqdm'.split(
    ' ',
  ),
);

/** Every pip and `uv pip` command that asks for PyTorch, in order. */
const torchInstalls = fact((source): readonly TorchInstall[] =>
  [...packageContents(source)].flatMap(([command, contents]) => {
    const wanted = contents.requirements.filter(({ name }) => TORCH.has(name));
    if (wanted.length === 0 || hasOption(command, 'dry-run')) return [];
    const indexes = indexesOf(source, command, contents);
    const platforms = platformsOf(source, command.build.stage);
    const packages = wanted.map((one) => torchPackage(source, command, one, contents, indexes, platforms));
    const alone =
      contents.others.length === 0 &&
      contents.unseen.length === 0 &&
      !takesMore(command) &&
      contents.requirements.every(
        (one) =>
          one.place.path === undefined &&
          one.extras.length === 0 &&
          (TORCH.has(one.name) || (MIRRORED.has(one.name) && one.specifier === '')),
      );
    return [{ command, packages, contents, indexes, platforms, alone }];
  }),
);

/** Whether the command gets further arguments when it runs: those that `xargs` reads. */
const takesMore = ({ command: { name, args } }: PackageCommand): boolean =>
  [...(name ? [name] : []), ...args].some((word) => baseName(wordText(word)) === 'xargs');

function torchPackage(
  source: Source,
  command: PackageCommand,
  one: Requirement,
  { constraints }: Contents,
  indexes: readonly Index[],
  platforms: Platforms,
): TorchPackage {
  const constraint = constraints.find(({ name }) => name === one.name);
  const own = pinOf(one.specifier);
  const pin = own ?? (constraint && pinOf(constraint.specifier));
  const known = { ...one, pin, pinnedAt: own || !constraint ? one.place : constraint.place };
  const unknown: TorchPackage = { ...known, offer: 'unknown', variant: undefined };
  if (pin?.local !== undefined) return { ...known, offer: offerOfVariant(pin.local), variant: pin.local };
  if (one.url) {
    const { offer, variant } = offerOf(one.url);
    return variant ? { ...known, offer, variant } : unknown;
  }
  if (command.opaque || forOtherMachines(command) || one.specifier.includes('+')) return unknown;
  const { offer, variant } = chosen(command.tool, indexes);
  if (offer === 'all' && one.specifier.includes('$')) return unknown;
  const plain =
    userlandAt(source, command.build) === 'busybox' || (platforms === 'arm64' && pin && older(pin.version, '2.11'));
  return { ...known, offer: offer === 'pypi' && plain ? 'cpu' : offer, variant };
}

/** Whether pip is told to fetch for another platform than the image's own. */
const forOtherMachines = ({ options }: PackageCommand): boolean =>
  options.some(
    ({ name, value }) =>
      /^(?:python-)?platform$/.test(name) && !/linux\S*x86_64|x86_64\S*linux|^linux$/.test(value?.text ?? ''),
  );

const ACCELERATED: ReadonlySet<Offer> = new Set(['cuda', 'rocm', 'xpu', 'all']);

/** The build that an untagged PyTorch comes in: uv takes the first index that has it, pip the highest tag (plain < cpu < cuNNN < rocm < xpu). */
function chosen(tool: PackageCommand['tool'], indexes: readonly Index[]): Pick<TorchPackage, 'offer' | 'variant'> {
  const plain = (offer: Offer) => ({ offer, variant: undefined });
  const backend = indexes.find(({ role }) => role === 'backend');
  if (backend) return backend;
  if (indexes.some(({ offer, role }) => offer === 'unknown' || (offer === 'local' && role !== 'primary')))
    return plain('unknown');
  const primary = indexes.find(({ role }) => role === 'primary');
  const ordered = [...indexes.filter((one) => one !== primary), ...(primary ? [primary] : [])];
  const first = ordered.find(({ offer }) => offer === 'cpu' || ACCELERATED.has(offer));
  const found = tool === 'uv' ? first : (ordered.find(({ offer }) => ACCELERATED.has(offer)) ?? first);
  return found ?? plain((primary?.offer ?? 'pypi') === 'pypi' ? 'pypi' : 'unknown');
}

/** Whether a version is older than another, compared number by number; one that is not known is not. */
export function older(version: string, than: string): boolean {
  const own = version.split('.').map((part) => Number.parseInt(part, 10));
  for (const [index, limit] of than.split('.').map(Number).entries()) {
    const number = own[index] ?? 0;
    if (number !== limit) return number < limit;
  }
  return false;
}

/**
 * The installs that decide which build of PyTorch a stage has: not those that find one installed already, not those that
 * the script runs only on some kind of machine. Each comes with the later ones that only add to its PyTorch.
 */
export const decidingInstalls = fact((source): ReadonlyMap<TorchInstall, readonly TorchInstall[]> => {
  const deciding = new Map<TorchInstall, TorchInstall[]>();
  for (const install of torchInstalls(source)) {
    const { build, command, subcommand } = install.command;
    if (dependsOnMachine(build, command)) continue;
    const line = lineage(build.stage);
    const before = [...deciding.keys()].findLast((one) => installsTorch(one) && line.includes(one.command.build.stage));
    if (subcommand !== 'install') deciding.set(install, []);
    else if (before && satisfied(install, before)) deciding.get(before)!.push(install);
    else if (before || !condaBefore(source, install)) deciding.set(install, []);
  }
  return deciding;
});

const installsTorch = ({ command, packages }: TorchInstall): boolean =>
  command.subcommand === 'install' && packages.some(({ name }) => name === 'torch');

/** Whether pip leaves the PyTorch alone that an earlier command installed. */
function satisfied({ command, packages }: TorchInstall, earlier: TorchInstall): boolean {
  const own = packages.find(({ name }) => name === 'torch');
  if (!own) return true;
  if (hasOption(command, 'upgrade', 'force-reinstall', 'reinstall', 'ignore-installed')) return false;
  const before = earlier.packages.find(({ name }) => name === 'torch');
  if (own.url || own.pin?.local !== undefined) return false;
  return own.pin === undefined || before?.pin === undefined || before.pin.version === own.pin.version;
}

const condaBefore = (source: Source, { command: { build } }: TorchInstall): boolean =>
  packageCommands(source).some(
    (one) =>
      one.tool === 'conda' &&
      lineage(build.stage).includes(one.build.stage) &&
      one.build.instruction.span.start <= build.instruction.span.start &&
      condaTorch(one) !== undefined,
  );

const PLAIN_IMAGE = /^(?:docker\.io\/)?(?:library\/)?(?:python|debian|ubuntu)(?:[:@]|$)/;

/** A package pinned to `+cpu` where the command looks at PyPI alone, which has no such builds, and none is there yet. */
export function unservedTag(source: Source, install: TorchInstall): TorchPackage | undefined {
  const { command, packages, indexes, contents } = install;
  const line = lineage(command.build.stage);
  const before = [...decidingInstalls(source).keys()];
  const copies = line.flatMap(({ instructions }) => instructions).some(({ flags }) => flags.some(isFrom));
  const installed =
    copies ||
    !PLAIN_IMAGE.test(rootImage(command.build.stage)) ||
    before.slice(0, before.indexOf(install)).some((one) => line.includes(one.command.build.stage));
  if (installed || command.opaque || contents.unseen.length > 0) return undefined;
  if (indexes.some(({ offer }) => offer !== 'pypi')) return undefined;
  return packages.find(({ url, specifier }) => !url && pinOf(specifier)?.local === 'cpu');
}

const isFrom = ({ name }: { readonly name: string }): boolean => name === 'from';

/** The package that makes a command's PyTorch more than a CPU's: one that asks for an accelerator, else one that PyPI gives with CUDA. */
export const acceleratedPackage = ({ packages }: TorchInstall): TorchPackage | undefined =>
  packages.find(({ offer }) => ACCELERATED.has(offer)) ?? packages.find(({ offer }) => offer === 'pypi');

/** Whether a command that finds torch installed still fetches builds for an accelerator (torchvision from PyPI). */
export const addsAccelerated = ({ packages }: TorchInstall): boolean =>
  packages.some(({ name, offer }) => ACCELERATED.has(offer) || (offer === 'pypi' && name !== 'torch'));
