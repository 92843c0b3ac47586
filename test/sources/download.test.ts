import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import test, { after, before } from 'node:test';
import { gzipSync } from 'node:zlib';
import { answerIn, type DigestAnswer, questionKey, SourceError } from '../../server/src/core/sources.ts';
import {
  createSources,
  type DownloadOptions,
  type Progress,
  type SourcesOptions,
} from '../../server/src/sources/index.ts';
import {
  cutOff,
  cutOffChunked,
  generated,
  hangUp,
  MEBIBYTE,
  redirect,
  reply,
  silence,
  stall,
} from '../internet/handlers.ts';
import { type Content, type Handler, startServer, type TestServer } from '../internet/server.ts';
import { compress, sampleBytes, sha256, skipReason } from './archives.ts';
import { assertRefused, digestOf } from './asking.ts';

const FILE = sampleBytes(100_000);
const OCTETS = { 'Content-Type': 'application/octet-stream' };
let server: TestServer;
let paths = 0;

before(async () => {
  for (const name of Object.keys(process.env)) if (/_proxy$/i.test(name)) delete process.env[name];
  server = await startServer();
});
after(() => server.close());

const serve = (content: Content, name = 'file.bin') => server.serve(`/${paths++}/${name}`, content);

function ask(url: string, options: SourcesOptions & DownloadOptions = {}): Promise<DigestAnswer> {
  return createSources({ allowHosts: [new URL(server.url).host], retrySeconds: [], ...options }).answer(
    digestOf(url),
    options,
  );
}

test('the digest, the size and who says so', async () => {
  assert.deepEqual(await ask(serve(FILE)), {
    sha256: sha256(FILE),
    size: FILE.length,
    provenance: 'computed from 100.0 kB just downloaded: trust on first use',
  });
});

test('a chunked body', async () => {
  const url = serve((_, response) => {
    for (let start = 0; start < FILE.length; start += 1000) response.write(FILE.subarray(start, start + 1000));
    response.end();
  });
  assert.equal((await ask(url)).sha256, sha256(FILE));
});

test('progress', async () => {
  const seen: Progress[] = [];
  const url = serve(FILE).replace('//', '//me:secret@');
  await ask(url, { onProgress: (progress) => seen.push(progress) });
  assert.deepEqual(seen[0], { url: url.replace('me:secret@', ''), received: 0, total: FILE.length });
  assert.deepEqual(seen.at(-1), { url: url.replace('me:secret@', ''), received: FILE.length, total: FILE.length });
});

test('bytes are hashed as served', async (t) => {
  const zipped = gzipSync(FILE);
  const url = serve(reply(200, { ...OCTETS, 'Content-Encoding': 'gzip' }, zipped));
  const answer = await ask(url);
  assert.equal(answer.sha256, sha256(zipped));
  assert.match(answer.provenance, /\(hashed as sent, with Content-Encoding gzip\): trust on first use$/);
  const { headers } = server.requests.at(-1) as (typeof server.requests)[number];
  assert.equal(headers['accept-encoding'], 'identity');
  await t.test('and nothing is asked for that curl would not ask for', () => {
    assert.deepEqual(Object.keys(headers).sort(), ['accept', 'accept-encoding', 'connection', 'host', 'user-agent']);
  });
});

test('askAll asks each question once, and each URL', { skip: skipReason('bz2') }, async () => {
  const packed = compress('bz2', FILE);
  const url = serve(packed, 'file.bz2');
  const missing = `${server.url}/missing`;
  const questions = [digestOf(url), digestOf(url, 'bz2'), digestOf(url, 'gz'), digestOf(url, 'bz2'), digestOf(missing)];
  const sources = createSources({ allowHosts: ['127.0.0.1'], retrySeconds: [] });
  const before = server.requests.length;
  const answers = await sources.askAll(questions);
  assert.equal(server.requests.length - before, 2);
  assert.equal(answers.size, 4);
  const result = (index: number) => {
    const question = questions[index] as (typeof questions)[number];
    const answer = answers.get(questionKey(question));
    return answer instanceof SourceError ? answer.reason : answerIn(answers, question)?.sha256;
  };
  assert.deepEqual([0, 1, 2, 4].map(result), [sha256(packed), sha256(FILE), 'corrupt', 'missing']);
});

test('askAll asks a few at a time, and fewer of one host', async () => {
  const other = await startServer();
  const running = { one: 0, two: 0 };
  const most = { one: 0, two: 0, all: 0 };
  const slow =
    (host: 'one' | 'two'): Handler =>
    (_, response) => {
      running[host]++;
      most[host] = Math.max(most[host], running[host]);
      most.all = Math.max(most.all, running.one + running.two);
      setTimeout(() => {
        running[host]--;
        response.end('x');
      }, 30);
    };
  const urls = [serve(slow('one')), other.serve('/file', slow('two'))];
  const questions = urls.flatMap((url) => Array.from({ length: 10 }, (_, index) => digestOf(`${url}?${index}`)));
  const limits = { allowHosts: ['127.0.0.1'], parallel: 5, parallelPerHost: 3 };
  const answers = await createSources(limits).askAll(questions);
  assert.equal([...answers.values()].filter((answer) => !(answer instanceof SourceError)).length, 20);
  assert.deepEqual(most, { one: 3, two: 3, all: 5 });
  await other.close();
});

test('redirects', async (t) => {
  const url = serve(FILE);
  await t.test('are followed, relative ones too', async () => {
    for (const status of [301, 302, 303, 307, 308])
      assert.equal((await ask(serve(redirect(new URL(url).pathname, status)))).sha256, sha256(FILE));
  });
  await t.test('end somewhere', async () => {
    const loop = serve((request, response) => redirect(request.url as string)(request, response));
    await assertRefused(ask(loop), 'server', /redirected more than 20 times/);
  });
  await t.test('lead to http and https only', async () => {
    for (const target of ['file:///etc/passwd', 'ftp://example.com/x', 'data:text/plain,x'])
      await assertRefused(ask(serve(redirect(target))), 'forbidden', /only http and https/);
  });
  await t.test('lead to a URL', async () => {
    await assertRefused(ask(serve(redirect('http://'))), 'server', /no URL/);
    await assertRefused(ask(serve(reply(302))), 'server', /302/);
  });
  await t.test('do not lead to local hosts that are not allowed', async () => {
    const other = server.url.replace('127.0.0.1', 'localhost');
    await assertRefused(ask(serve(redirect(other))), 'forbidden', /--allow-host localhost:\d+\.$/);
  });
});

test('statuses', async (t) => {
  const CASES = [
    [401, 'denied', /401.*sign-in/],
    [403, 'denied', /403.*sign-in/],
    [404, 'missing', /404.*version/],
    [410, 'missing', /410/],
    [418, 'server', /418/],
    [429, 'server', /429.*wait/],
    [500, 'server', /500.*later/],
    [503, 'server', /503.*later/],
    [204, 'server', /204/],
    [206, 'server', /206/],
    [304, 'server', /304/],
  ] as const;
  for (const [status, reason, message] of CASES)
    await t.test(String(status), () =>
      assertRefused(ask(serve(reply(status))), reason, message, /127\.0\.0\.1/, /file\.bin/),
    );
});

test('web pages are no files', async (t) => {
  const PAGE = '<!DOCTYPE html><title>Sign in</title>';
  const HTML = { 'Content-Type': 'text/html; charset=utf-8' };
  const refused = (content: Content) => assertRefused(ask(serve(content)), 'not-a-file', /web page.*sign-in/);
  await t.test('by label', () => refused(reply(200, HTML, 'hello')));
  await t.test('by label, a large one', () => refused(reply(200, HTML, 'hello'.repeat(10_000))));
  await t.test('by their first bytes', () => refused(reply(200, OCTETS, PAGE)));
  await t.test('after a byte-order mark, blanks and comments', () =>
    refused(reply(200, OCTETS, `\ufeff\n <!-- a --> <!-- b -->\r\n<HTML lang=en>${'x'.repeat(5000)}`)),
  );
  await t.test('after many comments, at once', () => refused(reply(200, HTML, '<!---->'.repeat(5000))));
  await t.test('unless a page is asked for', async () => {
    assert.equal((await ask(serve(reply(200, HTML, PAGE), 'page.HTML'))).sha256, sha256(PAGE));
  });
  await t.test('but scripts are, whatever their label', async () => {
    assert.equal((await ask(serve(reply(200, HTML, '#!/bin/sh\n')))).sha256, sha256('#!/bin/sh\n'));
  });
  await t.test('and so is what only mentions them', async () => {
    const text = 'see <html>';
    assert.equal((await ask(serve(reply(200, OCTETS, text)))).sha256, sha256(text));
  });
});

test('bodies that are not whole', async (t) => {
  await t.test('empty', () => assertRefused(ask(serve('')), 'not-a-file', /is empty/));
  await t.test('cut off', () =>
    assertRefused(ask(serve(cutOff(FILE, 200_000))), 'corrupt', /cut off after 100\.0 kB of 200\.0 kB/),
  );
  await t.test('cut off, chunked', () => assertRefused(ask(serve(cutOffChunked(FILE))), 'corrupt', /cut off after/));
  await t.test('reset', async () => {
    const reset = serve((_, response) => {
      response.writeHead(200, { 'Content-Length': 1e6 }).write(FILE, () => response.socket?.resetAndDestroy());
    });
    await assertRefused(ask(reset), 'corrupt', /cut off after/);
  });
  await t.test('cut off, while decompressing', async () => {
    const url = serve(cutOff(gzipSync(FILE), 1_000_000));
    const sources = createSources({ allowHosts: ['127.0.0.1'], retrySeconds: [] });
    await assertRefused(sources.answer(digestOf(url, 'gz')), 'corrupt', /cut off after/);
  });
  await t.test('no answer at all', () => assertRefused(ask(serve(hangUp)), 'offline', /broke/));
});

test('limits', async (t) => {
  await t.test('silence before the answer', () =>
    assertRefused(ask(serve(silence), { idleSeconds: 0.1 }), 'timeout', /no data came for 0\.1 s/),
  );
  await t.test('a name that nobody looks up', async () => {
    const lookup = (() => {}) as unknown as NonNullable<SourcesOptions['lookup']>;
    const asked = ask('http://slow.example.com/file.bin', { idleSeconds: 0.2, lookup });
    await assertRefused(asked, 'timeout', /no data came for 0\.2 s/);
  });
  await t.test('silence in the middle', () =>
    assertRefused(ask(serve(stall(5000)), { idleSeconds: 0.1 }), 'timeout', /no data came for 0\.1 s/),
  );
  await t.test('slowness is no silence', async () => {
    const url = serve((_, response) => {
      let left = 5;
      const timer = setInterval(() => (left-- > 0 ? response.write('x') : response.end() && clearInterval(timer)), 50);
    });
    assert.equal((await ask(url, { idleSeconds: 0.2 })).size, 5);
  });
  await t.test('dripping without an end', async () => {
    const url = serve((_, response) => {
      const timer = setInterval(() => response.write('x'), 20);
      response.on('close', () => clearInterval(timer));
    });
    await assertRefused(ask(url, { idleSeconds: 0.1 }), 'timeout', /less than 100 bytes a second/);
  });
  await t.test('size, as announced', () =>
    assertRefused(ask(serve(FILE), { maxBytes: 99_999 }), 'too-large', /larger than 100\.0 kB \(100\.0 kB\)/),
  );
  await t.test('size, without end', () =>
    assertRefused(ask(serve(generated(Infinity)), { maxBytes: 10_000_000 }), 'too-large', /larger than 10\.0 MB/),
  );
  await t.test('size after decompression', async () => {
    const sources = createSources({ allowHosts: ['127.0.0.1'], maxDecompressedBytes: 1_000_000 });
    const url = serve(gzipSync(Buffer.alloc(10_000_000)), 'bomb.gz');
    await assertRefused(sources.answer(digestOf(url, 'gz')), 'too-large', /bomb\.gz/);
  });
});

test('cancelling ends a download at once', async (t) => {
  for (const [when, handler] of [
    ['before the answer', silence],
    ['in the middle', stall(5000)],
    ['at full speed', generated(Infinity)],
  ] as const) {
    await t.test(when, async () => {
      const controller = new AbortController();
      let closed: Promise<unknown> | undefined;
      const url = serve((request, response) => {
        closed = new Promise((resolve) => request.socket.on('close', resolve));
        handler(request, response);
        setTimeout(() => controller.abort(), 20);
      });
      await assertRefused(ask(url, { signal: controller.signal }), 'cancelled', /was cancelled/);
      await closed;
    });
  }
  await t.test('while it decompresses', { skip: skipReason('bz2') }, async () => {
    const controller = new AbortController();
    const bomb = Buffer.alloc(40_000, compress('bz2', Buffer.alloc(40_000_000)));
    const url = serve((_, response) => {
      response.end(bomb);
      setTimeout(() => controller.abort(), 50);
    });
    const sources = createSources({ allowHosts: ['127.0.0.1'], retrySeconds: [] });
    await assertRefused(sources.answer(digestOf(url, 'bz2'), { signal: controller.signal }), 'cancelled');
  });
  await t.test('before it began', async () => {
    const before = server.requests.length;
    await assertRefused(ask(serve(FILE), { signal: AbortSignal.abort() }), 'cancelled');
    assert.equal(server.requests.length, before);
  });
  await t.test('and the others that were asked for', async () => {
    const controller = new AbortController();
    const url = serve((request, response) => {
      silence(request, response);
      setTimeout(() => controller.abort(), 20);
    });
    const questions = Array.from({ length: 10 }, (_, index) => digestOf(`${url}?${index}`));
    const sources = createSources({ allowHosts: ['127.0.0.1'], retrySeconds: [] });
    const answers = await sources.askAll(questions, { signal: controller.signal });
    assert.deepEqual(
      new Set([...answers.values()].map((answer) => (answer as SourceError).reason)),
      new Set(['cancelled']),
    );
  });
});

test('credentials', async (t) => {
  const withCredentials = (url: string) => url.replace('//', '//me:s%C3%A9cret@');
  const sent = () => server.requests.at(-1)?.headers.authorization;
  const expected = `Basic ${Buffer.from('me:sécret').toString('base64')}`;
  await t.test('are sent', async () => {
    assert.equal((await ask(withCredentials(serve(FILE)))).sha256, sha256(FILE));
    assert.equal(sent(), expected);
  });
  await t.test('follow redirects to the same origin', async () => {
    await ask(withCredentials(serve(redirect(serve(FILE)))));
    assert.equal(sent(), expected);
  });
  await t.test('stay away from every other origin', async () => {
    const other = await startServer();
    try {
      const target = other.serve('/file', FILE);
      await ask(withCredentials(serve(redirect(target))), { allowHosts: ['127.0.0.1'] });
      assert.equal(other.requests.at(-1)?.headers.authorization, undefined);
    } finally {
      await other.close();
    }
  });
  await t.test('are never told', async () => {
    const url = `${withCredentials(serve(reply(403)))}?version=1&X-Amz-Signature=abc`;
    const error = await ask(url).catch((error: Error) => error);
    assert.ok(error instanceof SourceError);
    assert.doesNotMatch(error.message, /me:|cret|abc|version/);
    assert.match(error.message, /file\.bin\?… could not/);
  });
});

test('what is no URL of the web', async () => {
  await assertRefused(ask('no url'), 'forbidden', /no URL/);
  await assertRefused(ask('https://me:secret@/x'), 'forbidden', /^https:\/\/\/x /);
  await assertRefused(ask('file:///etc/passwd'), 'forbidden', /only http and https/);
});

test('no server there', async () => {
  const other = await startServer();
  await other.close();
  await assertRefused(ask(`${other.url}/x`, { allowHosts: ['127.0.0.1'] }), 'offline', /refuses the connection/);
});

test('hundreds of megabytes take little memory', async () => {
  const count = 300;
  const expected = createHash('sha256');
  for (let index = 0; index < count; index++) expected.update(MEBIBYTE);
  const url = serve(generated(count));
  const start = process.memoryUsage.rss();
  let peak = start;
  const onProgress = () => {
    peak = Math.max(peak, process.memoryUsage.rss());
  };
  const answer = await ask(url, { onProgress });
  assert.equal(answer.sha256, expected.digest('hex'));
  assert.equal(answer.size, count * MEBIBYTE.length);
  assert.ok(peak - start < 100_000_000, `${peak - start} more bytes`);
});
