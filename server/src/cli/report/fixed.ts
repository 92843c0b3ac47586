import type { Fixed } from '../../core/fix.ts';
import type { Diagnostic, Fix } from '../../core/rule.ts';
import { isBelow, upwards } from '../../project/paths.ts';
import { unifiedDiff } from '../diff.ts';
import { shownPath } from '../targets.ts';
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
  /** Findings of the fixed text that were to be fixed, and that neither `failed` nor `review` speaks of. */
  readonly left: readonly Finding[];
  /** How many findings the fixed text has of rules that were not asked for. */
  readonly foreign: number;
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
  /** The project's, absolute. */
  readonly root: string;
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
    left: after.findings.filter((_, index) => {
      const diagnostic = fixed.remaining[index]!;
      return concerns(diagnostic) && !spoken.has(diagnostic);
    }),
    foreign: fixed.remaining.filter((diagnostic) => !concerns(diagnostic)).length,
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

/** The report of `fix --format json`, version 1: with the files that were written, or else with diffs. */
export function fixJson(reports: readonly FixReport[], written: boolean, cwd: string): string {
  const base = diffBase(reports, cwd);
  return print({
    version: 1,
    files: reports.map(({ applied, failed, review, after, changes }) => ({
      path: after.path,
      applied,
      failed,
      review,
      findings: after.findings.map(jsonFinding),
      ...(changes.length === 0 ? {} : written ? { written: writtenFiles(changes) } : { diff: diffOf(changes, base) }),
    })),
  });
}

/** The files on disk that changes were written to, as reports name them. */
export const writtenFiles = (changes: readonly Change[]): string[] =>
  changes.flatMap(({ shown, file }) => (file === undefined ? [] : [shown]));

/**
 * The folder that a diff of everything is to be applied in: the current one, or where files lie outside of it, which
 * no tool would patch from there, the nearest around all their projects.
 */
export function diffBase(reports: readonly FixReport[], cwd: string): string {
  const files = reports.flatMap(({ changes }) => changes.filter(({ file }) => file !== undefined));
  if (files.every(({ file }) => isBelow(cwd, file!))) return cwd;
  const roots = files.map(({ root }) => root);
  return [...upwards(roots[0]!)].find((folder) => roots.every((root) => isBelow(folder, root))) ?? cwd;
}

/** The changes as one unified diff, with paths from `base` on. */
export const diffOf = (changes: readonly Change[], base: string): string =>
  changes
    .map(({ shown, file, before, after }) =>
      unifiedDiff(file === undefined ? shown : shownPath(base, file), before, after),
    )
    .join('');
