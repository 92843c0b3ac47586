import type { Source } from '../../rule.ts';
import type { ContextFile } from '../contextFiles.ts';
import { type Place, wordPlace } from '../places.ts';
import type { Argument } from './arguments.ts';
import type { PackageCommand } from './commands.ts';
import { condaEnvironment } from './condaEnvironment.ts';

/** A package with a version, as conda is asked for it. */
export interface CondaSpec {
  readonly text: string;
  readonly place: Place;
  /** The argument that it is; undefined in an environment file. */
  readonly word: Argument['word'] | undefined;
}

/** What a conda command brings of PyTorch. */
export interface CondaTorch {
  readonly offer: 'cpu' | 'cuda' | 'unknown';
  /** The package that asks for CUDA (`pytorch-cuda=11.8`); undefined where it is the channel's default. */
  readonly asks: CondaSpec | undefined;
  /** What else is of no use without CUDA. */
  readonly libraries: readonly CondaSpec[];
  /** Where the packages come from, as far as it is said. */
  readonly channel: 'pytorch' | 'conda-forge' | 'other' | undefined;
  /** The specs of PyTorch's own packages. */
  readonly packages: readonly CondaSpec[];
  /** The environment file that says so; undefined where the command does. */
  readonly file: ContextFile | undefined;
}

const TORCH = /^(?:pytorch|pytorch-gpu|pytorch-cpu|torchvision|torchaudio)$/;
const CUDA = /^(?:pytorch-cuda|cudatoolkit|pytorch-gpu|cuda-toolkit|cuda\d*|magma-cuda\d*)$/;
/** What belongs to CUDA without choosing PyTorch's build. */
const LIBRARY = /^(?:cuda-.+|cudnn|nccl|libcu.+)$/;

/** The name in a spec like `pytorch::pytorch=2.0=py3.9_cpu_0`. */
export const nameOf = ({ text }: Pick<CondaSpec, 'text'>): string =>
  text
    .toLowerCase()
    .replace(/^[^:]*::/, '')
    .replace(/[\s=<>!~[].*$/s, '');

/** What a conda command brings of PyTorch; undefined where it asks for none. The pytorch channel's default build carries CUDA, conda-forge's does where a GPU is present. */
export function condaTorch(source: Source, command: PackageCommand): CondaTorch | undefined {
  if (command.subcommand === 'config') return undefined;
  const environment = condaEnvironment(source, command);
  const specs: CondaSpec[] = [
    ...(command.subcommand === 'env' ? [] : command.operands).map(({ text, word }) => ({
      text,
      word,
      place: wordPlace(word),
    })),
    ...(environment?.specs ?? []).map((place) => ({
      text: place.text.text.replace(/["']/g, ''),
      place,
      word: undefined,
    })),
  ];
  const given = command.options.flatMap(({ name, value }) =>
    name === 'channel' && value ? [value.text.toLowerCase()] : [],
  );
  const found = buildIn(specs, [...given, ...(environment?.channels ?? [])]);
  const inFile = found?.packages.every(({ word }) => word === undefined);
  return found && { ...found, file: inFile ? environment?.file : undefined };
}

function buildIn(specs: readonly CondaSpec[], channels: readonly string[]): Omit<CondaTorch, 'file'> | undefined {
  const packages = specs.filter((spec) => TORCH.test(nameOf(spec)));
  if (packages.length === 0) return undefined;
  const names = specs.map(nameOf);
  const ofPytorch = packages.some(({ text }) => /^pytorch::/i.test(text));
  const channel =
    ofPytorch || channels.includes('pytorch')
      ? 'pytorch'
      : channels.includes('conda-forge')
        ? 'conda-forge'
        : channels.length > 0
          ? 'other'
          : undefined;
  const known = { asks: undefined, libraries: [], channel, packages } as const;
  if (names.some((name) => /^(?:cpuonly|pytorch-cpu)$/.test(name)) || packages.some(({ text }) => /cpu/i.test(text)))
    return { ...known, offer: 'cpu' };
  if (names.some((name) => name.endsWith('-cpu'))) return { ...known, offer: 'unknown' };
  const asks =
    specs.find((spec) => CUDA.test(nameOf(spec))) ?? packages.find(({ text }) => /cuda|cu\d{2,3}/i.test(text));
  const libraries = specs.filter((one) => one !== asks && (CUDA.test(nameOf(one)) || LIBRARY.test(nameOf(one))));
  if (asks) return { ...known, offer: 'cuda', asks, libraries };
  const byChannel =
    channels[0] === 'pytorch' || ofPytorch || (channel === 'pytorch' && !channels.includes('conda-forge'));
  return { ...known, offer: byChannel ? 'cuda' : 'unknown' };
}
