import type { Progress } from '../sources/index.ts';
import { formatBytes } from '../sources/print.ts';
import { harmless, styleOf, type Terminal } from './terminal.ts';

const INTERVAL = 100;
const BAR = 24;
const CLEAR_LINE = '\r\x1b[K';

/** How far downloads are, on one line that is redrawn. */
export interface ProgressLine {
  show(progress: Progress): void;
  /** Takes the line away. */
  clear(): void;
}

/** A progress line on standard error; where that is no terminal nothing is shown. */
export function progressLine({ stderr, env }: Terminal): ProgressLine {
  if (!stderr.isTTY) return { show: () => {}, clear: () => {} };
  const { colors } = styleOf(stderr, env);
  const downloads = new Map<string, Progress>();
  let drawn = 0;
  return {
    show(progress) {
      downloads.set(progress.url, progress);
      const now = Date.now();
      if (now - drawn < INTERVAL) return;
      drawn = now;
      const [bar, rest] = describe([...downloads.values()], progress);
      stderr.write(`${CLEAR_LINE}${colors.cyan(bar)} ${rest.slice(0, (stderr.columns || 80) - BAR - 2)}`);
    },
    clear() {
      if (drawn > 0) stderr.write(CLEAR_LINE);
      drawn = 0;
    },
  };
}

/** A bar, and beside it how much has come and of which file last. */
function describe(downloads: readonly Progress[], last: Progress): [string, string] {
  const received = sum(downloads.map((one) => one.received));
  const total = sum(downloads.map((one) => one.total ?? Number.NaN));
  const filled = total > 0 ? Math.min(BAR, Math.floor((BAR * received) / total)) : 0;
  const of = total > 0 ? ` of ${formatBytes(total)}` : '';
  const name =
    last.url
      .replace(/[?#].*/, '')
      .split('/')
      .at(-1) || last.url;
  return ['━'.repeat(filled) + '─'.repeat(BAR - filled), `${formatBytes(received)}${of}  ${harmless(name)}`];
}

const sum = (numbers: readonly number[]): number => numbers.reduce((a, b) => a + b, 0);
