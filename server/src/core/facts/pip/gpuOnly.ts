import type { Source } from '../../rule.ts';
import type { Requirement } from '../requirements.ts';
import type { PackageCommand } from './commands.ts';
import { packageContents } from './contents.ts';

/** Packages that are of no use without a GPU, with why. */
const GPU_ONLY: readonly (readonly [RegExp, string])[] = [
  [/^nvidia-.+-cu\d+$/, 'are libraries of CUDA'],
  [/^(?:xformers|flash-attn|auto-gptq|autoawq|exllamav2|cupy(?:-cuda\w+)?|pycuda|tensorrt)$/, 'need CUDA'],
  [/^bitsandbytes$/, 'carry kernels for CUDA'],
  [/^(?:onnxruntime|faiss|tensorflow|paddlepaddle)-gpu$/, 'are builds for CUDA'],
  [/^triton$/, 'compile kernels for GPUs'],
];

/** What a command installs for GPUs alone. */
export interface GpuOnly {
  readonly command: PackageCommand;
  readonly requirements: readonly Requirement[];
  /** As a predicate of several ("are libraries of CUDA"). */
  readonly why: string;
}

/** What each pip and `uv pip` command installs for GPUs alone, by reason. */
export function* gpuOnlyPackages(source: Source): Iterable<GpuOnly> {
  for (const [command, { requirements }] of packageContents(source)) {
    for (const [pattern, why] of GPU_ONLY) {
      const found = requirements.filter(({ name }) => pattern.test(name));
      if (found.length > 0) yield { command, requirements: found, why };
    }
  }
}
