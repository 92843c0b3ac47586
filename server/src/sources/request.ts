import fetch, { type Response } from 'node-fetch';
import { SourceError } from '../core/sources.ts';
import { connectionError } from './errors.ts';
import { printable } from './print.ts';
import { type Route, routeTo } from './proxy.ts';
import type { Settings } from './settings.ts';
import type { Watch } from './watch.ts';

/** Some hosts give curl the file and everyone else a page about it. */
const USER_AGENT = 'harden-dockerfile (as curl)';

/** Headers of a request beyond, or instead of, those that curl sends. */
export type Headers = { readonly [name: string]: string };

/** A response whose body nobody has read yet. */
export interface Reply {
  readonly response: Response;
  /** Who gave it. */
  readonly peer: string;
}

/**
 * Asks for a URL once and follows nothing; `sender` is the URL whose credentials may be used. Nothing is ever decoded:
 * curl and wget write the bytes as they are served, so those are the ones to hash, even where a server compresses them
 * unasked.
 */
export async function request(
  url: URL,
  sender: URL,
  settings: Settings,
  watch: Watch,
  headers: Headers = {},
  method: 'GET' | 'HEAD' = 'GET',
): Promise<Reply> {
  if (url.protocol !== 'http:' && url.protocol !== 'https:')
    throw new SourceError('forbidden', `${printable(url)} is not downloaded: only http and https addresses are.`);
  const route = routeTo(url, settings, watch.signal);
  const bare = new URL(url);
  bare.username = '';
  bare.password = '';
  const response = await watch.within(
    fetch(bare.href, {
      method,
      agent: route.agent,
      compress: false,
      headers: {
        'User-Agent': USER_AGENT,
        Accept: '*/*',
        'Accept-Encoding': 'identity',
        ...headers,
        ...authorization(url, sender),
      },
      redirect: 'manual',
      signal: watch.signal,
    }).catch((error) => Promise.reject(explain(error, url, route))),
  );
  // The body fails whenever the watch ends the download; whoever reads it at that time is told as well.
  response.body?.on('error', () => {});
  return { response, peer: route.peer() };
}

/** Credentials go to the origin that they were written for, and nowhere else. */
function authorization(url: URL, sender: URL): { Authorization?: string } {
  if (url.origin !== sender.origin || (!sender.username && !sender.password)) return {};
  const credentials = `${decode(sender.username)}:${decode(sender.password)}`;
  return { Authorization: `Basic ${Buffer.from(credentials).toString('base64')}` };
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** An aborted request is explained by whoever aborted it. */
function explain(error: unknown, url: URL, route: Route): unknown {
  if (error instanceof Error && error.name === 'AbortError') return error;
  return route.refused() ?? connectionError(error, url, route.proxy);
}
