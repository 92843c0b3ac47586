import { publisherOf } from '../../core/facts/publishers.ts';
import type { Settings } from '../settings.ts';
import { readJson } from '../text.ts';
import { type Declaration, fileName, type Publisher, sha256In } from './publisher.ts';

/** PyPI declares the SHA-256 of every file [PyPI, JSON API]. */
export const pypi: Publisher = {
  mayKnow: (url) => publisherOf(url.href)?.id === 'pypi' && projectOf(fileName(url)) !== undefined,
  host: 'pypi.org',
  declaration: ask,
};

async function ask(url: URL, settings: Settings, signal: AbortSignal | undefined): Promise<Declaration | undefined> {
  const { name, version } = projectOf(fileName(url))!;
  const api = `https://pypi.org/pypi/${encodeURIComponent(name)}/${encodeURIComponent(version)}/json`;
  const answer = (await readJson(new URL(api), settings, { signal })) as { urls?: unknown };
  const files = Array.isArray(answer?.urls) ? (answer.urls as readonly File[]) : [];
  const file = files.find((one) => one.filename === fileName(url));
  const sha256 = sha256In(file?.digests?.sha256);
  return sha256 === undefined ? undefined : { sha256, size: file?.size, by: 'pypi.org' };
}

interface File {
  readonly filename?: string;
  readonly size?: number;
  readonly digests?: { readonly sha256?: string };
}

/** The project and version that a wheel or source archive is named after [PEP 427, PEP 625]. */
function projectOf(file: string): { readonly name: string; readonly version: string } | undefined {
  const wheel = /^([^-]+)-([^-]+)(?:-\d[^-]*)?-[^-]+-[^-]+-[^-]+\.whl$/.exec(file);
  const [, name, version] = wheel ?? /^(.+)-(\d[^-]*)\.(?:tar\.gz|zip|tar\.bz2)$/.exec(file) ?? [];
  return name && version ? { name, version } : undefined;
}
