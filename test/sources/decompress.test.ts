import assert from 'node:assert/strict';
import test from 'node:test';
import { type Decompression, SourceError } from '../../server/src/core/sources.ts';
import { decompress } from '../../server/src/sources/decompress/index.ts';
import { compress, sampleBytes, sha256, skipReason } from './archives.ts';

const KINDS: readonly Decompression[] = ['bz2', 'gz', 'xz', 'zst'];
const SAMPLE = sampleBytes(120_000);

/** A stream that hands over its bytes in chunks of this size. */
async function* inChunks(bytes: Uint8Array, size: number) {
  for (let start = 0; start < bytes.length; start += size) yield bytes.subarray(start, start + size);
}

const { signal } = new AbortController();

interface Limits {
  readonly size?: number;
  readonly maxBytes?: number;
}

async function undo(
  bytes: Uint8Array,
  kinds: readonly Decompression[],
  { size = 65_536, maxBytes = 1e9 }: Limits = {},
) {
  const pieces: Uint8Array[] = [];
  for await (const piece of decompress(inChunks(bytes, size), { kinds, name: 'the file', maxBytes, signal }))
    pieces.push(piece);
  return Buffer.concat(pieces);
}

const fails =
  (reason: string) =>
  (error: unknown): true => {
    assert.ok(error instanceof SourceError, String(error));
    assert.equal(error.reason, reason);
    assert.doesNotMatch(error.message, /\n/);
    return true;
  };

for (const kind of KINDS) {
  test(`${kind}`, { skip: skipReason(kind) }, async (t) => {
    const archive = compress(kind, SAMPLE);
    const isSample = async (bytes: Uint8Array, kinds: readonly Decompression[], limits?: Limits) =>
      assert.equal(sha256(await undo(bytes, kinds, limits)), sha256(SAMPLE));

    await t.test('gives the file back', () => isSample(archive, [kind]));
    await t.test('whatever the chunks, joining archives that follow each other', async () => {
      const small = SAMPLE.subarray(0, 3000);
      const archive = compress(kind, small);
      for (const size of [1, 7, archive.length, 1e9]) {
        const joined = await undo(Buffer.concat([archive, archive, archive]), [kind], { size });
        assert.equal(sha256(joined), sha256(Buffer.concat([small, small, small])), `chunks of ${size}`);
      }
    });
    await t.test('gives an empty file back', async () => {
      assert.equal((await undo(compress(kind, Buffer.alloc(0)), [kind])).length, 0);
    });
    await t.test('gives runs back', async () => {
      const runs = Buffer.concat([Buffer.alloc(2_000_000), SAMPLE, Buffer.alloc(259, 'a'), Buffer.alloc(4, 'b')]);
      assert.equal(sha256(await undo(compress(kind, runs), [kind])), sha256(runs));
    });
    await t.test('inside itself and inside gz', async () => {
      await isSample(compress(kind, archive), [kind, kind]);
      await isSample(compress('gz', archive), ['gz', kind]);
    });
    await t.test('many at a time', async () => {
      await Promise.all(Array.from({ length: 6 }, () => isSample(archive, [kind], { size: 1000 })));
    });
    await t.test('a damaged byte is an error, never another file', async () => {
      for (let offset = 0; offset < archive.length; offset += Math.ceil(archive.length / 20)) {
        const damaged = Buffer.from(archive);
        damaged[offset] = (damaged[offset] as number) ^ 0x10;
        const result = await undo(damaged, [kind]).catch((error) => fails('corrupt')(error) && SAMPLE);
        assert.equal(sha256(result), sha256(SAMPLE), `byte ${offset}`);
      }
    });
    await t.test('a cut archive is an error', async () => {
      for (const length of [0, 1, 5, 20, archive.length >> 1, archive.length - 1])
        await assert.rejects(undo(archive.subarray(0, length), [kind]), fails('corrupt'), `${length} bytes`);
    });
    await t.test('another format is an error', () => assert.rejects(undo(SAMPLE, [kind]), fails('corrupt')));
    await t.test('a bomb is an error', async () => {
      const bomb = compress(kind, Buffer.alloc(20_000_000));
      await assert.rejects(undo(bomb, [kind], { maxBytes: 10_000_000 }), fails('too-large'));
    });
    await t.test('ends early where nobody reads on', async () => {
      for await (const _ of decompress(inChunks(archive, 100), { kinds: [kind], name: '', maxBytes: 1e9, signal }))
        break;
      await isSample(archive, [kind]);
    });
  });
}

const VARIANTS: readonly (readonly [Decompression, readonly string[]])[] = [
  ['bz2', ['-1']],
  ['xz', ['-0', '--check=crc32']],
  ['xz', ['-9', '--block-size=100000']],
  ['zst', ['-1', '--no-check']],
  ['zst', ['-19']],
  ['zst', ['-5', '--long=24']],
  ['zst', ['--fast=5']],
];
for (const [kind, options] of VARIANTS) {
  test(`${kind} ${options.join(' ')}`, { skip: skipReason(kind) }, async () => {
    const file = Buffer.concat([SAMPLE, SAMPLE, sampleBytes(200_000, 7), SAMPLE]);
    assert.equal(sha256(await undo(compress(kind, file, ...options), [kind])), sha256(file));
  });
}

test('what follows the archive is treated as its program treats it', { skip: skipReason('zst') }, async () => {
  const more = (kind: Decompression, text: string) =>
    Buffer.concat([compress(kind, SAMPLE), Buffer.from(text, 'latin1')]);
  const zeros = '\0\0\0\0\0\0\0\0';
  for (const kind of ['bz2', 'gz', 'xz'] as const)
    assert.equal((await undo(more(kind, zeros), [kind])).length, SAMPLE.length);
  assert.equal((await undo(more('bz2', 'something else'), ['bz2'])).length, SAMPLE.length);
  for (const kind of ['gz', 'xz', 'zst'] as const)
    await assert.rejects(undo(more(kind, 'something else'), [kind]), fails('corrupt'));
  const skippable = '\x50\x2a\x4d\x18\x03\0\0\0abc';
  assert.equal((await undo(more('zst', skippable), ['zst'])).length, SAMPLE.length);
});

test('zst frames that want too much memory are refused, as zstd does', { skip: skipReason('zst') }, async () => {
  const window = Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0x00, 0xa8, 0x01, 0, 0]);
  await assert.rejects(undo(window, ['zst']), /128 MiB/);
});
