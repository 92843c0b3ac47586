import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';

/** Answers one request. */
export type Handler = (request: IncomingMessage, response: ServerResponse) => void;

/** What stands behind a URL: these bytes, or whatever a handler answers. */
export type Content = string | Uint8Array | Handler;

/** A request that arrived, in the order of arrival. */
export interface LoggedRequest {
  readonly method: string;
  /** Absolute, as the client asked for it. */
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
}

/** Everything that is served, by URL, and everything that was asked for. */
export interface Sites {
  readonly requests: LoggedRequest[];
  /** Puts content behind a URL, whatever its query, or behind all that begin with it where it ends with `*`. */
  serve(url: string, content: Content): void;
  /** Answers a request for an absolute URL: 404 where nothing is served. */
  answer(url: string, request: IncomingMessage, response: ServerResponse): void;
}

/** No sites yet. */
export function createSites(): Sites {
  const contents = new Map<string, Content>();
  const requests: LoggedRequest[] = [];

  /** The exact URL, then without its query, then the longest `*`. */
  function find(url: string): Content | undefined {
    const exact = contents.get(url) ?? contents.get(url.replace(/\?.*/s, ''));
    if (exact !== undefined) return exact;
    const prefixes = [...contents.keys()].filter((key) => key.endsWith('*') && url.startsWith(key.slice(0, -1)));
    const [longest] = prefixes.sort((a, b) => b.length - a.length);
    return longest === undefined ? undefined : contents.get(longest);
  }

  return {
    requests,
    serve: (url, content) => contents.set(new URL(url).href, content),
    answer(url, request, response) {
      requests.push({ method: request.method ?? '', url, headers: request.headers });
      const content = find(url);
      if (typeof content === 'function') content(request, response);
      else if (content === undefined) response.writeHead(404, { 'Content-Type': 'text/plain' }).end('Not found\n');
      else sendBytes(response, content);
    },
  };
}

function sendBytes(response: ServerResponse, content: string | Uint8Array): void {
  const bytes = Buffer.from(content);
  response.writeHead(200, { 'Content-Type': 'application/octet-stream', 'Content-Length': bytes.length }).end(bytes);
}
