import assert from 'node:assert/strict';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { projectFiles, type View } from '../../server/src/project/files.ts';
import { findRoot } from '../../server/src/project/root.ts';
import { makeFolder } from './folder.ts';

/** Asks, loads, and asks again. */
async function loaded<T>(view: View, ask: (view: View) => T | undefined): Promise<T | undefined> {
  ask(view);
  await view.load();
  return ask(view);
}

const read = async (root: string, path: string) =>
  loaded(projectFiles(root).view('Dockerfile'), ({ project }) => project.read(path));
const list = async (root: string, folder: string, ...endings: string[]) =>
  loaded(projectFiles(root).view('Dockerfile'), ({ project }) => project.list(folder, endings));

describe('reading files of a project', () => {
  const outside = makeFolder({ 'secret.txt': 'secret' });
  const root = makeFolder({
    'requirements.txt': 'torch\n',
    'sub/a.txt': 'a',
    'frozen.txt': Buffer.from('\uFEFFtorch==2.0.1\r\n', 'utf16le'),
    'binary.bin': new Uint8Array([65, 0, 66]),
    'large.txt': 'x'.repeat(1024 * 1024 + 1),
    'inside.txt': { link: 'sub/a.txt' },
    'outside.txt': { link: join(outside, 'secret.txt') },
    away: { link: outside },
    'loop.txt': { link: 'loop.txt' },
  });

  it('reads UTF-16 by its byte order mark', async () => {
    assert.equal(await read(root, 'frozen.txt'), '\uFEFFtorch==2.0.1\r\n');
  });

  it('knows nothing before it has loaded, and the text afterwards', async () => {
    const { project, load } = projectFiles(root).view('Dockerfile');
    assert.equal(project.read('requirements.txt'), undefined);
    await load();
    assert.equal(project.read('requirements.txt'), 'torch\n');
  });

  for (const path of ['./requirements.txt', 'sub/../requirements.txt']) {
    it(`finds ${path}`, async () => assert.equal(await read(root, path), 'torch\n'));
  }
  it('follows links that stay inside', async () => assert.equal(await read(root, 'inside.txt'), 'a'));

  for (const [what, path] of Object.entries({
    'a missing file': 'none.txt',
    'a folder': 'sub',
    'a binary file': 'binary.bin',
    'a file above 1 MiB': 'large.txt',
    'a path above the root': '../secret.txt',
    'an absolute path': join(outside, 'secret.txt'),
    'a link that leaves the root': 'outside.txt',
    'a path through a link that leaves the root': 'away/secret.txt',
    'a link to itself': 'loop.txt',
    'a path with a null character': 'a\0b',
  })) {
    it(`has nothing for ${what}`, async () => assert.equal(await read(root, path), null));
  }

  it('prefers edited texts, also of files that are not there', () => {
    const edited = new Map([
      ['requirements.txt', 'edited'],
      ['./new.txt', 'new'],
    ]);
    const { project } = projectFiles(root).view('Dockerfile', edited);
    assert.equal(project.read('./requirements.txt'), 'edited');
    assert.equal(project.read('new.txt'), 'new');
  });

  it('keeps what it has learnt: the disk is asked once', async () => {
    const folder = makeFolder({ 'a.txt': 'first' });
    const files = projectFiles(folder);
    await loaded(files.view('Dockerfile'), ({ project }) => project.read('a.txt'));
    writeFileSync(join(folder, 'a.txt'), 'second');
    assert.equal(files.view('Other').project.read('a.txt'), 'first');
  });
});

describe('listing files of a project', () => {
  const outside = makeFolder({ 'x.py': '' });
  const root = makeFolder({
    '.gitignore': '*.log.py\n/gen/\nbuilt/\n',
    'main.py': '',
    'app/b.py': '',
    'app/a.py': '',
    'app/notes.md': '',
    'app/x.log.py': '',
    'app/gen/kept.py': '',
    'gen/made.py': '',
    'node_modules/m/m.py': '',
    '.hidden/h.py': '',
    'env/pyvenv.cfg': '',
    'env/lib/v.py': '',
    'dist/d.py': '',
    away: { link: outside },
    round: { link: '.' },
    'keep/.gitignore': '!built/\n',
    'keep/built/k.py': '',
    'other/built/o.py': '',
  });

  it('names what has one of the endings, sorted, without ignored, hidden and installed things', async () => {
    assert.deepEqual(await list(root, '', '.py'), [
      'app/a.py',
      'app/b.py',
      'app/gen/kept.py',
      'keep/built/k.py',
      'main.py',
    ]);
  });
  it('starts at a folder', async () => {
    assert.deepEqual(await list(root, 'app', '.py', '.md'), [
      'app/a.py',
      'app/b.py',
      'app/gen/kept.py',
      'app/notes.md',
    ]);
  });
  it('lists an ignored folder that is asked for', async () =>
    assert.deepEqual(await list(root, 'gen', '.py'), ['gen/made.py']));
  for (const folder of ['..', 'none', 'away', 'main.py']) {
    it(`has nothing in ${folder}`, async () => assert.deepEqual(await list(root, folder, '.py'), []));
  }
});

describe('the git remote', () => {
  const origin = async (root: string) => loaded(projectFiles(root).view('Dockerfile'), ({ project }) => project.origin);
  const config =
    '[core]\n\tbare = false\n[remote "upstream"]\n\turl = https://example.com/up.git\n[remote "origin"]\n\turl = git@github.com:o/r.git\n';

  it('is what the config says', async () =>
    assert.equal(await origin(makeFolder({ '.git/config': config })), 'git@github.com:o/r.git'));
  it('is found above a folder without one', async () => {
    assert.equal(
      await origin(join(makeFolder({ '.git/config': config, 'sub/x': '' }), 'sub')),
      'git@github.com:o/r.git',
    );
  });
  it('is null without a remote', async () =>
    assert.equal(await origin(makeFolder({ '.git/config': '[core]\n' })), null));
  it('does not tell who fetches', async () => {
    const text = '[Remote "origin"] ; comment\r\n  URL = "https://me:secret@example.com/o/r.git" # note\r\n';
    assert.equal(await origin(makeFolder({ '.git/config': text })), 'https://example.com/o/r.git');
  });
  it('is that of the repository in a worktree', async () => {
    const root = makeFolder({
      'main/.git/config': config,
      'main/.git/worktrees/w/commondir': '../..\n',
      'w/.git': 'gitdir: ../main/.git/worktrees/w\n',
    });
    assert.equal(await origin(join(root, 'w')), 'git@github.com:o/r.git');
  });
  it('is its own in a submodule', async () => {
    const root = makeFolder({
      '.git/modules/sub/config': config.replace('o/r', 'o/sub'),
      '.git/config': config,
      'sub/.git': 'gitdir: ../.git/modules/sub\n',
    });
    assert.equal(await origin(join(root, 'sub')), 'git@github.com:o/sub.git');
  });
  it('survives a pointer to nowhere', async () => {
    const root = makeFolder({ '.git': 'gitdir: ../gone\n' });
    rmSync(join(root, 'x'), { force: true });
    assert.equal(await origin(root), null);
  });
});

describe('the root of a project', () => {
  const root = makeFolder({ 'repo/.git/config': '', 'repo/a/b/x': '', 'repo/sub/.git': 'gitdir: x', 'plain/a/x': '' });

  it('is the nearest folder with .git', async () =>
    assert.equal(await findRoot(join(root, 'repo/a/b'), root), join(root, 'repo')));
  it('is a submodule', async () => assert.equal(await findRoot(join(root, 'repo/sub'), root), join(root, 'repo/sub')));
  it('is the current folder if it lies above', async () =>
    assert.equal(await findRoot(join(root, 'plain/a'), join(root, 'plain')), join(root, 'plain')));
  it('is the folder itself elsewhere', async () =>
    assert.equal(await findRoot(join(root, 'plain/a'), join(root, 'repo')), join(root, 'plain/a')));
});
