import type { Severity } from '../../core/rule.ts';
import type { FileReport, Finding } from './findings.ts';

const COMMANDS: Readonly<Record<Severity, string>> = {
  error: 'error',
  warning: 'warning',
  information: 'notice',
  hint: 'notice',
};

/** The report as workflow commands, which GitHub Actions turns into annotations. */
export const githubReport = (files: readonly FileReport[]): string =>
  files.flatMap(({ path, findings }) => findings.map((finding) => `${annotation(path, finding)}\n`)).join('');

function annotation(path: string, { rule, severity, message, place }: Finding): string {
  const { line, column, endLine, endColumn } = place;
  // The runner takes columns only where they are on one line.
  const columns = line === endLine ? { col: column, endColumn } : {};
  const properties = Object.entries({ file: path, line, endLine, ...columns, title: rule })
    .map(([name, value]) => `${name}=${escapeProperty(String(value))}`)
    .join(',');
  return `::${COMMANDS[severity]} ${properties}::${escapeData(message)}`;
}

/** As the runner's own toolkit escapes (actions/toolkit, command.ts). */
const escapeData = (text: string): string => text.replace(/%/g, '%25').replace(/\r/g, '%0D').replace(/\n/g, '%0A');

const escapeProperty = (text: string): string => escapeData(text).replace(/:/g, '%3A').replace(/,/g, '%2C');
