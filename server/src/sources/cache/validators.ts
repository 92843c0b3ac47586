import type { Response } from 'node-fetch';
import type { Headers } from '../request.ts';

/** By what a server says whether a file is still the same [RFC 9110, 8.8]. */
export interface Validators {
  /** A strong one: a weak one may stand for other bytes. */
  readonly etag?: string;
  readonly lastModified?: string;
  readonly length?: number;
  /** Content-Encoding: other bytes of the same file. */
  readonly encoding?: string;
}

/** What a response says of its file; undefined where that does not tell one file from another. */
export function validatorsOf({ headers }: Response): Validators | undefined {
  const etag = headers.get('etag') ?? '';
  const lastModified = headers.get('last-modified');
  const length = headers.get('content-length');
  const encoding = headers.get('content-encoding');
  const isStrong = etag.startsWith('"');
  if (!isStrong && !(lastModified && length)) return undefined;
  return {
    ...(isStrong && { etag }),
    ...(lastModified && { lastModified }),
    ...(length && { length: Number(length) }),
    ...(encoding && { encoding }),
  };
}

/** Asks for a file only if it is another one; nothing where only a look at what comes can tell. */
export const unlessSame = ({ etag }: Validators): Headers => (etag === undefined ? {} : { 'If-None-Match': etag });

/** Whether a server answers that a file is the one that was known. */
export function isSame(response: Response, known: Validators): boolean {
  if (response.status === 304) return true;
  const now = validatorsOf(response);
  return now !== undefined && KEYS.every((key) => now[key] === known[key]);
}

const KEYS = ['etag', 'lastModified', 'length', 'encoding'] as const;
