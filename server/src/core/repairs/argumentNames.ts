import { pairs } from '../dockerfile/words.ts';
import { fact } from '../fact.ts';
import { downloads } from '../facts/downloads/downloads.ts';
import type { Download, DownloadedFile } from '../facts/downloads/model.ts';
import { baseName, urlFile } from '../facts/paths.ts';
import { buildScripts } from '../facts/scripts.ts';
import type { Stage } from '../facts/stages.ts';
import type { Source } from '../rule.ts';
import { commandName, wordText } from '../shell/unwrap.ts';

/** Words by which BuildKit takes an ARG for a secret (SecretsUsedInArgOrEnv), unless a word is PUBLIC, FILE or VERSION. */
const SECRET = /^(?:APIKEY|AUTH|CREDENTIALS?|KEY|PASSWORD|PWORD|PASSWD|SECRET|TOKEN)$/;
const HARMLESS = /^(?:PUBLIC|FILE|VERSION)$/;
/** File names that say nothing without whose they are. */
const GENERIC =
  /^(?:download|install|installer|setup|get|latest|master|main|develop|archive|release|releases|index|file|script|stable|current|v|linux|amd64|arm64|x86-64|x64|bin|pubkey|key|gpg|public|repo|model|models|weights|data|checkpoint|debian|ubuntu|apt|deb|rpm|yum|downloads|repos?|dists?|packages?|centos|fedora)$/i;
const ENDINGS = /(?:\.tar)?\.(?:[a-z][a-z0-9]{0,10}|7z)$/i;
const VERSION = /[-_.]?v?\d+(?:\.\d+)+(?:[-_.]?(?:(?:rc|alpha|beta|p(?=\d)|post|dev)\.?\d*|\d+(?![a-z\d])))*/gi;
/** Version and tags of a wheel: `-1.2-py3-none-any.whl` [PEP 427]. */
const WHEEL_TAGS = /(?<=^[^-]+)-[^-]+(?:-[^-]+){3,4}\.whl$/i;
const LONGEST = 48;

/**
 * The ARG name that holds each downloaded file's hash, or each clone's commit: clear, unique in its stage, and none that
 * BuildKit takes for a secret. What is fetched twice in a stage has one name.
 */
export const argumentNames = fact((source): ReadonlyMap<DownloadedFile, string> => {
  const names = new Map<DownloadedFile, string>();
  const known = new Map<string, string>();
  const taken = new Map<Stage, Map<string, number>>();
  for (const { stage, instruction, kind, files } of downloads(source)) {
    const used = taken.get(stage) ?? declaredNames(source);
    taken.set(stage, used);
    for (const file of files) {
      const key = JSON.stringify([stage.index, instruction.onbuild, contentOf(file, kind)]);
      const name = known.get(key) ?? unique(file, kind, used);
      used.set(name, used.get(name) ?? 0);
      known.set(key, name);
      names.set(file, name);
    }
  }
  return names;
});

/** What a file's hash depends on; the commit of a clone depends on more, so that each has a name of its own. */
function contentOf({ resource, kept, paths }: DownloadedFile, kind: Download['kind']): readonly unknown[] {
  if (kind === 'git' || resource.repository || resource.unknown !== undefined)
    return [paths, resource.url?.start, resource.text];
  return [resource.text, resource.url?.text, resource.platforms, kept?.then];
}

const declaredNames = (source: Source): Map<string, number> =>
  new Map(
    [
      ...source.file.instructions
        .filter(({ keyword }) => keyword === 'ARG' || keyword === 'ENV')
        .flatMap((one) => pairs(one, source.file.escape).map(({ key }) => key)),
      ...assignedNames(source),
    ].map((name) => [name, 0]),
  );

/** The variables that scripts of the build set: an ARG of that name would not be what they hold. */
export const assignedNames = fact(
  (source): ReadonlySet<string> =>
    new Set(
      buildScripts(source).flatMap(({ script }) =>
        script.commands.flatMap(({ name, args, assignments }) => [
          ...assignments.map((one) => one.name),
          ...(commandName(name) === 'read' ? args.map(wordText) : []),
        ]),
      ),
    ),
);

/** The first free name: the plain one, one with the file's endings, then numbered ones. `used` knows how many were numbered. */
function unique(file: DownloadedFile, kind: Download['kind'], used: Map<string, number>): string {
  const isTree = kind === 'git' || file.resource.repository !== undefined;
  const path = isTree ? repositoryName(file) : keptName(file);
  const suffix = isTree ? 'COMMIT' : 'SHA256';
  const plain = subject(path, file.resource.text);
  const full = subject(path.replace(VERSION, '').replaceAll('.', '_'), file.resource.text);
  const name = [plain, full].map((each) => `${each}_${suffix}`).find((each) => !used.has(each));
  if (name) return name;
  let number = used.get(`${plain}_${suffix}`) ?? 0;
  do number++;
  while (used.has(`${plain}_${number + 1}_${suffix}`));
  used.set(`${plain}_${suffix}`, number);
  return `${plain}_${number + 1}_${suffix}`;
}

/** The name of what is kept: the file after its decompression. */
const keptName = (file: DownloadedFile): string =>
  file.kept
    ? baseName(file.paths[1]!)
    : file.resource.output.kind === 'file'
      ? baseName(file.paths[0] ?? '')
      : urlName(file);

const urlName = ({ resource }: DownloadedFile): string => urlFile(resource.text);

/** Without dots: a repository's name has no ending. */
const repositoryName = (file: DownloadedFile): string =>
  urlName(file)
    .replace(/\.git$/, '')
    .replaceAll('.', '_');

function subject(fileName: string, url: string): string {
  const bare = fileName
    .replace(/\$\{[^}]*\}|\$\([^)]*\)|`[^`]*`/g, '')
    .replace(WHEEL_TAGS, '')
    .replace(ENDINGS, '')
    .replace(VERSION, '');
  const own = words(bare);
  const needsOwner = own === '' || GENERIC.test(own.replaceAll('_', '-'));
  const full = needsOwner ? [owner(url), own].filter(Boolean).join('_') : own;
  const named = /^[A-Z_]/.test(full) ? full : `FILE_${full}`;
  const parts = named.slice(0, LONGEST).replace(/_+$/, '').split('_');
  const secret = parts.some((part) => SECRET.test(part)) && !parts.some((part) => HARMLESS.test(part));
  return [...parts, ...(secret ? ['FILE'] : [])].join('_');
}

/** Whose a URL is: the repository on GitHub that a file is of, else the last telling segment, else the host. */
function owner(url: string): string {
  const { host, segments } = split(url);
  if (/(?:^|\.)github(?:usercontent)?\.com$/.test(host) && segments[1] && segments[2])
    return words(segments[1].replace(/\.git$/, ''));
  const telling = segments
    .slice(0, -1)
    .findLast(
      (segment) => words(segment.replace(VERSION, '')) !== '' && !GENERIC.test(segment) && !/[$%]/.test(segment),
    );
  const labels = host.split('.');
  return words(telling ?? labels[Math.max(0, labels.length - 2)] ?? '');
}

function split(url: string): { host: string; segments: string[] } {
  const [, host = '', path = ''] =
    /^[a-z+.-]+:\/\/(?:[^/@]*@)?([^/:]*)[^/]*(.*)$/i.exec(url.replace(/[?#].*$/, '')) ?? [];
  return { host, segments: path.split('/').filter(Boolean) };
}

const words = (text: string): string =>
  text
    .toUpperCase()
    .replace(/[^A-Z0-9]+/g, '_')
    .replace(/^_+|_+$/g, '');
