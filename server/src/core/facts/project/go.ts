import type { Manifest } from './manifest.ts';

/** A module path that names a repository: on GitLab a group may stand in front of its name, so only a short path does. */
const REPOSITORY = /^(?:(?:github\.com|bitbucket\.org|codeberg\.org)\/[^/]+\/[^/]+|gitlab\.com\/[^/]+\/[^/]+$)/;

/** What a go.mod says: its module path names the module, and on a known forge the repository. */
export function readGoMod(text: string): Manifest {
  const path = /^\s*module\s+"?(\w[^\s"/]*(?:\/[^\s"/]+)*)"?/m.exec(text)?.[1] ?? '';
  const plain = path.replace(/\/v\d+$/, '').replace(/\.git(?=\/|$)/, '');
  const repository = REPOSITORY.exec(plain)?.[0];
  return { title: plain.split('/').at(-1) || undefined, source: repository && `https://${repository}` };
}
