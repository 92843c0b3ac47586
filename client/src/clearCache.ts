import { window } from 'vscode';
import { clearCacheRequest } from './protocol.ts';
import type { Services } from './services.ts';
import { count } from './words.ts';

/** Forgets what downloads came to, and says how many there were. */
export async function clearCache({ client }: Services): Promise<number> {
  const forgotten = await client.sendRequest(clearCacheRequest, null);
  void window.showInformationMessage(
    forgotten === 0
      ? 'No download is remembered.'
      : `${count(forgotten, 'download')} forgotten: the next fix downloads afresh.`,
  );
  return forgotten;
}
