import assert from 'node:assert/strict';
import {
  type Decompression,
  type DigestQuestion,
  SourceError,
  type SourceErrorReason,
} from '../../server/src/core/sources.ts';

/** The question for the digest of what a URL serves. */
export const digestOf = (url: string, ...then: readonly Decompression[]): DigestQuestion => ({
  kind: 'digest',
  url,
  then,
  redirects: true,
  from: 'download',
});

/** Asserts that a promise fails with this reason, in one line of whole sentences in which each pattern occurs. */
export async function assertRefused(
  promise: Promise<unknown>,
  reason: SourceErrorReason,
  ...patterns: readonly RegExp[]
): Promise<void> {
  const error = await promise.then(
    (answer) => assert.fail(`not refused: ${JSON.stringify(answer)}`),
    (error: unknown) => error,
  );
  if (!(error instanceof SourceError)) throw error;
  assert.equal(error.reason, reason, error.message);
  assert.match(error.message, /^\S[^\n]*\.$/);
  for (const pattern of patterns) assert.match(error.message, pattern);
}
