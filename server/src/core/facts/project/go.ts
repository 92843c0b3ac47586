import type { Manifest } from './manifest.ts';

const FORGE = /^(?:github\.com|gitlab\.com|bitbucket\.org|codeberg\.org)\/[^/]+\/[^/]+/;

/** What a go.mod says: its module path names the module, and on a known forge the repository. */
export function readGoMod(text: string): Manifest {
  const path = /^\s*module\s+"?([^\s"/]+(?:\/[^\s"/]+)*)"?/m.exec(text)?.[1];
  const segments = path?.split('/').filter((segment) => !/^v\d+$/.test(segment)) ?? [];
  const repository = FORGE.exec(path ?? '')?.[0];
  return { title: segments.at(-1), source: repository && `https://${repository}` };
}
