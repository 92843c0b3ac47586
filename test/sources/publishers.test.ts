import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { DigestSource } from '../../server/src/core/sources.ts';
import { checksumOf } from '../../server/src/sources/publishers/checksums.ts';
import { redirect, reply } from '../internet/handlers.ts';
import { type Content, type Internet, startInternet } from '../internet/internet.ts';
import { askInProcess } from './apart.ts';
import { sha256 } from './archives.ts';
import { digestOf } from './asking.ts';

const FILE = Buffer.from('the file that is published\n');
const OTHER = Buffer.from('another file\n');
const H = sha256(FILE);
const WRONG = sha256(OTHER);
let internet: Internet;

before(async () => {
  internet = await startInternet();
});
after(() => internet.close());

/** Serves some URLs, asks for one, and tells what was answered and what was asked for. */
async function ask(
  url: string,
  served: Readonly<Record<string, Content>>,
  from: DigestSource = 'publisher',
  env: NodeJS.ProcessEnv = {},
) {
  for (const [address, content] of Object.entries(served)) internet.serve(address, content);
  const start = internet.requests.length;
  const [{ answer } = { answer: {} }] = await askInProcess({ ...internet.env, ...env }, [{ ...digestOf(url), from }]);
  return { answer, requests: internet.requests.slice(start) };
}

const json = (value: unknown): Content => reply(200, { 'Content-Type': 'application/json' }, JSON.stringify(value));
const linked =
  (etag: string, more = {}): Content =>
  (request, response) => {
    assert.equal(request.headers['accept-encoding'], 'identity');
    response
      .writeHead(302, {
        'X-Linked-Etag': etag,
        'X-Linked-Size': '5000000000',
        ETag: `"${WRONG}"`,
        Location: 'https://cdn-lfs.example/blob',
        ...more,
      })
      .end();
  };

describe('Hugging Face', () => {
  const url = 'https://huggingface.co/org/model/resolve/main/model.safetensors';

  it('declares the SHA-256 of a file in LFS, of which no byte is read', async () => {
    const { answer, requests } = await ask(url, { [url]: linked(`"${H}"`) });
    assert.deepEqual(answer, {
      sha256: H,
      size: 5_000_000_000,
      provenance: 'declared by huggingface.co, 5.0 GB',
    });
    assert.deepEqual(
      requests.map(({ method, url: asked }) => [method, asked]),
      [['HEAD', url]],
    );
  });
  it('is followed to where a renamed repository stands', async () => {
    const moved = 'https://huggingface.co/new/model/resolve/main/model.safetensors';
    const { answer } = await ask(url, {
      [url]: redirect('/new/model/resolve/main/model.safetensors', 307),
      [moved]: linked(`W/"${H}"`),
    });
    assert.equal(answer.sha256, H);
  });
  it('is not believed for an ETag of git, for another header, or for what another host says', async () => {
    for (const content of [
      linked('"0123456789abcdef0123456789abcdef01234567"'),
      reply(200, { ETag: `"${WRONG}"`, 'X-Xet-Hash': WRONG }, FILE),
    ]) {
      const { answer } = await ask(url, { [url]: content, 'https://cdn-lfs.example/blob': FILE });
      assert.equal(answer.sha256, H);
      assert.match(answer.provenance ?? '', /trust on first use$/);
    }
    const elsewhere = 'https://mirror.example/org/model/resolve/main/m.bin';
    const { answer } = await ask(elsewhere, { [elsewhere]: reply(200, { 'X-Linked-Etag': `"${WRONG}"` }, FILE) });
    assert.equal(answer.sha256, H);
  });
  it('gets the token, and nobody else does', async () => {
    const { requests } = await ask(
      url,
      { [url]: linked('"none"'), 'https://cdn-lfs.example/blob': FILE },
      'publisher',
      { HF_TOKEN: 'hf_secret' },
    );
    const holders = requests
      .filter(({ headers }) => JSON.stringify(headers).includes('hf_secret'))
      .map((one) => new URL(one.url).host);
    assert.deepEqual([...new Set(holders)], ['huggingface.co']);
  });
  it('is only skipped where it does not answer', async () => {
    const { answer } = await ask(url, {
      [url]: (request, response) => (request.method === 'HEAD' ? response.writeHead(503).end() : response.end(FILE)),
    });
    assert.equal(answer.sha256, H);
  });
});

describe('GitHub', () => {
  const asset = 'https://github.com/o/r/releases/download/v1.2/tool%2Bx.tgz';
  const api = 'https://api.github.com/repos/o/r/releases/tags/v1.2';
  const release = (digest: unknown) =>
    json({
      assets: [
        { name: 'other.tgz', digest: `sha256:${WRONG}` },
        { name: 'tool+x.tgz', size: 27, digest },
      ],
    });

  it('declares the digest of an asset', async () => {
    const { answer, requests } = await ask(asset, { [api]: release(`sha256:${H}`), [asset]: FILE });
    assert.deepEqual(answer, { sha256: H, size: 27, provenance: 'declared by github.com, 27 bytes' });
    assert.deepEqual(
      requests.map(({ url }) => url),
      [api],
    );
  });
  it('knows which release is the latest', async () => {
    const url = 'https://github.com/o/r/releases/latest/download/tool+x.tgz';
    const { answer } = await ask(url, { 'https://api.github.com/repos/o/r/releases/latest': release(`sha256:${H}`) });
    assert.equal(answer.provenance, 'declared by github.com, 27 bytes');
  });
  it('declares nothing of older assets, and may be tired of questions: the file is downloaded', async () => {
    for (const content of [
      release(null),
      reply(403, {}, '{"message":"API rate limit exceeded"}'),
      reply(200, {}, '<html>'),
      reply(200, {}, '[]'),
    ]) {
      const { answer } = await ask(asset, { [api]: content, [asset]: FILE });
      assert.equal(answer.provenance, 'computed from 27 bytes just downloaded: trust on first use');
    }
  });
  it('is read for a list of checksums where it declares none itself', async () => {
    const list = 'https://github.com/o/r/releases/download/v1.2/checksums.txt';
    const assets = json({ assets: [{ name: 'tool+x.tgz', digest: null }, { name: 'checksums.txt' }] });
    const { answer, requests } = await ask(asset, { [api]: assets, [list]: `${H}  tool+x.tgz\n` });
    assert.equal(answer.provenance, 'declared by checksums.txt of github.com');
    assert.deepEqual(
      requests.map(({ url }) => url),
      [api, list],
    );
  });
  it('gets the token at its API alone, not behind a redirect', async () => {
    const served = {
      [api]: redirect('https://elsewhere.example/x'),
      'https://elsewhere.example/x': release(`sha256:${H}`),
      [asset]: FILE,
    };
    const { requests } = await ask(asset, served, 'publisher', { GITHUB_TOKEN: 'ghp_secret' });
    const holders = requests
      .filter(({ headers }) => JSON.stringify(headers).includes('ghp_secret'))
      .map(({ url }) => url);
    assert.deepEqual(holders, [api]);
  });
});

describe('the same over https', () => {
  const answerOf = async (url: string) => (await askInProcess(internet.env, [{ kind: 'secure', url }]))[0]!.answer;

  it('is what comes over both', async () => {
    internet.serve('http://two.example/f', FILE);
    internet.serve('https://two.example/f', FILE);
    assert.deepEqual(await answerOf('http://two.example/f'), {
      secure: 'https://two.example/f',
      provenance: 'https://two.example/f serves the same 27 bytes',
    });
  });
  it('is not what differs, or fails', async () => {
    internet.serve('http://two.example/g', FILE);
    internet.serve('https://two.example/g', OTHER);
    internet.serve('http://two.example/h', FILE);
    assert.equal((await answerOf('http://two.example/g')).reason, 'mismatch');
    assert.equal((await answerOf('http://two.example/h')).reason, 'missing');
  });
});

describe('the latest release', () => {
  const latest = (name: string) => `https://github.com/${name}/releases/latest`;
  const answerOf = async (url: string) => (await askInProcess(internet.env, [{ kind: 'release', url }]))[0]!.answer;

  it('is where GitHub sends whoever asks for it, also of a renamed repository', async () => {
    internet.serve(latest('old/r'), redirect(latest('new/r'), 301));
    internet.serve(latest('new/r'), redirect('https://github.com/new/r/releases/tag/v1.2%2Bx'));
    const answer = await answerOf(latest('old/r'));
    assert.deepEqual(answer, { tag: 'v1.2%2Bx', provenance: 'github.com says that the latest release is v1.2+x' });
  });
  it('is none where there is no release, no repository, or another host', async () => {
    internet.serve(latest('none/r'), redirect('https://github.com/none/r/releases'));
    internet.serve(latest('evil/r'), redirect('https://evil.example/none/r/releases/tag/v1'));
    for (const name of ['none/r', 'evil/r', 'gone/r'])
      assert.equal((await answerOf(latest(name))).reason, 'missing', name);
  });
});

describe('PyPI and Maven', () => {
  it('declare what their files are', async () => {
    const wheel = 'https://files.pythonhosted.org/packages/ab/cd/ef/some_tool-1.2.0-py3-none-any.whl';
    const maven = 'https://repo1.maven.org/maven2/org/x/x/1.2/x-1.2.jar';
    const pypi = { urls: [{ filename: 'some_tool-1.2.0-py3-none-any.whl', size: 27, digests: { sha256: H } }] };
    const first = await ask(wheel, { 'https://pypi.org/pypi/some_tool/1.2.0/json': json(pypi) });
    assert.equal(first.answer.provenance, 'declared by pypi.org, 27 bytes');
    const second = await ask(maven, { [`${maven}.sha256`]: H });
    assert.deepEqual(
      [second.answer.sha256, second.answer.provenance],
      [H, 'declared by x-1.2.jar.sha256 of repo1.maven.org'],
    );
  });
});

describe('checksum files beside a download', () => {
  const folder = 'https://dl.example/v1';
  const cases: Readonly<Record<string, readonly [name: string, list: string]>> = {
    'a bare hash': ['a.bin.sha256', `${H.toUpperCase()}\n`],
    'the form of GNU': ['b.bin.sha256sum', `${WRONG}  other\n${H} *b.bin\n`],
    'a list of a folder': ['SHA256SUMS', `${WRONG}  x.bin\n${H}  ./c.bin\n`],
    'the form of BSD': ['checksums.txt', `SHA256 (d.bin) = ${H}\r\n`],
  };
  for (const [index, [what, [name, list]]] of Object.entries(cases).entries()) {
    it(what, async () => {
      const file = `${folder}/${index}/${'abcd'[index]}.bin`;
      const { answer } = await ask(file, { [`${folder}/${index}/${name}`]: list, [file]: FILE });
      assert.deepEqual([answer.sha256, answer.provenance], [H, `declared by ${name} of dl.example`]);
    });
  }
  it('are not believed for another file, twice with different hashes, or as a web page', () => {
    for (const list of [
      `${H}  y.bin`,
      `${H}  x.bin\n${WRONG}  x.bin`,
      `<html>${H}</html>`,
      `${H}\n${WRONG}`,
      `${H} some words`,
      '',
    ])
      assert.equal(checksumOf(list, 'x.bin', true), undefined, list);
    assert.equal(checksumOf(H, 'x.bin', false), undefined);
  });
});

describe('a declaration and a download', () => {
  const url = 'https://dl.example/both/f.bin';

  it('are compared where both are wanted', async () => {
    const { answer, requests } = await ask(url, { [`${url}.sha256`]: H, [url]: FILE }, 'both');
    assert.equal(
      answer.provenance,
      'computed from 27 bytes just downloaded, which is what f.bin.sha256 of dl.example declares',
    );
    assert.ok(requests.some((request) => request.url === url));
  });
  it('have to agree', async () => {
    const { answer } = await ask(url, { [`${url}.sha256`]: WRONG, [url]: FILE }, 'both');
    assert.equal(answer.reason, 'mismatch');
    assert.match(
      answer.message ?? '',
      new RegExp(
        `is not what f\\.bin\\.sha256 of dl\\.example declares: its SHA-256 is ${H}, declared is ${WRONG}; nothing is pinned`,
      ),
    );
  });
  it('agree too where what is kept is decompressed', async () => {
    const { gzipSync } = await import('node:zlib');
    const packed = gzipSync(FILE);
    const file = 'https://dl.example/gz/f.gz';
    for (const [declared, expected] of [
      [sha256(packed), undefined],
      [WRONG, 'mismatch'],
    ] as const) {
      internet.serve(file, packed);
      internet.serve(`${file}.sha256`, declared);
      const [{ answer } = { answer: {} }] = await askInProcess(internet.env, [
        { ...digestOf(file, 'gz'), from: 'publisher' },
      ]);
      assert.equal(answer.reason, expected);
      if (!expected) assert.equal(answer.sha256, H);
    }
  });
  it('are not asked for where only the download is wanted', async () => {
    const { answer, requests } = await ask(url, { [`${url}.sha256`]: WRONG, [url]: FILE }, 'download');
    assert.equal(answer.sha256, H);
    assert.deepEqual(
      requests.map((request) => request.url),
      [url],
    );
  });
  it('is downloaded all the same for a command that follows no redirects', async () => {
    internet.serve(`${url}.sha256`, H);
    internet.serve(url, redirect('https://dl.example/elsewhere'));
    const [{ answer } = { answer: {} }] = await askInProcess(internet.env, [
      { ...digestOf(url), redirects: false, from: 'publisher' },
    ]);
    assert.equal(answer.reason, 'not-a-file');
  });
});
