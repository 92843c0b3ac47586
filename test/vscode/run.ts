/**
 * Bundles suite files and runs them inside a real VS Code, with the extension, on a copy of the sample: `run.ts FILE…`.
 * Writes { passed, failed, skipped } as JSON to the file that HARDEN_TOTALS names.
 */

import { closeSync, fstatSync, mkdtempSync, openSync, readSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { runTests } from '@vscode/test-electron';
import { build } from 'esbuild';
import { closingTotals, type Totals } from '../../scripts/host/report.ts';
import { copySample } from '../../scripts/sample.ts';
import { vscodeHost } from '../../scripts/vscode-host.ts';

const root = resolve(import.meta.dirname, '../..');

/** Bundles the files for VS Code, which loads CommonJS; answers the path of the one that runs them. */
async function bundle(files: readonly string[]): Promise<string> {
  const outdir = join(root, 'node_modules/.cache/vscode-suite');
  rmSync(outdir, { recursive: true, force: true });
  await build({
    entryPoints: [join(import.meta.dirname, 'index.ts'), ...files],
    outdir,
    entryNames: '[name]',
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20.9',
    mainFields: ['module', 'main'],
    alias: { mocha: 'mocha/lib/mocha.cjs' },
    external: ['vscode', 'mocha/lib/mocha.cjs'],
    define: { 'import.meta.url': 'importMetaUrl', 'import.meta.dirname': '__dirname' },
    banner: { js: "const importMetaUrl = require('node:url').pathToFileURL(__filename).href;" },
    logLevel: 'warning',
  });
  return join(outdir, 'index.js');
}

/** Prints the report as it grows, until it is told to stop. */
function follow(report: string): () => void {
  const file = openSync(report, 'a+');
  let shown = 0;
  const show = () => {
    const rest = Buffer.alloc(fstatSync(file).size - shown);
    shown += readSync(file, rest, 0, rest.length, shown);
    process.stdout.write(rest);
  };
  const timer = setInterval(show, 200);
  return () => {
    clearInterval(timer);
    show();
    closeSync(file);
  };
}

async function runSuite(files: readonly string[]): Promise<Totals> {
  const host = await vscodeHost();
  if ('missing' in host) {
    console.log(`No VS Code to test in: ${host.missing}`);
    return { passed: 0, failed: 0, skipped: files.length };
  }
  const extensionTestsPath = await bundle(files);
  const sample = copySample();
  const temporary = mkdtempSync(join(tmpdir(), 'harden-'));
  const report = join(temporary, 'report.txt');
  const stop = follow(report);
  let status = 1;
  try {
    status = await runTests({
      vscodeExecutablePath: host.executable,
      extensionDevelopmentPath: root,
      extensionTestsPath,
      extensionTestsEnv: { E2E_REPORT: report },
      launchArgs: [sample.folder],
    });
  } catch {
    // A test failed, or the run did: the totals tell.
  }
  stop();
  const totals = closingTotals(report) ?? { passed: 0, failed: 0, skipped: 0 };
  sample.remove();
  rmSync(temporary, { recursive: true, force: true });
  const ended = status === 0 && totals.passed > 0;
  return ended || totals.failed > 0 ? totals : { ...totals, failed: 1 };
}

const totals = await runSuite(process.argv.slice(2));
if (process.env.HARDEN_TOTALS) writeFileSync(process.env.HARDEN_TOTALS, JSON.stringify(totals));
process.exit(totals.failed > 0 ? 1 : 0);
