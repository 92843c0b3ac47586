import type { Source } from '../../rule.ts';
import { folderOf } from '../paths.ts';
import { isWithin } from './scope.ts';

/** Files at the top of a project of its own, in whatever language. */
const MANIFESTS = [
  'package.json',
  'requirements.txt',
  'pyproject.toml',
  'setup.py',
  'Pipfile',
  'go.mod',
  'pom.xml',
  'build.gradle',
  'build.gradle.kts',
  'Cargo.toml',
  'Gemfile',
  'composer.json',
  '.csproj',
];

/** Which application a file belongs to: the nearest folder with a manifest. */
export function applications({ project }: Source): (file: string) => string {
  const folders = (project.list('', MANIFESTS) ?? []).map(folderOf).toSorted((a, b) => b.length - a.length);
  return (file) => folders.find((folder) => isWithin(file, folder)) ?? '';
}
