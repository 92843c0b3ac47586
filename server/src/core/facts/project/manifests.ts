import { fact } from '../../fact.ts';
import type { Source } from '../../rule.ts';
import { readCargo } from './cargo.ts';
import { firstFile, folders } from './folders.ts';
import { readGoMod } from './go.ts';
import { readGradle, readGradleProperties } from './gradle.ts';
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
  ['build.gradle.kts', readGradle],
  ['build.gradle', readGradle],
  ['settings.gradle.kts', readGradle],
  ['settings.gradle', readGradle],
  ['gradle.properties', readGradleProperties],
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

/** Manifests whose values those of the same kind in folders below take over. */
const SHARED = /(?:^|\/)(?:Cargo\.toml|Directory\.Build\.props)$/;
const ENDINGS = READERS.map(([name]) => name);

/**
 * The manifests that say what the image itself is: those of the nearest folder that has any, or of the one part that the
 * Dockerfile copies. None where that folder is above the Dockerfile's and holds several parts: they are about all of it.
 */
export const ownManifests = fact((source): readonly FoundManifest[] => {
  const all = manifests(source);
  const nearest = all[0] && folderOf(all[0].path);
  if (nearest === undefined) return [];
  const above = nearest !== folders(source)[0];
  const isRoot = nearest === '';
  const found = source.project.list(nearest, ENDINGS) ?? [];
  const parts = [...new Set(found.filter((path) => ENDINGS.includes(nameOf(path)) && !ASIDE.test(path)).map(folderOf))]
    .filter((folder) => folder !== nearest)
    .map((folder) => (isRoot ? folder : folder.slice(nearest.length + 1)));
  const whole = [
    '.',
    '',
    'package*.json',
    ...all.filter(({ path }) => folderOf(path) === nearest).map(({ path }) => nameOf(path)),
  ];
  const copied = whole.some((name) => copies(source, name)) ? [] : parts.filter((part) => copies(source, part));
  if (copied.length > 0) return copied.length === 1 ? at(source, isRoot ? copied[0]! : `${nearest}/${copied[0]}`) : [];
  if (above && parts.length > 1) return [];
  return all.filter(
    ({ path }) =>
      folderOf(path) === nearest ||
      (SHARED.test(path) && all.some((one) => folderOf(one.path) === nearest && isKin(one.path, path))),
  );
});

const ASIDE = /(?:^|\/)(?:tests?|examples?|docs?|fixtures|node_modules|vendor|third_party|benchmarks?)\//i;
const folderOf = (path: string): string => path.slice(0, Math.max(0, path.lastIndexOf('/')));
const nameOf = (path: string): string => path.slice(path.lastIndexOf('/') + 1);

/** Whether the build tool of one manifest reads the other, further up, too. */
const isKin = (own: string, shared: string): boolean =>
  nameOf(own) === nameOf(shared) || (/proj$/.test(own) && shared.endsWith('.props'));

/** Whether the Dockerfile copies a folder or a file by its name. */
const copies = ({ file }: Source, folder: string): boolean =>
  file.instructions.some(
    ({ keyword, span }) =>
      (keyword === 'COPY' || keyword === 'ADD') &&
      !/\s--from=/.test(file.source.slice(span.start, span.end)) &&
      file.source
        .slice(span.start, span.end)
        .split(/[\s"'[\],]+/)
        .filter((word) => word !== '')
        .slice(1, -1)
        .some((word) => word.replace(/^\.?\//, '').replace(/\/+$/, '') === folder),
  );

const at = (source: Source, folder: string): FoundManifest[] =>
  READERS.flatMap(([name, read]) => readAt(source, folder, [name], read));

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
