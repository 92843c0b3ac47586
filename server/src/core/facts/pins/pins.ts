import type { Instruction } from '../../dockerfile/model.ts';
import { operands } from '../../dockerfile/operands.ts';
import { wordParts } from '../../dockerfile/words.ts';
import { fact } from '../../fact.ts';
import type { Source } from '../../rule.ts';
import type { Decompression, DigestQuestion, Sha256 } from '../../sources.ts';
import { expand } from '../../text/parts.ts';
import type { Span } from '../../text/span.ts';
import type { Architecture } from '../architectures.ts';
import { downloads } from '../downloads/downloads.ts';
import type { Download, DownloadedFile } from '../downloads/model.ts';
import { baseName, type ImagePath } from '../paths.ts';
import { stages } from '../stages.ts';
import { variablesAt } from '../variables.ts';
import { type CheckedHash, checkedHashes } from './checkedHashes.ts';

/** A file that is fetched, and the hash that the build compares it with. */
interface Compared {
  readonly name: string;
  /** Where the build compares it. */
  readonly check: Span;
  /** Everywhere that the hash is written in the file, in order; comments count. */
  readonly places: readonly Span[];
}

/** A file that is fetched by its URL, and the SHA-256 that the build compares it with. */
export interface Pin extends Compared {
  /** What the URL serves now. */
  readonly question: DigestQuestion;
  readonly expected: Sha256;
}

/** A verified file whose URL or SHA-256 this file does not say, or that another client would not be served. */
export interface UnknownPin extends Compared {
  readonly why: string;
  /** As far as the file says them. */
  readonly url?: string;
  readonly hash?: string;
}

/** Every file that the build compares with a hash, in the order of the text. */
export const pins = fact((source): readonly (Pin | UnknownPin)[] => {
  const found = [
    ...downloads(source).flatMap((download) =>
      download.files.flatMap((file) => (file.verified ? [...ofFile(source, download, file)] : [])),
    ),
    ...ofAdds(source),
  ];
  const distinct = new Map(
    found.map((pin) => [
      JSON.stringify('why' in pin ? [pin.name, pin.check, pin.why, pin.hash] : [pin.question, pin.expected]),
      pin,
    ]),
  );
  return [...distinct.values()].toSorted((a, b) => startOf(a) - startOf(b));
});

/** Where a pin is shown. */
export const spanOf = (pin: Pin | UnknownPin): Span => ('why' in pin ? pin.check : pin.places[0]!);

/** What a pin's file is fetched from; undefined where only the build knows it. */
export const urlOf = (pin: Pin | UnknownPin): string | undefined => ('why' in pin ? pin.url : pin.question.url);

/** The hash that a pin's file is compared with, in lower case; undefined where the file does not say it. */
export const hashOf = (pin: Pin | UnknownPin): string | undefined => ('why' in pin ? pin.hash : pin.expected);

const startOf = (pin: Pin | UnknownPin): number => spanOf(pin).start;

function* ofFile(source: Source, download: Download, file: DownloadedFile): Generator<Pin | UnknownPin> {
  if (download.kind === 'git' || !/^https?:/i.test(file.resource.text)) return;
  const { text, platforms } = file.resource;
  const cases: readonly { readonly architecture?: Architecture; readonly text: string }[] = platforms ?? [{ text }];
  for (const { architecture, text: url } of cases) {
    const hash = powershellHash(file) ?? checkedHashes(source, download.stage, file.paths, architecture)[0];
    if (hash) yield ofHash(source, download, file, { url, hash });
  }
}

const powershellHash = ({ compared, paths }: DownloadedFile): CheckedHash | undefined =>
  compared && { check: compared.check, path: paths[0]!, text: compared.hash };

function ofHash(
  source: Source,
  { personal, staysPut, reader }: Download,
  { resource, paths, kept }: DownloadedFile,
  { url, hash }: { readonly url: string; readonly hash: CheckedHash },
): Pin | UnknownPin {
  const compared = { name: baseName(hash.path), check: hash.check, hash: hash.text };
  if (resource.unknown !== undefined) return unknownPin(source, compared, onlyTheBuild(resource.unknown));
  if (personal) return unknownPin(source, { ...compared, url }, personal);
  const then = reader && reader !== 'tee' ? undefined : decompressions(paths, kept?.then, hash.path);
  if (!then)
    return unknownPin(source, { ...compared, url }, 'how the build makes it from what is downloaded is not known here');
  return pinOf(source, compared, { url, then, redirects: staysPut !== true });
}

/** What is compared where, with which hash as resolved. */
interface Comparison {
  readonly name: string;
  readonly check: Span;
  readonly hash: string;
  readonly url?: string;
}

const onlyTheBuild = (reason: string): string => `only the build knows its URL: ${reason}`;

function pinOf(
  source: Source,
  compared: Comparison,
  asked: Pick<DigestQuestion, 'url' | 'then' | 'redirects'>,
): Pin | UnknownPin {
  const { name, check, hash } = compared;
  const places = placesOf(source.file.source, hash);
  if (places.length > 0 && hash.length === 64) {
    const question: DigestQuestion = { kind: 'digest', ...asked, from: 'download' };
    return { name, check, places, question, expected: hash.toLowerCase() };
  }
  const why = OTHER_HASH.test(hash) ? 'its hash is no SHA-256' : 'its hash is not written in this file';
  return unknownPin(source, { ...compared, url: asked.url }, why);
}

function unknownPin(source: Source, { name, check, hash, url }: Comparison, why: string): UnknownPin {
  const places = placesOf(source.file.source, hash);
  return {
    name,
    check,
    places,
    why,
    ...(url !== undefined && { url }),
    ...(places.length > 0 && { hash: hash.toLowerCase() }),
  };
}

/** MD5, SHA-1, SHA-384 and SHA-512. */
const OTHER_HASH = /^(?:[0-9a-f]{32}|[0-9a-f]{40}|[0-9a-f]{96}|[0-9a-f]{128})$/i;

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

/** Everywhere that a hash is written in a text; nowhere where it is none. */
function placesOf(text: string, hash: string): Span[] {
  if (!/^[0-9a-f]{32,128}$/i.test(hash)) return [];
  return [...text.matchAll(new RegExp(`(?<![0-9a-f])${hash}(?![0-9a-f])`, 'gi'))].map(({ index, 0: digits }) => ({
    start: index,
    end: index + digits.length,
  }));
}

/** `ADD --checksum=sha256:… URL`. */
const ofAdds = (source: Source): (Pin | UnknownPin)[] =>
  stages(source).flatMap(({ instructions }) =>
    instructions.filter(({ keyword }) => keyword === 'ADD').flatMap((instruction) => ofAdd(source, instruction) ?? []),
  );

function ofAdd(source: Source, instruction: Instruction): Pin | UnknownPin | undefined {
  const { escape } = source.file;
  const flag = instruction.flags.find(({ name }) => name === 'checksum');
  if (!flag?.value) return undefined;
  const lookup = variablesAt(source, instruction);
  const checksum = expand(wordParts(flag.value, escape), lookup).text;
  const [word] = operands(instruction.body, escape);
  const written = word && wordParts(word, escape);
  if (!written) return undefined;
  const { text, unknown: reason } = expand(written, lookup);
  if (!/^https?:/i.test(text)) return undefined;
  const name = baseName(text.replace(/[?#].*$/, ''));
  const compared = { name, check: instruction.keywordSpan, hash: checksum.replace(/^sha256:/, '') };
  if (reason !== undefined) return unknownPin(source, compared, onlyTheBuild(reason));
  return pinOf(source, compared, { url: text, then: [], redirects: true });
}
