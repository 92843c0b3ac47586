import assert from 'node:assert/strict';
import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, it } from 'node:test';
import { committedAt, committedText, firstAuthor } from '../../server/src/project/committed.ts';
import { projectFiles } from '../../server/src/project/files.ts';
import { makeFolder } from './folder.ts';
import { makeRepository } from './repository.ts';

const HASH = '0123456789abcdef'.repeat(4);
const TEXT = `FROM debian\nARG H=${HASH}\n`;

/** What makes a partial clone run a program to get a file. */
const LAZY = {
  'core.repositoryFormatVersion': '1',
  'extensions.partialClone': 'origin',
  'remote.origin.promisor': 'true',
  'remote.origin.url': 'ext::touch FILE',
  'protocol.ext.allow': 'always',
};

describe('the last commit', () => {
  const environment = { ...process.env };
  afterEach(() => {
    for (const name of Object.keys(process.env)) if (!(name in environment)) delete process.env[name];
    Object.assign(process.env, environment);
  });

  it('holds a file as it was, wherever it stands', async () => {
    const { root } = makeRepository({ 'docker/-odd name': TEXT, Dockerfile: 'FROM a\n' });
    writeFileSync(join(root, 'docker/-odd name'), 'FROM other\n');
    assert.equal(await committedText({ root, path: 'docker/-odd name' }), TEXT);
    assert.equal(await committedText({ root: join(root, 'docker'), path: '-odd name' }), TEXT);
    assert.equal(await committedText({ root, path: 'Dockerfile' }), 'FROM a\n');
  });

  it('knows who committed a file first, whatever its name was then', async () => {
    const { root, git } = makeRepository({ 'docker/-odd name': TEXT });
    const later = ['-c', 'user.name=B', '-c', 'user.email=b@example.com', 'commit', '--quiet', '-m'];
    git('mv', 'docker/-odd name', 'Dockerfile');
    git(...later, 'Moved');
    writeFileSync(join(root, 'Dockerfile'), `${TEXT}CMD x\n`);
    git(...later, 'Changed', '--all');
    assert.equal(await firstAuthor({ root, path: 'Dockerfile' }), 'A Person <person@example.com>');
    assert.equal(await firstAuthor({ root, path: 'Dockerfile.new' }), null);
    assert.equal(await firstAuthor({ root: makeFolder({ Dockerfile: TEXT }), path: 'Dockerfile' }), null);
  });

  it('has nothing for what is not in it, without a commit, a repository or git', async () => {
    const { root } = makeRepository({ Dockerfile: TEXT });
    writeFileSync(join(root, 'Dockerfile.new'), TEXT);
    assert.equal(await committedText({ root, path: 'Dockerfile.new' }), null);
    assert.equal(await committedText({ root, path: 'missing/Dockerfile' }), null);
    assert.equal(await committedText({ root: makeFolder({ Dockerfile: TEXT }), path: 'Dockerfile' }), null);
    process.env.PATH = makeFolder({});
    assert.equal(await committedText({ root, path: 'Dockerfile' }), null);
  });

  it('is not read where it is larger than a Dockerfile', async () => {
    const { root } = makeRepository({ Dockerfile: 'x'.repeat(1024 * 1024 + 1) });
    assert.equal(await committedText({ root, path: 'Dockerfile' }), null);
  });

  it('is that of the folder, whatever repository a hook is told', async () => {
    const { root } = makeRepository({ Dockerfile: TEXT });
    process.env.GIT_DIR = join(makeRepository({ Dockerfile: 'FROM other\n' }).root, '.git');
    assert.equal(await committedText({ root, path: 'Dockerfile' }), TEXT);
  });

  it('is read without running what the repository names, and without the network', async () => {
    const { root, git } = makeRepository({ Dockerfile: TEXT, '.gitattributes': '* diff=x filter=x\n' });
    const ran = join(root, 'ran');
    for (const key of ['core.fsmonitor', 'diff.x.textconv', 'filter.x.smudge', 'core.sshCommand'])
      git('config', key, `touch ${ran}; false`);
    assert.equal(await committedText({ root, path: 'Dockerfile' }), TEXT);
    assert.equal((await committedAt({ root, path: 'Dockerfile' }, HASH))?.toISOString(), '2024-03-04T05:06:07.000Z');
    // A partial clone gets what it lacks from its remote as soon as it is asked for.
    const blob = git('rev-parse', 'HEAD:Dockerfile').trim();
    rmSync(join(root, '.git/objects', blob.slice(0, 2), blob.slice(2)));
    for (const [key, value] of Object.entries(LAZY)) git('config', key, value.replace('FILE', ran));
    assert.equal(await committedText({ root, path: 'Dockerfile' }), null);
    assert.equal(existsSync(ran), false);
  });

  it('says when a line was committed, if it is there', async () => {
    const { root } = makeRepository({ Dockerfile: TEXT });
    assert.equal(await committedAt({ root, path: 'Dockerfile' }, HASH.replace('0', 'f')), undefined);
    assert.equal(await committedAt({ root: makeFolder({ Dockerfile: TEXT }), path: 'Dockerfile' }, HASH), undefined);
  });

  it('is loaded for rules that ask, unless git may not be run', async () => {
    const { root } = makeRepository({ Dockerfile: TEXT });
    const { project, load } = projectFiles(root).view('Dockerfile');
    assert.equal(project.committed, undefined);
    await load();
    assert.equal(project.committed, TEXT);
    assert.equal(projectFiles(root, false).view('Dockerfile').project.committed, null);
    assert.equal(projectFiles(root).view(undefined).project.committed, null);
  });
});
