import type { Fixed } from '../../core/fix.ts';
import type { Diagnostic, Fix } from '../../core/rule.ts';
import { unifiedDiff } from '../diff.ts';
import { type FileReport, type Finding, fileReport } from './findings.ts';
import { jsonFinding, print } from './json.ts';

/** What fixing did to one Dockerfile, or would do. */
export interface FixReport {
  readonly applied: readonly (Named & { readonly provenance: readonly string[] })[];
  /** Fixes that would have been applied, had an answer been had. */
  readonly failed: readonly (Named & { readonly reason: string })[];
  /** Fixes that a person should look at first. */
  readonly review: readonly (Named & { readonly reason: string })[];
  /** What the fixed text still has. */
  readonly after: FileReport;
  /** Findings of the fixed text that neither `failed` nor `review` speaks of. */
  readonly left: readonly Finding[];
  readonly changes: readonly Change[];
}

interface Named {
  readonly rule: string;
  readonly title: string;
}

/** A file's old and new text. */
export interface Change {
  /** Relative to the current folder, with slashes. */
  readonly shown: string;
  /** Absolute; undefined for standard input. */
  readonly file: string | undefined;
  /** Null where the file is new. */
  readonly before: string | null;
  readonly after: string;
}

/** What came of fixing; `concerns` says which diagnostics were to be fixed at all. */
export function fixReport(
  shown: string,
  fixed: Fixed,
  concerns: (diagnostic: Diagnostic) => boolean,
  changes: readonly Change[],
): FixReport {
  const after = fileReport(shown, fixed.text, fixed.remaining);
  const failed = new Set(fixed.failed.map(({ diagnostic }) => diagnostic));
  const reviews = fixed.remaining.flatMap((diagnostic) => {
    const fix = failed.has(diagnostic) || !concerns(diagnostic) ? undefined : diagnostic.fixes?.[0];
    return fix?.safety === 'review' ? [{ diagnostic, fix }] : [];
  });
  const spoken = new Set([...failed, ...reviews.map(({ diagnostic }) => diagnostic)]);
  return {
    applied: unique(fixed.applied.map(({ provenance, ...one }) => ({ ...named(one), provenance }))),
    failed: unique(fixed.failed.map(({ error, ...one }) => ({ ...named(one), reason: error.message }))),
    review: unique(reviews.map((one) => ({ ...named(one), reason: one.fix.reason ?? '' }))),
    after,
    left: after.findings.filter((_, index) => !spoken.has(fixed.remaining[index]!)),
    changes,
  };
}

const named = ({ diagnostic, fix }: { diagnostic: Diagnostic; fix: Fix }): Named => ({
  rule: diagnostic.rule.id,
  title: fix.title,
});

/** Findings that share a fix name it once. */
const unique = <T>(entries: readonly T[]): T[] => [
  ...new Map(entries.map((entry) => [JSON.stringify(entry), entry])).values(),
];

/** The report of `fix --format json`, version 1; the diffs are there where nothing was written. */
export const fixJson = (reports: readonly FixReport[], written: boolean): string =>
  print({
    version: 1,
    files: reports.map(({ applied, failed, review, after, changes }) => ({
      path: after.path,
      applied,
      failed,
      review,
      findings: after.findings.map(jsonFinding),
      ...(written || changes.length === 0 ? {} : { diff: diffOf(changes) }),
    })),
  });

/** The changes as one unified diff. */
export const diffOf = (changes: readonly Change[]): string =>
  changes.map(({ shown, before, after }) => unifiedDiff(shown, before, after)).join('');
