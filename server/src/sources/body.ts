import type { Readable } from 'node:stream';
import type { Response } from 'node-fetch';
import { SourceError } from '../core/sources.ts';
import type { Bytes } from './decompress/bytes.ts';
import { asksForPage, HEAD_BYTES, isPage } from './html.ts';
import { formatBytes, printable } from './print.ts';
import { PassingError } from './retry.ts';
import type { Settings } from './settings.ts';
import type { Watch } from './watch.ts';

/** How far a download is. */
export interface Progress {
  /** Fit to be shown. */
  readonly url: string;
  readonly received: number;
  /** What the server announced; some never do. */
  readonly total: number | undefined;
}

/** What goes with one response. */
export interface Reading {
  /** The URL that was asked for, before redirects. */
  readonly asked: URL;
  readonly settings: Settings;
  readonly watch: Watch;
  readonly onProgress?: ((progress: Progress) => void) | undefined;
  /** Asks for the rest once the connection broke; gives nothing where only the whole can be had. */
  readonly resume?: (received: number) => Promise<Response | undefined>;
}

/** The bytes of a response as they are served; ends with a SourceError unless they are a whole file within the limits. */
export function readBody(response: Response, reading: Reading): Bytes {
  const body = receive(response, reading);
  return asksForPage(reading.asked) ? body : refusePage(body, reading.asked, response.headers.get('content-type'));
}

/** Closes the connection of a response that nobody reads. */
export function discard(response: Response): void {
  (response.body as Readable | null)?.destroy();
}

async function* receive(first: Response, reading: Reading): Bytes {
  const url = printable(reading.asked);
  const total = contentLength(first);
  let received = 0;
  for (let response: Response | undefined = first; response; ) {
    let broke: unknown;
    try {
      for await (const chunk of receivePart(response, { url, total, received }, reading)) {
        received += chunk.length;
        yield chunk;
      }
    } catch (error) {
      if (error instanceof SourceError) throw error;
      broke = error;
    }
    if (total !== undefined && received > total) throw tooLong(url, total);
    if (broke === undefined && received >= (total ?? 0)) break;
    response = await reading.resume?.(received);
    if (!response) throw cutOff(url, received, total, broke);
  }
  if (received === 0) throw new SourceError('not-a-file', `${url} is empty: check the URL.`);
}

/** What one connection brings, until it ends or breaks. */
async function* receivePart(
  response: Response,
  { url, total, received: before }: Progress,
  { settings, watch, onProgress }: Reading,
): Bytes {
  let received = before;
  const refuse = () => {
    if (Math.max(received, total ?? 0) > settings.maxBytes) throw tooLarge(url, total, settings.maxBytes);
    onProgress?.({ url, received, total });
  };
  refuse();
  for await (const chunk of watch.chunks(response.body as Readable)) {
    received += chunk.length;
    yield chunk;
    refuse();
  }
}

function contentLength(response: Response): number | undefined {
  const header = response.headers.get('content-length') ?? '';
  return /^\d+$/.test(header) ? Number(header) : undefined;
}

/** Hands a body on, unless it begins as a web page does. */
async function* refusePage(body: Bytes, asked: URL, contentType: string | null): Bytes {
  let head: Buffer | undefined = Buffer.alloc(0);
  for await (const chunk of body) {
    if (head === undefined) {
      yield chunk;
      continue;
    }
    head = Buffer.concat([head, chunk]);
    if (head.length < HEAD_BYTES) continue;
    if (isPage(head, contentType)) throw page(asked);
    yield head;
    head = undefined;
  }
  if (head === undefined) return;
  if (isPage(head, contentType)) throw page(asked);
  yield head;
}

const page = (asked: URL): SourceError =>
  new SourceError(
    'not-a-file',
    `${printable(asked)} is a web page, not a file: probably a sign-in, a licence to accept or an error; open it in a browser and use the URL of the file itself.`,
  );

const tooLarge = (url: string, total: number | undefined, limit: number): SourceError => {
  const size = total === undefined ? '' : ` (${formatBytes(total)})`;
  return new SourceError(
    'too-large',
    `${url} is larger than ${formatBytes(limit)}${size}; it is not downloaded, so pin its SHA-256 by hand.`,
  );
};

const tooLong = (url: string, total: number): SourceError =>
  new SourceError(
    'corrupt',
    `${url} is longer than the ${formatBytes(total)} that its server announced; try again later.`,
  );

function cutOff(url: string, received: number, total: number | undefined, cause?: unknown): SourceError {
  const whole = total === undefined ? '' : ` of ${formatBytes(total)}`;
  const message = `${url} was cut off after ${formatBytes(received)}${whole}: the connection closed early; try again.`;
  return new PassingError(new SourceError('corrupt', message, { cause }));
}
