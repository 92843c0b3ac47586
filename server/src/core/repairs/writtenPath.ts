import type { Download, DownloadedFile } from '../facts/downloads/model.ts';
import { baseName, directoryAt } from '../facts/paths.ts';
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
  const fetched = fetchedPath(file, run.build.script.text.text);
  const kept = keptOf(source, file);
  if (!kept) return fetched;
  const ending = /\.(?:bz2?|gz|xz|zst)$/;
  const operands = unwrap(kept.command).args.filter(({ text }) => !text.startsWith('-'));
  const written = operands
    .map((word) => insideDoubleQuotes(word.text))
    .find((text) => text !== undefined && ending.test(text) && baseName(text) === baseName(fetched ?? text));
  const sameFolder = directoryAt(source, run.build, run.command) === directoryAt(source, run.build, kept.command);
  return (written ?? (sameFolder ? fetched : undefined))?.replace(ending, '');
}

function fetchedPath({ resource }: DownloadedFile, script: string): string | undefined {
  if (resource.output.kind !== 'file' || !resource.output.written) return undefined;
  const { written } = resource.output;
  switch (written.from) {
    case 'library':
      return asSpelled(written.path, script);
    case 'word':
      return withName(
        insideDoubleQuotes(written.word.text.slice(written.offset), written.offset === 0),
        resource.output.path,
      );
    case 'url': {
      const folder = written.folder?.value
        ? insideDoubleQuotes(written.folder.value.text.slice(written.folder.offset))
        : '';
      const name = urlName(written.url, resource.output.path);
      return folder === undefined ? undefined : folder === '' ? name : `${folder.replace(/\/$/, '')}/${name}`;
    }
  }
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
  path.endsWith('/') || /^\s|\s$|[\\\n]/.test(path) ? undefined : written;

function urlName(url: Word, path: string): string {
  const written = insideDoubleQuotes(url.text)?.replace(/#.*$/, '');
  const segment = written === undefined ? undefined : lastSegment(written.replace(/^[a-z]+:\/\//i, '/'));
  const plain = baseName(path);
  if (!segment) return escaped(plain);
  return plain.includes('?') || !segment.includes('?') ? segment : segment.slice(0, segment.indexOf('?'));
}
