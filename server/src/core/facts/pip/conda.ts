import type { Argument } from './arguments.ts';
import type { PackageCommand } from './commands.ts';

/** What a conda command brings of PyTorch. */
export interface CondaTorch {
  readonly offer: 'cpu' | 'cuda' | 'unknown';
  /** The package that asks for CUDA (`pytorch-cuda=11.8`); undefined where it is the channel's default. */
  readonly asks: Argument | undefined;
  /** The specs of PyTorch's own packages. */
  readonly packages: readonly Argument[];
}

const TORCH = /^(?:pytorch|pytorch-gpu|torchvision|torchaudio)$/;
const CUDA = /^(?:pytorch-cuda|cudatoolkit|pytorch-gpu|cuda-toolkit|cuda)$/;

/** The name in a spec like `pytorch::pytorch=2.0=py3.9_cpu_0`. */
export const nameOf = ({ text }: Argument): string =>
  text
    .toLowerCase()
    .replace(/^[^:]*::/, '')
    .replace(/[\s=<>!~[].*$/s, '');

/** What a conda command brings of PyTorch; undefined where it asks for none. The pytorch channel's default build carries CUDA, conda-forge's does where a GPU is present. */
export function condaTorch({ operands, options }: PackageCommand): CondaTorch | undefined {
  const packages = operands.filter((operand) => TORCH.test(nameOf(operand)));
  if (packages.length === 0) return undefined;
  const names = operands.map(nameOf);
  const channels = options.flatMap(({ name, value }) =>
    name === 'channel' && value ? [value.text.toLowerCase()] : [],
  );
  if (names.some((name) => /^cpuonly$|-cpu$/.test(name)) || packages.some(({ text }) => /cpu/i.test(text)))
    return { offer: 'cpu', asks: undefined, packages };
  const asks =
    operands.find((operand) => CUDA.test(nameOf(operand))) ?? packages.find(({ text }) => /cuda|cu\d{2,3}/i.test(text));
  if (asks) return { offer: 'cuda', asks, packages };
  const byChannel =
    channels[0] === 'pytorch' ||
    packages.some(({ text }) => /^pytorch::/i.test(text)) ||
    (channels.includes('pytorch') && !channels.includes('conda-forge'));
  return { offer: byChannel ? 'cuda' : 'unknown', asks: undefined, packages };
}
