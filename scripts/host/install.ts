/** VS Code's server, out of npm's code-server, in a folder of its own: for machines that cannot download VS Code. */

import { spawnSync } from 'node:child_process';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join, resolve } from 'node:path';

const manifests = import.meta.dirname;
const folder = resolve(manifests, '../../.vscode-test/host');

/** Installs the server where it is missing or older than the lock file beside this; answers its folder. Throws without npm's registry. */
export function installServer(): string {
  const lock = readFileSync(join(manifests, 'package-lock.json'), 'utf8');
  const stamp = join(folder, 'installed');
  if (!existsSync(stamp) || readFileSync(stamp, 'utf8') !== lock) {
    console.log('Installing a VS Code server (once, about 300 MB) …');
    const fresh = `${folder}-${process.pid}`;
    try {
      fill(fresh);
      writeFileSync(join(fresh, 'installed'), lock);
      rmSync(folder, { recursive: true, force: true });
      renameSync(fresh, folder);
    } finally {
      rmSync(fresh, { recursive: true, force: true });
    }
  }
  return serverFolder(folder);
}

function fill(fresh: string): void {
  mkdirSync(fresh, { recursive: true });
  for (const name of ['package.json', 'package-lock.json']) copyFileSync(join(manifests, name), join(fresh, name));
  npm('ci --ignore-scripts', fresh);
  // Its npm-shrinkwrap.json pins these; `npm ci` refuses to read it.
  npm('install --ignore-scripts --omit=dev', serverFolder(fresh));
  const bin = join(serverFolder(fresh), 'node_modules/@vscode/ripgrep/bin');
  const ripgrep = `@vscode/ripgrep-${process.platform}-${process.arch}/bin/rg`;
  mkdirSync(bin, { recursive: true });
  if (existsSync(join(fresh, 'node_modules', ripgrep))) {
    symlinkSync(join('../../../../../../../', ripgrep), join(bin, 'rg'));
  }
}

function npm(command: string, cwd: string): void {
  const { status, stdout, stderr } = spawnSync(`npm ${command} --no-audit --no-fund`, {
    cwd,
    shell: true,
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`npm ${command} failed in ${cwd}:\n${stdout}${stderr}`);
}

function serverFolder(inside: string): string {
  return join(inside, 'node_modules/code-server/lib/vscode');
}
