import { colored } from './diff.ts';
import type { FixCommand } from './options.ts';
import { diffOf, type FixReport, fixJson } from './report/fixed.ts';
import { fileSummary, totals } from './report/summary.ts';
import { STDIN, STDIN_NAME } from './targets.ts';
import { styleOf, type Terminal } from './terminal.ts';

/** Takes what came of each file, and prints it. */
export interface FixOutput {
  add(report: FixReport): void;
  end(): void;
}

/**
 * Prints what came of fixing. Where standard output carries a diff or a fixed text, or everything as JSON, what
 * happened is told on standard error.
 */
export function fixOutput({ format, write, paths }: FixCommand, { stdout, stderr, env }: Terminal): FixOutput {
  const reports: FixReport[] = [];
  if (format === 'json') {
    return { add: (report) => reports.push(report), end: () => void stdout.write(fixJson(reports, write)) };
  }
  const told = write && !paths.includes(STDIN) ? stdout : stderr;
  const { colors } = styleOf(stdout, env);
  const forEyes = stdout.isTTY === true || colors.isColorSupported;
  return {
    add(report) {
      reports.push(report);
      const diff = diffOf(report.changes);
      if (!write) stdout.write(forEyes ? colored(diff, colors) : diff);
      else if (report.after.path === STDIN_NAME) stdout.write(report.after.text);
      told.write(fileSummary(report, write, styleOf(told, env)));
    },
    end() {
      if (reports.length > 0) told.write(totals(reports, write));
    },
  };
}
