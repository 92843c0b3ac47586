import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { chmodSync, cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { contents, GNU, runAll } from '../execution/run.ts';
import { type Internet, startInternet } from '../internet/internet.ts';
import { served } from './portrait-served.ts';

const cases = fileURLToPath(new URL('.', import.meta.url));
const main = fileURLToPath(new URL('../../server/src/cli/main.ts', import.meta.url));
const temporary = mkdtempSync(join(tmpdir(), 'portrait-'));
const expected = (name: string): string => readFileSync(join(cases, 'portrait-fixed', name), 'utf8');

let internet: Internet;
before(async () => {
  internet = await startInternet();
});
after(async () => {
  await internet.close();
  rmSync(temporary, { recursive: true, force: true });
});

for (const name of ['Dockerfile.cpu', 'Dockerfile.gpu']) {
  describe(`the portrait service, ${name}`, () => {
    const project = join(temporary, name);
    const path = join('docker', name);
    const text = () => readFileSync(join(project, path), 'utf8');

    before(() => {
      cpSync(join(cases, 'portrait'), project, { recursive: true });
      git(project, 'init', '--quiet');
      git(project, 'remote', 'add', 'origin', 'git@github.com:brightfold/portrait-service.git');
    });

    it('is fixed on the command line as a person would have done it', async () => {
      serve(served('right'));
      const { status, stderr } = await cli(project, 'fix', '--write', path);
      assert.equal(text(), expected(name));
      assert.equal(status, 0, stderr);
    });

    it('has nothing left to report but http, of what is verified', async () => {
      const { status, stdout } = await cli(project, 'check', '--format', 'json', path);
      const { files } = JSON.parse(stdout) as { files: { findings: { rule: string; severity: string }[] }[] };
      const left = files.flatMap(({ findings }) => findings.map(({ rule, severity }) => `${severity} ${rule}`));
      assert.deepEqual(left, ['information insecure-transport']);
      assert.equal(status, 0);
    });

    it('stays as it is when it is fixed again, without a request', async () => {
      const asked = internet.requests.length;
      const { status } = await cli(project, 'fix', '--write', path);
      assert.equal(text(), expected(name));
      assert.equal(internet.requests.length, asked);
      assert.equal(status, 0);
    });
  });
}

for (const userland of GNU) {
  describe(`the model stage of the fixed portrait service in ${userland.name}`, () => {
    const stage = expected('Dockerfile.cpu').slice(0, expected('Dockerfile.cpu').indexOf('FROM python:3.11-slim AS builder'));

    it('builds with the right bytes', async () => {
      serve(served('right'));
      const { status, output, files } = await build(stage, userland);
      assert.equal(status, 0, output);
      assert.deepEqual(Object.keys(files).toSorted(), ['landmarks_68.dat', 'parsing/model.pth', 'u2net/u2net_human_seg.onnx']);
    });

    for (const url of Object.keys(served('right'))) {
      it(`stops when another file stands behind ${url}`, async () => {
        serve({ ...served('right'), [url]: served('other')[url]! });
        const { status, output, files } = await build(stage, userland);
        assert.notEqual(status, 0);
        assert.match(output, /FAILED/);
        assert.equal(files['u2net/u2net_human_seg.onnx'], undefined);
      });
    }
  });
}

/** Builds the stage in a folder: the image's own places and its programs are the folder's. */
async function build(stage: string, userland: (typeof GNU)[number]) {
  const image = mkdtempSync(join(temporary, 'image-'));
  const models = join(image, 'models');
  const bin = join(image, 'bin');
  mkdirSync(models);
  mkdirSync(join(image, 'root'));
  mkdirSync(bin);
  program(bin, 'apt-get', 'exit 0');
  program(bin, 'pip', 'exit 0');
  // What rembg does: it fetches its model into the home folder.
  program(bin, 'python', `mkdir -p "${image}/root/.u2net" && curl -fsSL https://github.com/danielgatis/rembg/releases/download/v0.0.0/u2net_human_seg.onnx -o "${image}/root/.u2net/u2net_human_seg.onnx"`);
  const text = stage.replaceAll('/root/', `${image}/root/`).replaceAll('/models/', `${models}/`).replace('rm -rf /var/lib/apt/lists/*', 'true');
  const result = await runAll(text, { ...userland, path: `${bin}:${userland.path}` }, models, internet.env);
  return { ...result, files: contents(models) };
}

function program(folder: string, name: string, script: string): void {
  const path = join(folder, name);
  writeFileSync(path, `#!/bin/sh\n${script}\n`);
  chmodSync(path, 0o755);
}

function serve(files: Readonly<Record<string, Buffer>>): void {
  for (const [url, bytes] of Object.entries(files)) internet.serve(url, bytes);
}

function git(folder: string, ...args: readonly string[]): void {
  assert.equal(spawnSync('git', args, { cwd: folder }).status, 0);
}

function cli(cwd: string, ...args: readonly string[]): Promise<{ status: number | null; stdout: string; stderr: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, ['--import', import.meta.resolve('tsx'), main, ...args], { cwd, env: { ...process.env, ...internet.env } });
    let [stdout, stderr] = ['', ''];
    child.stdout.on('data', (data) => (stdout += data));
    child.stderr.on('data', (data) => (stderr += data));
    child.on('error', reject);
    child.on('close', (status) => resolve({ status, stdout, stderr }));
  });
}
