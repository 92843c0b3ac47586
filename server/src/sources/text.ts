import { SourceError } from '../core/sources.ts';
import { readBody } from './body.ts';
import { follow } from './download.ts';
import { printable } from './print.ts';
import type { Headers } from './request.ts';
import type { Settings } from './settings.ts';
import { watching } from './watch.ts';

/** What a small file says: a list of checksums, an answer of an API. Throws a SourceError where it cannot be had, or is larger than `maxBytes`. */
export async function readText(
  url: URL,
  settings: Settings,
  {
    signal,
    headers,
    maxBytes = 4 * 1024 ** 2,
  }: { signal?: AbortSignal | undefined; headers?: Headers; maxBytes?: number },
): Promise<string> {
  return watching(printable(url), settings, signal, async (watch) => {
    const { response } = await follow(url, { redirects: true, ...(headers && { headers }) }, settings, watch);
    const chunks: Uint8Array[] = [];
    for await (const chunk of readBody(response, { asked: url, settings: { ...settings, maxBytes }, watch }))
      chunks.push(chunk);
    return Buffer.concat(chunks).toString('utf8');
  });
}

/** The JSON that a URL answers; a SourceError where it is none. */
export async function readJson(...[url, settings, options]: Parameters<typeof readText>): Promise<unknown> {
  const text = await readText(url, settings, options);
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new SourceError('server', `${printable(url)} answers what is no JSON.`, { cause });
  }
}
