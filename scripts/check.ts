/** Everything that must hold before a commit, short of running the code: `npm run check`. */

import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

process.chdir(fileURLToPath(new URL('..', import.meta.url)));

interface Check {
  readonly name: string;
  readonly command: string;
}

const checks: readonly Check[] = [
  { name: 'types', command: 'tsc --project .' },
  { name: 'types of the pure core', command: 'tsc --project server/src/core' },
  { name: 'lint and format (npm run format mends most)', command: 'biome check --error-on-warnings' },
  { name: 'import rule', command: 'depcruise --config .dependency-cruiser.cjs --output-type err-long server client' },
];
const generated: Check = { name: 'generated files are current', command: 'tsx scripts/generate.ts --check' };

/** Runs one check; its output is shown only when it fails. */
function run({ name, command }: Check): Promise<boolean> {
  const env = { ...process.env, PATH: `${resolve('node_modules/.bin')}${delimiter}${process.env.PATH}` };
  const child = spawn(command, { shell: true, env });
  let output = '';
  child.stdout.on('data', (chunk) => (output += chunk));
  child.stderr.on('data', (chunk) => (output += chunk));
  return new Promise((done) =>
    child.on('close', (code) => {
      process.stdout.write(code === 0 ? `ok      ${name}\n` : `FAILED  ${name}\n${output}\n`);
      done(code === 0);
    }),
  );
}

const all = existsSync('scripts/generate.ts') ? [...checks, generated] : checks;
const results = await Promise.all(all.map(run));
process.exitCode = results.every(Boolean) ? 0 : 1;
