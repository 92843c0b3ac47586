import assert from 'node:assert/strict';
import test from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { SourceError } from '../../server/src/core/sources.ts';
import { digestApart } from '../../server/src/sources/apart.ts';
import type { Limits } from '../../server/src/sources/digest.ts';
import { compress, sampleBytes, sha256, skipReason } from './archives.ts';

/** Large enough to be hashed in a thread of its own. */
const LARGE = sampleBytes(12 * 1024 ** 2);
const LIMITS: Limits = { name: 'the file', maxBytes: 1e9, signal: new AbortController().signal };

/** A body that arrives in chunks of many sizes, and notes how much of it was asked for. */
function arriving(bytes: Uint8Array) {
  const seen = { bytes: 0 };
  async function* body() {
    for (let start = 0, size = 1; start < bytes.length; start += size, size = (size * 7 + 13) % 2_500_000) {
      const chunk = bytes.subarray(start, start + size);
      seen.bytes += chunk.length;
      yield chunk;
    }
  }
  return { seen, body: body() };
}

test('a large body is hashed as it is and undone, in one reading', async () => {
  const archive = Buffer.concat([gzipSync(LARGE, { level: 0 }), gzipSync(LARGE)]);
  const { size, results } = await digestApart(arriving(archive).body, [[], ['gz']], LIMITS);
  assert.equal(size, archive.length);
  assert.deepEqual(results, [sha256(archive), sha256(Buffer.concat([LARGE, LARGE]))]);
});

test('every format, in a thread', async (t) => {
  for (const kind of ['bz2', 'xz', 'zst'] as const)
    await t.test(kind, { skip: skipReason(kind) }, async () => {
      const archive = compress(kind, LARGE, '-1');
      const { results } = await digestApart(arriving(archive).body, [[kind]], LIMITS);
      assert.deepEqual(results, [sha256(LARGE)]);
    });
});

test('what cannot be undone is said, and the rest of the body is not asked for', async () => {
  const { body, seen } = arriving(sampleBytes(40 * 1024 ** 2));
  const { results } = await digestApart(body, [['gz']], LIMITS);
  const [error] = results;
  assert.ok(error instanceof SourceError);
  assert.equal(error.reason, 'corrupt');
  assert.match(error.message, /^the file cannot be decompressed as gz: /);
  assert.ok(seen.bytes < 30 * 1024 ** 2, `${seen.bytes} bytes were asked for`);
});

test('a body that fails, fails', async () => {
  async function* broken() {
    yield LARGE;
    throw new SourceError('corrupt', 'cut off');
  }
  await assert.rejects(digestApart(broken(), [[]], LIMITS), { reason: 'corrupt', message: 'cut off' });
});

test('a thread that unfolds a bomb ends when the user gives up', async () => {
  const zeros = gzipSync(Buffer.alloc(512 * 1024 ** 2));
  const bomb = Buffer.concat(Array.from({ length: 12 }, () => zeros));
  const controller = new AbortController();
  const signal = controller.signal;
  const result = digestApart(arriving(bomb).body, [['gz']], { name: 'the file', maxBytes: 1e12, signal });
  await sleep(200);
  const given = performance.now();
  controller.abort(new SourceError('cancelled', 'given up'));
  await assert.rejects(result, { reason: 'cancelled' });
  assert.ok(performance.now() - given < 5000);
});
