import { existsSync, readFileSync } from 'node:fs';

/** What a suite came to. */
export interface Totals {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

/** The totals in the closing line of a suite's report; undefined where the suite never came to its end. */
export function closingTotals(report: string): Totals | undefined {
  const text = existsSync(report) ? readFileSync(report, 'utf8') : '';
  const numbers = /^(\d+) passed, (\d+) failed(?:, (\d+) skipped)?$/m.exec(text);
  return numbers
    ? { passed: Number(numbers[1]), failed: Number(numbers[2]), skipped: Number(numbers[3] ?? 0) }
    : undefined;
}
