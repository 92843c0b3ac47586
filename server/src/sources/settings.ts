import { lookup } from 'node:dns';
import type { AllowedHosts } from './addresses.ts';

/** What an edge may be told; everything has a default. */
export interface SourcesOptions {
  /** Hosts at loopback or private addresses that may be asked, as `HOST` or `HOST:PORT`; none. */
  readonly allowHosts?: AllowedHosts;
  /** The folder that remembers what downloads came to; none, and nothing is remembered. */
  readonly cacheFolder?: string | undefined;
  /** Seconds without any data after which a download is given up; 30. */
  readonly idleSeconds?: number;
  /** The largest file that is downloaded, in bytes; 20 GiB. */
  readonly maxBytes?: number;
  /** The most that any step of decompression may give, in bytes; 40 GiB. */
  readonly maxDecompressedBytes?: number;
  /** Downloads at a time; 8. */
  readonly parallel?: number;
  /** Downloads from one host at a time; 3. */
  readonly parallelPerHost?: number;
  /** Seconds to wait before each further attempt at what may pass: a server's 429 or 5xx, a broken connection; 1, then 4. */
  readonly retrySeconds?: readonly number[];
  /** Resolves names where no proxy does; the system's resolver. */
  readonly lookup?: typeof lookup;
}

/** The options with their defaults. */
export type Settings = Required<SourcesOptions>;

/** Fills in the defaults. */
export const withDefaults = (options: SourcesOptions): Settings => ({
  allowHosts: [],
  cacheFolder: undefined,
  idleSeconds: 30,
  maxBytes: 20 * 1024 ** 3,
  maxDecompressedBytes: 40 * 1024 ** 3,
  parallel: 8,
  parallelPerHost: 3,
  retrySeconds: [1, 4],
  lookup,
  ...options,
});
