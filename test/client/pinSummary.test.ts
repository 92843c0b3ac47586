import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { pinDetails, updated, verified } from '../../client/src/pinSummary.ts';
import type { Verified, VerifiedPin } from '../../client/src/protocol.ts';

const match: VerifiedPin = { name: 'a', line: 2, status: 'match', url: 'https://e.com/a', updatable: false };
const changed: VerifiedPin = {
  ...match,
  name: 'jq',
  line: 3,
  status: 'mismatch',
  expected: '01',
  actual: '02',
  updatable: true,
};
const gone: VerifiedPin = { ...match, name: 'c', line: 4, status: 'gone', reason: 'c was not\nfound (404)' };
const unknown: VerifiedPin = {
  name: 'd',
  line: 5,
  status: 'unknown',
  reason: 'its hash is no SHA-256',
  updatable: false,
};
const done = (...pins: readonly VerifiedPin[]): Verified => ({ status: 'done', id: 1, pins });

describe('what a person is told of pins', () => {
  const sentences: readonly (readonly [string, string])[] = [
    [verified('Dockerfile', done()), 'Dockerfile pins no download.'],
    [verified('Dockerfile', done(match, match)), 'Dockerfile: 2 as pinned.'],
    [
      verified('Dockerfile', done(match, changed, gone, unknown)),
      'Dockerfile: 1 as pinned, 1 changed, 1 gone, 1 not compared. Find out why before you trust jq: a changed file may be a new release, or somebody else.',
    ],
    [
      verified('Dockerfile', done({ ...changed, updatable: false }, { ...gone, status: 'unreachable' })),
      'Dockerfile: 1 changed, 1 not reached. Find out why before you trust jq: a changed file may be a new release, or somebody else. 1 hash cannot be updated: another file has the same.',
    ],
    [verified('Dockerfile', { ...done(), status: 'cancelled' }), ''],
    [
      verified('Dockerfile', { ...done(), status: 'closed' }),
      'Dockerfile was closed meanwhile, so nothing was compared.',
    ],
    [
      updated('Dockerfile', { status: 'applied', names: ['a', 'b', 'a'] }),
      'Dockerfile: the SHA-256 of a and b is what is served now.',
    ],
    [updated('Dockerfile', { status: 'declined', names: [] }), 'Dockerfile is unchanged: the edit was not accepted.'],
    [
      updated('Dockerfile', { status: 'changed', names: [] }),
      'Dockerfile was edited meanwhile and what was compared is gone, so nothing was changed. Please verify it again.',
    ],
  ];
  for (const [is, expected] of sentences)
    it(expected || 'nothing, where the person knows', () => assert.equal(is, expected));

  it('in full in the output', () => {
    assert.equal(
      pinDetails('Dockerfile', done(match, changed, gone, unknown)),
      [
        'Dockerfile: 4 pins, verification done',
        '  as pinned     a, line 2 https://e.com/a',
        '  changed       jq, line 3 https://e.com/a',
        '                pinned 01',
        '                served 02',
        '  gone          c, line 4 https://e.com/a',
        '                c was not found (404)',
        '  not compared  d, line 5',
        '                its hash is no SHA-256',
      ].join('\n'),
    );
  });
});
