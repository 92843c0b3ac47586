import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { lint } from '../../server/src/core/lint.ts';
import { cudaTorchIndex } from '../../server/src/core/rules/cuda-torch-index.ts';
import { runAll, type Userland } from '../execution/run.ts';
import { type Internet, startInternet } from '../internet/internet.ts';
import { type Case, fixWith, projectOf } from '../rule-tester.ts';
import { buildOf, serveIndexes } from './indexes.ts';
import { floating, keeping, pinned, replacing, unserved } from './shapes.ts';

/*
 * A real pip resolves what the Dockerfiles install, before and after the fix, against stand-ins of PyPI and of PyTorch's
 * indexes. uv is no package of npm or Debian, so what it does is not proven here.
 */

const folder = mkdtempSync(join(tmpdir(), 'resolver-'));
const [, major = '0', minor = '0'] =
  /^pip (\d+)\.(\d+)/.exec(spawnSync('python3', ['-m', 'pip', '--version'], { encoding: 'utf8' }).stdout ?? '') ?? [];
// PIP_PYTHON, by which each run has an environment of its own, came with 22.3.
const skip = Number(major) + Number(minor) / 100 >= 22.03 ? false : 'python3 has no pip of at least 22.3';
let internet: Internet;

before(async () => {
  internet = await startInternet();
  serveIndexes(internet);
  for (const [name, line] of [
    ['pip', 'exec python3 -m pip "$@"'],
    ['python', 'exec python3 "$@"'],
  ] as const) {
    mkdirSync(join(folder, 'bin'), { recursive: true });
    writeFileSync(join(folder, 'bin', name), `#!/bin/sh\n${line}\n`);
    chmodSync(join(folder, 'bin', name), 0o755);
  }
});
after(async () => {
  await internet.close();
  rmSync(folder, { recursive: true, force: true });
});

describe('what pip takes for a CPU', { skip }, () => {
  for (const [name, shape] of Object.entries(pinned)) {
    it(name, async () => {
      assert.deepEqual((await resolve(shape)).builds, ['cuda'], 'before the fix');
      const fixed = await fix(shape);
      const { builds, output } = await resolve(fixed);
      assert.deepEqual(builds, ['cpu'], `after the fix: ${output}\n${fixed.marked}`);
    });
  }

  for (const [name, shape] of Object.entries(replacing)) {
    it(name, async () => {
      assert.deepEqual((await resolve(shape)).builds, ['cpu', 'cuda'], 'before the fix');
      assert.deepEqual((await resolve(await fix(shape))).builds, ['cpu'], 'after the fix');
    });
  }

  for (const [name, shape] of Object.entries(keeping)) {
    it(name, async () => {
      assert.deepEqual(lint({ text: shape.marked, project: projectOf(shape) }, [cudaTorchIndex]).diagnostics, []);
      assert.deepEqual((await resolve(shape)).builds, ['cpu']);
    });
  }

  for (const [name, shape] of Object.entries(unserved)) {
    it(name, async () => {
      const original = await resolve(shape);
      assert.notEqual(original.status, 0, `it is not found before: ${original.output}`);
      assert.deepEqual((await resolve(await fix(shape))).builds, ['cpu'], 'after the fix');
    });
  }

  it('a tag in the requirements file, whatever PyPI has', async () => {
    const shape = { ...pinned['a requirements file']! };
    const [finding] = lint({ text: shape.marked, project: projectOf(shape) }, [cudaTorchIndex]).diagnostics;
    const titled = (finding?.fixes ?? []).filter(({ title }) => title.includes('pin torch to +cpu'));
    assert.equal(titled.length, 1);
    const fixed = await fix(shape, ({ title }) => title.includes('pin torch to +cpu'));
    assert.match(fixed.files?.['requirements.txt'] ?? '', /\+cpu/);
    assert.deepEqual((await resolve(fixed)).builds, ['cpu']);
  });
});

describe('what pip takes where PyPI has a newer PyTorch than the CPU index', { skip }, () => {
  before(() => serveIndexes(internet, '2.9.0'));
  after(() => serveIndexes(internet));

  for (const [name, shape] of Object.entries(floating)) {
    it(name, async () => {
      const [finding] = lint({ text: shape.marked, project: projectOf(shape) }, [cudaTorchIndex]).diagnostics;
      const fixed = await resolve(await fix(shape));
      assert.deepEqual(fixed.builds, ['cuda'], 'PyPI wins, as the message says');
      assert.match(finding?.message ?? '', /torch is not pinned: a version that only PyPI has yet would still win/);
    });
  }

  it('an unpinned one alone, whose index stands in place of PyPI', async () => {
    const shape: Case = { marked: '# harden target=cpu\nFROM python:3.11\nRUN pip install torch\n' };
    assert.deepEqual((await resolve(await fix(shape))).builds, ['cpu']);
  });

  it('a pinned one', async () => {
    assert.deepEqual((await resolve(await fix(pinned['torch and others']!))).builds, ['cpu']);
  });
});

/** The case as its fixes leave it, those to review included. */
async function fix(shape: Case, wanted: (fix: { readonly title: string }) => boolean = () => true): Promise<Case> {
  const { text, others, applied } = await fixWith(cudaTorchIndex, shape, shape.marked, 'review', wanted);
  assert.ok(applied.length > 0, 'it is fixed');
  return { ...shape, marked: text, files: { ...shape.files, ...Object.fromEntries(others) } };
}

let runs = 0;

/** Runs a case's RUN lines in an environment of their own, and says which builds of torch pip fetched. */
async function resolve({ marked, files = {} }: Case) {
  const place = join(folder, `run${runs++}`);
  mkdirSync(place);
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(place, path)), { recursive: true });
    writeFileSync(join(place, path), text);
  }
  const environment = join(place, '.venv');
  const made = spawnSync('python3', ['-m', 'venv', '--without-pip', environment], { encoding: 'utf8' });
  assert.equal(made.status, 0, made.stderr);
  const userland: Userland = {
    name: 'pip',
    shell: ['sh', '-c'],
    path: [join(folder, 'bin'), process.env.PATH].join(delimiter),
  };
  const asked = internet.requests.length;
  const { status, output } = await runAll(marked, userland, place, {
    ...internet.env,
    PIP_CERT: internet.env.SSL_CERT_FILE ?? '',
    PIP_PYTHON: join(environment, 'bin', 'python3'),
    PIP_CONFIG_FILE: '/dev/null',
    PIP_NO_CACHE_DIR: '1',
    PIP_DISABLE_PIP_VERSION_CHECK: '1',
  });
  const wheels = internet.requests.slice(asked).filter(({ url }) => /\/torch-[^/]*\.whl$/.test(url));
  return { status, output, builds: [...new Set(wheels.map(({ url }) => buildOf(url)))] };
}
