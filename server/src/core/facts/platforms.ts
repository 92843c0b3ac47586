import type { Source } from '../rule.ts';
import { lineage, rootImage, type Stage } from './stages.ts';

/** The processors that a stage is built for: x86-64 unless the file says otherwise, `many` where it asks which. */
export type Platforms = 'amd64' | 'arm64' | 'many';

/** The processors that a stage is built for. */
export function platformsOf({ file }: Source, stage: Stage): Platforms {
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
  return asks ? 'many' : 'amd64';
}
