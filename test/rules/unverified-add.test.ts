import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { lint } from '../../server/src/core/lint.ts';
import { unverifiedDownload } from '../../server/src/core/rules/unverified-download.ts';
import { fixWith, pretendedSha256, testRule } from '../rule-tester.ts';

const sha = pretendedSha256;

testRule(unverifiedDownload, {
  'several sources': {
    marked:
      '# syntax=docker/dockerfile:1\nFROM debian\n«ADD» --chmod=755 https://e.com/a-1.2 b.txt c.txt https://e.com/d-1.2 /opt/\n',
    fixed:
      `# syntax=docker/dockerfile:1\nFROM debian\nARG A_1_2_SHA256=${sha('https://e.com/a-1.2')}\nARG D_1_2_SHA256=${sha('https://e.com/d-1.2')}\nADD --checksum=sha256:\${A_1_2_SHA256} --chmod=755 https://e.com/a-1.2 /opt/\nADD --chmod=755 b.txt c.txt /opt/\nADD --checksum=sha256:\${D_1_2_SHA256} --chmod=755 https://e.com/d-1.2 /opt/\n`.replaceAll(
        '_1_2_SHA',
        '_SHA',
      ),
  },
  'several sources, in JSON and as a trigger': {
    marked:
      '# syntax=docker/dockerfile:1\nFROM debian\n  ONBUILD «ADD» ["https://e.com/v1/a", "https://e.com/v1/b", "/opt dir/"]\n',
    fixed: `# syntax=docker/dockerfile:1\nFROM debian\n  ONBUILD ARG A_SHA256=${sha('https://e.com/v1/a')}\n  ONBUILD ARG B_SHA256=${sha('https://e.com/v1/b')}\n  ONBUILD ADD --checksum=sha256:\${A_SHA256} ["https://e.com/v1/a", "/opt dir/"]\n  ONBUILD ADD --checksum=sha256:\${B_SHA256} ["https://e.com/v1/b", "/opt dir/"]\n`,
  },
  'several sources over several lines': {
    marked:
      '# syntax=docker/dockerfile:1\r\nFROM debian\r\n«ADD» https://e.com/v1/a \\\r\n    https://e.com/v1/b \\\r\n    /opt/\r\n',
    fixed: `# syntax=docker/dockerfile:1\r\nFROM debian\r\nARG A_SHA256=${sha('https://e.com/v1/a')}\r\nARG B_SHA256=${sha('https://e.com/v1/b')}\r\nADD --checksum=sha256:\${A_SHA256} https://e.com/v1/a /opt/\r\nADD --checksum=sha256:\${B_SHA256} https://e.com/v1/b /opt/\r\n`,
  },
  'comments between sources': {
    marked:
      '# syntax=docker/dockerfile:1\nFROM debian\n«ADD» https://e.com/v1/a \\\n# the second\n    https://e.com/v1/b /opt/\n',
    says: ['--checksum takes one source, and comments stand between them'],
  },
  'a syntax line that is too old': {
    marked: '# syntax=docker/dockerfile:1.2\n# escape=\\\nFROM debian\n«ADD» https://e.com/v1/a /a\n',
    reviewed: `# syntax=docker/dockerfile:1\n# escape=\\\nFROM debian\nARG A_SHA256=${sha('https://e.com/v1/a')}\nADD --checksum=sha256:\${A_SHA256} https://e.com/v1/a /a\n`,
    says: ['which needs Dockerfile syntax 1.6: raise the # syntax line'],
  },
  'a frontend of somebody else': {
    marked: '# syntax=example/frontend:1\nFROM debian\n«ADD» https://e.com/v1/a /a\n',
    reviewed: `# syntax=example/frontend:1\nFROM debian\nARG A_SHA256=${sha('https://e.com/v1/a')}\nADD --checksum=sha256:\${A_SHA256} https://e.com/v1/a /a\n`,
  },
  'the engine decides': {
    marked: 'FROM debian\n«ADD» https://e.com/v1/a /a\n',
    reviewed: `FROM debian\nARG A_SHA256=${sha('https://e.com/v1/a')}\nADD --checksum=sha256:\${A_SHA256} https://e.com/v1/a /a\n`,
    says: ['which needs Docker Engine 25 or a line # syntax=docker/dockerfile:1'],
  },
});

describe('the fix that adds a syntax line', () => {
  const fixed = async (text: string): Promise<string> => {
    const { diagnostics } = lint({ text }, [unverifiedDownload]);
    const [plain, raised] = diagnostics[0]!.fixes!;
    assert.equal(plain!.reason, 'ADD --checksum needs Docker Engine 25 (BuildKit 0.12) or newer');
    assert.match(raised!.title, /by # syntax=docker\/dockerfile:1$/);
    const rule = {
      ...unverifiedDownload,
      *check(source: Parameters<typeof unverifiedDownload.check>[0]) {
        for (const finding of unverifiedDownload.check(source))
          yield { ...finding, fixes: (finding.fixes ?? []).slice(1) };
      },
    };
    return (await fixWith(rule, { marked: text }, text, 'review')).text;
  };
  const pinned = `ARG A_SHA256=${sha('https://e.com/v1/a')}\nADD --checksum=sha256:\${A_SHA256} https://e.com/v1/a /a\n`;

  it('puts it first', async () =>
    assert.equal(
      await fixed('# escape=\\\nFROM debian\nADD https://e.com/v1/a /a\n'),
      `# syntax=docker/dockerfile:1\n# escape=\\\nFROM debian\n${pinned}`,
    ));
  it('puts it behind a byte order mark and a shebang', async () =>
    assert.equal(
      await fixed('\uFEFF#!/usr/bin/env docker\nFROM debian\nADD https://e.com/v1/a /a\n'),
      `\uFEFF#!/usr/bin/env docker\n# syntax=docker/dockerfile:1\nFROM debian\n${pinned}`,
    ));
});
