import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Internet } from '../internet/internet.ts';
import type { Site } from './build.ts';

/** Files by their path below a project's folder. */
export type Files = Readonly<Record<string, string>>;

/** A project's files as `harden-dockerfile fix --write` leaves them, with nothing left to report. */
export async function fixed({ engine, internet }: Site, rule: string, files: Files): Promise<Files> {
  const project = mkdtempSync(join(engine.folder, 'project-'));
  writeFiles(project, files);
  await harden(internet, project, ['fix', '--write', '--rule', rule]);
  return Object.fromEntries(Object.keys(files).map((path) => [path, readFileSync(join(project, path), 'utf8')]));
}

/** Writes files below a folder, which may be new. */
export function writeFiles(folder: string, files: Files): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
}

async function harden(internet: Internet, cwd: string, args: readonly string[]): Promise<void> {
  const main = fileURLToPath(new URL('../../server/src/cli/main.ts', import.meta.url));
  const env = { ...process.env, ...internet.env };
  const child = spawn(process.execPath, ['--import', import.meta.resolve('tsx'), main, ...args], { cwd, env });
  let output = '';
  child.stdout.on('data', (data) => (output += data));
  child.stderr.on('data', (data) => (output += data));
  const [status] = await once(child, 'close');
  assert.equal(status, 0, output);
}
