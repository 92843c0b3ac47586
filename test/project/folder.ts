import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after } from 'node:test';

/** What stands at a path: a text, bytes, or a link to somewhere. */
export type Entry = string | Uint8Array | { readonly link: string };

/** Makes a folder with these files, for one test file; it is gone afterwards. */
export function makeFolder(files: Readonly<Record<string, Entry>>): string {
  const folder = mkdtempSync(join(realpathSync(tmpdir()), 'harden-'));
  after(() => rmSync(folder, { recursive: true, force: true }));
  for (const [path, entry] of Object.entries(files)) {
    const absolute = join(folder, path);
    mkdirSync(dirname(absolute), { recursive: true });
    if (typeof entry === 'object' && 'link' in entry) symlinkSync(entry.link, absolute);
    else writeFileSync(absolute, entry);
  }
  return folder;
}

/** Works as a user whom file permissions bind, which they do not where tests run as root. */
export async function unprivileged<T>(work: () => Promise<T>): Promise<T> {
  const isRoot = process.getuid?.() === 0;
  if (isRoot) process.seteuid!(65534);
  try {
    return await work();
  } finally {
    if (isRoot) process.seteuid!(0);
  }
}
