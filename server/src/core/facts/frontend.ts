import type { Dockerfile } from '../dockerfile/model.ts';

/** The minor version of Dockerfile syntax 1 from which HEALTHCHECK knows `--start-interval` [docker/dockerfile 1.6]. */
const START_INTERVAL = 6;

/** Whether the syntax line names a frontend that knows `--start-interval`; undefined where the engine's own, or another one, decides. */
export function knowsStartInterval({ directives }: Dockerfile): boolean | undefined {
  const image = directives.get('syntax') ?? '';
  const version = /^(?:docker\.io\/)?docker\/dockerfile(?::(?:(\d+)(?:\.(\d+))?|latest|labs)|$)/.exec(image);
  if (!version) return undefined;
  const [, major, minor] = version;
  if (minor === undefined || Number(major) > 1) return image.includes('@') ? undefined : true;
  return Number(minor) >= START_INTERVAL;
}
