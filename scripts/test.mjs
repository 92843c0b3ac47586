/**
 * `npm test`: makes a fresh clone ready, then checks, builds and tests it. Needs only Node 20, npm and git.
 * `npm test -- PATTERN…` builds, and runs only the test files whose path contains a PATTERN.
 * The last line is the totals: `N passed, N failed`, then `, N skipped` where tests were skipped.
 * With HARDEN_NO_SKIP=1 a skipped test fails the run.
 */

import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { installPackages, installTools } from './prepare.mjs';

process.chdir(fileURLToPath(new URL('..', import.meta.url)));

const patterns = process.argv.slice(2);

const files = readdirSync('test', { recursive: true })
  .map((path) => join('test', path))
  .filter((path) => path.endsWith('.test.ts') && !path.includes('node_modules'))
  .filter((path) => patterns.length === 0 || patterns.some((pattern) => path.includes(pattern)))
  .sort();

/** Files that run inside VS Code; those beside them drive a VS Code that is served with the packaged extension. */
const inside = files.filter((path) => path.startsWith(join('test', 'vscode', 'suite')));
const served = files.filter((path) => path.startsWith(join('test', 'vscode')) && !inside.includes(path));
const plain = files.filter((path) => !path.startsWith(join('test', 'vscode')));

/** What is run, in order; `run` answers with what is to be counted. A further suite is one more entry. */
const steps = [
  ...(patterns.length === 0 ? [{ name: 'check', run: () => succeeds('npm run --silent check') }] : []),
  { name: 'build', run: () => succeeds('npm run --silent build') },
  ...(plain.length > 0 ? [{ name: 'tests', run: () => nodeTests(plain) }] : []),
  ...(inside.length > 0 ? [{ name: 'vscode', run: () => counted(['test/vscode/run.ts', ...inside]) }] : []),
  ...(served.length > 0
    ? [
        { name: 'package', run: () => succeeds('npm run --silent package') },
        { name: 'served', run: () => nodeTests(served) },
      ]
    : []),
];

/** A step that is no test counts only when it fails. */
function succeeds(command) {
  return spawnSync(command, { shell: true, stdio: 'inherit' }).status === 0 ? {} : { failed: 1 };
}

/** The node:test suites, each file in a process of its own that has ten minutes. */
function nodeTests(paths) {
  const limits = ['--test-concurrency=2', `--test-timeout=${10 * 60_000}`];
  return counted(['--test', ...limits, '--test-reporter=./scripts/reporter.mjs', ...paths]);
}

/** Runs node with the arguments; counts what it writes as JSON to the file that HARDEN_TOTALS names. */
function counted(args) {
  const folder = mkdtempSync(join(tmpdir(), 'harden-test-'));
  const totals = join(folder, 'totals.json');
  try {
    const { status } = spawnSync(process.execPath, ['--import', 'tsx', ...args], {
      stdio: ['ignore', 'inherit', 'inherit'],
      // The user's own cache is left alone.
      env: { ...process.env, HARDEN_TOTALS: totals, XDG_CACHE_HOME: join(folder, 'cache') },
    });
    const counts = JSON.parse(readFileSync(totals, 'utf8'));
    return status === 0 || counts.failed > 0 ? counts : { ...counts, failed: 1 };
  } catch (error) {
    console.log(`The test runner did not finish: ${error.message}`);
    return { failed: 1 };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Runs the steps and says, last, what came of them. */
function main() {
  const totals = { passed: 0, failed: 0, skipped: 0 };
  const failed = [];
  for (const { name, run } of steps) {
    console.log(`\n== ${name}`);
    const counts = run();
    for (const key of Object.keys(totals)) totals[key] += counts[key] ?? 0;
    if (counts.failed > 0) failed.push(name);
  }
  const skipsFail = process.env.HARDEN_NO_SKIP === '1' && totals.skipped > 0;
  console.log('');
  if (failed.length > 0) console.log(`FAILED: ${failed.join(', ')}`);
  if (skipsFail) console.log('FAILED: tests were skipped, and none may be where HARDEN_NO_SKIP=1');
  if (failed.length > 0 || skipsFail) process.exitCode = 1;
  const skipped = totals.skipped > 0 ? `, ${totals.skipped} skipped` : '';
  console.log(`${totals.passed} passed, ${totals.failed} failed${skipped}`);
}

if (files.length === 0) {
  console.log('No test file matches.\n0 passed, 1 failed');
  process.exitCode = 1;
} else if (installPackages()) {
  installTools();
  main();
} else {
  console.log('FAILED: the packages could not be installed\n0 passed, 1 failed');
  process.exitCode = 1;
}
