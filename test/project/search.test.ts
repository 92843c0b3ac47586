import assert from 'node:assert/strict';
import { chmodSync } from 'node:fs';
import { join, relative } from 'node:path';
import { describe, it } from 'node:test';
import { findDockerfiles } from '../../server/src/project/search.ts';
import { makeFolder, unprivileged } from './folder.ts';

async function find(root: string, ...paths: string[]): Promise<{ files: string[]; problems: string[] }> {
  const { files, problems } = await findDockerfiles(paths, root);
  return {
    files: files.map((file) => relative(root, file)),
    problems: problems.map(({ path, reason }) => `${path}: ${reason}`),
  };
}

const files = async (root: string, ...paths: string[]) => (await find(root, ...paths)).files;

describe('searching a folder', () => {
  it('takes the four kinds of names, and no exclude lists', async () => {
    const names = ['Dockerfile', 'Dockerfile.cpu', 'app.Dockerfile', 'Containerfile', 'Containerfile.dev'];
    const others = [
      'Dockerfile.dockerignore',
      'Containerfile.containerignore',
      'MyDockerfile',
      'dockerfile.txt',
      'README.md',
    ];
    const root = makeFolder(Object.fromEntries([...names, ...others].map((name) => [name, ''])));
    assert.deepEqual(await files(root, '.'), names.toSorted());
  });

  it('goes into hidden folders, not into .git and node_modules', async () => {
    const root = makeFolder({ '.devcontainer/Dockerfile': '', '.git/Dockerfile': '', 'node_modules/x/Dockerfile': '' });
    assert.deepEqual(await files(root, '.'), ['.devcontainer/Dockerfile']);
  });

  it('honours .gitignore files, nested ones and those above, without a repository too', async () => {
    const tree = {
      '.gitignore': '/out/\n*.tmp.Dockerfile\n',
      Dockerfile: '',
      'a.tmp.Dockerfile': '',
      'out/Dockerfile': '',
      'sub/out/Dockerfile': '',
      'sub/.gitignore': 'skipped/\n!b.tmp.Dockerfile\n',
      'sub/skipped/Dockerfile': '',
      'sub/b.tmp.Dockerfile': '',
      'sub/c.tmp.Dockerfile': '',
    };
    const found = ['sub/b.tmp.Dockerfile', 'sub/out/Dockerfile'];
    assert.deepEqual(await files(makeFolder(tree), '.'), ['Dockerfile', ...found]);
    assert.deepEqual(await files(makeFolder({ ...tree, '.git/config': '' }), 'sub'), found);
  });

  it('starts afresh in a repository inside', async () => {
    const root = makeFolder({
      '.git/config': '',
      '.gitignore': 'x.Dockerfile\n',
      'in/.git': 'gitdir: y',
      'in/x.Dockerfile': '',
    });
    assert.deepEqual(await files(root, '.'), ['in/x.Dockerfile']);
  });

  it('follows links to files, not to folders, and never out of the project', async () => {
    const outside = makeFolder({ Dockerfile: '' });
    const root = makeFolder({
      'a/Dockerfile.real': '',
      'a/loop': { link: '..' },
      Dockerfile: { link: 'a/Dockerfile.real' },
      'Dockerfile.broken': { link: 'nowhere' },
      'Dockerfile.outside': { link: join(outside, 'Dockerfile') },
      Containerfile: { link: 'missing/../a/Dockerfile.real' },
    });
    assert.deepEqual(await files(root, '.'), ['a/Dockerfile.real']);
  });
});

describe('paths that are named', () => {
  const root = makeFolder({
    '.gitignore': 'build.docker\nignored/\n',
    'build.docker': '',
    'ignored/Dockerfile': '',
    'a/Dockerfile': '',
    'b/Dockerfile': '',
    link: { link: 'a/Dockerfile' },
    'empty/README.md': '',
  });

  it('are read whatever their names, ignored or not', async () => {
    assert.deepEqual(await files(root, 'build.docker', 'ignored'), ['build.docker', 'ignored/Dockerfile']);
  });
  it('are sorted and count once', async () => {
    assert.deepEqual(await files(root, 'b', 'a/../b/Dockerfile', 'a', 'link', join(root, 'a')), [
      'a/Dockerfile',
      'b/Dockerfile',
    ]);
  });
  it('may be links', async () => assert.deepEqual(await files(root, 'link'), ['link']));
  it('that are missing or hold nothing are named; the others are found', async () => {
    const { files, problems } = await find(root, 'none', 'empty', 'a');
    assert.deepEqual(files, ['a/Dockerfile']);
    assert.match(problems[0]!, /^none: no such file or folder$/);
    assert.match(problems[1]!, /^empty: no Dockerfile in this folder/);
    assert.equal(problems.length, 2);
  });
  it('that cannot be searched are named once', async () => {
    const root = makeFolder({ 'open/Dockerfile': '', 'closed/Dockerfile': '' });
    chmodSync(root, 0o755);
    chmodSync(join(root, 'closed'), 0);
    await unprivileged(async () => {
      assert.deepEqual((await find(root, 'closed')).problems, ['closed: permission denied']);
      assert.deepEqual(await find(root, '.'), { files: ['open/Dockerfile'], problems: ['closed: permission denied'] });
    });
    chmodSync(join(root, 'closed'), 0o755);
  });
});
