import { completeLint } from '../project/complete.ts';
import { orBug } from './bug.ts';
import type { CheckCommand } from './options.ts';
import { type FileReport, fileReport, reaches } from './report/findings.ts';
import { githubReport } from './report/github.ts';
import { jsonReport } from './report/json.ts';
import { sarifReport } from './report/sarif.ts';
import { textReport } from './report/text.ts';
import { CLEAN, FAILED, FINDINGS } from './status.ts';
import { openTargets } from './targets.ts';
import { complaints, type Style, styleOf, type Terminal } from './terminal.ts';

const REPORTS: Readonly<Record<CheckCommand['format'], (files: readonly FileReport[], style: Style) => string>> = {
  text: (files, style) => (files.length > 0 ? textReport(files, style) : ''),
  json: jsonReport,
  sarif: sarifReport,
  github: githubReport,
};

/** Reports what is found in the Dockerfiles that the operands mean. */
export async function check({ paths, format, failOn }: CheckCommand, terminal: Terminal): Promise<number> {
  const complain = complaints(terminal);
  const reports: FileReport[] = [];
  for await (const { shown, subject } of openTargets(paths, terminal, complain)) {
    const lint = await orBug(shown, terminal, complain, () => completeLint(subject, terminal.signal));
    if (lint) reports.push(fileReport(shown, subject.text, lint.diagnostics));
  }
  terminal.stdout.write(REPORTS[format](reports, styleOf(terminal.stdout, terminal.env)));
  if (complain.count > 0) return FAILED;
  return reaches(
    reports.flatMap(({ findings }) => findings),
    failOn,
  )
    ? FINDINGS
    : CLEAN;
}
