import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { upwards } from './paths.ts';

/**
 * The URL of the remote "origin" of the repository that a folder belongs to, read from git's own files, without what a
 * web URL says about who fetches: a user, a password or a token is nobody else's business.
 */
export async function gitOrigin(folder: string): Promise<string | null> {
  for (const candidate of upwards(folder)) {
    const config = await text(join(await gitFolder(join(candidate, '.git')), 'config'));
    if (config !== undefined) return originIn(config)?.replace(/^(https?:\/\/)[^/]*@/i, '$1') ?? null;
  }
  return null;
}

/**
 * Where a repository's config stands. `.git` is a folder, or, in worktrees and submodules, a file that names one
 * ("gitdir: PATH"); that of a worktree names the repository's in its file `commondir` (gitrepository-layout).
 */
async function gitFolder(path: string): Promise<string> {
  const target = /^gitdir:\s*(.+?)\s*$/m.exec((await text(path)) ?? '')?.[1];
  if (target === undefined) return path;
  const own = resolve(path, '..', target);
  const common = await text(join(own, 'commondir'));
  return common === undefined ? own : resolve(own, common.trim());
}

const text = (path: string): Promise<string | undefined> => readFile(path, 'utf8').catch(() => undefined);

/** The first `url` in the sections `[remote "origin"]` of a git config. */
function originIn(config: string): string | undefined {
  let inOrigin = false;
  for (const line of config.replace(/\\\r?\n/g, '').split(/\r?\n/)) {
    const [, section, rest] = /^\s*\[\s*([^\]]*?)\s*\](.*)$/.exec(line) ?? [undefined, undefined, line];
    if (section !== undefined) inOrigin = /^remote\s+"(.*)"$/i.exec(section)?.[1] === 'origin';
    const value = inOrigin ? /^\s*url\s*=(.*)$/i.exec(rest ?? '')?.[1] : undefined;
    if (value !== undefined) return plainValue(value);
  }
  return undefined;
}

/** A git config value: quotes are dropped, a comment ends it, a backslash escapes (git-config, Syntax). */
function plainValue(written: string): string {
  let value = '';
  let quoted = false;
  for (const [part] of written.trim().matchAll(/\\.|[^\\]/g)) {
    if (part === '"') quoted = !quoted;
    else if (!quoted && (part === '#' || part === ';')) break;
    else value += part.startsWith('\\') ? part.slice(1) : part;
  }
  return value.trim();
}
