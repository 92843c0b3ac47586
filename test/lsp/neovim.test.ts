import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { type Internet, startInternet } from '../internet/internet.ts';
import { makeFolder } from '../project/folder.ts';

const script = fileURLToPath(new URL('./neovim.lua', import.meta.url));
const cli = fileURLToPath(new URL('../../server/src/cli/main.ts', import.meta.url));
const skip = spawnSync('nvim', ['--version']).status === 0 ? false : 'nvim is not installed';

const URL_OF_FILE = 'https://example.com/releases/v1.0/tool.bin';
const BYTES = 'a tool\n';
const TEXT = `FROM debian:12
LABEL maintainer="A Person"
RUN apt-get update && apt-get install -y curl && curl -fsSLO ${URL_OF_FILE}
`;

let internet: Internet;
before(async () => {
  internet = await startInternet();
  internet.serve(URL_OF_FILE, BYTES);
});
after(() => internet.close());

interface Result {
  readonly error?: string;
  readonly findings: readonly unknown[];
  readonly chosen: readonly string[];
  readonly message: string;
  readonly text: string;
}

describe('Neovim', { skip }, () => {
  it('shows the findings, applies a quick fix, and pins a download', async () => {
    const settings = JSON.stringify({ severity: { 'missing-oci-label': 'off' } });
    const root = makeFolder({ Dockerfile: TEXT, '.harden-dockerfile.json': settings });
    const result = await neovim(join(root, 'Dockerfile'), join(root, 'result.json'));
    assert.equal(result.error, undefined);
    assert.deepEqual(result.findings, [
      [2, 6, 16, 2, 'harden-dockerfile', 'non-oci-label'],
      [3, 49, 53, 2, 'harden-dockerfile', 'unverified-download'],
    ]);
    assert.deepEqual(result.chosen, [
      'Rename maintainer to org.opencontainers.image.authors',
      'Pin the SHA-256 of tool.bin and verify it (as its publisher declares it, else from a download)',
    ]);
    assert.equal(result.message, 'Harden Dockerfile: 1 fix applied');
    const sha256 = createHash('sha256').update(BYTES).digest('hex');
    assert.equal(
      result.text,
      TEXT.replace('maintainer', 'org.opencontainers.image.authors')
        .replace('RUN', `ARG TOOL_SHA256=${sha256}\nRUN`)
        .replace(URL_OF_FILE, `${URL_OF_FILE} && echo "\${TOOL_SHA256}  tool.bin" | sha256sum -c --quiet`),
    );
  });
});

async function neovim(file: string, out: string): Promise<Result> {
  const command = [process.execPath, '--import', import.meta.resolve('tsx'), cli, 'lsp', '--stdio'];
  const child = spawn('nvim', ['--headless', '-u', 'NONE', '-i', 'NONE', '-n', '-c', 'filetype on', '-S', script], {
    env: {
      ...process.env,
      ...internet.env,
      HARDEN_OUT: out,
      HARDEN_FILE: file,
      HARDEN_COMMAND: JSON.stringify(command),
    },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let said = '';
  child.stderr.on('data', (data) => (said += data));
  await once(child, 'close');
  try {
    return JSON.parse(readFileSync(out, 'utf8'));
  } catch {
    throw new Error(`Neovim said: ${said}`);
  }
}
