import type { Response } from 'node-fetch';
import { SourceError, type SourceErrorReason } from '../core/sources.ts';
import { printable } from './print.ts';
import { PassingError, retryAfter } from './retry.ts';

const CERTIFICATE_CODE =
  /^(CERT_|CRL_|DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_|ERR_TLS_CERT_|INVALID_CA|INVALID_PURPOSE|PATH_LENGTH)/;

/** By the code of a failed connection, what happened and what to do about it. */
const CONNECTION: { readonly [code: string]: readonly [what: string, remedy: string] } = {
  ENOTFOUND: ['cannot be found', 'check the name and the network'],
  EAI_AGAIN: ['cannot be looked up', 'check the network, and HTTPS_PROXY where the way out is a proxy'],
  ECONNREFUSED: ['refuses the connection', 'check the address, and whether the server runs'],
  EHOSTUNREACH: ['cannot be reached', 'check the network, and HTTPS_PROXY where the way out is a proxy'],
  ENETUNREACH: ['cannot be reached', 'check the network, and HTTPS_PROXY where the way out is a proxy'],
  EADDRNOTAVAIL: ['cannot be reached', 'check the network, and HTTPS_PROXY where the way out is a proxy'],
  ETIMEDOUT: ['does not answer', 'try again later, and check HTTPS_PROXY where the way out is a proxy'],
};

const CERTIFICATE: { readonly [code: string]: readonly [what: string, remedy: string] } = {
  CERT_HAS_EXPIRED: ['has expired', 'tell the owner of the host, or check the clock'],
  CERT_NOT_YET_VALID: ['is not valid yet', 'check the clock'],
  ERR_TLS_CERT_ALTNAME_INVALID: ['is for another host', 'check the name in the URL'],
};
const UNTRUSTED = [
  'is not trusted here',
  'if your network has its own certificate authority, name its PEM file in NODE_EXTRA_CA_CERTS and start again',
] as const;

/** Why a connection failed, in the user's words; what no network can cause is thrown on as the bug it is. */
export function connectionError(error: unknown, url: URL, proxy: string | undefined): SourceError {
  const { code, name } = error as NodeJS.ErrnoException;
  if (!(error instanceof Error) || (code === undefined && name !== 'FetchError')) throw error;
  if (code && CERTIFICATE_CODE.test(code)) {
    const [what, remedy] = CERTIFICATE[code] ?? UNTRUSTED;
    return failure('certificate', url, `the certificate of ${url.host} ${what} (${code}); ${remedy}`, error);
  }
  const peer = proxy ? `the proxy ${proxy}` : url.host;
  const broke = [`broke the connection (${code ?? error.message.replace(/\s+/g, ' ')})`, 'try again'] as const;
  const [what, remedy] = CONNECTION[code ?? ''] ?? broke;
  const failed = failure(code === 'ETIMEDOUT' ? 'timeout' : 'offline', url, `${peer} ${what}; ${remedy}`, error);
  return code === undefined || code === 'EAI_AGAIN' || !CONNECTION[code] ? new PassingError(failed) : failed;
}

/** What a status other than 200 means for whoever wants the file; `peer` is who answered. */
export function statusError({ status, headers }: Response, url: URL, peer: string): SourceError {
  const [reason, what, remedy] = meaningOf(status);
  const error = failure(reason, url, `${peer} answers ${status} (${what}); ${remedy}`);
  return PASSING.has(status) ? new PassingError(error, retryAfter(headers.get('retry-after'))) : error;
}

const PASSING = new Set([429, 500, 502, 503, 504]);

function meaningOf(status: number): readonly [SourceErrorReason, what: string, remedy: string] {
  if (status === 401 || status === 403)
    return ['denied', 'not allowed', 'it may need a sign-in, or be kept from this network'];
  if (status === 407)
    return ['denied', 'a proxy that wants a sign-in', 'put user and password into HTTP_PROXY or HTTPS_PROXY'];
  if (status === 404 || status === 410)
    return ['missing', 'no such file', 'check the URL and the version in it, and whether it needs a sign-in'];
  if (status === 429) return ['server', 'too many requests', 'wait a while and try again'];
  if (status >= 500) return ['server', 'a fault of the server', 'try again later'];
  if (status >= 300 && status < 400) return ['server', 'a redirect that leads nowhere', 'check the URL'];
  return ['server', 'not a file', 'check the URL'];
}

const failure = (reason: SourceErrorReason, url: URL, why: string, cause?: unknown): SourceError =>
  new SourceError(reason, `${printable(url)} could not be downloaded: ${why}.`, { cause });
