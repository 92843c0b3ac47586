import './stubs.ts';
import assert from 'node:assert/strict';
import { chmodSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { makeFolder, unprivileged } from '../project/folder.ts';
import { program } from './program.ts';

const FETCH = 'FROM a\nMAINTAINER me\nRUN curl https://example.com/f\n';

const lines = (...all: readonly string[]): string => all.map((line) => `${line}\n`).join('');

describe('the text report', () => {
  it('shows each finding with its line and its remedy, and counts', async () => {
    const cwd = makeFolder({ 'docker/Dockerfile': FETCH, 'requirements.txt': 'torch>=2\n' });
    const { status, stdout, stderr } = await program(['check'], { cwd });
    assert.equal(
      stdout,
      lines(
        'docker/Dockerfile:1:1: information: torch is pinned loosely [loose-pin]',
        'docker/Dockerfile:1:1: hint: a has no tag [no-tag]',
        ' 1 │ FROM a',
        '   │ ^^^^',
        '   = fix (for review): Pin torch',
        '',
        'docker/Dockerfile:2:1: warning: MAINTAINER is read by few; write a LABEL [old-maintainer]',
        ' 2 │ MAINTAINER me',
        '   │ ^^^^^^^^^^',
        '   = fix: Write a LABEL',
        '',
        'docker/Dockerfile:3:5: error: curl fetches https://example.com/f unverified [lone-fetch]',
        ' 3 │ RUN curl https://example.com/f',
        '   │     ^^^^',
        '   = fix (needs the network): Pin https://example.com/f',
        '',
        '4 findings in 1 file (1 error, 1 warning, 1 information, 1 hint); `harden-dockerfile fix` repairs 2, 1 more after review with `--all`.',
      ),
    );
    assert.deepEqual({ status, stderr }, { status: 1, stderr: '' });
  });

  it('says when there is nothing', async () => {
    const { status, stdout } = await program(['check'], { cwd: makeFolder({ Dockerfile: 'FROM a:1\n' }) });
    assert.deepEqual({ status, stdout }, { status: 0, stdout: 'No findings in 1 file.\n' });
  });

  it('underlines in tabs, wide characters, long lines and behind a byte order mark', async () => {
    const long = `RUN ${'x '.repeat(90)}&& curl https://example.com/${'y'.repeat(60)} && ${'z '.repeat(90)}`;
    const text = `\uFEFFMAINTAINER me\r\nRUN\techo 日本 e\u0301 && curl https://h/f\r\n${long}\r\n`;
    const { stdout } = await program(['check', '-'], { cwd: makeFolder({}), stdin: text });
    const shown = stdout.split('\n').filter((line) => line.includes('│'));
    assert.deepEqual(shown.slice(0, 4), [
      ' 1 │ MAINTAINER me',
      '   │ ^^^^^^^^^^',
      ' 2 │ RUN    echo 日本 e\u0301 && curl https://h/f',
      `   │ ${' '.repeat('RUN    echo 1234 e && '.length)}^^^^`,
    ]);
    const [line, mark] = shown.slice(4).map((one) => one.slice(5));
    assert.equal(line!.slice(mark!.indexOf('^'), mark!.lastIndexOf('^') + 1), 'curl');
    assert.ok(line!.startsWith('…') && line!.endsWith('…') && line!.length < 100);
    assert.match(stdout, /<stdin>:1:1: warning/);
  });

  it('lets nothing in a file steer the terminal', async () => {
    const text = 'FROM \x1b[31mred\u202e\nMAINTAINER \x07\n';
    const { stdout } = await program(['check', '-'], { cwd: makeFolder({}), stdin: text });
    assert.doesNotMatch(stdout, /[\x00-\x09\x0b-\x1f\x7f-\x9f\u202e]/);
    assert.match(stdout, /FROM \\u001b\[31mred\\u202e/);
  });

  it('has colours on a terminal only, unless the environment decides', async () => {
    const colored = async (surroundings: { tty?: boolean; env?: Record<string, string> }) =>
      (await program(['check', '-'], { cwd: '/', stdin: 'MAINTAINER me', ...surroundings })).stdout.includes('\x1b[');
    assert.equal(await colored({}), false);
    assert.equal(await colored({ tty: true }), true);
    assert.equal(await colored({ tty: true, env: { NO_COLOR: '1' } }), false);
    assert.equal(await colored({ env: { FORCE_COLOR: '1' } }), true);
    assert.equal(await colored({ tty: true, env: { FORCE_COLOR: '0' } }), false);
  });
});

describe('the JSON report', () => {
  it('keeps the contract', async () => {
    const cwd = makeFolder({ Dockerfile: FETCH, 'clean.Dockerfile': 'FROM a:1\n' });
    const { stdout, status } = await program(['check', '--format', 'json', '--fail-on', 'hint'], { cwd });
    assert.deepEqual(JSON.parse(stdout), {
      version: 1,
      files: [
        {
          path: 'Dockerfile',
          findings: [
            {
              ...{ rule: 'no-tag', severity: 'hint', message: 'a has no tag' },
              ...{ line: 1, column: 1, endLine: 1, endColumn: 5, fixes: [] },
            },
            {
              ...{ rule: 'old-maintainer', severity: 'warning', message: 'MAINTAINER is read by few; write a LABEL' },
              ...{ line: 2, column: 1, endLine: 2, endColumn: 11 },
              fixes: [{ title: 'Write a LABEL', safety: 'safe', network: false }],
            },
            {
              ...{ rule: 'lone-fetch', severity: 'error', message: 'curl fetches https://example.com/f unverified' },
              ...{ line: 3, column: 5, endLine: 3, endColumn: 9 },
              fixes: [{ title: 'Pin https://example.com/f', safety: 'safe', network: true }],
            },
          ],
        },
        { path: 'clean.Dockerfile', findings: [] },
      ],
    });
    assert.equal(status, 1);
  });

  it('counts columns in UTF-16 units', async () => {
    const { stdout } = await program(['check', '--format', 'json', '-'], {
      cwd: '/',
      stdin: 'FROM a:1\nRUN echo 😀 && curl https://h/f',
    });
    const { line, column, endColumn } = JSON.parse(stdout).files[0].findings[0];
    assert.deepEqual([line, column, endColumn], [2, 16, 20]);
  });
});

describe('the SARIF report', () => {
  it('has the rules, and results with their places', async () => {
    const cwd = makeFolder({ 'a b/Dockerfile': FETCH });
    const { stdout } = await program(['check', '--format', 'sarif'], { cwd });
    const sarif = JSON.parse(stdout);
    assert.equal(sarif.version, '2.1.0');
    const [run] = sarif.runs;
    assert.equal(run.columnKind, 'utf16CodeUnits');
    assert.deepEqual(run.tool.driver.rules[1], {
      id: 'lone-fetch',
      shortDescription: { text: 'What is fetched is verified.' },
      defaultConfiguration: { level: 'error' },
    });
    assert.deepEqual(
      run.results.map(({ ruleId, level }: { ruleId: string; level: string }) => [ruleId, level]),
      [
        ['no-tag', 'note'],
        ['old-maintainer', 'warning'],
        ['lone-fetch', 'error'],
      ],
    );
    assert.deepEqual(run.results[2], {
      ruleId: 'lone-fetch',
      ruleIndex: 1,
      level: 'error',
      message: { text: 'curl fetches https://example.com/f unverified' },
      locations: [
        {
          physicalLocation: {
            artifactLocation: { uri: 'a%20b/Dockerfile' },
            region: { startLine: 3, startColumn: 5, endLine: 3, endColumn: 9 },
          },
        },
      ],
    });
  });
});

describe('the GitHub report', () => {
  it('is workflow commands with what they need escaped', async () => {
    const cwd = makeFolder({ 'a,b:c%/Dockerfile': 'FROM 50%\nRUN curl https://h/100%25\n' });
    const { stdout } = await program(['check', '--format', 'github'], { cwd });
    const file = 'file=a%2Cb%3Ac%25/Dockerfile';
    assert.equal(
      stdout,
      lines(
        `::notice ${file},line=1,endLine=1,col=1,endColumn=5,title=no-tag::50%25 has no tag`,
        `::error ${file},line=2,endLine=2,col=5,endColumn=9,title=lone-fetch::curl fetches https://h/100%2525 unverified`,
      ),
    );
  });
});

describe('the status of check', () => {
  const cwd = makeFolder({ Dockerfile: 'FROM a:1\nMAINTAINER me\n' });
  for (const [failOn, expected] of [
    ['error', 0],
    ['warning', 1],
    ['information', 1],
    ['hint', 1],
  ] as const) {
    it(`is ${expected} for a warning with --fail-on ${failOn}`, async () => {
      assert.equal((await program(['check', '--fail-on', failOn], { cwd })).status, expected);
    });
  }

  it('is 2 with one line for each path that cannot be read; the others are reported', async () => {
    const root = makeFolder({
      'ok/Dockerfile': 'FROM a\n',
      'empty/x': '',
      binary: new Uint8Array([70, 0]),
      large: `#${'x'.repeat(1024 * 1024)}`,
    });
    const { status, stdout, stderr } = await program(
      ['check', '--format', 'json', 'none', 'empty', 'binary', 'large', 'ok'],
      { cwd: root },
    );
    assert.equal(status, 2);
    assert.deepEqual(
      JSON.parse(stdout).files.map(({ path }: { path: string }) => path),
      ['ok/Dockerfile'],
    );
    assert.equal(
      stderr,
      lines(
        'harden-dockerfile: none: no such file or folder',
        'harden-dockerfile: empty: no Dockerfile in this folder (searched for Dockerfile, Dockerfile.*, *.Dockerfile, Containerfile*)',
        'harden-dockerfile: binary: is not a text file',
        'harden-dockerfile: large: is larger than 1 MiB, too large for a Dockerfile',
      ),
    );
  });

  it('is 2 for a file that may not be read', async () => {
    const root = makeFolder({ Dockerfile: 'FROM a\n' });
    chmodSync(root, 0o755);
    chmodSync(join(root, 'Dockerfile'), 0);
    const { status, stderr } = await unprivileged(() => program(['check'], { cwd: root }));
    assert.deepEqual({ status, stderr }, { status: 2, stderr: 'harden-dockerfile: Dockerfile: permission denied\n' });
  });

  it('is 2 for a bug, which is told in one line; the other files are reported', async () => {
    const root = makeFolder({ 'a.Dockerfile': '# crash\nFROM a:1\n', 'b.Dockerfile': 'FROM a:1\n' });
    const { status, stdout, stderr } = await program(['check'], { cwd: root });
    assert.deepEqual({ status, stdout }, { status: 2, stdout: 'No findings in 1 file.\n' });
    assert.equal(
      stderr,
      'harden-dockerfile: a.Dockerfile: internal error: the rule has a bug; this is a bug, please report it (HARDEN_DEBUG=1 shows where)\n',
    );
    const debug = await program(['check'], { cwd: root, env: { HARDEN_DEBUG: '1' } });
    assert.match(debug.stderr, /stubs\.ts/);
  });

  it('is 130 when the user stops it', async () => {
    const stop = new AbortController();
    stop.abort();
    const { status, stdout, stderr } = await program(['check'], { cwd, stop });
    assert.deepEqual({ status, stdout, stderr }, { status: 130, stdout: '', stderr: '' });
  });
});

describe('settings', () => {
  const cwd = makeFolder({
    '.harden-dockerfile.json': '{ "severity": { "no-tag": "error" } }',
    Dockerfile: 'FROM a\nMAINTAINER me\n',
    'off/.harden-dockerfile.json': '{ "severity.no-tag": "off", "severity.old-maintainer": "off" }',
    'off/Dockerfile': 'FROM a\nMAINTAINER me\n',
    'wrong/.harden-dockerfile.json': '{ "severity": { "no-tga": "off" }, "target": 1 }',
    'wrong/Dockerfile': 'FROM a\n',
    'wrong/Dockerfile.b': 'FROM a\n',
  });

  it('come from the nearest file', async () => {
    const { stdout } = await program(['check', '--format', 'json', 'Dockerfile', 'off'], { cwd });
    const findings = JSON.parse(stdout).files.map((file: { findings: { severity: string }[] }) =>
      file.findings.map(({ severity }) => severity),
    );
    assert.deepEqual(findings, [['error', 'warning'], []]);
  });

  it('that are wrong are named once, with status 2; their Dockerfiles are left out', async () => {
    const { status, stdout, stderr } = await program(['check', '--format', 'json'], { cwd });
    assert.equal(status, 2);
    assert.equal(
      stderr,
      lines(
        'harden-dockerfile: wrong/.harden-dockerfile.json: "severity.no-tga": no rule no-tga: did you mean no-tag?',
        'harden-dockerfile: wrong/.harden-dockerfile.json: "target" must be one of auto, cpu, gpu, not 1',
      ),
    );
    assert.equal(JSON.parse(stdout).files.length, 2);
  });

  it('hold for standard input in the current folder', async () => {
    const { stdout } = await program(['check', '-', '--format', 'json'], { cwd: join(cwd, 'off'), stdin: 'FROM a\n' });
    assert.deepEqual(JSON.parse(stdout).files, [{ path: '<stdin>', findings: [] }]);
  });
});
