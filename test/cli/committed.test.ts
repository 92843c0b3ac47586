import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { makeRepository } from '../project/repository.ts';
import { pretendedSha256 } from '../rule-tester.ts';
import { program } from './program.ts';

const OLD = '0123456789abcdef'.repeat(4);
const text = (version: string, hash: string) =>
  `# harden ignore=missing-oci-label\nFROM debian:12\nADD --checksum=sha256:${hash} https://example.com/tool-${version}.tgz /\n`;

describe('a version that was raised since the last commit without its hash', () => {
  const raised = () => {
    const { root } = makeRepository({ 'docker/Dockerfile': text('1.0', OLD) });
    writeFileSync(join(root, 'docker/Dockerfile'), text('1.1', OLD));
    return root;
  };

  it('is found without the network', async () => {
    const { status, stdout, asked } = await program(['check'], { cwd: raised() });
    assert.match(
      stdout,
      /The URL of tool-1\.1\.tgz changed since the last commit \(1\.0 -> 1\.1\), its SHA-256 did not/,
    );
    assert.deepEqual([status, asked], [1, []]);
  });

  it('is left to a person, or fixed with --all', async () => {
    const cwd = raised();
    const listed = await program(['fix', '--write'], { cwd });
    assert.match(listed.stdout, /review +Pin the SHA-256 of the new tool-1\.1\.tgz .*\n +it replaces the SHA-256/);
    assert.equal(readFileSync(join(cwd, 'docker/Dockerfile'), 'utf8'), text('1.1', OLD));
    await program(['fix', '--write', '--all'], { cwd });
    const hash = pretendedSha256('https://example.com/tool-1.1.tgz');
    assert.equal(readFileSync(join(cwd, 'docker/Dockerfile'), 'utf8'), text('1.1', hash));
    assert.equal((await program(['check'], { cwd })).status, 0);
  });
});
