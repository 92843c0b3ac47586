import { publisherOf } from '../facts/publishers.ts';
import type { DigestQuestion, Question } from '../sources.ts';

/** Who will say what a SHA-256 is, for the title of a fix. */
export function digestOrigin(needs: readonly Question[]): string {
  const [{ from, then }] = needs as [DigestQuestion];
  if (from === 'download') return 'from a download: trust on first use';
  const publishers = new Set(needs.map(({ url }) => publisherOf(url)?.name));
  const [name = 'its publisher'] = publishers.size === 1 ? [...publishers] : [];
  if (from === 'both') return `from a download, which what ${name} declares must agree with`;
  return then.length > 0 ? 'from a download' : `as ${name} declares it, else from a download`;
}
