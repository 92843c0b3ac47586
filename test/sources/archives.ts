import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import type { Decompression } from '../../server/src/core/sources.ts';

const TOOLS = { bz2: 'bzip2', xz: 'xz', zst: 'zstd' } as const;

/** Why tests of a format are skipped on this machine, if they are. */
export function skipReason(kind: Decompression): string | false {
  if (kind === 'gz' || !spawnSync(TOOLS[kind], ['--version']).error) return false;
  return `${TOOLS[kind]} is not installed`;
}

/** Compresses as the format's own program does, with its options. */
export function compress(kind: Decompression, bytes: Uint8Array, ...options: readonly string[]): Buffer {
  if (kind === 'gz') return gzipSync(bytes);
  const { stdout, stderr, status } = spawnSync(TOOLS[kind], ['-c', '-q', ...options], {
    input: bytes,
    maxBuffer: 2 ** 30,
  });
  if (status !== 0) throw new Error(`${TOOLS[kind]} ${options.join(' ')}: ${stderr}`);
  return stdout;
}

/** The SHA-256 as the tool writes it. */
export const sha256 = (bytes: Uint8Array | string): string => createHash('sha256').update(bytes).digest('hex');

/** Bytes that compress somewhat and never repeat for long; the same ones for the same seed. */
export function sampleBytes(length: number, seed = 1): Buffer {
  const bytes = Buffer.alloc(length);
  let state = seed;
  for (let index = 0; index < length; index++) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    bytes[index] = state >>> 24 < 200 ? 97 + ((state >>> 20) & 15) : state >>> 24;
  }
  return bytes;
}
