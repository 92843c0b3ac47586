import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { after, before } from 'node:test';
import { gzipSync } from 'node:zlib';
import type { DigestQuestion } from '../../server/src/core/sources.ts';
import { forgetAll, remember } from '../../server/src/sources/cache/cache.ts';
import { createSources } from '../../server/src/sources/index.ts';
import { cutOff, reply } from '../internet/handlers.ts';
import { type Content, startServer, type TestServer } from '../internet/server.ts';
import { sampleBytes, sha256 } from './archives.ts';
import { digestOf } from './asking.ts';

const FILE = sampleBytes(50_000);
const OTHER = sampleBytes(50_000, 2);
const FRESH = /^computed from 50\.0 kB just downloaded: trust/;
const KNOWN =
  /^computed from 50\.0 kB downloaded on \d{4}-\d\d-\d\d, and the server says that they are the same now: trust/;
let server: TestServer;
let folder: string;
let paths = 0;

before(async () => {
  for (const name of Object.keys(process.env)) if (/_proxy$/i.test(name)) delete process.env[name];
  server = await startServer();
  folder = await mkdtemp(join(tmpdir(), 'harden-cache-'));
});
after(async () => {
  await server.close();
  await rm(folder, { recursive: true });
});

const place = () => `/${paths++}/file.bin`;

function ask(url: string, question: Partial<DigestQuestion> = {}, cacheFolder: string | undefined = folder) {
  const sources = createSources({ allowHosts: ['127.0.0.1'], retrySeconds: [], cacheFolder });
  return sources.answer({ ...digestOf(url), ...question });
}

/** Serves a file with these headers, and answers 304 to whoever has its ETag. */
const served =
  (file: Uint8Array, headers: { readonly [name: string]: string }): Content =>
  (request, response) => {
    const isHeld = headers.ETag !== undefined && request.headers['if-none-match'] === headers.ETag;
    reply(isHeld ? 304 : 200, headers, isHeld ? '' : file)(request, response);
  };

test('a file that the server says is the same is not sent again', async (t) => {
  const path = place();
  const url = server.serve(path, served(FILE, { ETag: '"1"' }));
  assert.match((await ask(url)).provenance, FRESH);
  const again = await ask(url);
  assert.match(again.provenance, KNOWN);
  assert.deepEqual([again.sha256, again.size], [sha256(FILE), FILE.length]);
  await t.test('and another one is', async () => {
    server.serve(path, served(OTHER, { ETag: '"2"' }));
    const answer = await ask(url);
    assert.match(answer.provenance, FRESH);
    assert.equal(answer.sha256, sha256(OTHER));
    assert.match((await ask(url)).provenance, KNOWN);
  });
  await t.test('nor where it cannot answer 304', async () => {
    server.serve(path, reply(200, { ETag: '"2"', 'Content-Length': OTHER.length }, OTHER));
    await ask(url);
    assert.match((await ask(url)).provenance, KNOWN);
  });
  await t.test('what cannot be had is not taken from the cache', async () => {
    server.serve(path, reply(404));
    await assert.rejects(ask(url), { reason: 'missing' });
  });
});

test('by what a file is known', async (t) => {
  const seen = async (headers: { readonly [name: string]: string }, later = headers) => {
    const path = place();
    const url = server.serve(path, served(FILE, headers));
    await ask(url);
    server.serve(path, served(FILE, later));
    return KNOWN.test((await ask(url)).provenance);
  };
  const dated = { 'Last-Modified': 'Tue, 01 Sep 2026 10:00:00 GMT', 'Content-Length': String(FILE.length) };
  await t.test('its date and length', async () => assert.ok(await seen(dated)));
  await t.test('not its date alone', async () => {
    const { 'Last-Modified': date } = dated;
    assert.ok(!(await seen({ 'Last-Modified': date, 'Transfer-Encoding': 'chunked' })));
  });
  await t.test('not another date', async () => {
    assert.ok(!(await seen(dated, { ...dated, 'Last-Modified': 'Wed, 02 Sep 2026 10:00:00 GMT' })));
  });
  await t.test('not a weak ETag', async () => assert.ok(!(await seen({ ETag: 'W/"1"' }))));
  await t.test('not nothing', async () => assert.ok(!(await seen({}))));
  await t.test('not in another encoding', async () => {
    assert.ok(!(await seen(dated, { ...dated, 'Content-Encoding': 'br' })));
  });
});

test('what is not known of a file is computed from a download', async () => {
  const archive = gzipSync(FILE);
  const url = server.serve(place(), served(archive, { ETag: '"a"' }));
  await ask(url);
  const undone = await ask(url, { then: ['gz'] });
  assert.equal(undone.sha256, sha256(FILE));
  assert.match(undone.provenance, /just downloaded/);
  const [both, whole] = [await ask(url, { then: ['gz'] }), await ask(url)];
  assert.deepEqual([both.sha256, whole.sha256], [sha256(FILE), sha256(archive)]);
  assert.match(both.provenance, /downloaded on/);
});

test('a download that fails is not remembered', async () => {
  const path = place();
  const url = server.serve(path, (request, response) => {
    response.setHeader('ETag', '"1"');
    cutOff(FILE, FILE.length + 1)(request, response);
  });
  await assert.rejects(ask(url), { reason: 'corrupt' });
  server.serve(path, served(FILE, { ETag: '"1"' }));
  assert.match((await ask(url)).provenance, FRESH);
});

test('what only its user knows is never written', async () => {
  const own = await mkdtemp(join(tmpdir(), 'harden-cache-'));
  const path = place();
  const url = server.serve(path, served(FILE, { ETag: '"1"' }));
  const signed = server.serve(`${path}?X-Amz-Signature=${'ab'.repeat(32)}`, served(FILE, { ETag: '"1"' }));
  const words = ['pwd=x', 'jwt=a.b', 'ticket=1', 'md5=abc&e=12', `${'eyJ'.repeat(20)}`].map((query) =>
    server.serve(`${path}?${query}`, served(FILE, { ETag: '"1"' })),
  );
  for (const secret of [url.replace('//', '//me:secret@'), signed, ...words]) {
    await ask(secret, {}, own);
    assert.match((await ask(secret, {}, own)).provenance, FRESH);
  }
  assert.deepEqual(await readdir(own), []);
  await rm(own, { recursive: true });
});

test('nothing is remembered without a folder, or in one that cannot be written to', async () => {
  const url = server.serve(place(), served(FILE, { ETag: '"1"' }));
  for (const none of [undefined, '/dev/null/cache']) {
    await createSources({ allowHosts: ['127.0.0.1'], cacheFolder: none }).answer(digestOf(url));
    const again = await createSources({ allowHosts: ['127.0.0.1'], cacheFolder: none }).answer(digestOf(url));
    assert.match(again.provenance, FRESH);
  }
});

test('a damaged entry is none', async () => {
  const own = await mkdtemp(join(tmpdir(), 'harden-cache-'));
  const url = server.serve(place(), served(FILE, { ETag: '"1"' }));
  await ask(url, {}, own);
  const [name] = await readdir(own);
  const file = join(own, name!);
  const whole = await readFile(file, 'utf8');
  assert.equal((await stat(file)).mode & 0o777, 0o600);
  assert.ok(!whole.includes('127.0.0.1'), 'the URL is in it');
  const damaged = [whole.slice(0, -10), whole.replace(sha256(FILE), 'x'), whole.replace('\\"1\\"', '\\"1\\u0000\\"')];
  for (const text of ['', 'null', '[]', '{', '{"url":1}', ...damaged]) {
    await writeFile(file, text);
    assert.equal((await ask(url, {}, own)).sha256, sha256(FILE));
    assert.equal(await readFile(file, 'utf8'), whole);
  }
  await rm(own, { recursive: true });
});

test('many at once, and no more than fit', async () => {
  const own = await mkdtemp(join(tmpdir(), 'harden-cache-'));
  const entry = { validators: { etag: '"1"' }, size: 1, digests: { '': sha256('x') }, day: '2026-01-31' };
  await remember(own, 'https://example.com/first', entry);
  const [first] = await readdir(own);
  await utimes(join(own, first!), 0, 0);
  await Promise.all(
    Array.from({ length: 5000 }, (_, index) => writeFile(join(own, `${sha256(String(index))}.json`), '{}')),
  );
  await Promise.all([1, 2, 3].map((index) => remember(own, `https://example.com/${index % 2}`, entry)));
  const names = await readdir(own);
  assert.equal(names.length, 5000);
  assert.ok(!names.includes(first!));
  assert.equal(await forgetAll(own), 5000);
  assert.deepEqual(await readdir(own), []);
  await rm(own, { recursive: true });
  assert.equal(await forgetAll(own), 0);
});
