import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Engine } from './engine.ts';

/** What the Dockerfiles and the stand-ins' own scripts call, beside the commands that a shell has itself. */
const PROGRAMS = `sh bash cat cp mv rm mkdir ln ls touch chmod env expr sleep sha256sum
  tar gzip gunzip bzip2 bunzip2 wget curl busybox`.split(/\s+/);

/** Makes stand-ins for the images that the Dockerfiles start from, out of this machine's own programs. */
export async function makeImages(engine: Engine, authority: string): Promise<void> {
  await importImage(engine, 'debian:12', debian(join(engine.folder, 'debian'), authority));
  await importImage(engine, 'alpine:3.20', alpine(join(engine.folder, 'alpine')));
  const python = fileURLToPath(new URL('python', import.meta.url));
  const { status, output } = await engine.docker(['build', '--tag', 'python:3.11-slim', python]);
  assert.equal(status, 0, output);
}

async function importImage(engine: Engine, name: string, root: string): Promise<void> {
  const tar = spawnSync('tar', ['-C', root, '-c', '.'], { maxBuffer: 2 ** 30 });
  const { status, output } = await engine.docker(['import', '-', name], tar.stdout);
  assert.equal(status, 0, output);
}

/** GNU's programs with dash as `sh`, and an authority that they trust. */
function debian(root: string, authority: string): string {
  skeleton(root);
  for (const name of ['bin', 'lib', 'lib64']) {
    mkdirSync(join(root, 'usr', name), { recursive: true });
    symlinkSync(join('usr', name), join(root, name));
  }
  copy(authority, join(root, 'etc/ssl/certs/ca-certificates.crt'));
  const programs = new Map(PROGRAMS.map((program) => [program, onPath(program)]));
  for (const [program, path] of programs) copy(path, join(root, 'bin', program));
  const { stdout } = spawnSync('ldd', [...programs.values()], { encoding: 'utf8' });
  for (const library of new Set(stdout.match(/\/\S+\.so\S*/g))) copy(library, join(root, library));
  return root;
}

/** Busybox alone. */
function alpine(root: string): string {
  skeleton(root);
  copy(onPath('busybox'), join(root, 'bin/busybox'));
  for (const applet of spawnSync('busybox', ['--list'], { encoding: 'utf8' }).stdout.trim().split('\n'))
    if (applet !== 'busybox') symlinkSync('busybox', join(root, 'bin', applet));
  return root;
}

function skeleton(root: string): void {
  for (const name of ['etc', 'root', 'tmp']) mkdirSync(join(root, name), { recursive: true });
  writeFileSync(join(root, 'etc/passwd'), 'root:x:0:0:root:/root:/bin/sh\n');
}

/** Copies a file, or the one that a link leads to. */
function copy(from: string, to: string): void {
  mkdirSync(dirname(to), { recursive: true });
  copyFileSync(from, to);
}

function onPath(program: string): string {
  const folder = (process.env.PATH ?? '').split(delimiter).find((folder) => existsSync(join(folder, program)));
  assert.ok(folder, `${program} is needed for this test`);
  return join(folder, program);
}
