import { fact } from '../../fact.ts';
import type { Project } from '../../project.ts';
import type { Source } from '../../rule.ts';
import { baseName, folderOf } from '../paths.ts';
import { DOTNET, FAMILIES, type Family } from './families.ts';
import { firstFile, folders, foldersAbove, inFolder } from './folders.ts';
import type { Manifest } from './manifest.ts';
import { READMES, readReadme } from './readme.ts';
import { readMsbuild } from './xmlManifests.ts';

/** A file that speaks of the project, and the folder that it speaks for. */
export interface FoundManifest extends Manifest {
  readonly path: string;
  readonly folder: string;
  readonly family: Family | undefined;
}

/** The project's manifests: nearest folder first, in a folder by preference. */
export const manifests = fact((source): readonly FoundManifest[] =>
  folders(source).flatMap((folder) => manifestsIn(source, folder)),
);

/** What the READMEs say, nearest folder first. */
export const readmes = fact((source): readonly FoundManifest[] =>
  folders(source).flatMap((folder) => {
    const file = firstFile(source.project, folder, READMES);
    return file ? [{ ...readReadme(file.text), path: file.path, folder, family: undefined }] : [];
  }),
);

/** The manifests of one folder. */
export function manifestsIn(source: Source, folder: string): FoundManifest[] {
  const { project } = source;
  const named = FAMILIES.flatMap((family) =>
    Object.entries(family.readers).flatMap(([name, read]) => {
      const path = inFolder(folder, name);
      const text = project.read(path);
      return text ? [{ ...read(text, path, () => above(project, folder, name)), path, folder, family }] : [];
    }),
  );
  return [...named, ...dotnet(source, folder)];
}

const above = (project: Project, folder: string, name: string): string[] =>
  foldersAbove(folder).flatMap((one) => project.read(inFolder(one, name)) || []);

/** A folder's one project file, or the one that the Dockerfile publishes; it takes over what Directory.Build.props says. */
function dotnet(source: Source, folder: string): FoundManifest[] {
  const { project } = source;
  const all = (project.list(folder, ['.csproj', '.fsproj']) ?? []).filter((path) => !/tests?\b/i.test(path));
  const own = all.length > 1 ? published(source, all) : all[0];
  if (!own) return [];
  const below = folderOf(own);
  const shared = [below, ...foldersAbove(below)]
    .map((one) => inFolder(one, 'Directory.Build.props'))
    .find((path) => project.read(path));
  return [own, ...(shared ? [shared] : [])].flatMap((path) => {
    const text = project.read(path);
    return text ? [{ ...readMsbuild(text, path), path, folder, family: DOTNET }] : [];
  });
}

/** The one project that a Dockerfile publishes or starts, else the one that it names. */
function published({ file }: Source, projects: readonly string[]): string | undefined {
  const text = file.instructions.map(({ body }) => body.text).join('\n');
  const words = (pattern: RegExp): Set<string> =>
    new Set([...text.matchAll(pattern)].flatMap(([all]) => all.split(/[\s"'/\\,[\]]+/)));
  const started = words(/\bdotnet\s+publish\b[^\n;&|]*|[\w.-]+\.dll\b/g);
  const named = words(/[^\n]+/g);
  const bare = (path: string): string => baseName(path).replace(/\.\w+$/, '');
  const found = [
    projects.filter((path) => [baseName(path), bare(path), `${bare(path)}.dll`].some((word) => started.has(word))),
    projects.filter((path) => named.has(baseName(path))),
  ];
  return found.find((some) => some.length === 1)?.[0];
}
