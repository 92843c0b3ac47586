import { publisherOf } from '../../core/facts/publishers.ts';
import type { Settings } from '../settings.ts';
import { readJson } from '../text.ts';
import { type Declaration, fileName, type Publisher, sha256In } from './publisher.ts';
import { besides } from './sidecars.ts';

const API = 'https://api.github.com';
const ASSET = /^\/([^/]+)\/([^/]+)\/releases\/(?:download\/([^/]+)|latest\/download)\/[^/]+$/;

/** GitHub declares the digest of each asset of a release that was uploaded since June 2025 [REST API, releases]. */
export const github: Publisher = {
  mayKnow: (url) => publisherOf(url.href)?.id === 'github',
  host: new URL(API).host,
  declaration: ask,
};

async function ask(url: URL, settings: Settings, signal: AbortSignal | undefined): Promise<Declaration | undefined> {
  const [, owner, repository, tag] = ASSET.exec(url.pathname)!;
  const release = `${API}/repos/${owner}/${repository}/releases/${tag === undefined ? 'latest' : `tags/${tag}`}`;
  const answer = await readJson(new URL(release), settings, { signal, headers: headers() });
  const name = fileName(url);
  const assets = assetsOf(answer);
  const asset = assets.find((one) => one.name === name);
  const sha256 = sha256In(asset?.digest?.replace(/^sha256:/, ''));
  if (sha256 !== undefined) return { sha256, size: asset?.size, by: 'github.com' };
  return besides(
    url,
    assets.flatMap((one) => one.name ?? []),
    settings,
    signal,
  );
}

interface Asset {
  readonly name?: string;
  readonly size?: number;
  readonly digest?: string | null;
}

const assetsOf = (answer: unknown): readonly Asset[] => {
  const { assets } = (answer ?? {}) as { assets?: unknown };
  return Array.isArray(assets) ? assets : [];
};

/** The user's token goes to GitHub's API alone. */
function headers(): { readonly [name: string]: string } {
  const token = (process.env.GITHUB_TOKEN ?? process.env.GH_TOKEN)?.trim();
  return {
    Accept: 'application/vnd.github+json',
    ...(token && { Authorization: `Bearer ${token}` }),
  };
}
