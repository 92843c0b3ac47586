import type { Instruction } from '../../dockerfile/model.ts';
import { operands } from '../../dockerfile/operands.ts';
import { wordParts } from '../../dockerfile/words.ts';
import { fact } from '../../fact.ts';
import type { Source } from '../../rule.ts';
import { commandSpan } from '../../shell/model.ts';
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

/** A file that is fetched by its URL, and the SHA-256 that the build compares it with. */
export interface Pin {
  readonly name: string;
  /** What the URL serves now. */
  readonly question: DigestQuestion;
  readonly expected: Sha256;
  /** Everywhere that the expected SHA-256 is written in the file, in order. */
  readonly places: readonly Span[];
}

/** A verified file whose URL or hash this file does not say, or that another client would not be served. */
export interface UnknownPin {
  readonly name: string;
  readonly span: Span;
  readonly why: string;
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
    found.map((pin) => [JSON.stringify('why' in pin ? pin : [pin.question, pin.expected]), pin]),
  );
  return [...distinct.values()].toSorted((a, b) => startOf(a) - startOf(b));
});

/** Where a pin is shown. */
export const spanOf = (pin: Pin | UnknownPin): Span => ('why' in pin ? pin.span : pin.places[0]!);

const startOf = (pin: Pin | UnknownPin): number => spanOf(pin).start;

function* ofFile(source: Source, download: Download, file: DownloadedFile): Generator<Pin | UnknownPin> {
  if (download.kind === 'git' || !/^https?:/i.test(file.resource.text)) return;
  const { text, platforms } = file.resource;
  const cases: readonly { readonly architecture?: Architecture; readonly text: string }[] = platforms ?? [{ text }];
  for (const { architecture, text: url } of cases) {
    const hash = checkedHashes(source, download.stage, file.paths, architecture)[0];
    if (hash) yield ofHash(source, download, file, { url, hash });
  }
}

function ofHash(
  source: Source,
  { personal, staysPut, reader }: Download,
  { resource, paths, kept }: DownloadedFile,
  { url, hash }: { readonly url: string; readonly hash: CheckedHash },
): Pin | UnknownPin {
  const name = baseName(hash.path);
  const unknown = (why: string): UnknownPin => ({ name, span: commandSpan(hash.command), why });
  if (resource.unknown) return unknown(`only the build knows its URL: ${resource.unknown}`);
  if (personal) return unknown(personal);
  const then = reader && reader !== 'tee' ? undefined : decompressions(paths, kept?.then, hash.path);
  if (!then) return unknown('how the build makes it from what is downloaded is not known here');
  return pinOf(source, name, { url, then, redirects: staysPut !== true }, hash.text, unknown);
}

function pinOf(
  source: Source,
  name: string,
  asked: Pick<DigestQuestion, 'url' | 'then' | 'redirects'>,
  hash: string,
  unknown: (why: string) => UnknownPin,
): Pin | UnknownPin {
  if (/^(?:[0-9a-f]{32}|[0-9a-f]{40}|[0-9a-f]{96}|[0-9a-f]{128})$/i.test(hash))
    return unknown('its hash is no SHA-256');
  const places = /^[0-9a-f]{64}$/i.test(hash) ? placesOf(source.file.source, hash) : [];
  if (places.length === 0) return unknown('its hash is not written in this file');
  const question: DigestQuestion = { kind: 'digest', ...asked, from: 'download' };
  return { name, question, expected: hash.toLowerCase(), places };
}

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

function placesOf(text: string, hash: string): Span[] {
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
  const unknown = (why: string): UnknownPin => ({ name, span: instruction.keywordSpan, why });
  if (reason !== undefined) return unknown(`only the build knows its URL: ${reason}`);
  return pinOf(source, name, { url: text, then: [], redirects: true }, checksum.replace(/^sha256:/, ''), unknown);
}
