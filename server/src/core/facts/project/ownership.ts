import { operands } from '../../dockerfile/operands.ts';
import { fact } from '../../fact.ts';
import type { Source } from '../../rule.ts';
import { baseName, folderOf } from '../paths.ts';
import { contexts, copiedPaths, isWithin } from '../routes/scope.ts';
import { finalStage, lineage, rootImage } from '../stages.ts';
import { type Family, MANIFEST_NAMES } from './families.ts';
import { folders, inFolder } from './folders.ts';
import { type FoundManifest, manifests, manifestsIn, readmes } from './manifests.ts';

/**
 * The manifests that say what the image itself is: those of one family in the nearest folder that has any, or in the one
 * part that the Dockerfile copies. None where that folder is above the Dockerfile's and holds several parts, or where the
 * Dockerfile takes nothing from it: they are about something else.
 */
export const ownManifests = fact((source): readonly FoundManifest[] => {
  const nearest = manifests(source)[0]?.folder;
  if (nearest === undefined || isHelper(source, nearest)) return [];
  const parts = partsBelow(source, nearest);
  const copied = copiesWhole(source, nearest) ? [] : parts.filter((part) => copies(source, part));
  if (copied.length > 0) return copied.length === 1 ? ofOneFamily(source, inFolder(nearest, copied[0]!)) : [];
  const isAbove = nearest !== folders(source)[0];
  if (isAbove && (parts.length > 1 || !takesFrom(source, nearest))) return [];
  if (!isAbove && takesOnlyOther(source)) return [];
  return ofOneFamily(source, nearest);
});

/** The folder of the project that the image is made from; undefined where the Dockerfile does not show it. */
export const ownFolder = fact((source): string | undefined => {
  const [own] = folders(source);
  if (manifests(source).length > 0) return ownManifests(source)[0]?.folder;
  return own === '' ? own : folders(source).find((one) => isMadeFrom(source, one));
});

/** Whether the image is made from something that lies in a folder. */
export const isMadeFrom = (source: Source, folder: string): boolean =>
  !isHelper(source, folder) && takesFrom(source, folder);

/** What the README of the image's own folder says. */
export const ownReadmes = (source: Source): readonly FoundManifest[] =>
  readmes(source).filter(({ folder }) => folder === ownFolder(source));

/** Folders of images that only help to develop or test what is above them. */
const HELPERS =
  /(?:^|\/)(?:tests?|testing|__tests__|e2e|integration(?:-tests?)?|\.?devcontainer|\.github|\.gitlab|\.circleci|\.?ci|examples?|samples?|demos?|docs?|bench(?:marks?)?|fixtures|hack)(?:\/|$)/i;
const isHelper = (source: Source, folder: string): boolean =>
  HELPERS.test((folders(source)[0] ?? '').slice(folder.length));

const ASIDE = /(?:^|\/)(?:tests?|examples?|docs?|fixtures|node_modules|vendor|third_party|benchmarks?)\//i;

/** The folders below one that have manifests, relative to it. */
function partsBelow({ project }: Source, folder: string): string[] {
  const found = project.list(folder, MANIFEST_NAMES) ?? [];
  const paths = found.map((path) => (folder === '' ? path : path.slice(folder.length + 1)));
  const parts = paths.filter((path) => MANIFEST_NAMES.includes(baseName(path)) && !ASIDE.test(path)).map(folderOf);
  return [...new Set(parts)].filter((part) => part !== '');
}

const copies = (source: Source, path: string): boolean => copiedPaths(source).includes(path);

const copiesWhole = (source: Source, folder: string): boolean =>
  copies(source, '') ||
  manifests(source).some(
    (one) => one.folder === folder && copies(source, one.path.slice(one.path.lastIndexOf('/') + 1)),
  );

/** Whether the Dockerfile copies the build context as a whole. */
const copiesAll = ({ file }: Source): boolean =>
  file.instructions.some(
    ({ keyword, body, flags }) =>
      (keyword === 'COPY' || keyword === 'ADD') &&
      !flags.some(({ name }) => name === 'from') &&
      operands(body, file.escape)
        .slice(0, -1)
        .some(({ text }) => /^["']?\.?\/?["']?$/.test(text)),
  );

/** Files that configure what others made. */
const SETTINGS = /\.(?:conf|cnf|ini|sh|sql|env|tmpl|template|crt|pem|key)$/;
/** Files of a model. */
const MODEL = /\.(?:gguf|safetensors|onnx|pt|pth|bin|ckpt|tflite|h5|pkl|joblib)$/;
const OUTPUT = /^(?:target|build|dist|out|bin|publish)(?:\/|$)/;
const CODE = [
  '.py',
  '.js',
  '.ts',
  '.go',
  '.rs',
  '.rb',
  '.php',
  '.java',
  '.kt',
  '.cs',
  '.c',
  '.cpp',
  'requirements.txt',
];

/** Whether the Dockerfile copies something of a folder that is not of a folder of its own below. */
function takesFrom(source: Source, folder: string): boolean {
  const [own = ''] = folders(source);
  const isThere = (path: string): boolean =>
    Boolean(source.project.read(path)) || (source.project.list(path, ['']) ?? []).length > 0;
  const hasCode = (): boolean => (source.project.list(own, CODE) ?? []).length > 0;
  return copiedPaths(source).some((path) => {
    if (path === '') return copiesAll(source) && (folder === own || !hasCode());
    if (SETTINGS.test(path)) return false;
    const found = contexts(source)
      .map((context) => inFolder(context, path))
      .find(isThere);
    if (found === undefined) return OUTPUT.test(path);
    return isWithin(found, folder) && (folder === own || !isWithin(found, own));
  });
}

/** Whether all that the Dockerfile copies are models and settings for what others made. */
function takesOnlyOther(source: Source): boolean {
  const paths = copiedPaths(source);
  return paths.length > 0 && paths.every((path) => SETTINGS.test(path) || MODEL.test(path));
}

/** Of a folder's manifests those of the family that the Dockerfile shows most of, else the first that says something. */
function ofOneFamily(source: Source, folder: string): FoundManifest[] {
  const found = manifestsIn(source, folder);
  const families = [...new Set(found.map(({ family }) => family!))];
  const [family] = families.toSorted((a, b) => weight(source, b, found) - weight(source, a, found));
  return found.filter((one) => one.family === family);
}

function weight(source: Source, family: Family, found: readonly FoundManifest[]): number {
  const own = found.filter((one) => one.family === family);
  const final = finalStage(source);
  const text = (instructions: Source['file']['instructions']): string =>
    instructions.map(({ body }) => body.text).join('\n');
  const shows = (what: string): boolean =>
    family.commands.test(what) || own.some(({ path }) => isNamed(what, baseName(path)));
  const states = own.some(({ title, version, description }) => title ?? version ?? description);
  if (!final || !shows(text(source.file.instructions))) return Number(Boolean(states));
  const isBase = family.images.test(rootImage(final));
  const isFinal = shows(text(lineage(final).flatMap(({ instructions }) => instructions)));
  return 8 + 4 * Number(isBase) + 2 * Number(isFinal) + Number(Boolean(states));
}

const isNamed = (text: string, name: string): boolean =>
  text.includes(name) || text.includes(name.replace('.json', '*.json'));
