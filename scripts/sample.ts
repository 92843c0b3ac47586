import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

/** A project to show and to test with. */
export interface Sample {
  readonly folder: string;
  /** The path of its Dockerfile below the folder. */
  readonly dockerfile: string;
  remove(): void;
}

/** Copies the portrait case to a temporary folder, as a git clone of its own. */
export function copySample(): Sample {
  const parent = mkdtempSync(join(tmpdir(), 'harden-'));
  const folder = join(parent, 'portrait-service');
  cpSync(resolve(import.meta.dirname, '../test/cases/portrait'), folder, { recursive: true });
  git(folder, 'init', '--quiet');
  git(folder, 'remote', 'add', 'origin', 'git@github.com:brightfold/portrait-service.git');
  const remove = () => rmSync(parent, { recursive: true, force: true, maxRetries: 10 });
  return { folder, dockerfile: 'docker/Dockerfile.cpu', remove };
}

function git(cwd: string, ...args: readonly string[]): void {
  const { status, stderr, error } = spawnSync('git', args, { cwd, encoding: 'utf8' });
  if (status !== 0) throw new Error(`git ${args.join(' ')}: ${error?.message ?? stderr}`);
}
