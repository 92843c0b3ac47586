/** What the tests need that a fresh clone lacks: the npm packages, and the programs that Dockerfiles call. */

import { spawnSync } from 'node:child_process';
import { accessSync, constants, existsSync, statSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** Each program that some test runs, and the Debian package that brings it. */
const TOOLS = {
  wget: 'wget',
  curl: 'curl',
  bzip2: 'bzip2',
  xz: 'xz-utils',
  zstd: 'zstd',
  busybox: 'busybox-static',
  openssl: 'openssl',
  zip: 'zip',
  dash: 'dash',
  python3: 'python3',
  pip3: 'python3-pip',
  nvim: 'neovim',
  chromium: 'chromium',
};

/** Installs node_modules where it is absent or older than package-lock.json; says whether it is there now. */
export function installPackages() {
  const installed = 'node_modules/.package-lock.json';
  if (existsSync(installed) && statSync(installed).mtimeMs >= statSync('package-lock.json').mtimeMs) return true;
  console.log('Installing the npm packages …');
  return run('npm ci --no-audit --no-fund');
}

/** Installs the programs that are missing where it may (root on Debian), and names those that stay missing. */
export function installTools() {
  const mayInstall = process.getuid?.() === 0 && onPath('apt-get');
  if (missingTools().length > 0 && mayInstall) {
    const packages = missingTools().map((tool) => TOOLS[tool]);
    console.log(`Installing ${packages.join(' ')} …`);
    run('apt-get update -qq') && run(`apt-get install -y -qq --no-install-recommends ${packages.join(' ')} >/dev/null`);
  }
  const missing = missingTools();
  if (missing.length > 0)
    console.log(`Not installed here, so the tests that run them are skipped: ${missing.join(', ')}`);
}

function missingTools() {
  return Object.keys(TOOLS).filter((tool) => !onPath(tool));
}

function onPath(program) {
  return (process.env.PATH ?? '').split(delimiter).some((folder) => isExecutable(join(folder, program)));
}

function isExecutable(path) {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

function run(command) {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  return spawnSync(command, { shell: true, stdio: ['ignore', 'inherit', 'inherit'], env }).status === 0;
}
