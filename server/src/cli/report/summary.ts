import { type Colors, harmless, type Style } from '../terminal.ts';
import { type FixReport, writtenFiles } from './fixed.ts';
import { count } from './text.ts';

/** What came of one file, for people: an entry for each fix and for each finding that is left. Empty where there is none. */
export function fileSummary(report: FixReport, written: boolean, { colors }: Style): string {
  const { applied, failed, review, left, after, changes } = report;
  const also = written ? writtenFiles(changes).filter((file) => file !== after.path) : [];
  const entries = [
    ...applied.map((one) => entry(colors.green(written ? 'fixed ' : 'fix   '), one, one.provenance, colors)),
    ...also.map((file) => `  ${colors.green('wrote ')}  ${harmless(file)}\n`),
    ...failed.map((one) => entry(colors.red('failed'), one, [one.reason], colors)),
    ...review.map((one) => entry(colors.yellow('review'), one, [one.reason], colors)),
    ...left.map(({ rule, severity, message, place }) =>
      entry(
        colors.dim('left  '),
        { title: `${place.line}:${place.column}: ${severity}: ${message}`, rule },
        [],
        colors,
      ),
    ),
  ];
  return entries.length > 0 ? `${colors.bold(harmless(after.path))}\n${entries.join('')}\n` : '';
}

function entry(label: string, one: { title: string; rule: string }, notes: readonly string[], colors: Colors): string {
  const details = notes.filter((note) => note !== '').map((note) => `          ${colors.dim(harmless(note))}\n`);
  return `  ${label}  ${harmless(one.title)} ${colors.dim(`[${one.rule}]`)}\n${details.join('')}`;
}

/** What came of all files, in one line. */
export function totals(reports: readonly FixReport[], written: boolean): string {
  const sum = (of: (report: FixReport) => readonly unknown[]) =>
    reports.reduce((total, one) => total + of(one).length, 0);
  const fixes = sum(({ applied }) => applied);
  const files = reports.filter(({ changes }) => changes.length > 0).length;
  const rest = [
    { number: sum(({ failed }) => failed), words: 'failed' },
    { number: sum(({ review }) => review), words: 'for review (--all applies them)' },
    { number: sum(({ left }) => left), words: 'left for you' },
    { number: reports.reduce((total, { foreign }) => total + foreign, 0), words: 'of other rules' },
  ].flatMap(({ number, words }) => (number > 0 ? [`${number} ${words}`] : []));
  const place = `${count(fixes, 'fix', 'fixes')} in ${count(files, 'file')}${written ? '' : ' (--write applies them)'}`;
  if (fixes > 0) return `${[place, ...rest].join('; ')}.\n`;
  return rest.length > 0
    ? `Nothing fixed; ${rest.join('; ')}.\n`
    : `Nothing to fix in ${count(reports.length, 'file')}.\n`;
}
