import type { Instruction } from '../../dockerfile/model.ts';
import { operands } from '../../dockerfile/operands.ts';
import { wordParts } from '../../dockerfile/words.ts';
import { fact } from '../../fact.ts';
import type { Source } from '../../rule.ts';
import type { Decompression, DigestQuestion } from '../../sources.ts';
import { expand } from '../../text/parts.ts';
import type { Span } from '../../text/span.ts';
import { downloadsByCall } from '../downloads/downloads.ts';
import type { Download, DownloadedFile } from '../downloads/model.ts';
import { baseName, type ImagePath, urlFile } from '../paths.ts';
import { stages } from '../stages.ts';
import { variablesAt } from '../variables.ts';
import { type Pair, pairsOf } from './pairs.ts';

/** A verified file as its check reads it. */
export interface Reading {
  readonly name: string;
  /** Where the build compares it. */
  readonly check: Span;
  /** With `${…}` for what only the build knows. */
  readonly url: string;
  /** As the check reads it, in lower case; undefined where that is no hash, or not said here. */
  readonly hash: string | undefined;
  /** What can be asked about it, or why nothing can. */
  readonly asked: DigestQuestion | { readonly why: string; readonly isUrlKnown: boolean };
}

/** Every file that is compared with a hash, as often as it is: for each URL, call and stage. */
export const readings = fact((source): readonly Reading[] => [
  ...downloadsByCall(source).flatMap((download) =>
    download.kind === 'git'
      ? []
      : download.files
          .filter(({ verified }) => verified)
          .flatMap((file) => pairsOf(source, download, file).map((pair) => ofPair(download, file, pair))),
  ),
  ...stages(source).flatMap(({ instructions }) =>
    instructions.filter(({ keyword }) => keyword === 'ADD').flatMap((instruction) => ofAdd(source, instruction) ?? []),
  ),
]);

function ofPair(
  { personal, staysPut, reader }: Download,
  { resource, paths, kept }: DownloadedFile,
  pair: Pair,
): Reading {
  const { url, path, check } = pair;
  const then = reader && reader !== 'tee' ? undefined : decompressions(paths, kept?.then, path);
  const obstacle =
    personal ??
    (/^https?:/i.test(url) ? undefined : 'its URL is neither http nor https') ??
    (then ? undefined : 'how the build makes it from what is downloaded is not known here') ??
    reasonOf(pair);
  const found = { name: baseName(path) || baseName(url), check, url, hash: hashOf(pair.text) };
  if (resource.unknown !== undefined)
    return { ...found, asked: { why: onlyTheBuild(resource.unknown), isUrlKnown: false } };
  if (obstacle !== undefined) return { ...found, asked: { why: obstacle, isUrlKnown: true } };
  return { ...found, asked: { kind: 'digest', url, then: then!, redirects: staysPut !== true, from: 'download' } };
}

const onlyTheBuild = (reason: string): string => `only the build knows its URL: ${reason}`;

/** Why what a check compares a file with cannot be compared with a SHA-256; undefined where it can. */
function reasonOf({ text, isSha256, isListed }: Pick<Pair, 'text' | 'isSha256' | 'isListed'>): string | undefined {
  if (text === undefined && isListed) return 'its check reads a list of hashes that is not read here';
  if (text === undefined) return 'which hash its check compares it with is not known here';
  if (text === '') return 'its hash is empty in this file';
  if (/[$`]/.test(text)) return `only the build knows its hash: ${text}`;
  return isSha256 && /^[0-9a-f]{64}$/i.test(text) ? undefined : 'its hash is no SHA-256';
}

/** MD5, SHA-1, SHA-256, SHA-384 and SHA-512. */
const hashOf = (text = ''): string | undefined =>
  /^(?:[0-9a-f]{32}|[0-9a-f]{40}|[0-9a-f]{64}|[0-9a-f]{96}|[0-9a-f]{128})$/i.test(text)
    ? text.toLowerCase()
    : undefined;

/** How the file that is compared comes from the one that is fetched. */
function decompressions(
  [fetched, ...later]: readonly ImagePath[],
  then: readonly Decompression[] | undefined,
  compared: ImagePath,
): readonly Decompression[] | undefined {
  if (fetched === undefined || baseName(compared) === baseName(fetched)) return [];
  if (then) return then;
  return later.some((path) => COMPRESSED.test(fetched) && !COMPRESSED.test(path)) ? undefined : [];
}

const COMPRESSED = /\.(?:bz2?|gz|xz|zst)$/;

/** `ADD --checksum=sha256:… URL`. */
function ofAdd(source: Source, instruction: Instruction): Reading | undefined {
  const { escape } = source.file;
  const flag = instruction.flags.find(({ name }) => name === 'checksum');
  if (!flag?.value) return undefined;
  const lookup = variablesAt(source, instruction);
  const checksum = expand(wordParts(flag.value, escape), lookup).text;
  const [word] = operands(instruction.body, escape);
  const written = word && wordParts(word, escape);
  if (!written) return undefined;
  const { text: url, unknown } = expand(written, lookup);
  if (!/^https?:/i.test(url)) return undefined;
  const text = checksum.replace(/^sha\d+:/, '');
  const why = unknown === undefined ? reasonOf({ text, isSha256: true, isListed: false }) : onlyTheBuild(unknown);
  return {
    name: urlFile(url),
    check: instruction.keywordSpan,
    url,
    hash: hashOf(text),
    asked:
      why === undefined
        ? { kind: 'digest', url, then: [], redirects: true, from: 'download' }
        : { why, isUrlKnown: unknown === undefined },
  };
}
