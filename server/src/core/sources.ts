/** How the build decompresses a single file before what it keeps exists. */
export type Decompression = 'bz2' | 'gz' | 'xz' | 'zst';

/** A SHA-256 in 64 lower-case hexadecimal digits. */
export type Sha256 = string;

/** What only the outside world knows, as data: an edge asks each question once, whoever wants it. */
export type Question = DigestQuestion;

/** The SHA-256 of what a URL serves, after `then` has been undone in order. */
export interface DigestQuestion {
  readonly kind: 'digest';
  readonly url: string;
  readonly then: readonly Decompression[];
  /** Whether the command follows redirects; curl does only with -L. */
  readonly redirects: boolean;
}

/** What the world answered. */
export interface Answer {
  readonly sha256: Sha256;
  /** Bytes behind the URL, before decompression. */
  readonly size: number;
  /** Who says so, for a summary: "computed from 60.6 MB just downloaded: trust on first use". */
  readonly provenance: string;
}

/** Answers by `questionKey`; a question that failed has its error. */
export type Answers = ReadonlyMap<string, Answer | SourceError>;

/** The identity of a question. */
export const questionKey = ({ kind, url, then, redirects }: Question): string =>
  [kind, url, ...then, ...(redirects ? [] : ['without redirects'])].join(' ');

/** Why an answer could not be had. */
export type SourceErrorReason =
  | 'offline'
  | 'denied'
  | 'missing'
  | 'timeout'
  | 'certificate'
  | 'too-large'
  | 'not-a-file'
  | 'forbidden'
  | 'cancelled'
  | 'corrupt'
  | 'server';

/** An answer could not be had; the message is one line for the user: what went wrong and what to do. Anything else thrown is a bug. */
export class SourceError extends Error {
  readonly reason: SourceErrorReason;

  constructor(reason: SourceErrorReason, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'SourceError';
    this.reason = reason;
  }
}
