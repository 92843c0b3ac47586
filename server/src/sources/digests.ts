import { type DigestAnswer, type DigestQuestion, type Sha256, SourceError, type Step } from '../core/sources.ts';
import { digestApart } from './apart.ts';
import { type Remembered, recall, remember } from './cache/cache.ts';
import { type Download, type DownloadOptions, download } from './download.ts';
import { formatBytes, printable } from './print.ts';
import { type Declaration, declarationOf } from './publishers/index.ts';
import type { Settings } from './settings.ts';

/**
 * Answers questions about one URL: by what its publisher declares, or with one download, which what is declared must
 * agree with. A download that the cache knows is spared where the server says that the file is still the same.
 */
export async function digests(
  questions: readonly DigestQuestion[],
  settings: Settings,
  options: DownloadOptions,
): Promise<(DigestAnswer | SourceError)[]> {
  const [{ url, redirects, from }] = questions as [DigestQuestion];
  const declared =
    from === 'download' || !URL.canParse(url) ? undefined : await declarationOf(new URL(url), settings, options.signal);
  // What a command saves that follows no redirects is seen only by doing the same.
  const isEnough = from === 'publisher' && redirects && questions.every(({ then }) => then.length === 0);
  if (declared && isEnough) return questions.map(() => inform(declared));
  const ways = [[], ...questions.map(({ then }) => then)];
  const { size, byWay, how } = await computed(url, ways, redirects, settings, options);
  const whole = byWay.get('')!;
  if (declared && whole !== declared.sha256)
    throw whole instanceof SourceError ? whole : mismatch(url, whole, declared);
  const provenance = declared ? `${how}, which is what ${declared.by} declares` : `${how}: trust on first use`;
  return questions.map(({ then }) => {
    const result = byWay.get(String(then))!;
    return result instanceof SourceError ? result : { sha256: result, size, provenance };
  });
}

/** What the bytes behind a URL are. */
interface Computed {
  readonly size: number;
  /** By the decompressions that were undone; each way, and the file itself. */
  readonly byWay: ReadonlyMap<string, Sha256 | SourceError>;
  /** How that is known, as a phrase: "computed from 60.6 MB just downloaded". */
  readonly how: string;
}

async function computed(
  url: string,
  all: readonly (readonly Step[])[],
  redirects: boolean,
  settings: Settings,
  options: DownloadOptions,
): Promise<Computed> {
  const { cacheFolder } = settings;
  const ways = new Map(all.map((then) => [String(then), then]));
  const past = cacheFolder === undefined ? undefined : await recall(cacheFolder, url);
  const known = past && [...ways.keys()].every((way) => way in past.digests) ? past : undefined;
  return download(url, settings, { ...options, redirects, known: known?.validators }, async (file) => {
    if (file.isKnown) return recalled(known!, file);
    const limits = { name: printable(url), maxBytes: settings.maxDecompressedBytes, signal: file.signal };
    const { size, results } = await digestApart(file.body, [...ways.values()], limits);
    const byWay = new Map([...ways.keys()].map((way, index) => [way, results[index]!]));
    if (cacheFolder !== undefined && file.validators)
      await remember(cacheFolder, url, {
        validators: file.validators,
        size,
        digests: Object.fromEntries(
          [...byWay].filter((entry): entry is [string, Sha256] => typeof entry[1] === 'string'),
        ),
        day: new Date().toISOString().slice(0, 10),
      });
    return { size, byWay, how: `computed from ${formatBytes(size)} just downloaded${aside(file)}` };
  });
}

const recalled = ({ size, digests: byWay, day }: Remembered, file: Download): Computed => ({
  size,
  byWay: new Map(Object.entries(byWay)),
  how: `computed from ${formatBytes(size)} downloaded on ${day}, and the server says that they are the same now${aside(file)}`,
});

const aside = ({ remarks }: Download): string => (remarks.length > 0 ? ` (${remarks.join('; ')})` : '');

const inform = ({ sha256, size, by }: Declaration): DigestAnswer => ({
  sha256,
  size,
  provenance: `declared by ${by}${sizeOf(size)}`,
});

const sizeOf = (size: number | undefined): string => (size === undefined ? '' : `, ${formatBytes(size)}`);

const mismatch = (url: string, found: string, { sha256, by }: Declaration): SourceError =>
  new SourceError(
    'mismatch',
    `${printable(url)} is not what ${by} declares: its SHA-256 is ${found}, declared is ${sha256}; nothing is pinned, so find out which of them is right.`,
  );
