import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { Fixture } from './shapes.ts';

/** What a fixture holds once it is decompressed. */
export const plain = (fixture: Fixture, kind: 'right' | 'other'): Buffer =>
  Buffer.from(`${fixture}: the ${kind} content\n`.repeat(50));

const made = new Map<string, Buffer>();

/** A fixture's bytes; `other` is as valid as `right`. */
export function make(fixture: Fixture, kind: 'right' | 'other'): Buffer {
  const key = `${fixture} ${kind}`;
  const known = made.get(key);
  if (known) return known;
  const bytes = build(fixture, kind);
  made.set(key, bytes);
  return bytes;
}

function build(fixture: Fixture, kind: 'right' | 'other'): Buffer {
  const content = plain(fixture, kind);
  switch (fixture) {
    case 'text':
      return content;
    case 'text.gz':
      return gzipSync(content);
    case 'text.bz2':
      return filter('bzip2', content);
    case 'text.xz':
      return filter('xz', content);
    case 'text.zst':
      return filter('zstd', content, '-q', '-c');
    case 'wheel':
      return filter('python3', content, '-c', WHEEL);
    case 'script.sh':
      return Buffer.from(`echo ${kind} > "executed-$1"\n`);
    case 'archive.tar.gz': {
      const tree = mkdtempSync(join(tmpdir(), 'archive-'));
      writeFileSync(join(tree, 'content'), content);
      const { stdout } = spawnSync('tar', ['-C', tree, '-cz', 'content']);
      rmSync(tree, { recursive: true });
      return stdout;
    }
  }
}

/** Makes a wheel of one module, whose text it reads [PEP 427]. */
const WHEEL = `
import sys, zipfile
info = 'tool-1.0.dist-info/'
with zipfile.ZipFile(sys.stdout.buffer, 'w') as wheel:
    wheel.writestr('tool.py', '"""' + sys.stdin.read() + '"""')
    wheel.writestr(info + 'METADATA', 'Metadata-Version: 2.1\\nName: tool\\nVersion: 1.0\\n')
    wheel.writestr(info + 'WHEEL', 'Wheel-Version: 1.0\\nGenerator: test\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n')
    wheel.writestr(info + 'RECORD', 'tool.py,,\\n')
`;

function filter(program: string, input: Buffer, ...args: readonly string[]): Buffer {
  const { status, stdout, error } = spawnSync(program, args, { input });
  if (status !== 0) throw new Error(`${program} is needed for this test: ${error?.message ?? status}`);
  return stdout;
}
