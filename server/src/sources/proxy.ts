import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import { HttpProxyAgent } from 'http-proxy-agent';
import { HttpsProxyAgent } from 'https-proxy-agent';
import { getProxyForUrl } from 'proxy-from-env';
import { SourceError } from '../core/sources.ts';
import { checkHost, guardLookup } from './addresses.ts';
import type { Settings } from './settings.ts';

/** How one request connects. */
export interface Route {
  readonly agent: HttpAgent;
  /** The proxy's host and port, where there is one. */
  readonly proxy: string | undefined;
  /** Who answered the request: a proxy that makes no tunnel speaks for itself. */
  peer(): string;
  /** Why no address of the host may be connected to, once that has turned out. */
  refused(): SourceError | undefined;
}

/**
 * The way to a URL: through the proxy that HTTP_PROXY, HTTPS_PROXY and NO_PROXY name for it, or straight to an address
 * that may be reached. Behind a proxy only the URL's own host can be judged; the proxy itself may be anywhere.
 */
export function routeTo(url: URL, { allowHosts, lookup }: Settings, signal: AbortSignal): Route {
  checkHost(url, allowHosts);
  const proxy = proxyFor(url);
  if (proxy) return throughProxy(url, proxy, signal);
  let refused: SourceError | undefined;
  const refuse = (error: SourceError) => {
    refused = error;
  };
  const options = { lookup: guardLookup(url, allowHosts, refuse, lookup) };
  const agent = url.protocol === 'https:' ? new HttpsAgent(options) : new HttpAgent(options);
  return { agent, proxy: undefined, peer: () => url.host, refused: () => refused };
}

/** The signal ends a CONNECT that the proxy leaves unanswered: the request has no socket of its own by then. */
function throughProxy(url: URL, proxy: URL, signal: AbortSignal): Route {
  let peer = url.host;
  const agent =
    url.protocol === 'https:' ? new HttpsProxyAgent(proxy, { signal }) : new HttpProxyAgent(proxy, { signal });
  agent.on('proxyConnect', ({ statusCode }: { statusCode: number }) => {
    if (statusCode !== 200) peer = `the proxy ${proxy.host}`;
  });
  return { agent, proxy: proxy.host, peer: () => peer, refused: () => undefined };
}

function proxyFor(url: URL): URL | undefined {
  const named = getProxyForUrl(url.href);
  if (!named) return undefined;
  const proxy = URL.canParse(named) ? new URL(named) : undefined;
  if (proxy?.protocol === 'http:' || proxy?.protocol === 'https:') return proxy;
  const kind = proxy ? `a ${proxy.protocol.slice(0, -1)} proxy` : 'no URL';
  throw new SourceError(
    'offline',
    `The proxy for ${url.host} is ${kind}, and only http and https ones work; change HTTPS_PROXY, HTTP_PROXY or ALL_PROXY.`,
  );
}
