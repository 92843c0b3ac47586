import { SourceError } from '../../core/sources.ts';
import type { Settings } from '../settings.ts';
import { github } from './github.ts';
import { huggingFace } from './huggingFace.ts';
import type { Declaration, Publisher } from './publisher.ts';
import { pypi } from './pypi.ts';
import { maven, sidecars } from './sidecars.ts';

export type { Declaration } from './publisher.ts';

/** Those who know most about a URL come first. */
const PUBLISHERS: readonly Publisher[] = [huggingFace, github, pypi, maven, sidecars];

/** The publisher that knows most about a URL; others are not asked, for what it does not say they know no better. */
const publisherOf = (url: URL): Publisher | undefined => PUBLISHERS.find((publisher) => publisher.mayKnow(url));

/** The host that is asked what a file's digest is, besides the file's own. */
export const publisherHost = (url: URL): string | undefined => publisherOf(url)?.host;

/** What the publisher of a file declares its SHA-256 to be; undefined where nobody does, or who does cannot be asked. */
export async function declarationOf(
  url: URL,
  settings: Settings,
  signal: AbortSignal | undefined,
): Promise<Declaration | undefined> {
  return publisherOf(url)
    ?.declaration(url, settings, signal)
    .catch((error) => {
      if (error instanceof SourceError && error.reason !== 'cancelled') return undefined;
      throw error;
    });
}
