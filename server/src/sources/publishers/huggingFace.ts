import { publisherOf } from '../../core/facts/publishers.ts';
import { discard } from '../body.ts';
import { printable } from '../print.ts';
import { request } from '../request.ts';
import type { Settings } from '../settings.ts';
import { watching } from '../watch.ts';
import { type Declaration, type Publisher, sha256In } from './publisher.ts';

const HOSTS = new Set(['huggingface.co', 'hf.co']);
const MAX_HOPS = 5;

/**
 * The Hugging Face Hub names the SHA-256 of a file in LFS or Xet in the headers of its own answer, before it redirects to
 * where the bytes are [huggingface_hub, file_download.py]. A plain ETag, those of the CDN and X-Xet-Hash are other values.
 */
export const huggingFace: Publisher = {
  mayKnow: (url) => publisherOf(url.href)?.id === 'hugging-face',
  declaration: ask,
};

/** Follows redirects within the Hub (renamed repositories), and stops at the first that leads elsewhere. */
async function ask(asked: URL, settings: Settings, signal: AbortSignal | undefined): Promise<Declaration | undefined> {
  return watching(printable(asked), settings, signal, async (watch) => {
    let url = asked;
    for (let hop = 0; hop < MAX_HOPS; hop++) {
      const { response } = await request(url, asked, settings, watch, token(url), 'HEAD');
      discard(response);
      const sha256 = sha256In(response.headers.get('x-linked-etag')?.replace(/^W\/|"/g, ''));
      const size = Number(response.headers.get('x-linked-size') ?? Number.NaN);
      if (sha256) return { sha256, size: Number.isSafeInteger(size) ? size : undefined, by: asked.hostname };
      const location = response.headers.get('location');
      if (
        response.status < 300 ||
        response.status >= 400 ||
        location === null ||
        /^[a-z][a-z0-9+.-]*:|^\/\//i.test(location)
      )
        return undefined;
      url = new URL(location, url);
    }
    return undefined;
  });
}

/** The user's token goes to the Hub itself, over TLS. */
function token(url: URL): { Authorization?: string } {
  const value = process.env.HF_TOKEN?.trim();
  return value && url.protocol === 'https:' && HOSTS.has(url.hostname) ? { Authorization: `Bearer ${value}` } : {};
}
