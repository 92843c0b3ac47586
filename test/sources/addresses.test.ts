import assert from 'node:assert/strict';
import type { LookupAddress, LookupOptions } from 'node:dns';
import test, { after, before } from 'node:test';
import { createSources, type SourcesOptions } from '../../server/src/sources/index.ts';
import { redirect } from '../internet/handlers.ts';
import { startServer, type TestServer } from '../internet/server.ts';
import { assertRefused, digestOf } from './asking.ts';

let server: TestServer;

before(async () => {
  for (const name of Object.keys(process.env)) if (/_proxy$/i.test(name)) delete process.env[name];
  server = await startServer();
  server.serve('/*', 'content');
});
after(() => server.close());

/** A resolver for which every name has these addresses. */
function resolvingTo(...addresses: readonly string[]): Required<SourcesOptions>['lookup'] {
  const found = addresses.map((address): LookupAddress => ({ address, family: address.includes(':') ? 6 : 4 }));
  const lookup = (_: string, __: LookupOptions, callback: (error: null, found: LookupAddress[]) => void) =>
    callback(null, found);
  return lookup as unknown as Required<SourcesOptions>['lookup'];
}

const ask = (url: string, options: SourcesOptions = {}) =>
  createSources({ idleSeconds: 5, retrySeconds: [], ...options }).answer(digestOf(url));

const portOf = (url: string) => new URL(url).port;

const LOCAL = [
  '127.0.0.1',
  '127.9.9.9',
  '10.0.0.1',
  '172.16.0.1',
  '192.168.1.1',
  '100.64.0.1',
  '0.0.0.0',
  '198.18.0.1',
  '240.0.0.1',
  '[::1]',
  '[::]',
  '[fd12::1]',
  '[::ffff:127.0.0.1]',
  '[::ffff:a00:1]',
  '[64:ff9b::7f00:1]',
  '[2002:7f00:1::]',
  '2130706433',
  '0x7f.1',
  'localhost',
  'LOCALHOST.',
  'files.localhost',
];
const NEVER = [
  '169.254.169.254',
  '[::ffff:169.254.169.254]',
  '[fe80::1]',
  '[fd00:ec2::254]',
  '100.100.100.200',
  '168.63.129.16',
  '[64:ff9b::a9fe:a9fe]',
  '224.0.0.1',
  '255.255.255.255',
  'metadata.google.internal',
  'metadata',
];

test('local hosts in the URL', async (t) => {
  for (const host of LOCAL)
    await t.test(host, () =>
      assertRefused(ask(`http://${host}/file`), 'forbidden', /public internet.*--allow-host \S+\.$/),
    );
});

test('hosts that are never asked', async (t) => {
  for (const host of NEVER)
    await t.test(host, () =>
      assertRefused(
        ask(`http://${host}/file`, { allowHosts: [host, host.replace(/[[\]]/g, '')] }),
        'forbidden',
        /metadata/,
      ),
    );
});

test('names are judged by their addresses', async (t) => {
  const url = 'http://files.example:1/file';
  for (const address of ['10.1.2.3', '127.0.0.1', '::1', 'fd12::1', '::ffff:192.168.0.1'])
    await t.test(address, () => {
      const asked = ask(url, { lookup: resolvingTo(address) });
      return assertRefused(
        asked,
        'forbidden',
        /files\.example \(.*\) is not on the public internet.*--allow-host files\.example:1\./,
      );
    });
  await t.test('the ones of clouds, allowed or not', () =>
    assertRefused(
      ask(url, { lookup: resolvingTo('169.254.169.254'), allowHosts: ['files.example'] }),
      'forbidden',
      /files\.example \(169\.254\.169\.254\)/,
    ),
  );
  await t.test('of several, only those are tried that may be', async () => {
    const lookup = resolvingTo('169.254.169.254', '127.0.0.1', 'fe80::1');
    const port = portOf(server.url);
    assert.equal((await ask(`http://files.example:${port}/file`, { lookup, allowHosts: ['files.example'] })).size, 7);
  });
  await t.test('over https too', () =>
    assertRefused(ask('https://files.example/file', { lookup: resolvingTo('10.1.2.3') }), 'forbidden', /10\.1\.2\.3/),
  );
  await t.test('and unknown ones are not found', () =>
    assertRefused(
      ask(url, {
        lookup: ((_: string, __: unknown, callback: (error: Error) => void) =>
          callback(Object.assign(new Error('no'), { code: 'ENOTFOUND' }))) as never,
      }),
      'offline',
      /files\.example:1 cannot be found/,
    ),
  );
});

test('allowed hosts', async (t) => {
  const port = portOf(server.url);
  const lookup = resolvingTo('127.0.0.1');
  for (const [host, allowed] of [
    ['127.0.0.1', '127.0.0.1'],
    ['127.0.0.1', `127.0.0.1:${port}`],
    ['localhost', 'localhost'],
    ['Files.Corp', 'files.corp'],
    ['files.corp', `FILES.corp:${port}`],
  ] as const)
    await t.test(`${host} by ${allowed}`, async () => {
      assert.equal((await ask(`http://${host}:${port}/file`, { allowHosts: [allowed], lookup })).size, 7);
    });
  for (const [host, allowed] of [
    ['127.0.0.1', '127.0.0.1:1'],
    ['127.0.0.1', 'localhost'],
    ['files.corp', 'corp'],
    ['files.corp', '127.0.0.1'],
  ] as const)
    await t.test(`not ${host} by ${allowed}`, () =>
      assertRefused(ask(`http://${host}:${port}/file`, { allowHosts: [allowed], lookup }), 'forbidden'),
    );
  await t.test('do not allow where they redirect to', async () => {
    const url = server.serve('/redirect', redirect(`http://localhost:${port}/file`));
    await assertRefused(ask(url, { allowHosts: ['127.0.0.1'] }), 'forbidden', /--allow-host localhost/);
  });
});
