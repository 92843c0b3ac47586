import { whyUnreadable } from '../project/read.ts';
import { clearCache as forget } from '../sources/index.ts';
import { count } from './report/text.ts';
import { CLEAN, FAILED } from './status.ts';
import { complaints, type Terminal } from './terminal.ts';

/** Empties the cache of digests, and says how much was in it. */
export async function clearCache(terminal: Terminal): Promise<number> {
  try {
    terminal.stdout.write(`Forgot ${count(await forget(), 'download')}.\n`);
    return CLEAN;
  } catch (error) {
    complaints(terminal).say(`the cache cannot be emptied: ${whyUnreadable(error)}`);
    return FAILED;
  }
}
