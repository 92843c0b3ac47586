import './stubs.ts';
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { makeFolder } from '../project/folder.ts';
import { pretendedSha256 } from '../rule-tester.ts';
import { program } from './program.ts';

const URL_F = 'https://example.com/f';
const PIN_F = ` # sha256:${pretendedSha256(URL_F)}`;
const lines = (...all: readonly string[]): string => all.map((line) => `${line}\n`).join('');
const read = (...path: readonly string[]): string => readFileSync(join(...path), 'utf8');

describe('fix', () => {
  it('prints a diff and changes nothing; what happened is told on standard error', async () => {
    const text = `FROM a:1\nMAINTAINER me\nRUN curl ${URL_F}\n`;
    const cwd = makeFolder({ 'sub/Dockerfile': text });
    const { status, stdout, stderr } = await program(['fix'], { cwd });
    assert.equal(
      stdout,
      lines(
        '--- a/sub/Dockerfile',
        '+++ b/sub/Dockerfile',
        '@@ -1,3 +1,3 @@',
        ' FROM a:1',
        '-MAINTAINER me',
        `-RUN curl ${URL_F}`,
        '+LABEL authors="me"',
        `+RUN curl ${URL_F}${PIN_F}`,
      ),
    );
    assert.equal(
      stderr,
      lines(
        'sub/Dockerfile',
        '  fix     Write a LABEL [old-maintainer]',
        `  fix     Pin ${URL_F} [lone-fetch]`,
        '          computed by a test',
        '',
        '2 fixes in 1 file (--write applies them).',
      ),
    );
    assert.equal(status, 0);
    assert.equal(read(cwd, 'sub/Dockerfile'), text);
  });

  it('--write writes and tells what it did; a second run finds nothing to do', async () => {
    const cwd = makeFolder({ Dockerfile: `FROM a\nMAINTAINER me\nRUN curl ${URL_F}\nRUN curl https://h/gone` });
    const { status, stdout, stderr } = await program(['fix', '--write'], { cwd });
    assert.equal(
      stdout,
      lines(
        'Dockerfile',
        '  fixed   Write a LABEL [old-maintainer]',
        `  fixed   Pin ${URL_F} [lone-fetch]`,
        '          computed by a test',
        '  failed  Pin https://h/gone [lone-fetch]',
        '          https://h/gone was not found (404): check the URL',
        '  left    1:1: hint: a has no tag [no-tag]',
        '',
        '2 fixes in 1 file; 1 failed; 1 left for you.',
      ),
    );
    assert.deepEqual({ status, stderr }, { status: 1, stderr: '' });
    assert.equal(
      read(cwd, 'Dockerfile'),
      `FROM a\nLABEL authors="me"\nRUN curl ${URL_F}${PIN_F}\nRUN curl https://h/gone`,
    );
    const again = await program(['fix', '--write', '--offline'], { cwd });
    assert.match(again.stdout, /Nothing fixed; 1 failed; 1 left for you\.\n$/);
  });

  it('ends with 0 and says so when nothing is found', async () => {
    const cwd = makeFolder({ Dockerfile: 'FROM a:1\n' });
    const { status, stdout, stderr } = await program(['fix'], { cwd });
    assert.deepEqual({ status, stdout, stderr }, { status: 0, stdout: '', stderr: 'Nothing to fix in 1 file.\n' });
  });

  it('asks each question once, for all files together', async () => {
    const cwd = makeFolder({
      'a.Dockerfile': `RUN curl ${URL_F}\nRUN curl https://h/gone\n`,
      'b.Dockerfile': `RUN curl ${URL_F}\nRUN curl https://h/g\n`,
    });
    const { asked } = await program(['fix'], { cwd });
    assert.deepEqual(
      asked.map((urls) => [...new Set(urls)]),
      [[URL_F, 'https://h/gone', 'https://h/g']],
    );
  });

  it('--offline asks nobody and says so', async () => {
    const cwd = makeFolder({ Dockerfile: `MAINTAINER me\nRUN curl ${URL_F}\n` });
    const { status, stdout, stderr, asked } = await program(['fix', '--offline'], { cwd });
    assert.deepEqual({ status, asked }, { status: 1, asked: [] });
    assert.match(stdout, /\+LABEL/);
    assert.match(stderr, /failed {2}Pin .*\n +not asked: --offline was given/);
  });

  it('--rule fixes what these rules find, and no more', async () => {
    const cwd = makeFolder({ Dockerfile: `FROM a:1\nMAINTAINER me\nRUN curl ${URL_F}\n` });
    const { status, stdout } = await program(['fix', '--write', '--rule', 'lone-fetch', '--rule', 'no-tag'], { cwd });
    assert.equal(read(cwd, 'Dockerfile'), `FROM a:1\nMAINTAINER me\nRUN curl ${URL_F}${PIN_F}\n`);
    assert.doesNotMatch(stdout, /MAINTAINER|left/);
    assert.match(stdout, /1 fix in 1 file; 1 of other rules\.\n$/);
    assert.equal(status, 1);
  });

  it('--fail-on decides on what is left', async () => {
    const cwd = makeFolder({ Dockerfile: 'FROM a\nMAINTAINER me\n' });
    assert.equal((await program(['fix'], { cwd })).status, 0);
    assert.equal((await program(['fix', '--fail-on', 'hint'], { cwd })).status, 1);
  });

  it('keeps CRLF and the missing newline, in diffs that git takes', async () => {
    const before = 'FROM a:1\r\nMAINTAINER me\r\nRUN true\r\nMAINTAINER you';
    const cwd = makeFolder({ '.git/HEAD': '', 'é b.Dockerfile': before });
    const { stdout } = await program(['fix'], { cwd });
    assert.match(
      stdout,
      /-MAINTAINER you\n\\ No newline at end of file\n\+LABEL authors="you"\n\\ No newline at end of file\n/,
    );
    const patched = makeFolder({ 'é b.Dockerfile': before });
    const git = spawnSync('git', ['apply', '--unsafe-paths', '-'], {
      cwd: patched,
      input: stdout,
      encoding: 'utf8',
      env: { ...process.env, GIT_CEILING_DIRECTORIES: join(patched, '..') },
    });
    assert.equal(git.stderr, '');
    const after = 'FROM a:1\r\nLABEL authors="me"\r\nRUN true\r\nLABEL authors="you"';
    assert.equal(read(patched, 'é b.Dockerfile'), after);
    await program(['fix', '--write'], { cwd });
    assert.equal(read(cwd, 'é b.Dockerfile'), after);
  });

  it('is coloured on a terminal, with a progress line that goes away', async () => {
    const cwd = makeFolder({ Dockerfile: `RUN curl ${URL_F}\n` });
    const { stdout, stderr } = await program(['fix'], { cwd, tty: true });
    assert.ok(stdout.includes('\x1b[31m-RUN curl') && stdout.includes('\x1b[32m+RUN curl'));
    assert.match(stderr, /^\r\x1b\[K.*━.* 500 bytes of 1\.0 kB {2}f\r\x1b\[K/);
  });

  it('leaves a file alone that is not UTF-8', async () => {
    const cwd = makeFolder({ Dockerfile: Buffer.from('MAINTAINER Jos\xe9\n', 'latin1') });
    const { status, stdout, stderr } = await program(['fix'], { cwd });
    assert.deepEqual({ status, stdout }, { status: 2, stdout: '' });
    assert.match(stderr, /^harden-dockerfile: Dockerfile: is not UTF-8/);
    assert.equal((await program(['check'], { cwd })).status, 1);
  });
});

describe('a diff', () => {
  const before = 'FROM a:1\nMAINTAINER me\n';
  const after = 'FROM a:1\nLABEL authors="me"\n';
  const tools = { 'git apply': ['git', 'apply', '-'], 'patch -p1': ['patch', '-p1'] } as const;
  const apply = ([command, ...args]: readonly string[], cwd: string, input: string) =>
    spawnSync(command!, args, {
      cwd,
      input,
      encoding: 'utf8',
      env: { ...process.env, GIT_CEILING_DIRECTORIES: join(cwd, '..') },
    });

  for (const [name, tool] of Object.entries(tools)) {
    const skip = spawnSync(tool[0], ['--version']).error ? `${tool[0]} is not here` : false;
    for (const path of ['Dockerfile', 'a b/Dockerfile', 'a b/c d é.Dockerfile']) {
      it(`of ${path} is taken by ${name}`, { skip }, async () => {
        const { stdout } = await program(['fix'], { cwd: makeFolder({ [path]: before }) });
        const patched = makeFolder({ [path]: before });
        const { status, stderr } = apply(tool, patched, stdout);
        assert.deepEqual({ status, stderr }, { status: 0, stderr: '' });
        assert.equal(read(patched, path), after);
      });
    }

    it(`that leaves the current folder is taken by ${name} at the project's root`, { skip }, async () => {
      const files = { 'x/Dockerfile': before, 'sub/Dockerfile': 'FROM a:1\n', 'requirements.txt': 'torch>=2\n' };
      const cwd = makeFolder({ '.git/HEAD': '', ...files });
      const { stdout, stderr } = await program(['fix', '--all', '.', '../x'], { cwd: join(cwd, 'sub') });
      assert.match(stderr, /^Apply the diff in \.\.\/: it leaves the current folder\.$/m);
      assert.deepEqual(stdout.match(/^\+\+\+ .*/gm), [
        '+++ b/sub/Dockerfile',
        '+++ b/requirements.txt',
        '+++ b/x/Dockerfile',
      ]);
      const patched = makeFolder(files);
      assert.equal(apply(tool, patched, stdout).status, 0);
      assert.equal(read(patched, 'requirements.txt'), 'torch==2\n');
      assert.equal(read(patched, 'x/Dockerfile'), after);
    });
  }
});

describe('a diff of several projects', () => {
  it('names each file apart', async () => {
    const text = 'MAINTAINER me\n';
    const cwd = makeFolder({ 'one/Dockerfile': text, 'two/Dockerfile': text });
    const { stdout } = await program(['fix', '.', '../two'], { cwd: join(cwd, 'one') });
    assert.deepEqual(stdout.match(/^\+\+\+ .*/gm), ['+++ b/one/Dockerfile', '+++ b/two/Dockerfile']);
  });
});

describe('fix of standard input', () => {
  const cwd = makeFolder({});
  it('prints a diff', async () => {
    const { stdout } = await program(['fix', '-'], { cwd, stdin: 'MAINTAINER me\n' });
    assert.equal(
      stdout,
      lines('--- a/<stdin>', '+++ b/<stdin>', '@@ -1,1 +1,1 @@', '-MAINTAINER me', '+LABEL authors="me"'),
    );
  });
  it('--write prints the fixed text, fixed or not', async () => {
    const { stdout, stderr } = await program(['fix', '--write', '-'], { cwd, stdin: '\uFEFFMAINTAINER me' });
    assert.equal(stdout, '\uFEFFLABEL authors="me"');
    assert.match(stderr, /^<stdin>\n {2}fixed/);
    assert.equal((await program(['fix', '--write', '-'], { cwd, stdin: 'FROM a:1' })).stdout, 'FROM a:1');
  });
});

describe('fixes for review', () => {
  const files = { 'a.Dockerfile': 'FROM a:1\n', 'b.Dockerfile': 'FROM b:1\n', 'requirements.txt': 'numpy\ntorch>=2\n' };

  it('are named with their reason and not applied', async () => {
    const cwd = makeFolder(files);
    const { stdout } = await program(['fix', '--write', 'a.Dockerfile'], { cwd });
    assert.equal(
      stdout,
      lines(
        'a.Dockerfile',
        '  review  Pin torch [loose-pin]',
        '          it changes requirements.txt',
        '',
        'Nothing fixed; 1 for review (--all applies them).',
      ),
    );
    assert.equal(read(cwd, 'requirements.txt'), 'numpy\ntorch>=2\n');
  });

  it('are applied by --all with their other files; a later Dockerfile sees them', async () => {
    const cwd = makeFolder(files);
    const { stdout } = await program(['fix', '--all'], { cwd });
    assert.deepEqual(stdout.match(/^\+\+\+ .*/gm), ['+++ b/a.Dockerfile', '+++ b/requirements.txt']);
    await program(['fix', '--all', '--write'], { cwd });
    assert.equal(read(cwd, 'requirements.txt'), 'numpy\ntorch==2\n');
    assert.equal(read(cwd, 'a.Dockerfile'), 'FROM a:1 # pinned\n');
    assert.equal(read(cwd, 'b.Dockerfile'), 'FROM b:1\n');
  });

  it('name every other file that was written', async () => {
    const cwd = makeFolder(files);
    const { stdout } = await program(['fix', '--all', '--write', 'a.Dockerfile'], { cwd });
    assert.equal(
      stdout,
      lines('a.Dockerfile', '  fixed   Pin torch [loose-pin]', '  wrote   requirements.txt', '', '1 fix in 1 file.'),
    );
    const again = makeFolder(files);
    const ran = await program(['fix', '--all', '--write', '-'], { cwd: again, stdin: 'FROM a:1\n' });
    assert.equal(ran.stdout, 'FROM a:1 # pinned\n');
    assert.match(ran.stderr, /^<stdin>\n {2}fixed {3}Pin torch .*\n {2}wrote {3}requirements\.txt\n/);
    assert.equal(read(again, 'requirements.txt'), 'numpy\ntorch==2\n');
  });

  it('leave all files as they are when one cannot be written', async () => {
    const cwd = makeFolder({
      'a.Dockerfile': 'FROM a:1\n',
      'requirements.txt': Buffer.from('torch>=2 # \xe9\n', 'latin1'),
    });
    const { status, stderr } = await program(['fix', '--all', '--write'], { cwd });
    assert.equal(status, 2);
    assert.match(stderr, /^harden-dockerfile: requirements\.txt: /);
    assert.equal(read(cwd, 'a.Dockerfile'), 'FROM a:1\n');
  });
});

describe('fix --format json', () => {
  it('says what was done, what failed, what is for review and what is left', async () => {
    const cwd = makeFolder({
      Dockerfile: `FROM a:1\nMAINTAINER me\nRUN curl ${URL_F}\nRUN curl https://h/gone\n`,
      'requirements.txt': 'torch>=2\n',
    });
    const { stdout, stderr } = await program(['fix', '--format', 'json'], { cwd });
    const { version, files } = JSON.parse(stdout);
    const [{ diff, findings, ...rest }] = files;
    assert.deepEqual({ version, stderr }, { version: 1, stderr: '' });
    assert.deepEqual(rest, {
      path: 'Dockerfile',
      applied: [
        { rule: 'old-maintainer', title: 'Write a LABEL', provenance: [] },
        { rule: 'lone-fetch', title: `Pin ${URL_F}`, provenance: ['computed by a test'] },
      ],
      failed: [
        {
          rule: 'lone-fetch',
          title: 'Pin https://h/gone',
          reason: 'https://h/gone was not found (404): check the URL',
        },
      ],
      review: [{ rule: 'loose-pin', title: 'Pin torch', reason: 'it changes requirements.txt' }],
    });
    assert.deepEqual(
      findings.map(({ rule, line }: { rule: string; line: number }) => [rule, line]),
      [
        ['loose-pin', 1],
        ['lone-fetch', 4],
      ],
    );
    assert.match(diff, /^--- a\/Dockerfile\n/);
    const written = JSON.parse((await program(['fix', '--format', 'json', '--write'], { cwd })).stdout);
    assert.equal('diff' in written.files[0], false);
    assert.deepEqual(written.files[0].written, ['Dockerfile']);
    assert.equal(written.files[0].applied.length, 2);
  });
});

describe('writing', () => {
  it('refuses a file that changed meanwhile', async () => {
    const cwd = makeFolder({ 'a.Dockerfile': `RUN curl ${URL_F}\n`, 'b.Dockerfile': 'MAINTAINER me\n' });
    const onAsk = () => writeFileSync(join(cwd, 'a.Dockerfile'), 'FROM mine:1\n');
    const { status, stderr } = await program(['fix', '--write'], { cwd, onAsk });
    assert.deepEqual(
      { status, stderr },
      { status: 2, stderr: 'harden-dockerfile: a.Dockerfile: changed since it was read; nothing was written to it\n' },
    );
    assert.equal(read(cwd, 'a.Dockerfile'), 'FROM mine:1\n');
    assert.equal(read(cwd, 'b.Dockerfile'), 'LABEL authors="me"\n');
  });

  it('writes nothing once the user has stopped it', async () => {
    const cwd = makeFolder({ Dockerfile: `MAINTAINER me\nRUN curl ${URL_F}\n` });
    const stop = new AbortController();
    const { status, stdout } = await program(['fix', '--write'], { cwd, stop, onAsk: () => stop.abort() });
    assert.deepEqual({ status, stdout }, { status: 130, stdout: '' });
    assert.equal(read(cwd, 'Dockerfile'), `MAINTAINER me\nRUN curl ${URL_F}\n`);
    assert.deepEqual(readdirSync(cwd), ['Dockerfile']);
  });
});

describe('hash', () => {
  it('prints just the SHA-256; who says so goes to standard error', async () => {
    const { status, stdout, stderr } = await program(['hash', 'https://h/f.xz', '--decompress', 'xz'], { cwd: '/' });
    const sha256 = `${pretendedSha256('https://h/f.xz', 'xz')}\n`;
    assert.deepEqual({ status, stdout, stderr }, { status: 0, stdout: sha256, stderr: 'computed by a test\n' });
  });
  it('says in one line why there is none', async () => {
    const { status, stdout, stderr } = await program(['hash', 'https://h/gone'], { cwd: '/' });
    const message = 'harden-dockerfile: https://h/gone was not found (404): check the URL\n';
    assert.deepEqual({ status, stdout, stderr }, { status: 2, stdout: '', stderr: message });
  });
});
