import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { createServer } from 'node:net';
import test, { after, before, beforeEach } from 'node:test';
import { createSources, type SourcesOptions } from '../../server/src/sources/index.ts';
import { redirect } from '../internet/handlers.ts';
import { type Internet, startInternet } from '../internet/internet.ts';
import { startServer } from '../internet/server.ts';
import { askInProcess, runApart } from './apart.ts';
import { sha256 } from './archives.ts';
import { assertRefused, digestOf } from './asking.ts';

let internet: Internet;

before(async () => {
  internet = await startInternet();
  internet.serve('https://github.com/o/r/releases/download/v1/tool', 'the tool');
  internet.serve('http://plain.example/file', 'the file');
});
after(() => internet.close());
beforeEach(() => {
  for (const name of Object.keys(process.env)) if (/_proxy$/i.test(name)) delete process.env[name];
});

const ask = (url: string, options: SourcesOptions = {}) =>
  createSources({ idleSeconds: 5, retrySeconds: [], ...options }).answer(digestOf(url));

/** Runs a program as a client of the internet. */
const run = (program: string, args: readonly string[]) => runApart(internet.env, program, args);

const askApart = async (urls: readonly string[], env: NodeJS.ProcessEnv = internet.env) =>
  (
    await askInProcess(
      env,
      urls.map((url) => digestOf(url)),
    )
  ).map(({ answer }) => answer);

for (const [program, options] of [
  ['curl', ['-fsSL']],
  ['wget', ['-qO-']],
] as const) {
  const skip = spawnSync(program, ['--version']).error ? `${program} is not installed` : false;
  test(`${program} reaches the loopback internet`, { skip }, async () => {
    internet.serve('https://short.example/tool', redirect('https://github.com/o/r/releases/download/v1/tool'));
    for (const [url, expected] of [
      ['http://plain.example/file', 'the file'],
      ['https://short.example/tool?x=1', 'the tool'],
    ] as const) {
      const { stdout, stderr } = await run(program, [...options, url]);
      assert.equal(stdout, expected, stderr);
    }
    assert.notEqual((await run(program, [...options, 'https://github.com/nothing'])).status, 0);
    assert.equal(internet.requests.at(-1)?.url, 'https://github.com/nothing');
  });
}

test('https through the proxy, with the certificates that the environment names', async () => {
  internet.certify('other.example', { name: 'wrong.example' });
  internet.certify('old.example', { until: new Date(Date.now() - 60_000) });
  internet.serve('https://down.example/file', redirect('http://plain.example/file'));
  const [tool, missing, wrongName, expired, downgraded] = await askApart([
    'https://github.com/o/r/releases/download/v1/tool',
    'https://nowhere.example/file',
    'https://other.example/file',
    'https://old.example/file',
    'https://down.example/file',
  ]);
  assert.equal(tool?.sha256, sha256('the tool'));
  assert.equal(tool?.provenance, 'computed from 8 bytes just downloaded: trust on first use');
  assert.equal(missing?.reason, 'missing');
  assert.deepEqual([wrongName?.reason, expired?.reason], ['certificate', 'certificate']);
  assert.equal(downgraded?.sha256, sha256('the file'));
  assert.match(downgraded?.provenance ?? '', /\(redirected to unencrypted http:\/\/plain\.example\)/);
});

test('an unknown authority', async () => {
  process.env.HTTPS_PROXY = internet.proxy;
  const asked = ask('https://github.com/o/r/releases/download/v1/tool');
  await assertRefused(asked, 'certificate', /certificate of github\.com.*NODE_EXTRA_CA_CERTS/);
});

test('the variables that name a proxy', async (t) => {
  for (const variable of ['http_proxy', 'HTTP_PROXY', 'all_proxy', 'ALL_PROXY'])
    await t.test(variable, async () => {
      process.env[variable] = internet.proxy;
      assert.equal((await ask('http://plain.example/file')).sha256, sha256('the file'));
    });
  await t.test('NO_PROXY', async () => {
    const server = await startServer();
    try {
      const url = server.serve('/file', 'direct');
      process.env.HTTP_PROXY = internet.proxy;
      process.env.NO_PROXY = 'example.com,127.0.0.1';
      assert.equal((await ask(url, { allowHosts: ['127.0.0.1'] })).sha256, sha256('direct'));
    } finally {
      await server.close();
    }
  });
  await t.test('a kind that does not work', async () => {
    process.env.ALL_PROXY = 'socks5://me:secret@127.0.0.1:1080';
    await assertRefused(ask('http://plain.example/file'), 'offline', /socks5 proxy/);
  });
  await t.test('a proxy that is not there', async () => {
    process.env.HTTPS_PROXY = 'http://me:secret@127.0.0.1:1';
    await assertRefused(
      ask('https://plain.example/file'),
      'offline',
      /the proxy 127\.0\.0\.1:1 refuses the connection/,
    );
  });
});

test('a proxy that wants a sign-in', async () => {
  const proxy = createServer((socket) => {
    socket.once('data', () => socket.end('HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n'));
  }).listen(0, '127.0.0.1');
  await new Promise((resolve) => proxy.on('listening', resolve));
  const { port } = proxy.address() as { port: number };
  for (const scheme of ['http', 'https']) {
    process.env[`${scheme}_proxy`] = `http://127.0.0.1:${port}`;
    await assertRefused(ask(`${scheme}://plain.example/file`), 'denied', /proxy that wants a sign-in/);
  }
  proxy.close();
});

test('a proxy that says nothing', async () => {
  let closed: Promise<unknown> | undefined;
  const proxy = createServer((socket) => {
    closed = new Promise((resolve) => socket.on('close', resolve));
    socket.resume();
  }).listen(0, '127.0.0.1');
  await new Promise((resolve) => proxy.on('listening', resolve));
  const { port } = proxy.address() as { port: number };
  for (const scheme of ['http', 'https']) {
    process.env[`${scheme}_proxy`] = `http://127.0.0.1:${port}`;
    await assertRefused(ask(`${scheme}://plain.example/file`, { idleSeconds: 0.1 }), 'timeout');
    await closed;
  }
  proxy.close();
});

test('behind a proxy local hosts are refused all the same', async (t) => {
  process.env.HTTP_PROXY = internet.proxy;
  const before = internet.requests.length;
  for (const host of ['127.0.0.1', '[::1]', '10.0.0.1', 'localhost', '169.254.169.254', 'metadata.google.internal'])
    await t.test(host, () => {
      process.env.HTTP_PROXY = internet.proxy;
      return assertRefused(ask(`http://${host}/file`), 'forbidden');
    });
  assert.equal(internet.requests.length, before);
  await t.test('where a public one redirects to them', async () => {
    process.env.HTTP_PROXY = internet.proxy;
    internet.serve('http://public.example/file', redirect('http://127.0.0.1:8080/file'));
    await assertRefused(ask('http://public.example/file'), 'forbidden', /--allow-host 127\.0\.0\.1:8080/);
  });
  await t.test('unless they are allowed', async () => {
    process.env.HTTP_PROXY = internet.proxy;
    internet.serve('http://10.0.0.1/file', 'inside');
    assert.equal((await ask('http://10.0.0.1/file', { allowHosts: ['10.0.0.1'] })).sha256, sha256('inside'));
  });
});
