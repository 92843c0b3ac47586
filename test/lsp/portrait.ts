import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { cpSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { makeFolder } from '../project/folder.ts';

const cases = fileURLToPath(new URL('../cases/', import.meta.url));

/** The three files that the portrait service downloads; they are what test/cases/portrait-fixed pins. */
export const SERVED: Readonly<Record<string, Buffer>> = {
  'http://files.facemarks.example/landmarks_68.dat.bz2': spawnSync('bzip2', {
    input: '68 right landmarks\n'.repeat(1000),
  }).stdout,
  'https://github.com/brightfold/face-parsing/releases/download/v0.2.0/model.pth': Buffer.from(
    'right weights\n'.repeat(1000),
  ),
  'https://github.com/danielgatis/rembg/releases/download/v0.0.0/u2net_human_seg.onnx': Buffer.from(
    'right network\n'.repeat(1000),
  ),
};

/** The portrait service in a folder of its own. */
export interface Portrait {
  readonly root: string;
  /** The path and text of its Dockerfile for CPUs. */
  readonly path: string;
  readonly text: string;
  /** The text that hardening gives. */
  readonly fixed: string;
}

/** Copies the portrait service, as a git repository with a remote. */
export function portrait(): Portrait {
  const root = makeFolder({});
  cpSync(join(cases, 'portrait'), root, { recursive: true });
  const git = (...args: readonly string[]) => assert.equal(spawnSync('git', args, { cwd: root }).status, 0);
  git('init', '--quiet');
  git('remote', 'add', 'origin', 'git@github.com:brightfold/portrait-service.git');
  const path = join(root, 'docker', 'Dockerfile.cpu');
  const fixed = readFileSync(join(cases, 'portrait-fixed', 'Dockerfile.cpu'), 'utf8');
  return { root, path, text: readFileSync(path, 'utf8'), fixed };
}
