import { colored } from './diff.ts';
import type { FixCommand } from './options.ts';
import { diffBase, diffOf, type FixReport, fixJson } from './report/fixed.ts';
import { fileSummary, totals } from './report/summary.ts';
import { STDIN, STDIN_NAME, shownPath } from './targets.ts';
import { harmless, styleOf, type Terminal } from './terminal.ts';

/** Takes what came of each file, and prints it. */
export interface FixOutput {
  add(report: FixReport): void;
  end(): void;
}

/**
 * Prints what came of fixing. Where standard output carries a diff or a fixed text, or everything as JSON, what
 * happened is told on standard error.
 */
export function fixOutput({ format, write, paths }: FixCommand, { cwd, stdout, stderr, env }: Terminal): FixOutput {
  const reports: FixReport[] = [];
  if (format === 'json') {
    return { add: (report) => reports.push(report), end: () => void stdout.write(fixJson(reports, write, cwd)) };
  }
  const told = write && !paths.includes(STDIN) ? stdout : stderr;
  const { colors } = styleOf(stdout, env);
  const forEyes = stdout.isTTY === true || colors.isColorSupported;
  // All at once: how files are named in it depends on every one.
  const printDiff = () => {
    const base = diffBase(reports, cwd);
    const diff = reports.map(({ changes }) => diffOf(changes, base)).join('');
    if (diff !== '') stdout.write(forEyes ? colored(diff, colors) : diff);
    if (base !== cwd)
      stderr.write(`Apply the diff in ${harmless(shownPath(cwd, base))}/: it leaves the current folder.\n`);
  };
  return {
    add(report) {
      reports.push(report);
      if (write && report.after.path === STDIN_NAME) stdout.write(report.after.text);
      told.write(fileSummary(report, write, styleOf(told, env)));
    },
    end() {
      if (!write) printDiff();
      if (reports.length > 0) told.write(totals(reports, write));
    },
  };
}
