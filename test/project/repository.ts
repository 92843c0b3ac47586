import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { type Entry, makeFolder } from './folder.ts';

/** A folder that is a git repository with these files committed. */
export interface Repository {
  readonly root: string;
  /** Answers what git prints. */
  readonly git: (...args: readonly string[]) => string;
}

/** Makes a repository, for one test file; nobody's own settings of git count in it. */
export function makeRepository(files: Readonly<Record<string, Entry>>): Repository {
  const root = makeFolder(files);
  const env = {
    ...process.env,
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_AUTHOR_DATE: '2024-03-04T05:06:07Z',
    GIT_COMMITTER_DATE: '2024-03-04T05:06:07Z',
  };
  const git = (...args: readonly string[]): string => {
    const { status, stdout, stderr } = spawnSync('git', args, { cwd: root, env, encoding: 'utf8' });
    assert.equal(status, 0, stderr);
    return stdout;
  };
  git('init', '--quiet');
  git('config', 'user.name', 'A Person');
  git('config', 'user.email', 'person@example.com');
  git('add', '--all');
  git('commit', '--quiet', '--message', 'First');
  return { root, git };
}
