import { isRedirect, type Response } from 'node-fetch';
import { SourceError } from '../core/sources.ts';
import { discard, type Progress, readBody } from './body.ts';
import { isSame, unlessSame, type Validators, validatorsOf } from './cache/validators.ts';
import type { Bytes } from './decompress/bytes.ts';
import { statusError } from './errors.ts';
import { printable } from './print.ts';
import { type Headers, request } from './request.ts';
import { persist } from './retry.ts';
import type { Settings } from './settings.ts';
import type { Watch } from './watch.ts';

const MAX_REDIRECTS = 20;
/** How often the rest of one file is asked for. */
const RESUMPTIONS = 5;

/** What goes with one download. */
export interface DownloadOptions {
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((progress: Progress) => void) | undefined;
}

/** A file on its way. */
export interface Download {
  /** The bytes as curl and wget would write them; ends with a SourceError unless the whole file came and is one. */
  readonly body: Bytes;
  /** Whether it is the file whose validators were given; its body stays unread then. */
  readonly isKnown: boolean;
  /** By what it can be told from another file later on; undefined where it cannot. */
  readonly validators: Validators | undefined;
  /** What is remarkable about how it came, for its provenance. */
  readonly remarks: readonly string[];
  /** Aborted when the download is given up, with a SourceError that says why. */
  readonly signal: AbortSignal;
}

/** What file is wanted. */
interface Wanted {
  readonly redirects: boolean;
  /** What is known of it; the same file is not sent again. */
  readonly known?: Validators | undefined;
}

/** Downloads a URL while `use` reads it; over when `use` is. Throws a SourceError where the file cannot be had. */
export async function download<T>(
  text: string,
  settings: Settings,
  { signal, onProgress, redirects, known }: DownloadOptions & Wanted,
  use: (download: Download) => Promise<T>,
): Promise<T> {
  if (!URL.canParse(text)) throw new SourceError('forbidden', `${printable(text)} is not downloaded: it is no URL.`);
  const url = new URL(text);
  return persist(printable(url), settings, signal, async (watch) => {
    const conditions = known && { headers: unlessSame(known) };
    const { response, remarks } = await follow(url, { redirects, ...conditions }, settings, watch);
    const isKnown = known !== undefined && isSame(response, known);
    if (isKnown) discard(response);
    const resume = resumption(response, (headers) => follow(url, { redirects, headers }, settings, watch));
    const body = readBody(response, { asked: url, settings, watch, onProgress, resume });
    return use({ body, isKnown, validators: validatorsOf(response), remarks, signal: watch.signal });
  });
}

/** Asks for the rest of a file whose connection broke, as long as its strong ETag is the same [RFC 9110, 13.1.5, 14.2]. */
function resumption(
  { headers }: Response,
  ask: (headers: Headers) => Promise<{ readonly response: Response }>,
): (received: number) => Promise<Response | undefined> {
  const etag = headers.get('etag');
  let left = etag?.startsWith('"') && headers.get('accept-ranges') !== 'none' ? RESUMPTIONS : 0;
  return async (received) => {
    if (received === 0 || left-- <= 0) return undefined;
    const { response } = await ask({ Range: `bytes=${received}-`, 'If-Range': etag! });
    const isRest =
      response.status === 206 && isRestOf(response, { etag, length: headers.get('content-length') }, received);
    if (!isRest) discard(response);
    return isRest ? response : undefined;
  };
}

/** Whether a partial response goes on where a file broke off, and is of that file as far as it says. */
function isRestOf(
  { headers }: Response,
  file: { readonly etag: string | null; readonly length: string | null },
  received: number,
): boolean {
  const [, start, total] = /^bytes (\d+)-\d+\/(\d+|\*)$/.exec(headers.get('content-range') ?? '') ?? [];
  const isSameLength = total === '*' || file.length === null || total === file.length;
  return Number(start) === received && isSameLength && (headers.get('etag') ?? file.etag) === file.etag;
}

/** How a URL is asked for. */
export interface Asking {
  readonly redirects: boolean;
  readonly headers?: Headers;
  /** What a status other than 200 means; a file's where this is left out. */
  readonly explain?: typeof statusError;
}

/** Goes where redirects lead, as `curl -L` and wget do, from https to http too, which is then remarked on. */
export async function follow(
  asked: URL,
  { redirects: redirectsFollowed, headers, explain = statusError }: Asking,
  settings: Settings,
  watch: Watch,
) {
  const remarks: string[] = [];
  let url = asked;
  let sender = asked;
  for (let redirects = 0; redirects <= MAX_REDIRECTS; redirects++) {
    const { response, peer } = await request(url, sender, settings, watch, headersFor(url, asked, headers));
    const location = response.headers.get('location');
    if (isAnswer(response.status, headers)) {
      const encoding = response.headers.get('content-encoding')?.replace(/[^\w,. -]/g, '');
      if (encoding && encoding.toLowerCase() !== 'identity')
        remarks.push(`hashed as sent, with Content-Encoding ${encoding}`);
      return { response, remarks };
    }
    discard(response);
    if (!isRedirect(response.status) || location === null) throw explain(response, url, peer);
    const next = nextUrl(location, url);
    if (!redirectsFollowed) throw notFollowed(asked, next);
    if (url.protocol === 'https:' && next.protocol === 'http:')
      remarks.push(`redirected to unencrypted ${next.origin}`);
    if (next.username || next.password) sender = next;
    url = next;
  }
  throw new SourceError(
    'server',
    `${printable(asked)} could not be downloaded: it is redirected more than ${MAX_REDIRECTS} times; check the URL.`,
  );
}

/** Whether a status is what was asked for: the file, the rest of it, or that it is still the same. */
const isAnswer = (status: number, headers: Headers = {}): boolean =>
  status === 200 || (status === 206 && 'Range' in headers) || (status === 304 && 'If-None-Match' in headers);

/** What signs somebody in stays with the origin that it was meant for. */
function headersFor(url: URL, asked: URL, headers: Headers = {}): Headers {
  if (url.origin === asked.origin) return headers;
  return Object.fromEntries(Object.entries(headers).filter(([name]) => name.toLowerCase() !== 'authorization'));
}

const notFollowed = (asked: URL, next: URL): SourceError =>
  new SourceError(
    'not-a-file',
    `${printable(asked)} redirects to ${next.host}, and the command does not follow it: it saves an empty page; add -L to curl.`,
  );

function nextUrl(location: string, from: URL): URL {
  if (URL.canParse(location, from.href)) return new URL(location, from);
  throw new SourceError(
    'server',
    `${printable(from)} could not be downloaded: it is redirected to what is no URL; check the URL.`,
  );
}
