import { fact } from '../../fact.ts';
import type { Source } from '../../rule.ts';
import { wordText } from '../../shell/unwrap.ts';
import { baseName } from '../paths.ts';
import type { Place } from '../places.ts';
import { isOtherProcessor, type Platforms, platformsOf } from '../platforms.ts';
import { type Pin, pinOf, type Requirement } from '../requirements.ts';
import { userlandAt } from '../userland.ts';
import { older } from '../versions.ts';
import { hasOption, type PackageCommand } from './commands.ts';
import { type Contents, packageContents } from './contents.ts';
import { type Index, indexesOf } from './indexes.ts';
import { wantedIn } from './markerEnvironment.ts';
import { type Offer, offerOf, offerOfVariant } from './offers.ts';
import { pulls } from './pulled.ts';

/** A package of PyTorch that a command asks for, and the build of it that the command gets. */
export interface TorchPackage extends Requirement {
  readonly pin: Pin | undefined;
  /** Where the pin is written: here, or in a constraints file. */
  readonly pinnedAt: Place;
  readonly offer: Offer;
  /** What names the build: `cu118`, in a tag, a URL or an index. */
  readonly variant: string | undefined;
  /** Why another package brings it along ("timm requires torch"); undefined where it is asked for by name. */
  readonly through: string | undefined;
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
/** Whether a name is one of PyTorch's packages, which its index has with CUDA and without. */
export const isTorch = (name: string): boolean => TORCH.has(name);
/** What download.pytorch.org serves beside PyTorch itself. */
const MIRRORED = new Set(
  'numpy pillow requests sympy networkx jinja2 fsspec filelock typing-extensions setuptools mpmath markupsafe certifi urllib3 idna charset-normalizer packaging tqdm'.split(
    ' ',
  ),
);

/** Every pip and `uv pip` command that asks for PyTorch, or for a package that requires it, in order. */
export const torchInstalls = fact((source): readonly TorchInstall[] =>
  [...packageContents(source)].flatMap(([command, contents]) => {
    const wanted = wantedOf(source, command, contents);
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

type Wanted = Requirement & Pick<TorchPackage, 'through'>;

/** PyTorch's packages by name; without any, the torch that another package requires, where no file that is not known may name its build. */
function wantedOf(source: Source, command: PackageCommand, { requirements: all, unseen }: Contents): readonly Wanted[] {
  const requirements = wantedIn(source, command.build.stage, all);
  const named = requirements.filter(({ name }) => TORCH.has(name));
  if (named.length > 0) return named.map((one) => ({ ...one, through: undefined }));
  if (unseen.length > 0 || command.opaque || hasOption(command, 'no-deps')) return [];
  const puller = requirements.find((one) => pulls(one) !== undefined);
  if (!puller) return [];
  return [{ ...puller, name: 'torch', extras: [], specifier: '', url: undefined, through: pulls(puller) }];
}

/** Whether the command gets further arguments when it runs: those that `xargs` reads. */
const takesMore = ({ command: { name, args } }: PackageCommand): boolean =>
  [...(name ? [name] : []), ...args].some((word) => baseName(wordText(word)) === 'xargs');

function torchPackage(
  source: Source,
  command: PackageCommand,
  one: Wanted,
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
  if (offer === 'pypi' && (isOtherProcessor(command.build.stage) || isPure(one.name, pin))) return unknown;
  if (offer === 'all' && one.specifier.includes('$')) return unknown;
  const plain =
    userlandAt(source, command.build) === 'busybox' || (platforms === 'arm64' && pin && older(pin.version, '2.11'));
  return { ...known, offer: offer === 'pypi' && plain ? 'cpu' : offer, variant };
}

/** Whether a release has one wheel for every machine, which the CPU index has not: torchvision before 0.3. */
const isPure = (name: string, pin: Pin | undefined): boolean =>
  name === 'torchvision' && pin !== undefined && older(pin.version, '0.3');

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

/** The package that makes a command's PyTorch more than a CPU's: one that asks for an accelerator, else one that PyPI gives with CUDA. */
export const acceleratedPackage = ({ packages }: TorchInstall): TorchPackage | undefined =>
  packages.find(({ offer }) => ACCELERATED.has(offer)) ?? packages.find(({ offer }) => offer === 'pypi');

/** Whether a command that finds torch installed still fetches builds for an accelerator (torchvision from PyPI). */
export const addsAccelerated = ({ packages }: TorchInstall): boolean =>
  packages.some(({ name, offer }) => ACCELERATED.has(offer) || (offer === 'pypi' && name !== 'torch'));
