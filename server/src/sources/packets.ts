import { SourceError } from '../core/sources.ts';
import type { Bytes } from './decompress/bytes.ts';
import { formatBytes } from './print.ts';

/** The largest list of refs that is read: a million branches and tags. */
const MAX_BYTES = 64 * 1024 ** 2;

/**
 * The lines of a git server's answer [gitprotocol-common, pkt-line], as many at a time as arrive together; undefined
 * where it marks the end of a section. `name` is what messages call the repository.
 */
export async function* packetLines(body: Bytes, name: string): AsyncGenerator<(string | undefined)[]> {
  let rest = Buffer.alloc(0);
  let received = 0;
  for await (const chunk of body) {
    received += chunk.length;
    if (received > MAX_BYTES) throw tooMany(name);
    const data = Buffer.concat([rest, chunk]);
    const lines: (string | undefined)[] = [];
    let start = 0;
    while (data.length - start >= 4) {
      const length = packetLength(data.toString('latin1', start, start + 4), name);
      if (data.length - start < length) break;
      lines.push(length < 4 ? undefined : data.toString('utf8', start + 4, start + length).replace(/\n$/, ''));
      start += Math.max(length, 4);
    }
    rest = data.subarray(start);
    yield lines;
  }
  if (rest.length > 0) throw garbled(name);
}

function packetLength(digits: string, name: string): number {
  if (!/^[0-9a-f]{4}$/i.test(digits)) throw garbled(name);
  return Number.parseInt(digits, 16);
}

/** A git server's answer was cut off, or is none. */
export const garbled = (name: string): SourceError =>
  new SourceError('corrupt', `${name} sent no whole list of its branches and tags; try again.`);

const tooMany = (name: string): SourceError =>
  new SourceError(
    'too-large',
    `${name} lists more branches and tags than fit into ${formatBytes(MAX_BYTES)}; write the full commit by hand.`,
  );
