import type { Source } from '../../rule.ts';
import type { Requirement } from '../requirements.ts';
import { hasOption, type PackageCommand } from './commands.ts';
import { packageContents } from './contents.ts';

/** Packages for GPUs, what they are, and whether some use of them is left without one. */
const FOR_GPU: readonly { readonly pattern: RegExp; readonly why: GpuOnly['why']; readonly useful?: true }[] = [
  { pattern: /^nvidia-.+-cu\d+$/, why: ['is a library of CUDA', 'are libraries of CUDA'] },
  {
    pattern: /^(?:xformers|flash-attn|auto-gptq|autoawq|exllamav2|cupy(?:-cuda\w+)?|pycuda|tensorrt)$/,
    why: ['needs CUDA', 'need CUDA'],
  },
  {
    pattern: /^(?:onnxruntime|faiss|tensorflow|paddlepaddle)-gpu$/,
    why: ['is a build for CUDA', 'are builds for CUDA'],
  },
  { pattern: /^(?:bitsandbytes|triton)$/, why: ['is made for GPUs', 'are made for GPUs'], useful: true },
];

/** What a command installs for GPUs alone. */
export interface GpuOnly {
  readonly command: PackageCommand;
  readonly requirements: readonly Requirement[];
  /** As a predicate of one and of several. */
  readonly why: readonly [one: string, several: string];
  /** Whether some use of them is left without a GPU. */
  readonly useful: boolean;
}

/** Whether a package is for GPUs, and PyTorch's index has it beside CUDA builds alone. */
export const isForGpu = (name: string): boolean => FOR_GPU.some(({ pattern }) => pattern.test(name));

/** What each pip and `uv pip` command installs for GPUs alone, by reason. */
export function* gpuOnlyPackages(source: Source): Iterable<GpuOnly> {
  for (const [command, { requirements }] of packageContents(source)) {
    if (hasOption(command, 'dry-run')) continue;
    for (const { pattern, why, useful = false } of FOR_GPU) {
      const found = requirements.filter(({ name }) => pattern.test(name));
      if (found.length > 0) yield { command, requirements: found, why, useful };
    }
  }
}
