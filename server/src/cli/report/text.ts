import type { Severity } from '../../core/rule.ts';
import { type Colors, harmless, type Style } from '../terminal.ts';
import type { FileReport, Finding } from './findings.ts';
import { snippet } from './snippet.ts';

/** The report for people: each finding with its line and its remedy, and how many there are. */
export function textReport(files: readonly FileReport[], style: Style): string {
  const blocks = files.flatMap((file) => samePlace(file.findings).map((group) => block(file, group, style)));
  return [...blocks, summary(files, style)].join('\n');
}

/** Findings about one place are shown above one line of source. */
function samePlace(findings: readonly Finding[]): Finding[][] {
  const groups: Finding[][] = [];
  for (const finding of findings) {
    const last = groups.at(-1);
    const same = last?.[0]?.span.start === finding.span.start && last[0].span.end === finding.span.end;
    if (last && same) last.push(finding);
    else groups.push([finding]);
  }
  return groups;
}

function block({ path, text }: FileReport, group: readonly Finding[], { colors, width }: Style): string {
  const { span, place, severity } = group[0]!;
  const number = String(place.line);
  const { line, before, marked } = snippet(text, span, width - number.length - 4);
  const gutter = ' '.repeat(number.length);
  const underline = `${' '.repeat(before)}${paint(severity, colors)('^'.repeat(marked))}`;
  return [
    ...group.map((finding) => heading(path, finding, colors)),
    `${colors.dim(` ${number} │`)} ${line}`,
    `${colors.dim(` ${gutter} │`)} ${underline}`,
    ...remedies(group).map((remedy) => ` ${gutter} ${colors.dim('=')} ${remedy}`),
    '',
  ].join('\n');
}

function heading(path: string, { rule, severity, message, place }: Finding, colors: Colors): string {
  const where = colors.bold(`${harmless(path)}:${place.line}:${place.column}:`);
  return `${where} ${paint(severity, colors)(`${severity}:`)} ${harmless(message)} ${colors.dim(`[${rule}]`)}`;
}

/** What `fix` would do, each thing once. */
function remedies(group: readonly Finding[]): string[] {
  const best = group.flatMap(({ fixes }) => fixes.find(({ safety }) => safety === 'safe') ?? fixes[0] ?? []);
  const lines = best.map(({ title, safety, network }) => {
    const notes = [...(safety === 'review' ? ['for review'] : []), ...(network ? ['needs the network'] : [])];
    return harmless(`fix${notes.length > 0 ? ` (${notes.join(', ')})` : ''}: ${title}`);
  });
  return [...new Set(lines)];
}

/** How severe findings are shown. */
export function paint(severity: Severity, colors: Colors): (text: string) => string {
  if (severity === 'error') return (text) => colors.bold(colors.red(text));
  if (severity === 'warning') return (text) => colors.bold(colors.yellow(text));
  return severity === 'information' ? colors.cyan : colors.dim;
}

function summary(files: readonly FileReport[], { colors }: Style): string {
  const findings = files.flatMap((file) => file.findings);
  if (findings.length === 0) return `${colors.green('No findings')} in ${count(files.length, 'file')}.\n`;
  const affected = files.filter((file) => file.findings.length > 0).length;
  const bySeverity = (['error', 'warning', 'information', 'hint'] as const).flatMap((severity) => {
    const number = findings.filter((finding) => finding.severity === severity).length;
    return number > 0
      ? [paint(severity, colors)(count(number, severity, severity === 'information' ? severity : undefined))]
      : [];
  });
  const total = `${colors.bold(count(findings.length, 'finding'))} in ${count(affected, 'file')} (${bySeverity.join(', ')})`;
  return `${total}${repairs(findings)}\n`;
}

function repairs(findings: readonly Finding[]): string {
  const safe = findings.filter(({ fixes }) => fixes.some(({ safety }) => safety === 'safe')).length;
  const review = findings.filter(({ fixes }) => fixes.length > 0).length - safe;
  if (safe + review === 0) return '.';
  const more = review > 0 ? `${review}${safe > 0 ? ' more' : ''} after review with \`--all\`` : '';
  return `; \`harden-dockerfile fix\` repairs ${[...(safe > 0 ? [safe] : []), ...(more ? [more] : [])].join(', ')}.`;
}

/** "1 file", "2 files". */
export const count = (number: number, noun: string, plural = `${noun}s`): string =>
  `${number} ${number === 1 ? noun : plural}`;
