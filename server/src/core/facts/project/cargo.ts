import { type Manifest, people, textAt, valueAt } from './manifest.ts';
import { parseToml } from './toml.ts';

/** What Cargo.toml says of its package, or for a workspace's members; what a member takes from there stands in the workspace's own file. */
export function readCargo(text: string): Manifest {
  const toml = parseToml(text);
  const shared = valueAt(toml, 'workspace', 'package');
  const field = (name: string): string | undefined => textAt(toml, 'package', name) ?? textAt(shared, name);
  return {
    title: field('name'),
    version: field('version'),
    description: field('description'),
    licence: field('license')?.replaceAll('/', ' OR '),
    authors: people(valueAt(toml, 'package', 'authors') ?? valueAt(shared, 'authors') ?? []),
    url: field('homepage'),
    source: field('repository'),
    documentation: field('documentation'),
  };
}
