/** Runs inside VS Code's extension host: all the suite files beside its bundle, reported to the file that E2E_REPORT names. */

import { appendFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { format } from 'node:util';
import Mocha from 'mocha';

/** VS Code calls this; it fails where a test does. */
export async function run(): Promise<void> {
  Mocha.reporters.Base.consoleLog = (...words: unknown[]) => report(format(...words));
  const mocha = new Mocha({ ui: 'bdd', reporter: 'spec', color: false, timeout: 60_000 });
  for (const name of readdirSync(__dirname).sort()) if (name.endsWith('.test.js')) mocha.addFile(join(__dirname, name));
  const stats = await new Promise<Mocha.Stats>((done) => {
    const runner = mocha.run(() => done(runner.stats as Mocha.Stats));
  });
  const skipped = stats.pending > 0 ? `, ${stats.pending} skipped` : '';
  report(`${stats.passes} passed, ${stats.failures} failed${skipped}`);
  if (stats.failures > 0) throw new Error(`${stats.failures} failed`);
}

function report(line: string): void {
  if (process.env.E2E_REPORT) appendFileSync(process.env.E2E_REPORT, `${line}\n`);
  else console.log(line);
}
