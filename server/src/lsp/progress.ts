import type { WorkDoneProgressReporter } from 'vscode-languageserver';
import type { Progress } from '../sources/index.ts';
import { formatBytes } from '../sources/print.ts';
import { fileName } from './network.ts';

/** Milliseconds between two reports. */
const INTERVAL = 100;

/** Shows how far downloads are, as one progress: that of all in percent, and the last one that moved in words. */
export function downloadProgress(reporter: WorkDoneProgressReporter): (progress: Progress) => void {
  const downloads = new Map<string, Progress>();
  let shown = 0;
  return (progress) => {
    downloads.set(progress.url, progress);
    const now = Date.now();
    if (now - shown < INTERVAL) return;
    shown = now;
    const percentage = percentageOf([...downloads.values()]);
    if (percentage === undefined) reporter.report(messageOf(progress));
    else reporter.report(percentage, messageOf(progress));
  };
}

function percentageOf(downloads: readonly Progress[]): number | undefined {
  const received = downloads.reduce((sum, one) => sum + one.received, 0);
  const total = downloads.reduce((sum, one) => sum + (one.total ?? Number.NaN), 0);
  return total > 0 ? Math.min(100, Math.floor((100 * received) / total)) : undefined;
}

/** "model.pth from github.com: 12.3 of 60.6 MB". */
function messageOf({ url, received, total }: Progress): string {
  const host = URL.canParse(url) ? ` from ${new URL(url).host}` : '';
  const name = `${fileName(url)}${host}`;
  if (total === undefined) return `${name}: ${formatBytes(received)}`;
  const whole = formatBytes(total);
  const unit = / .*$/.exec(whole)?.[0] ?? '';
  const part = formatBytes(received);
  return `${name}: ${part.endsWith(unit) ? part.slice(0, -unit.length) : part} of ${whole}`;
}
