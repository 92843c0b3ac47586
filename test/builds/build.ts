import { createHash } from 'node:crypto';
import { lstatSync, mkdtempSync, readdirSync, readFileSync, readlinkSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Run } from '../execution/run.ts';
import type { Internet } from '../internet/internet.ts';
import type { Engine } from './engine.ts';

/** Where Dockerfiles are built, and what they reach from there. */
export interface Site {
  readonly engine: Engine;
  readonly internet: Internet;
}

/** Runs `docker build` with nothing cached, so that every download is made, and with the proxy for an internet. */
export function build({ engine, internet }: Site, args: readonly string[], dockerfile?: string): Promise<Run> {
  const proxies = ['http_proxy', 'https_proxy'].map((name) => `--build-arg=${name}=${internet.proxy}`);
  return engine.docker(['build', '--no-cache', '--progress=plain', '--network=host', ...proxies, ...args], dockerfile);
}

/** What a build ended with, and every file of its image. */
export interface Built extends Run {
  /** By path: the SHA-256 of a file's content, or where a link leads. */
  readonly files: Readonly<Record<string, string>>;
}

/** Builds an image that is only looked at. */
export async function buildFiles(site: Site, args: readonly string[], dockerfile?: string): Promise<Built> {
  const image = mkdtempSync(join(site.engine.folder, 'image-'));
  try {
    const run = await build(site, [`--output=type=local,dest=${image}`, ...args], dockerfile);
    return { ...run, files: filesBelow(image) };
  } finally {
    rmSync(image, { recursive: true, force: true });
  }
}

function filesBelow(folder: string): Record<string, string> {
  const files: Record<string, string> = {};
  for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    const path = join(folder, name);
    const status = lstatSync(path);
    if (status.isSymbolicLink()) files[name] = `-> ${readlinkSync(path)}`;
    else if (status.isFile()) files[name] = createHash('sha256').update(readFileSync(path)).digest('hex');
  }
  return files;
}
