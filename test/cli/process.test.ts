import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { makeFolder } from '../project/folder.ts';

const MAIN = fileURLToPath(new URL('../../server/src/cli/main.ts', import.meta.url));
const TSX = import.meta.resolve('tsx');

/** The user's own cache is left alone. */
const CACHE = ['XDG_CACHE_HOME', makeFolder({})];

interface Ended {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Starts the program as a process of its own; `use` may do something to it while it runs. */
const start = (
  argv: readonly string[],
  cwd: string,
  use: (child: ChildProcess) => void = endInput,
  proxy?: string,
): Promise<Ended> => {
  const own = Object.entries(process.env).filter(([name]) => !/_proxy$/i.test(name));
  const env = Object.fromEntries([...own, ...(proxy === undefined ? [] : [['http_proxy', proxy]]), CACHE]);
  return end(spawn(process.execPath, ['--import', TSX, MAIN, ...argv], { cwd, env }), use);
};

const endInput = (child: ChildProcess) => void child.stdin?.end();

async function end(child: ChildProcess, use: (child: ChildProcess) => void): Promise<Ended> {
  const written = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const) {
    child[name]?.setEncoding('utf8').on('data', (chunk: string) => (written[name] += chunk));
  }
  use(child);
  const [status] = await once(child, 'close');
  return { status, ...written };
}

/** A shell line in which "$0" is the program. */
const shell = (line: string, cwd: string): Promise<Ended> =>
  end(
    spawn('sh', ['-c', line.replaceAll('$0', `"${process.execPath}" --import "${TSX}" "${MAIN}"`)], { cwd }),
    endInput,
  );

describe('the process', { concurrency: 2 }, () => {
  const MANY = 300;
  const text = `FROM python:3.11-slim\n${Array.from({ length: MANY }, (_, i) => `RUN curl -o file${i} https://example.com/${i}\n`).join('')}`;

  it('flushes a large report into a pipe', async () => {
    const { status, stdout } = await start(['check', '--format', 'json', '-'], '/', (child) => child.stdin?.end(text));
    // Far more than a pipe takes at once.
    assert.ok(stdout.length > 128 * 1024);
    const findings: { rule: string }[] = JSON.parse(stdout).files[0].findings;
    assert.equal(findings.filter(({ rule }) => rule === 'unverified-download').length, MANY);
    assert.equal(status, 1);
  });

  it('is quiet when its reader has seen enough', async () => {
    const cwd = makeFolder({ Dockerfile: text });
    const { stdout, stderr } = await shell('$0 check | head -n 1', cwd);
    assert.equal(stdout.split('\n').length, 2);
    assert.equal(stderr, '');
  });

  if (existsSync('/dev/full')) {
    it('says when its output cannot be written', async () => {
      const { status, stderr } = await shell('$0 --help > /dev/full', '/');
      assert.equal(status, 2);
      assert.match(stderr, /^harden-dockerfile: the output could not be written: .*ENOSPC.*\n$/);
    });
  }

  it('stops waiting for input on Ctrl-C', async () => {
    const { status, stdout, stderr } = await start(['check', '-'], '/', (child) => {
      // More than a pipe holds: it is taken once the program reads.
      child.stdin?.write('#'.repeat(256 * 1024), () => child.kill('SIGINT'));
    });
    assert.deepEqual({ status, stdout, stderr }, { status: 130, stdout: '', stderr: '' });
  });
});

describe('the network', { concurrency: 1 }, () => {
  const body = 'the very bytes';
  const sha256 = createHash('sha256').update(body).digest('hex');
  let onSlow = () => {};
  const server = createServer((request, response) => {
    // A proxy is asked for the whole URL.
    const { pathname } = new URL(request.url ?? '', 'http://here');
    if (pathname === '/file') response.setHeader('ETag', '"1"').end(body);
    else if (pathname === '/slow') {
      response.write(body);
      onSlow();
    } else response.writeHead(404).end();
  });
  let host = '';
  before(async () => {
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  after(() => {
    server.closeAllConnections();
    server.close();
  });

  it('gives hash its answer', async () => {
    const { status, stdout, stderr } = await start(['hash', `http://${host}/file`, '--allow-host', host], '/');
    assert.deepEqual({ status, stdout }, { status: 0, stdout: `${sha256}\n` });
    assert.match(stderr, /trust on first use/);
  });

  it('is asked again for what the cache knows only where it changed, or --no-cache says so', async () => {
    const hash = async (...more: readonly string[]) =>
      (await start(['hash', `http://${host}/file?cached`, '--allow-host', host, ...more], '/')).stderr;
    await start(['cache', 'clear'], '/');
    assert.match(await hash(), /just downloaded/);
    assert.match(await hash(), /downloaded on .*the same now/);
    assert.match(await hash('--no-cache'), /just downloaded/);
    assert.equal((await start(['cache', 'clear'], '/')).stdout, 'Forgot 1 download.\n');
    assert.match(await hash(), /just downloaded/);
  });

  it('is not asked where a host is not public and nobody allowed it', async () => {
    const { status, stdout, stderr } = await start(['hash', `http://${host}/file`], '/');
    assert.deepEqual({ status, stdout }, { status: 2, stdout: '' });
    assert.match(stderr, /^harden-dockerfile: .*--allow-host/);
  });

  it('gives fix its hashes, through a proxy too; what cannot be had stays as it is', async () => {
    const gone = 'RUN wget -O g http://files.example.com/gone';
    const cwd = makeFolder({ Dockerfile: `FROM debian:12\nRUN wget -O f http://files.example.com/file\n${gone}\n` });
    const { status, stdout } = await start(['fix', '--write'], cwd, endInput, `http://${host}`);
    const fixed = readFileSync(join(cwd, 'Dockerfile'), 'utf8');
    assert.ok(fixed.includes(sha256) && fixed.includes(gone));
    assert.match(stdout, /failed .*\n.*404/);
    assert.equal(status, 1);
  });

  it('is let go on Ctrl-C, and nothing is written', async () => {
    const text = 'FROM debian:12\nMAINTAINER me\nRUN wget -O f http://files.example.com/slow\n';
    const cwd = makeFolder({ Dockerfile: text });
    const interrupt = (child: ChildProcess) => {
      onSlow = () => setTimeout(() => child.kill('SIGINT'), 100);
    };
    const { status, stdout, stderr } = await start(['fix', '--write'], cwd, interrupt, `http://${host}`);
    assert.deepEqual({ status, stdout, stderr }, { status: 130, stdout: '', stderr: '' });
    assert.equal(readFileSync(join(cwd, 'Dockerfile'), 'utf8'), text);
    assert.deepEqual(readdirSync(cwd), ['Dockerfile']);
  });
});
