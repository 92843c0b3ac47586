import assert from 'node:assert/strict';
import type { IncomingMessage, ServerResponse } from 'node:http';
import test, { after, before } from 'node:test';
import { createSources, type SourcesOptions } from '../../server/src/sources/index.ts';
import { cutOff, hangUp, reply } from '../internet/handlers.ts';
import { startServer, type TestServer } from '../internet/server.ts';
import type { Handler } from '../internet/sites.ts';
import { sampleBytes, sha256 } from './archives.ts';
import { assertRefused, digestOf } from './asking.ts';

const FILE = sampleBytes(100_000);
let server: TestServer;
let paths = 0;

before(async () => {
  for (const name of Object.keys(process.env)) if (/_proxy$/i.test(name)) delete process.env[name];
  server = await startServer();
});
after(() => server.close());

/** Serves a file by one handler after the other, the last one for good; and counts the requests. */
function serve(...handlers: readonly Handler[]) {
  const asked: (string | undefined)[] = [];
  const url = server.serve(`/${paths++}/file.bin`, (request: IncomingMessage, response: ServerResponse) => {
    const handler = handlers[Math.min(asked.length, handlers.length - 1)]!;
    asked.push(request.headers.range);
    handler(request, response);
  });
  return { url, asked };
}

const ask = (url: string, options: SourcesOptions = {}, signal?: AbortSignal) =>
  createSources({ allowHosts: ['127.0.0.1'], retrySeconds: [0.01, 0.01], ...options }).answer(digestOf(url), {
    signal,
  });

const whole = reply(200, {}, FILE);

/** Sends the first bytes of the file and closes the connection. */
const half =
  (etag: string): Handler =>
  (_, response) => {
    response.writeHead(200, { 'Content-Length': FILE.length, ETag: etag });
    response.write(FILE.subarray(0, 40_000), () => response.destroy());
  };

/** Sends what a range asks for, and says that it is of a file with this tag and length. */
const restOf =
  (etag: string, length: number): Handler =>
  ({ headers }, response) => {
    const start = Number(/^bytes=(\d+)-$/.exec(headers.range ?? '')?.[1]);
    const range = `bytes ${start}-${FILE.length - 1}/${length}`;
    response.writeHead(206, { 'Content-Range': range, ETag: etag }).end(FILE.subarray(start));
  };

const rest = restOf('"a"', FILE.length);

test('what may pass is asked again', async (t) => {
  for (const [name, fault] of Object.entries({
    'too many requests': reply(429, { 'Retry-After': '0' }),
    'a fault of the server': reply(503),
    'a connection that is hung up': hangUp,
    'a body that is cut off': cutOff(FILE, 200_000),
  }))
    await t.test(name, async () => {
      const { url, asked } = serve(fault, whole);
      assert.equal((await ask(url)).sha256, sha256(FILE));
      assert.equal(asked.length, 2);
    });
});

test('what goes on is given up', async () => {
  const { url, asked } = serve(reply(503));
  await assertRefused(ask(url), 'server', /503.*later/);
  assert.equal(asked.length, 3);
});

test('what does not pass is asked once', async () => {
  const { url, asked } = serve(reply(404));
  await assertRefused(ask(url), 'missing', /404/);
  assert.equal(asked.length, 1);
});

test('Retry-After', async (t) => {
  await t.test('is waited for', async () => {
    const { url } = serve(reply(429, { 'Retry-After': '1' }), whole);
    const start = performance.now();
    await ask(url);
    assert.ok(performance.now() - start >= 990);
  });
  await t.test('is not waited for where it is long', async () => {
    const inAnHour = new Date(Date.now() + 3_600_000).toUTCString();
    const { url, asked } = serve(reply(429, { 'Retry-After': inAnHour }), whole);
    await assertRefused(ask(url), 'server', /429.*wait/);
    assert.equal(asked.length, 1);
  });
  await t.test('is not waited for by a user who gives up', async () => {
    const stop = new AbortController();
    const { url } = serve((request, response) => {
      reply(429, { 'Retry-After': '50' })(request, response);
      setTimeout(() => stop.abort(), 50);
    });
    await assertRefused(ask(url, {}, stop.signal), 'cancelled', /cancelled/);
  });
});

test('a broken download', async (t) => {
  await t.test('goes on where it broke', async () => {
    const { url, asked } = serve(half('"a"'), rest);
    assert.deepEqual(await ask(url, { retrySeconds: [] }), {
      sha256: sha256(FILE),
      size: FILE.length,
      provenance: 'computed from 100.0 kB just downloaded: trust on first use',
    });
    assert.equal(asked[0], undefined);
    assert.match(asked[1]!, /^bytes=[1-9]\d*-$/);
  });
  await t.test('starts again where the file has changed meanwhile', async () => {
    const { url, asked } = serve(half('"a"'), whole, whole);
    assert.equal((await ask(url)).sha256, sha256(FILE));
    assert.deepEqual(
      asked.map((range) => range !== undefined),
      [false, true, false],
    );
  });
  await t.test('starts again where the ETag is weak', async () => {
    const { url, asked } = serve(half('W/"a"'), whole);
    assert.equal((await ask(url)).sha256, sha256(FILE));
    assert.deepEqual(asked, [undefined, undefined]);
  });
  await t.test('does not take the rest of another file', async () => {
    for (const other of [restOf('"b"', FILE.length), restOf('"a"', FILE.length + 1)]) {
      const { url, asked } = serve(half('"a"'), other, whole);
      assert.equal((await ask(url)).sha256, sha256(FILE));
      assert.equal(asked.length, 3);
    }
  });
  await t.test('is no file where the rest is that of another place', async () => {
    const { url } = serve(half('"a"'), reply(206, { 'Content-Range': 'bytes 5-9/10' }, 'wrong'), reply(503));
    await assertRefused(ask(url), 'server', /503/);
  });
});
