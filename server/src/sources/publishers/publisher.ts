import type { Sha256 } from '../../core/sources.ts';
import type { Settings } from '../settings.ts';

/** What a publisher says of a file that it serves. */
export interface Declaration {
  readonly sha256: Sha256;
  /** Bytes, where that is said as well. */
  readonly size: number | undefined;
  /** Who says so, for a summary: `huggingface.co`, `SHA256SUMS of example.com`. */
  readonly by: string;
}

/** Where a publisher declares the digests of its files. */
export interface Publisher {
  /** Whether it may know a URL, by the URL alone. */
  mayKnow(url: URL): boolean;
  /** The host that is asked, where it is another than the file's. */
  readonly host?: string;
  /** Undefined where it declares nothing; what it throws is a SourceError, and says why it cannot be asked. */
  declaration(url: URL, settings: Settings, signal: AbortSignal | undefined): Promise<Declaration | undefined>;
}

/** A SHA-256 in hexadecimal, in lower case; undefined where a text is none. */
export const sha256In = (text: unknown): Sha256 | undefined =>
  typeof text === 'string' && /^[0-9a-f]{64}$/i.test(text.trim()) ? text.trim().toLowerCase() : undefined;

/** The name of the file that a URL names. */
export function fileName({ pathname }: URL): string {
  const last = pathname.slice(pathname.lastIndexOf('/') + 1);
  try {
    return decodeURIComponent(last);
  } catch {
    return last;
  }
}
