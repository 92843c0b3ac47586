import { fact } from '../fact.ts';
import type { Source } from '../rule.ts';
import { lineage, rootImage, type Stage } from './stages.ts';

/** The processors that a stage is built for: x86-64 unless the file says otherwise, `many` where it asks which. */
export type Platforms = 'amd64' | 'arm64' | 'many';

/** Whether a file that may build this one's images names another processor: Compose, Bake or a workflow of CI. */
const buildsForArm = fact(({ project }): boolean => {
  const beside = (project.list('', ['.yml', '.yaml', '.hcl']) ?? []).filter((path) => /compose|bake/i.test(path));
  const workflows = project.list('.github/workflows', ['.yml', '.yaml']) ?? [];
  return [...beside, ...workflows].some((path) => /\blinux\/arm64\b/.test(project.read(path) ?? ''));
});

/** The processors that a stage is built for. */
export function platformsOf(source: Source, stage: Stage): Platforms {
  const { file } = source;
  const from = lineage(stage).at(-1)!.from;
  const named = from.flags.find(({ name }) => name === 'platform')?.value ?? '';
  if (/arm64|aarch64/i.test(named) || /^arm64v8\//.test(rootImage(stage))) return 'arm64';
  if (/amd64|x86_64/i.test(named)) return 'amd64';
  if (/TARGETPLATFORM/.test(named)) return 'many';
  const asks = lineage(stage).some(({ instructions }) =>
    instructions.some(({ span }) =>
      /\bTARGET(?:ARCH|PLATFORM|VARIANT)\b|\b(?:aarch64|arm64)\b/.test(file.source.slice(span.start, span.end)),
    ),
  );
  return asks || buildsForArm(source) ? 'many' : 'amd64';
}

/** Whether a stage is built for a processor that PyPI has no builds of PyTorch for: 32 bits, POWER, Z, RISC-V. */
export function isOtherProcessor(stage: Stage): boolean {
  const named =
    lineage(stage)
      .at(-1)!
      .from.flags.find(({ name }) => name === 'platform')?.value ?? '';
  return (
    /\b(?:arm(?:\/v?[5-7]|v[5-7]\w*|hf|el)?$|386|i386|ppc64le|s390x|riscv64|mips64le|loong64)/i.test(named) ||
    /^(?:docker\.io\/)?(?:arm32v[5-7]|i386|ppc64le|s390x|riscv64|mips64le)\//.test(rootImage(stage))
  );
}
