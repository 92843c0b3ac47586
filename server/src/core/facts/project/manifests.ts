import { fact } from '../../fact.ts';
import type { Source } from '../../rule.ts';
import { readCargo } from './cargo.ts';
import { firstFile, folders } from './folders.ts';
import { readGoMod } from './go.ts';
import { readComposerJson, readPackageJson } from './json.ts';
import type { Manifest } from './manifest.ts';
import { readPyproject, readSetupCfg } from './python.ts';
import { READMES, readReadme } from './readme.ts';
import { readMsbuild, readPom } from './xmlManifests.ts';

/** A manifest with the file that says so. */
export interface FoundManifest extends Manifest {
  readonly path: string;
}

type Reader = (text: string, path: string) => Manifest;

/** In the order of preference within one folder; package.json is last because other projects have one for their tools. */
const READERS: readonly (readonly [string, Reader])[] = [
  ['pyproject.toml', readPyproject],
  ['setup.cfg', readSetupCfg],
  ['Cargo.toml', readCargo],
  ['go.mod', readGoMod],
  ['pom.xml', readPom],
  ['composer.json', readComposerJson],
  ['package.json', readPackageJson],
];

/** The project's manifests: nearest folder first, and in a folder those that the Dockerfile names. */
export const manifests = fact((source): readonly FoundManifest[] =>
  folders(source).flatMap((folder) => {
    const found = READERS.flatMap(([name, read]) => readAt(source, folder, [name], read));
    return [...found, ...dotnet(source, folder)].toSorted(
      (a, b) => Number(isNamed(source, b)) - Number(isNamed(source, a)),
    );
  }),
);

/** What the READMEs say, nearest folder first. */
export const readmes = fact((source): readonly FoundManifest[] =>
  folders(source).flatMap((folder) => readAt(source, folder, READMES, readReadme)),
);

function readAt({ project }: Source, folder: string, names: readonly string[], read: Reader): FoundManifest[] {
  const file = firstFile(project, folder, names);
  return file ? [{ ...read(file.text, file.path), path: file.path }] : [];
}

/** A folder's one project file, and what all below it share. */
function dotnet({ project }: Source, folder: string): FoundManifest[] {
  const found = project.list(folder, ['.csproj', '.fsproj', 'Directory.Build.props']) ?? [];
  const shared = found.filter((path) => path.endsWith('Directory.Build.props'));
  const own = found.filter((path) => !shared.includes(path) && !/tests?\b/i.test(path));
  return [...(own.length === 1 ? own : []), ...shared].flatMap((path) => {
    const text = project.read(path);
    return text ? [{ ...readMsbuild(text, path), path }] : [];
  });
}

const isNamed = ({ file }: Source, { path }: FoundManifest): boolean => {
  const name = path.slice(path.lastIndexOf('/') + 1);
  return file.source.includes(name) || file.source.includes(name.replace('.json', '*.json'));
};
