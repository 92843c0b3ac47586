import { type SecureAnswer, type SecureQuestion, SourceError } from '../core/sources.ts';
import { digests } from './digests.ts';
import type { DownloadOptions } from './download.ts';
import { formatBytes, printable } from './print.ts';
import type { Settings } from './settings.ts';

/** Downloads a file over http and over https. Throws a SourceError where one of them fails, or both differ. */
export async function overHttps(
  { url }: SecureQuestion,
  settings: Settings,
  options: DownloadOptions,
): Promise<SecureAnswer> {
  const secure = url.replace(/^http:/i, 'https:');
  const [encrypted, plain] = await Promise.all([secure, url].map((one) => digestOf(one, settings, options)));
  if (encrypted!.sha256 !== plain!.sha256)
    throw new SourceError(
      'mismatch',
      `${printable(secure)} serves other bytes than over http; the URL stays as it is, so look which of them is right.`,
    );
  return { secure, provenance: `${printable(secure)} serves the same ${formatBytes(encrypted!.size ?? 0)}` };
}

async function digestOf(url: string, settings: Settings, options: DownloadOptions) {
  const [answer] = await digests(
    [{ kind: 'digest', url, then: [], redirects: true, from: 'download' }],
    { ...settings, cacheFolder: undefined },
    options,
  );
  if (answer instanceof SourceError) throw answer;
  return answer!;
}
