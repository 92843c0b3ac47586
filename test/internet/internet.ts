/**
 * An internet inside this process, as a closed company network has it: the only way out is a proxy, and the proxy ends
 * TLS with certificates of its own authority. Plain wget and curl, and every other program that minds the variables in
 * `env`, reach http://HOST/… and https://HOST/… as the test serves them. Nothing is ever forwarded: what is not served
 * answers 404, whatever its host.
 */

import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Duplex } from 'node:stream';
import { type SecureContext, TLSSocket } from 'node:tls';
import { type Certificate, createAuthority } from './authority.ts';
import { listen } from './server.ts';
import { type Content, createSites, type LoggedRequest } from './sites.ts';

export type { Content, Handler, LoggedRequest } from './sites.ts';

/** A running internet; close it, or the process lives on. */
export interface Internet {
  /** What a client's environment needs to go through the proxy and to trust its authority. */
  readonly env: { readonly [variable: string]: string };
  /** The proxy's own URL. */
  readonly proxy: string;
  /** All requests so far, those that answered 404 included. */
  readonly requests: readonly LoggedRequest[];
  /** Puts content behind a URL, whatever its query, or behind all that begin with it where it ends with `*`. */
  serve(url: string, content: Content): void;
  /** Lets a host show a certificate that is wrong in some way. */
  certify(host: string, certificate: Certificate): void;
  close(): Promise<void>;
}

/** Starts an internet without any sites. */
export async function startInternet(): Promise<Internet> {
  const authority = await createAuthority();
  const sites = createSites();
  const certificates = new Map<string, Promise<SecureContext>>();
  const origins = new WeakMap<Duplex, string>();

  /** What arrives inside tunnels: paths, which are absolute only together with the tunnel's host. */
  const inside = createServer((request, response) => {
    sites.answer(`${origins.get(request.socket)}${request.url}`, request, response);
  });
  const proxy = createServer((request, response) => sites.answer(canonical(request.url ?? ''), request, response));
  const listening = await listen(proxy);

  proxy.on('connect', async (request: IncomingMessage, socket: Socket, head: Buffer) => {
    const url = new URL(`https://${request.url}`);
    const host = url.hostname.replace(/^\[(.*)\]$/, '$1');
    socket.on('error', () => {});
    if (!certificates.has(host)) certificates.set(host, authority.issue(host));
    const secureContext = await certificates.get(host);
    socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
    if (head.length > 0) socket.unshift(head);
    const secure = new TLSSocket(socket, { isServer: true, secureContext });
    secure.on('error', () => socket.destroy());
    origins.set(secure, url.origin);
    inside.emit('connection', secure);
  });

  const folder = await mkdtemp(join(tmpdir(), 'internet-'));
  return {
    env: await writeEnvironment(folder, authority.certificate, listening.url),
    proxy: listening.url,
    requests: sites.requests,
    serve: sites.serve,
    certify: (host, certificate) => certificates.set(host, authority.issue(host, certificate)),
    async close() {
      await listening.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** A URL as it is written in `serve`: without its default port, say. */
const canonical = (url: string): string => (URL.canParse(url) ? new URL(url).href : url);

/** Each program has its own variable for the authority; wget has only its configuration file. */
async function writeEnvironment(folder: string, certificate: string, proxy: string) {
  const authority = join(folder, 'authority.pem');
  const wgetrc = join(folder, 'wgetrc');
  await writeFile(authority, certificate);
  await writeFile(wgetrc, `ca_certificate = ${authority}\n`);
  return {
    HTTP_PROXY: proxy,
    HTTPS_PROXY: proxy,
    http_proxy: proxy,
    https_proxy: proxy,
    NO_PROXY: '',
    no_proxy: '',
    NODE_EXTRA_CA_CERTS: authority,
    CURL_CA_BUNDLE: authority,
    SSL_CERT_FILE: authority,
    WGETRC: wgetrc,
  };
}
