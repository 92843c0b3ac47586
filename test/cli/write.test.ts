import assert from 'node:assert/strict';
import { chmodSync, lstatSync, mkdirSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { replaceFiles } from '../../server/src/cli/write.ts';
import { makeFolder, unprivileged } from '../project/folder.ts';

const read = (folder: string, name: string): string => readFileSync(join(folder, name), 'utf8');

describe('replacing files', () => {
  it('keeps the mode and writes through links', async () => {
    const folder = makeFolder({ 'real/file': 'old', link: { link: 'real/file' } });
    chmodSync(join(folder, 'real/file'), 0o750);
    await replaceFiles([{ file: join(folder, 'link'), before: 'old', after: 'new' }]);
    assert.equal(read(folder, 'real/file'), 'new');
    assert.equal(statSync(join(folder, 'real/file')).mode & 0o777, 0o750);
    assert.ok(lstatSync(join(folder, 'link')).isSymbolicLink());
    assert.deepEqual(readdirSync(join(folder, 'real')), ['file']);
  });

  it('makes new files', async () => {
    const folder = makeFolder({});
    await replaceFiles([{ file: join(folder, 'new'), before: null, after: 'x' }]);
    assert.equal(read(folder, 'new'), 'x');
  });

  for (const [what, before] of [
    ['changed', 'other'],
    ['appeared', null],
  ] as const) {
    it(`refuses all where one ${what} meanwhile`, async () => {
      const folder = makeFolder({ a: 'a', b: 'b' });
      const replacements = [
        { file: join(folder, 'a'), before: 'a', after: 'A' },
        { file: join(folder, 'b'), before, after: 'B' },
      ];
      await assert.rejects(replaceFiles(replacements), {
        name: 'WriteError',
        file: join(folder, 'b'),
        message: /changed since it was read/,
      });
      assert.equal(read(folder, 'a'), 'a');
    });
  }

  it('refuses where a file went away', async () => {
    const folder = makeFolder({});
    await assert.rejects(
      replaceFiles([{ file: join(folder, 'a'), before: 'a', after: 'A' }]),
      /changed since it was read/,
    );
    assert.deepEqual(readdirSync(folder), []);
  });

  it('refuses a read-only file, though its folder would let it be replaced', async () => {
    const folder = makeFolder({ a: 'a' });
    chmodSync(folder, 0o777);
    chmodSync(join(folder, 'a'), 0o444);
    await unprivileged(async () => {
      await assert.rejects(replaceFiles([{ file: join(folder, 'a'), before: 'a', after: 'A' }]), {
        message: 'permission denied',
      });
    });
    assert.equal(read(folder, 'a'), 'a');
  });

  it('puts back what it replaced where a later file cannot be written', async () => {
    const folder = makeFolder({ 'open/a': 'a', 'closed/b': 'b' });
    mkdirSync(join(folder, 'open/new'));
    for (const name of ['open', 'closed/b', 'open/a']) chmodSync(join(folder, name), 0o777);
    chmodSync(folder, 0o755);
    chmodSync(join(folder, 'closed'), 0o555);
    const replacements = [
      { file: join(folder, 'open/a'), before: 'a', after: 'A' },
      { file: join(folder, 'open/n'), before: null, after: 'N' },
      { file: join(folder, 'closed/b'), before: 'b', after: 'B' },
    ];
    await unprivileged(() => assert.rejects(replaceFiles(replacements), { message: 'permission denied' }));
    assert.equal(read(folder, 'open/a'), 'a');
    assert.equal(read(folder, 'closed/b'), 'b');
    assert.deepEqual(readdirSync(join(folder, 'open')), ['a', 'new']);
    chmodSync(join(folder, 'closed'), 0o755);
  });
});
