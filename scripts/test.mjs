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

/** What is run, in order; `run` answers with what is to be counted. A further suite is one more entry. */
const steps = [
  ...(patterns.length === 0 ? [{ name: 'check', run: () => succeeds('npm run --silent check') }] : []),
  { name: 'build', run: () => succeeds('npm run --silent build') },
  { name: 'tests', run: nodeTests },
];

/** A step that is no test counts only when it fails. */
function succeeds(command) {
  return spawnSync(command, { shell: true, stdio: 'inherit' }).status === 0 ? {} : { failed: 1 };
}

/** The node:test suites, each file in a process of its own that has ten minutes. */
function nodeTests() {
  const files = readdirSync('test', { recursive: true })
    .map((path) => join('test', path))
    .filter((path) => path.endsWith('.test.ts') && !path.includes('node_modules'))
    .filter((path) => patterns.length === 0 || patterns.some((pattern) => path.includes(pattern)))
    .sort();
  if (files.length === 0) {
    console.log('No test file matches.');
    return { failed: 1 };
  }
  const folder = mkdtempSync(join(tmpdir(), 'harden-test-'));
  const totals = join(folder, 'totals.json');
  try {
    const limits = ['--test-concurrency=2', `--test-timeout=${10 * 60_000}`];
    const flags = ['--import', 'tsx', '--test', ...limits, '--test-reporter=./scripts/reporter.mjs'];
    const { status } = spawnSync(process.execPath, [...flags, ...files], {
      stdio: ['ignore', 'inherit', 'inherit'],
      env: { ...process.env, HARDEN_TOTALS: totals },
    });
    const counted = JSON.parse(readFileSync(totals, 'utf8'));
    return status === 0 || counted.failed > 0 ? counted : { ...counted, failed: 1 };
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
    const counted = run();
    for (const key of Object.keys(totals)) totals[key] += counted[key] ?? 0;
    if (counted.failed > 0) failed.push(name);
  }
  const skipsFail = process.env.HARDEN_NO_SKIP === '1' && totals.skipped > 0;
  console.log('');
  if (failed.length > 0) console.log(`FAILED: ${failed.join(', ')}`);
  if (skipsFail) console.log('FAILED: tests were skipped, and none may be where HARDEN_NO_SKIP=1');
  if (failed.length > 0 || skipsFail) process.exitCode = 1;
  const skipped = totals.skipped > 0 ? `, ${totals.skipped} skipped` : '';
  console.log(`${totals.passed} passed, ${totals.failed} failed${skipped}`);
}

if (installPackages()) {
  installTools();
  main();
} else {
  console.log('FAILED: the packages could not be installed\n0 passed, 1 failed');
  process.exitCode = 1;
}
