import type { Sha256 } from '../../core/sources.ts';
import { sha256In } from './publisher.ts';

/**
 * The SHA-256 of a file in a list of checksums: GNU's `HASH  name` and `HASH *name`, BSD's `SHA256 (name) = HASH`, or a
 * bare hash where the whole list is about one file. Undefined where the list does not name it, or names it twice with
 * different hashes.
 */
export function checksumOf(list: string, file: string, isOfOneFile: boolean): Sha256 | undefined {
  const found = new Set<Sha256>();
  for (const line of list.split(/\r?\n/)) {
    const [, gnu, named] = /^\\?([0-9a-f]{64})(?:\s+\*?|\s*\*)(\S.*?)\s*$/i.exec(line) ?? [];
    const [, bsdName, bsd] = /^SHA-?256\s*\((.+)\)\s*=\s*([0-9a-f]{64})\s*$/i.exec(line) ?? [];
    const name = named ?? bsdName;
    if (name !== undefined && baseName(name) === file) found.add((gnu ?? bsd)!.toLowerCase());
  }
  if (found.size === 0 && isOfOneFile) {
    const bare = sha256In(list.trim().split(/\s+/)[0]);
    const lines = list.trim().split('\n');
    if (bare && lines.length === 1 && !/\s\S/.test(lines[0]!.trim())) found.add(bare);
  }
  return found.size === 1 ? [...found][0] : undefined;
}

const baseName = (path: string): string => path.replace(/^.*[\\/]/, '');
