import type { Source } from '../../rule.ts';
import { LINUX, type MarkerEnvironment, marked } from '../markers.ts';
import { platformsOf } from '../platforms.ts';
import type { Requirement } from '../requirements.ts';
import { rootImage, type Stage } from '../stages.ts';

/** The requirements that may hold in a stage's image, by what is known of its machine and its Python. */
export function wantedIn<T extends Requirement>(
  source: Source,
  stage: Stage,
  requirements: readonly T[],
): readonly T[] {
  const environment = environmentOf(source, stage);
  return requirements.filter(({ marker }) => marker === '' || marked(marker, environment) !== false);
}

function environmentOf(source: Source, stage: Stage): MarkerEnvironment {
  // Of an image for several processors, the one is looked at for which PyPI's builds always carry CUDA.
  const machine = platformsOf(source, stage) === 'arm64' ? 'aarch64' : 'x86_64';
  const python = /(?:^|\/)python:(3\.\d+)(?![\d])/.exec(rootImage(stage))?.[1];
  return new Map([...LINUX, ['platform_machine', machine], ...(python ? [['python_version', python] as const] : [])]);
}
