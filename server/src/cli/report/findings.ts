import type { Diagnostic, Severity } from '../../core/rule.ts';
import type { Span } from '../../core/text/span.ts';

/** What was found in one file, as plain data: nothing of the parsed file is kept alive. */
export interface FileReport {
  /** Relative to the current folder, with slashes. */
  readonly path: string;
  readonly text: string;
  readonly findings: readonly Finding[];
}

export interface Finding {
  readonly rule: string;
  readonly severity: Severity;
  readonly message: string;
  readonly span: Span;
  readonly place: Place;
  readonly fixes: readonly { readonly title: string; readonly safety: 'safe' | 'review'; readonly network: boolean }[];
}

/** A span in lines and columns: 1-based, columns in UTF-16 units, the end behind the last character. */
export interface Place {
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
}

/** The findings of a text with their places. */
export function fileReport(path: string, text: string, diagnostics: readonly Diagnostic[]): FileReport {
  const starts = lineStarts(text);
  const findings = diagnostics.map(
    ({ rule, severity, message, span, fixes = [] }): Finding => ({
      rule: rule.id,
      severity,
      message,
      span,
      place: placeOf(starts, span),
      fixes: fixes.map(({ title, safety, needs = [] }) => ({ title, safety, network: needs.length > 0 })),
    }),
  );
  return { path, text, findings };
}

/** Where each line starts; a byte order mark belongs to none. */
export function lineStarts(text: string): readonly number[] {
  const starts = [text.startsWith('\uFEFF') ? 1 : 0];
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return starts;
}

/** A span in the lines that start there. */
export function placeOf(starts: readonly number[], { start, end }: Span): Place {
  const from = lineOf(starts, start);
  const to = lineOf(starts, end);
  const column = (line: number, offset: number) => Math.max(0, offset - starts[line]!) + 1;
  return { line: from + 1, column: column(from, start), endLine: to + 1, endColumn: column(to, end) };
}

/** The index of the last line that starts at or before an offset. */
function lineOf(starts: readonly number[], offset: number): number {
  let low = 0;
  let high = starts.length - 1;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (starts[middle]! <= offset) low = middle;
    else high = middle - 1;
  }
  return low;
}

const ORDER: readonly Severity[] = ['hint', 'information', 'warning', 'error'];

/** Whether any finding is as severe as `limit` or more. */
export const reaches = (findings: readonly { readonly severity: Severity }[], limit: Severity): boolean =>
  findings.some(({ severity }) => ORDER.indexOf(severity) >= ORDER.indexOf(limit));
