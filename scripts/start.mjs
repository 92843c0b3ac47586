/**
 * `npm start`: makes a fresh clone ready, builds, and opens VS Code with the extension on a copy of a sample project.
 * `npm start -- FILE` opens that file instead. Needs only Node 20, npm and git.
 */

import { spawnSync } from 'node:child_process';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { installPackages } from './prepare.mjs';

process.chdir(fileURLToPath(new URL('..', import.meta.url)));

/** What the user named stands relative to where npm was called. */
const [name] = process.argv.slice(2);
const file = name && resolve(process.env.INIT_CWD ?? '.', name);

if (installPackages() && spawnSync('npm run --silent build', { shell: true, stdio: 'inherit' }).status === 0) {
  const { register } = await import('tsx/esm/api');
  register();
  const { open } = await import('./open.ts');
  await open(file).catch((error) => {
    console.error(error.message);
    process.exitCode = 1;
  });
} else {
  process.exitCode = 1;
}
