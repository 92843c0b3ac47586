import type { Download, DownloadedFile, Resource } from '../facts/downloads/model.ts';
import type { Option } from '../facts/downloads/options.ts';
import { baseName, directoryAt, urlFile } from '../facts/paths.ts';
import { userlandAt } from '../facts/userland.ts';
import type { Source } from '../rule.ts';
import type { Word } from '../shell/model.ts';
import { unwrap } from '../shell/unwrap.ts';
import { escaped, insideDoubleQuotes, lastSegment } from './quoting.ts';

/** The decompression behind which a file is verified; undefined where it is verified as it was fetched. */
export const keptOf = ({ config }: Source, { kept }: DownloadedFile): DownloadedFile['kept'] =>
  config.download.verify === 'artifact' ? kept : undefined;

/** How the commands themselves write the path of what is kept, spelled for double quotes; undefined where none can be told. */
export function writtenPath(source: Source, { run }: Download, file: DownloadedFile): string | undefined {
  if (!run) return undefined;
  const fetched = fetchedPath(file, run.build.script.text.text, userlandAt(source, run.build) === 'gnu');
  const kept = keptOf(source, file);
  if (!kept) return fetched;
  const ending = /\.(?:bz2?|gz|xz|zst)$/;
  const operands = unwrap(kept.command).args.filter(({ text }) => !text.startsWith('-'));
  const written = operands
    .map((word) => insideDoubleQuotes(word.text))
    .find((text) => text !== undefined && ending.test(text) && baseName(text) === baseName(fetched ?? text));
  const sameFolder = directoryAt(source, run.build, run.command) === directoryAt(source, run.build, kept.command);
  const compressed = written ?? (sameFolder ? fetched : undefined);
  return compressed !== undefined && ending.test(compressed) ? compressed.replace(ending, '') : undefined;
}

function fetchedPath({ resource }: DownloadedFile, script: string, isGnu: boolean): string | undefined {
  if (resource.output.kind !== 'file' || !resource.output.written) return undefined;
  const { written } = resource.output;
  switch (written.from) {
    case 'library':
      return asSpelled(written.path, script);
    case 'word': {
      const name = insideDoubleQuotes(written.word.text.slice(written.offset), written.offset === 0);
      return inFolder(written.folder, withName(name, resource.output.path));
    }
    case 'url':
      return inFolder(written.folder, urlName(written.url, resource, resource.output.path, isGnu));
  }
}

/** A name below the folder that an option names. */
function inFolder(option: Option | undefined, name: string | undefined): string | undefined {
  if (!option?.value || name === undefined) return name;
  const folder = insideDoubleQuotes(option.value.text.slice(option.offset), option.offset === 0);
  return folder === undefined || folder === '' ? undefined : `${folder.replace(/\/$/, '')}/${name}`;
}

/** A path in the home folder, which the script itself may spell in another way (`/root/.u2net`). */
function asSpelled(path: string, script: string): string {
  const [, folder = ''] = /^\$\{HOME\}\/([^/]+)/.exec(path) ?? [];
  const spelled =
    folder &&
    new RegExp(`(?:^|[\\s"'=])((?:/[\\w.-]+)+)/${folder.replaceAll('.', '\\.')}(?![\\w.-])`).exec(script)?.[1];
  return spelled ? path.replace('${HOME}', spelled) : path;
}

/** Nothing can be checked at a folder, nor under a name that a list of checksums cannot hold as it is. */
const withName = (written: string | undefined, path: string): string | undefined =>
  path.endsWith('/') || /^\s|\s$|[\\\n]/.test(path) || (written !== undefined && CHANGING.test(written))
    ? undefined
    : written;

/** What gives another text whenever it is expanded, or an unknown user's home. */
const CHANGING =
  /\$\((?!\s*(?:uname|arch|dpkg --print-architecture|apk --print-arch|basename|dirname)\b)|`|\$\[|^~[^/]|\$\{?RANDOM\b/;

function urlName(url: Word, resource: Resource, path: string, isGnu: boolean): string | undefined {
  const written = insideDoubleQuotes(url.text)?.replace(/#.*$/, '');
  const segment = written === undefined ? undefined : lastSegment(written.replace(/^[a-z]+:\/\//i, '/'));
  const plain = baseName(path);
  // GNU's wget has undone the escapes of the URL, curl and busybox's have not.
  if (segment?.includes('%') && !plain.includes('%'))
    return isGnu && !segment.includes('$') ? escaped(plain) : undefined;
  if (!segment) return nameInVariable(url, resource, plain);
  return plain.includes('?') || !segment.includes('?') ? segment : segment.slice(0, segment.indexOf('?'));
}

/** The name of what a variable names: the one that it has everywhere, or the last segment of the variable. */
function nameInVariable({ text }: Word, { platforms = [] }: Resource, plain: string): string | undefined {
  const names = new Set(platforms.map((one) => urlFile(one.text)));
  const [name, ...others] = names;
  if (name === undefined) return plain.includes('$') ? undefined : escaped(plain);
  if (others.length === 0) return escaped(name);
  const variable = /^"?\$\{?(\w+)\}?"?$/.exec(text)?.[1];
  const isPlain = platforms.every((one) => !/[?#%]/.test(one.text));
  return variable && isPlain ? `\${${variable}##*/}` : undefined;
}
