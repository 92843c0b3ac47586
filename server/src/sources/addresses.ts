import type { lookup as systemLookup } from 'node:dns';
import type { LookupFunction } from 'node:net';
import ipaddr from 'ipaddr.js';
import { SourceError } from '../core/sources.ts';
import { printable } from './print.ts';

/** Where clouds answer a machine's questions about itself, credentials included, besides the link-local 169.254.169.254. */
const METADATA_ADDRESSES = new Set([
  '100.100.100.200',
  '168.63.129.16',
  '192.0.0.192',
  'fd00:ec2::254',
  'fd20:ce::254',
]);
const METADATA_NAMES = new Set([
  'metadata',
  'metadata.google.internal',
  'metadata.goog',
  'instance-data',
  'instance-data.ec2.internal',
]);

/** Who may be reached at an address: anyone, only who is named, or nobody. */
type Reach = 'public' | 'local' | 'never';

/** Hosts that may be reached at a local address, as `HOST` or `HOST:PORT`. */
export type AllowedHosts = readonly string[];

/** Throws where the URL itself names a host that must not be reached; other names are decided by their addresses. */
export function checkHost(url: URL, allowed: AllowedHosts): void {
  const host = bareHost(url);
  if (METADATA_NAMES.has(host)) throw refusal(url, host, 'never');
  const isLoopbackName = host === 'localhost' || host.endsWith('.localhost');
  if (isLoopbackName || ipaddr.isValid(host)) checkAddress(url, isLoopbackName ? '127.0.0.1' : host, allowed);
}

/**
 * A lookup for one request's socket that keeps back addresses that must not be reached, so that the address decided on
 * is the one connected to. `refuse` gets the reason where no address is left.
 */
export function guardLookup(
  url: URL,
  allowed: AllowedHosts,
  refuse: (error: SourceError) => void,
  lookup: typeof systemLookup,
): LookupFunction {
  return (hostname, options, callback) => {
    lookup(hostname, { ...options, all: true }, (error, found) => {
      if (error) return callback(error, '', 0);
      const errors = found.map(({ address }) => errorOf(() => checkAddress(url, address, allowed)));
      const kept = found.filter((_, index) => errors[index] === undefined);
      const [first] = kept;
      if (first) return options.all ? callback(null, kept) : callback(null, first.address, first.family);
      const refused = errors[0] ?? new SourceError('offline', `${url.hostname} has no address.`);
      refuse(refused);
      callback(refused, '', 0);
    });
  };
}

function checkAddress(url: URL, address: string, allowed: AllowedHosts): void {
  const reach = reachOf(address);
  if (reach === 'never' || (reach === 'local' && !isAllowed(url, allowed))) throw refusal(url, address, reach);
}

/** Private, shared, reserved and unspecified addresses count as local: only the range "unicast" is the internet. */
function reachOf(text: string): Reach {
  const address = ipaddr.process(text.replace(/%.*$/, ''));
  if (METADATA_ADDRESSES.has(address.toString())) return 'never';
  const range = address.range();
  if (range === 'linkLocal' || range === 'multicast' || range === 'broadcast') return 'never';
  // NAT64 and 6to4 carry an IPv4 address: what counts is where the packet arrives in the end.
  if (address instanceof ipaddr.IPv6 && range === 'rfc6052') return reachOf(embedded(address, 12));
  if (address instanceof ipaddr.IPv6 && range === '6to4') return reachOf(embedded(address, 2));
  return range === 'unicast' ? 'public' : 'local';
}

const embedded = (address: ipaddr.IPv6, offset: number): string =>
  address
    .toByteArray()
    .slice(offset, offset + 4)
    .join('.');

function isAllowed(url: URL, allowed: AllowedHosts): boolean {
  const host = bareHost(url);
  const port = url.port || (url.protocol === 'https:' ? '443' : '80');
  const names = [host, `${host}:${port}`, `[${host}]`, `[${host}]:${port}`];
  return allowed.some((entry) => names.includes(entry.toLowerCase()));
}

/** The host in lower case, without the brackets of an IPv6 address and without the dot at the end of a full name. */
const bareHost = (url: URL): string =>
  url.hostname
    .toLowerCase()
    .replace(/^\[(.*)\]$/, '$1')
    .replace(/\.$/, '');

function refusal(url: URL, address: string, reach: Reach): SourceError {
  const what = bareHost(url) === address ? address : `${bareHost(url)} (${address})`;
  if (reach === 'never')
    return new SourceError(
      'forbidden',
      `${printable(url)} is not downloaded: ${what} is a link-local or cloud metadata address, which no file comes from.`,
    );
  return new SourceError(
    'forbidden',
    `${printable(url)} is not downloaded: ${what} is not on the public internet; if you trust it, add ${url.host} to the editor's setting hardenDockerfile.allowedHosts, or run with --allow-host ${url.host}.`,
  );
}

function errorOf(check: () => void): SourceError | undefined {
  try {
    check();
    return undefined;
  } catch (error) {
    if (error instanceof SourceError) return error;
    throw error;
  }
}
