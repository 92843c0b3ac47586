import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'node:test';
import { gzipSync } from 'node:zlib';
import { SourceError } from '../../server/src/core/sources.ts';
import { decompress } from '../../server/src/sources/decompress/index.ts';
import { makeFolder } from '../project/folder.ts';
import { sampleBytes, sha256 } from './archives.ts';

const TOOL = sampleBytes(300_000);
const ZEROS = Buffer.alloc(50_000_000);

const folder = makeFolder({ README: 'read me', empty: '' });
mkdirSync(join(folder, 'bin'));
writeFileSync(join(folder, 'bin/tool'), TOOL);
writeFileSync(join(folder, 'bin/zeros'), ZEROS);
symlinkSync('tool', join(folder, 'bin/link'));

const run = (program: string, ...args: readonly string[]): Buffer =>
  execFileSync(program, args, { cwd: folder, maxBuffer: 2 ** 30, stdio: ['ignore', 'pipe', 'ignore'] });

const ALL = ['README', 'bin', 'empty'];
const ARCHIVES: Readonly<Record<string, Buffer>> = {
  'tar of GNU': run('tar', '-cf', '-', '.'),
  'tar of POSIX': run('tar', '--format=posix', '-cf', '-', ...ALL),
  zip: run('sh', '-c', `zip -qry x.zip ${ALL.join(' ')} >&2 && cat x.zip && rm x.zip`),
  'zip without compression': run('sh', '-c', `zip -0qry x.zip ${ALL.join(' ')} >&2 && cat x.zip && rm x.zip`),
};

interface Reading {
  readonly size?: number;
  readonly maxBytes?: number;
}

async function read(archive: Uint8Array, path: string, { size = 65_536, maxBytes = 1e9 }: Reading = {}) {
  async function* chunks() {
    for (let start = 0; start < archive.length; start += size) yield archive.subarray(start, start + size);
  }
  const { signal } = new AbortController();
  const pieces: Uint8Array[] = [];
  for await (const piece of decompress(chunks(), { kinds: [`member:${path}`], name: 'the file', maxBytes, signal }))
    pieces.push(piece);
  return Buffer.concat(pieces);
}

const says =
  (message: RegExp, reason = 'corrupt') =>
  (error: unknown) => {
    assert.ok(error instanceof SourceError);
    assert.equal(error.reason, reason);
    assert.match(error.message, message);
    return true;
  };

for (const [name, archive] of Object.entries(ARCHIVES))
  test(name, async (t) => {
    await t.test('gives a file', async () => {
      for (const path of ['bin/tool', './bin/tool', '/bin/tool'])
        assert.equal(sha256(await read(archive, path)), sha256(TOOL));
      assert.equal(String(await read(archive, 'README')), 'read me');
      assert.equal((await read(archive, 'empty')).length, 0);
      assert.equal((await read(archive, 'bin/zeros')).length, ZEROS.length);
    });
    await t.test('whatever the chunks', async () => {
      const small = archive.subarray(0, archive.length);
      for (const size of [1021, 1e9]) assert.equal(sha256(await read(small, 'bin/tool', { size })), sha256(TOOL));
    });
    await t.test('has no other file', async () => {
      await assert.rejects(read(archive, 'tool'), says(/^tool cannot be taken out of the file: .* no tar or zip/));
      await assert.rejects(read(archive, 'bin'), says(/bin/));
    });
    await t.test('is refused where it unfolds to more than is allowed', async () => {
      await assert.rejects(read(archive, 'bin/zeros', { maxBytes: 1e6 }), says(/more than 1\.0 MB/, 'too-large'));
    });
    await t.test('is refused where it is cut off', async () => {
      await assert.rejects(read(archive.subarray(0, 200_000), 'bin/tool'), says(/cannot be taken out/));
    });
  });

test('a file that stands twice in an archive is refused', async () => {
  const twice = run('tar', '-cf', '-', 'README', 'README');
  await assert.rejects(read(twice, 'README'), says(/more than once|link/));
});

test('a link is no file', async () => {
  await assert.rejects(read(ARCHIVES['tar of GNU']!, 'bin/link'), says(/is a symlink in it, and no file/));
});

test('a zip archive that was written into a pipe is refused', async () => {
  const piped = run('sh', '-c', `zip -qry - ${ALL.join(' ')} | cat`);
  await assert.rejects(read(piped, 'bin/tool'), says(/how long its files are only behind them/));
});

test('what is no archive', async () => {
  for (const bytes of [Buffer.alloc(0), TOOL, gzipSync(ARCHIVES['tar of GNU']!), Buffer.from('PK')])
    await assert.rejects(read(bytes, 'README'), says(/^README cannot be taken out of the file: /));
});
