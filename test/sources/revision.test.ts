import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { after, before } from 'node:test';
import { answerIn, type RevisionAnswer, type RevisionQuestion } from '../../server/src/core/sources.ts';
import { createSources, type DownloadOptions, type SourcesOptions } from '../../server/src/sources/index.ts';
import { createRepository, gitBackend } from '../internet/git.ts';
import { redirect, reply, silence } from '../internet/handlers.ts';
import { startInternet } from '../internet/internet.ts';
import { type Content, startServer, type TestServer } from '../internet/server.ts';
import { assertRefused } from './asking.ts';

const HEADERS = { 'Content-Type': 'application/x-git-upload-pack-advertisement' };
const [MAIN, OLD, TAG, TAGGED, LIGHT] = ['1', '2', '3', '4', '5'].map((digit) => digit.repeat(40)) as [
  string,
  string,
  string,
  string,
  string,
];
let server: TestServer;
let repositories = 0;

before(async () => {
  for (const name of Object.keys(process.env)) if (/_proxy$/i.test(name)) delete process.env[name];
  server = await startServer();
});
after(() => server.close());

const packet = (line: string): string => (Buffer.byteLength(line) + 4).toString(16).padStart(4, '0') + line;

/** What a server says of these refs: the first line has its capabilities. */
const listing = (refs: readonly string[], capabilities = 'multi_ack symref=HEAD:refs/heads/main agent=git/2'): string =>
  [
    packet('# service=git-upload-pack\n'),
    '0000',
    ...refs.map((ref, index) => packet(`${ref}${index === 0 ? `\0${capabilities}` : ''}\n`)),
    '0000',
  ].join('');

const REFS = [
  `${MAIN} HEAD`,
  `${OLD} refs/heads/1.x`,
  `${MAIN} refs/heads/main`,
  `${OLD} refs/heads/v2.0`,
  `${OLD} refs/pull/7/head`,
  `${TAG} refs/tags/v1.2`,
  `${TAGGED} refs/tags/v1.2^{}`,
  `${LIGHT} refs/tags/v2.0`,
];

/** Serves a repository and gives its URL, which ends with `.git`. */
const repository = (content: Content): string => {
  const path = `/${repositories++}/r.git`;
  server.serve(`${path}/info/refs`, content);
  return `${server.url}${path}`;
};
const listed = (): string => repository(reply(200, HEADERS, listing(REFS)));

const question = (url: string, ref?: string, tagsFirst = false): RevisionQuestion => ({
  kind: 'revision',
  url,
  ref,
  tagsFirst,
});

const ask = (
  url: string,
  ref?: string,
  { tagsFirst, ...options }: SourcesOptions & DownloadOptions & { readonly tagsFirst?: boolean } = {},
): Promise<RevisionAnswer> =>
  createSources({ allowHosts: [new URL(server.url).host], retrySeconds: [], ...options }).answer(
    question(url, ref, tagsFirst),
    options,
  );

test('the default branch, and who says so', async () => {
  assert.deepEqual(await ask(listed()), {
    commit: MAIN,
    ref: 'refs/heads/main',
    provenance: `${new URL(server.url).host} says that refs/heads/main is 111111111111 now: trust on first use`,
  });
  const { url, headers } = server.requests.at(-1)!;
  assert.match(url, /\/r\.git\/info\/refs\?service=git-upload-pack$/);
  assert.match(headers['user-agent'] ?? '', /^git\//);
});

test('branches and tags', async (t) => {
  const url = listed();
  const of = async (ref: string, tagsFirst = false) => {
    const { commit, ref: full } = await ask(url, ref, { tagsFirst });
    return [commit, full];
  };
  await t.test('a branch', async () => assert.deepEqual(await of('1.x'), [OLD, 'refs/heads/1.x']));
  await t.test('an annotated tag names the commit behind it', async () =>
    assert.deepEqual(await of('v1.2'), [TAGGED, 'refs/tags/v1.2']),
  );
  await t.test('a name of both: git clone -b takes the branch', async () =>
    assert.deepEqual(await of('v2.0'), [OLD, 'refs/heads/v2.0']),
  );
  await t.test('a name of both: git checkout takes the tag', async () =>
    assert.deepEqual(await of('v2.0', true), [LIGHT, 'refs/tags/v2.0']),
  );
  await t.test('a ref in full', async () => assert.deepEqual(await of('refs/tags/v2.0'), [LIGHT, 'refs/tags/v2.0']));
  await t.test('another ref', async () => assert.deepEqual(await of('pull/7/head'), [OLD, 'refs/pull/7/head']));
  await t.test('HEAD of a server that does not say what it stands for', async () => {
    const answer = await ask(repository(reply(200, HEADERS, listing(REFS, 'multi_ack'))));
    assert.deepEqual([answer.commit, answer.ref], [MAIN, 'HEAD']);
  });
});

test('what is not there', async (t) => {
  await t.test('a name', async () => {
    await assertRefused(ask(listed(), 'v9'), 'missing', /\/r\.git has no branch or tag v9/);
  });
  await t.test('the default branch of an empty repository', async () => {
    const empty = listing([`${'0'.repeat(40)} capabilities^{}`], 'agent=git/2');
    await assertRefused(ask(repository(reply(200, HEADERS, empty))), 'missing', /no default branch/);
  });
  await t.test('the repository', async () => {
    await assertRefused(ask(`${server.url}/none/r`), 'missing', /answers 404 \(no such repository\)/);
  });
  await t.test('the right to see it', async () => {
    for (const status of [401, 403])
      await assertRefused(ask(repository(reply(status))), 'denied', new RegExp(`answers ${status}.*private`));
  });
});

test('a URL without .git, and one with it', async () => {
  const url = listed();
  assert.equal((await ask(url.replace(/\.git$/, ''))).commit, MAIN);
  assert.equal((await ask(`${url}/`)).commit, MAIN);
  const bare = `${server.url}/bare/r`;
  server.serve('/bare/r/info/refs', reply(200, HEADERS, listing(REFS)));
  assert.equal((await ask(`${bare}.git`)).commit, MAIN);
});

test('redirects are followed', async () => {
  const target = `${listed()}/info/refs?service=git-upload-pack`;
  assert.equal((await ask(repository(redirect(target, 301)))).commit, MAIN);
});

test('credentials in the URL are used and not shown', async () => {
  const url = listed().replace('//', '//me:secret@');
  await ask(url, 'main');
  assert.equal(server.requests.at(-1)!.headers.authorization, `Basic ${btoa('me:secret')}`);
  await assert.rejects(ask(url, 'v9'), (error: Error) => !/secret/.test(error.message));
});

test('answers that are none', async (t) => {
  const pieces: Readonly<Record<string, readonly [Content, Parameters<typeof assertRefused>[1]]>> = {
    'a page': [reply(200, { 'Content-Type': 'text/html' }, '<!DOCTYPE html>'), 'not-a-file'],
    'the list of a server without the smart protocol': [
      reply(200, { 'Content-Type': 'text/plain' }, `${MAIN}\trefs/heads/main\n`),
      'not-a-file',
    ],
    'no packets': [reply(200, HEADERS, 'hello'), 'corrupt'],
    'half a packet': [reply(200, HEADERS, listing(REFS).slice(0, 300)), 'corrupt'],
    'a list without its end': [reply(200, HEADERS, listing(REFS).slice(0, -4)), 'corrupt'],
    'a list that is cut off': [
      (_, response) => response.writeHead(200, HEADERS).write(listing(REFS).slice(0, 200), () => response.destroy()),
      'corrupt',
    ],
    'an error of the server': [reply(503), 'server'],
    'an error in a packet': [reply(200, HEADERS, packet('ERR upload-pack: not our ref\n')), 'server'],
  };
  for (const [name, [content, reason]] of Object.entries(pieces))
    await t.test(name, () => assertRefused(ask(repository(content), 'v9'), reason));
  await t.test('a list without an end', async () => {
    const endless = repository((_, response) => {
      response.writeHead(200, HEADERS).write(`${packet('# service=git-upload-pack\n')}0000`);
      const lines = packet(`${MAIN} refs/pull/1/head\n`).repeat(20_000);
      const more = () => {
        while (response.write(lines)) if (response.destroyed) return;
      };
      response.on('drain', more);
      more();
    });
    await assertRefused(ask(endless, 'v1'), 'too-large', /67\.1 MB; write the full commit by hand/);
  });
});

test('a server that is silent, and a user who gives up', async () => {
  await assertRefused(ask(repository(silence), 'main', { idleSeconds: 0.05 }), 'timeout', /no data came/);
  await assertRefused(ask(repository(silence), 'main', { signal: AbortSignal.timeout(20) }), 'cancelled');
});

test('local hosts are not asked unless they are allowed', async () => {
  await assertRefused(ask(listed(), 'main', { allowHosts: [] }), 'forbidden', /not on the public internet/);
});

test('questions about one repository are answered by one look', async () => {
  const url = listed();
  const questions = [question(url), question(url, 'v1.2'), question(url, 'v9'), question(url, 'v1.2')];
  const before = server.requests.length;
  const answers = await createSources({ allowHosts: ['127.0.0.1'] }).askAll(questions);
  assert.equal(server.requests.length - before, 1);
  assert.deepEqual(
    questions.map((one) => answerIn(answers, one)?.commit),
    [MAIN, TAGGED, undefined, TAGGED],
  );
});

test('a branch is found without the rest of a long list', async () => {
  const url = repository((_, response) => {
    const long = [...REFS.slice(0, 3), ...Array.from({ length: 2000 }, (_, index) => `${OLD} refs/pull/${index}/head`)];
    // The end never comes.
    response.writeHead(200, HEADERS).write(listing(long).slice(0, -100));
  });
  assert.equal((await ask(url, 'main')).commit, MAIN);
});

test('a real git server, through a proxy', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'revision-'));
  const internet = await startInternet();
  t.after(async () => {
    await internet.close();
    rmSync(folder, { recursive: true, force: true });
    delete process.env.http_proxy;
  });
  process.env.http_proxy = internet.proxy;
  internet.serve('http://git.example/*', gitBackend(folder));
  const { git, commit, push } = createRepository(folder, 'tool');
  const first = commit('a', '1');
  git('tag', '--annotate', '--message', 'One', 'v1.0');
  git('branch', 'old');
  const second = commit('a', '2');
  push();
  const url = 'http://git.example/tool.git';
  assert.deepEqual(
    await Promise.all([undefined, 'main', 'old', 'v1.0'].map(async (ref) => (await ask(url, ref)).commit)),
    [second, second, first, first],
  );
  await assertRefused(ask(url, 'v1.1'), 'missing');
  await assertRefused(ask('http://git.example/none.git'), 'missing');
});
