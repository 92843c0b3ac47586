import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Outcome } from '../../client/src/protocol.ts';
import { details, fixed, hardened } from '../../client/src/summary.ts';

const pin = { rule: 'unverified-download', title: 'Pin the SHA-256 of model.pth and verify it' };
const label = { rule: 'non-oci-label', title: 'Rename the labels' };
const computed = ['computed from 60.6 MB just downloaded: trust on first use'];
const none: Outcome = { status: 'nothing', applied: [], failed: [], review: [], remaining: 0 };
const applied: Outcome = { ...none, status: 'applied', applied: [{ ...pin, provenance: computed }] };
const missing = { ...pin, reason: 'model.pth is not there:\n404' };

describe('what a person is told', () => {
  const sentences: readonly (readonly [string, string])[] = [
    [hardened('Dockerfile', none), 'Dockerfile has nothing to fix.'],
    [hardened('Dockerfile', { ...none, remaining: 2 }), 'Dockerfile is unchanged: 2 findings left.'],
    [
      hardened('Dockerfile', { ...none, failed: [missing, missing], remaining: 2 }),
      'Dockerfile is unchanged: 2 fixes could not be applied. model.pth is not there: 404.',
    ],
    [hardened('Dockerfile', applied), 'Dockerfile: 1 fix applied.'],
    [
      hardened('Dockerfile', {
        ...applied,
        failed: [missing],
        review: [{ ...label, reason: 'a guess' }],
        remaining: 3,
      }),
      'Dockerfile: 1 fix applied, 1 could not be applied, 1 for you to review, 1 finding left. model.pth is not there: 404.',
    ],
    [hardened('Dockerfile', { ...none, status: 'declined', remaining: 4 }), 'Dockerfile is unchanged.'],
    [
      hardened('Dockerfile', { ...none, status: 'changed' }),
      'Dockerfile was edited meanwhile, so nothing was changed in it. Please run Harden Dockerfile again.',
    ],
    [hardened('Dockerfile', { ...none, status: 'cancelled' }), ''],
    [fixed('Dockerfile', applied), `Done: ${pin.title}. Computed from 60.6 MB just downloaded: trust on first use.`],
    [fixed('Dockerfile', { ...none, failed: [missing], remaining: 1 }), 'model.pth is not there: 404.'],
    [
      fixed('Dockerfile', { ...none, failed: [{ ...pin, reason: 'not asked: it was not allowed' }], remaining: 1 }),
      'Not asked: it was not allowed.',
    ],
    [fixed('Dockerfile', none), 'Dockerfile has nothing left to fix here.'],
    [
      fixed('Dockerfile', { ...none, status: 'changed' }),
      'Dockerfile was edited meanwhile and what was to be fixed is gone, so nothing was changed.',
    ],
    [fixed('Dockerfile', { ...none, status: 'cancelled' }), ''],
  ];
  for (const [is, expected] of sentences)
    it(expected || 'nothing, where the person knows', () => assert.equal(is, expected));

  it('in full in the output', () => {
    const outcome: Outcome = { ...applied, failed: [missing], review: [{ ...label, reason: 'a guess' }], remaining: 2 };
    assert.equal(
      details('Dockerfile', outcome),
      [
        'Dockerfile: applied, 2 findings left',
        `  fixed   ${pin.title} [unverified-download]`,
        `          ${computed}`,
        `  failed  ${pin.title} [unverified-download]`,
        '          model.pth is not there: 404',
        '  review  Rename the labels [non-oci-label]',
        '          a guess',
      ].join('\n'),
    );
  });
});
