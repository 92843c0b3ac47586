import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { makeFolder } from '../project/folder.ts';
import { pretendedSha256 } from '../rule-tester.ts';
import { program } from './program.ts';

const TOOL = 'https://example.com/tool';
const SAME = pretendedSha256(TOOL);
const OLD = '0123456789abcdef'.repeat(4);
const lines = (...all: readonly string[]): string => all.map((line) => `${line}\n`).join('');
const pinned = (url: string, hash: string, file: string) => `ADD --checksum=sha256:${hash} ${url} /${file}`;
const dockerfile = (...instructions: readonly string[]) => lines('FROM debian', ...instructions);
const read = (...path: readonly string[]): string => readFileSync(join(...path), 'utf8');

describe('verify', () => {
  it('says of each pin whether its URL still serves it, and changes nothing', async () => {
    const text = dockerfile(
      `ARG TOOL_SHA256=${SAME}`,
      `RUN curl -fsSLO ${TOOL} && echo "\${TOOL_SHA256}  tool" | sha256sum -c --quiet`,
      pinned('https://example.com/other', OLD, 'other'),
      pinned('https://example.com/gone', `${OLD.slice(1)}0`, 'gone'),
      `RUN curl -fsSLo x https://example.com/$X && echo "${OLD}  x" | sha256sum -c`,
    );
    const cwd = makeFolder({ Dockerfile: text });
    const { status, stdout, stderr, asked } = await program(['verify'], { cwd });
    assert.equal(
      stdout,
      lines(
        'Dockerfile',
        `  match        tool, line 2 ${TOOL}`,
        '  mismatch     other, line 4 https://example.com/other',
        `               pinned  ${OLD}`,
        `               served  ${pretendedSha256('https://example.com/other')}`,
        '               find out why before you trust it: a new release, or somebody else; --update writes the new hash',
        '  gone         gone, line 5 https://example.com/gone',
        '               https://example.com/gone was not found (404): check the URL',
        '  unknown      x, line 6',
        '               only the build knows its URL: X is not set in this file',
        '',
        '4 pins in 1 file: 1 as pinned, 1 changed, 1 gone, 1 not compared.',
      ),
    );
    assert.deepEqual([status, stderr], [1, '']);
    assert.deepEqual(asked, [[TOOL, 'https://example.com/other', 'https://example.com/gone']]);
    assert.equal(read(cwd, 'Dockerfile'), text);
  });

  it('--update writes the new hash wherever the old one stood, in its case; then everything matches', async () => {
    const text = dockerfile(
      `ARG TOOL_SHA256=${OLD.toUpperCase()}`,
      `RUN curl -fsSLO ${TOOL} && echo "\${TOOL_SHA256}  tool" | sha256sum -c --quiet`,
      'FROM alpine',
      `RUN wget -q ${TOOL} && echo "${OLD}  tool" | sha256sum -c -`,
    );
    const cwd = makeFolder({ Dockerfile: text });
    const { status, stdout } = await program(['verify', '--update'], { cwd });
    assert.match(stdout, /^ {2}updated {6}tool, line 2/m);
    assert.match(stdout, /^1 pin in 1 file: 1 updated\.$/m);
    assert.equal(status, 0);
    assert.equal(read(cwd, 'Dockerfile'), text.replace(OLD.toUpperCase(), SAME.toUpperCase()).replace(OLD, SAME));
    const again = await program(['verify'], { cwd });
    assert.deepEqual([again.status, again.stdout.split('\n').at(-2)], [0, '1 pin in 1 file: 1 as pinned.']);
  });

  it('--update leaves a hash that a file which was not reached is compared with', async () => {
    const text = dockerfile(
      `ARG HASH=${OLD}`,
      pinned(TOOL, '$HASH', 'tool'),
      pinned('https://example.com/gone', '$HASH', 'gone'),
    );
    const cwd = makeFolder({ Dockerfile: text });
    const { status, stdout } = await program(['verify', '--update'], { cwd });
    assert.match(stdout, /not updated: another file is compared with the same hash/);
    assert.deepEqual([status, read(cwd, 'Dockerfile')], [1, text]);
  });

  it('--update leaves a hash that the check of a file which is not fetched reads too, and digits in pieces', async () => {
    const text = dockerfile(
      `ARG HASH=${OLD}`,
      pinned(TOOL, '$HASH', 'tool'),
      'COPY own /own',
      'RUN echo "$HASH  /own" | sha256sum -c',
      `RUN curl -fsSLO ${TOOL}.b && echo "${OLD.slice(32)}""${OLD.slice(32)}  tool.b" | sha256sum -c`,
    );
    const cwd = makeFolder({ Dockerfile: text });
    const { status, stdout } = await program(['verify', '--update'], { cwd });
    assert.match(stdout, /not updated: own is compared with the same hash/);
    assert.match(stdout, /not updated: its hash is not written in one piece/);
    assert.deepEqual([status, read(cwd, 'Dockerfile')], [1, text]);
  });

  it('--update writes only what the check behind the download reads', async () => {
    const other = `${TOOL}.b`;
    const text = (first: string, second: string) =>
      dockerfile(
        `# ${OLD} is from a mail`,
        `FROM debian@sha256:${OLD}`,
        `RUN curl -fsSLo t ${TOOL} && echo "${first}  t" | sha256sum -c && tar xf t`,
        `RUN curl -fsSLo t ${other} && echo "${second}  t" | sha256sum -c && tar xf t`,
        'COPY own /own',
        `RUN echo "${OLD}  /own" | sha256sum -c`,
      );
    const cwd = makeFolder({ Dockerfile: text(OLD, OLD) });
    const { status, stdout } = await program(['verify', '--update'], { cwd });
    assert.match(stdout, /^ {2}updated {6}t, line 4 .*$/m);
    assert.match(stdout, /^ {2}updated {6}t, line 5 .*$/m);
    assert.deepEqual([status, read(cwd, 'Dockerfile')], [0, text(SAME, pretendedSha256(other))]);
  });

  it('--format json says the same to programs, without credentials', async () => {
    const cwd = makeFolder({ Dockerfile: dockerfile(pinned('https://me:secret@example.com/tool', OLD, 'tool')) });
    const { status, stdout } = await program(['verify', '--format', 'json'], { cwd });
    assert.deepEqual(JSON.parse(stdout), {
      version: 1,
      files: [
        {
          path: 'Dockerfile',
          pins: [
            {
              status: 'mismatch',
              file: 'tool',
              url: 'https://example.com/tool',
              expected: OLD,
              actual: pretendedSha256('https://me:secret@example.com/tool'),
              line: 2,
              column: 23,
              endLine: 2,
              endColumn: 87,
            },
          ],
        },
      ],
    });
    assert.equal(status, 1);
  });

  it('fails where there are pins and none can be compared, and only then', async () => {
    const unknown = `RUN curl -fsSLO ${TOOL} && echo "${OLD}${OLD}  tool" | sha512sum -c`;
    const alone = await program(['verify'], { cwd: makeFolder({ Dockerfile: dockerfile(unknown) }) });
    assert.deepEqual([alone.status, alone.stdout.split('\n').at(-2)], [2, '1 pin in 1 file: 1 not compared.']);
    const beside = dockerfile(unknown, pinned(TOOL, SAME, 'tool'));
    assert.equal((await program(['verify'], { cwd: makeFolder({ Dockerfile: beside }) })).status, 0);
  });

  it('asks nobody where nothing is pinned', async () => {
    const cwd = makeFolder({ Dockerfile: dockerfile(`RUN curl -fsSLO ${TOOL}`) });
    const { status, stdout, asked } = await program(['verify'], { cwd });
    assert.deepEqual([status, stdout, asked], [0, 'No pins in 1 file.\n', []]);
  });
});
