import { type ReleaseAnswer, type ReleaseQuestion, SourceError } from '../core/sources.ts';
import { discard } from './body.ts';
import type { DownloadOptions } from './download.ts';
import { statusError } from './errors.ts';
import { printable } from './print.ts';
import { request } from './request.ts';
import { persist } from './retry.ts';
import type { Settings } from './settings.ts';
import type { Watch } from './watch.ts';

const MAX_HOPS = 5;

/** Where GitHub sends whoever asks for the latest release of a repository. Throws a SourceError where there is none. */
export async function latestRelease(
  { url: text }: ReleaseQuestion,
  settings: Settings,
  { signal }: DownloadOptions,
): Promise<ReleaseAnswer> {
  const asked = new URL(text);
  return persist(printable(asked), settings, signal, (watch) => redirectOf(asked, settings, watch));
}

async function redirectOf(asked: URL, settings: Settings, watch: Watch): Promise<ReleaseAnswer> {
  let url = asked;
  for (let hop = 0; hop < MAX_HOPS; hop++) {
    const { response, peer } = await request(url, asked, settings, watch, {}, 'HEAD');
    discard(response);
    const location = response.headers.get('location');
    if (location === null || !URL.canParse(location, url.href)) throw statusError(response, url, peer);
    url = new URL(location, url);
    const [, tag] = /\/releases\/tag\/([^/]+)$/.exec(url.pathname) ?? [];
    if (tag && url.host === asked.host)
      return { tag, provenance: `${asked.host} says that the latest release is ${decodeURIComponent(tag)}` };
    // A renamed repository is sent on to its new name.
    if (url.host !== asked.host || !url.pathname.endsWith('/latest')) break;
  }
  throw new SourceError('missing', `${printable(asked)} leads to no release: check the repository.`);
}
