import { type DigestAnswer, type DigestQuestion, SourceError } from '../core/sources.ts';
import { digestApart } from './apart.ts';
import { type DownloadOptions, download } from './download.ts';
import { formatBytes, printable } from './print.ts';
import { type Declaration, declarationOf } from './publishers/index.ts';
import type { Settings } from './settings.ts';

/**
 * Answers questions about one URL: by what its publisher declares, or with one download, which what is declared must
 * agree with.
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
  return download(url, settings, { ...options, redirects }, async ({ body, remarks, signal }) => {
    const ways = new Map([[], ...questions.map(({ then }) => then)].map((then) => [String(then), then]));
    const limits = { name: printable(url), maxBytes: settings.maxDecompressedBytes, signal };
    const { size, results } = await digestApart(body, [...ways.values()], limits);
    const byWay = new Map([...ways.keys()].map((way, index) => [way, results[index]!]));
    const whole = byWay.get('')!;
    if (declared && whole !== declared.sha256)
      throw whole instanceof SourceError ? whole : mismatch(url, whole, declared);
    const provenance = describe(size, remarks, declared);
    return questions.map(({ then }) => {
      const result = byWay.get(String(then))!;
      return result instanceof SourceError ? result : { sha256: result, size, provenance };
    });
  });
}

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

function describe(size: number, remarks: readonly string[], declared: Declaration | undefined): string {
  const aside = remarks.length > 0 ? ` (${remarks.join('; ')})` : '';
  const computed = `computed from ${formatBytes(size)} just downloaded${aside}`;
  return declared ? `${computed}, which is what ${declared.by} declares` : `${computed}: trust on first use`;
}
