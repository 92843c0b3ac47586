import { line, type Manifest, people, valueAt } from './manifest.ts';
import { parseToml } from './toml.ts';

/**
 * What Cargo.toml says of its package. A field written `version.workspace = true` is that of [workspace.package] in the
 * nearest file with a workspace, this one or one of those `above` (The Cargo Book, "Workspaces"); nothing else is inherited.
 */
export function readCargo(text: string, _path: string, above: () => readonly string[]): Manifest {
  const toml = parseToml(text);
  const shared = [text, ...above()].map((one) => valueAt(parseToml(one), 'workspace')).find((one) => one !== undefined);
  const value = (name: string): unknown =>
    valueAt(toml, 'package', name, 'workspace') === true
      ? valueAt(shared, 'package', name)
      : valueAt(toml, 'package', name);
  const field = (name: string): string | undefined => line(value(name));
  return {
    title: field('name'),
    version: field('version'),
    description: field('description'),
    licence: field('license')?.replace(/\s*\/\s*/g, ' OR '),
    authors: people(value('authors') ?? []),
    url: field('homepage'),
    source: field('repository'),
    documentation: field('documentation'),
  };
}
