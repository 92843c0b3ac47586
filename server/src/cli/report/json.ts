import type { FileReport, Finding } from './findings.ts';

/** The report of `check --format json`, version 1. */
export const jsonReport = (files: readonly FileReport[]): string =>
  print({ version: 1, files: files.map(({ path, findings }) => ({ path, findings: findings.map(jsonFinding) })) });

/** A finding as every JSON report shows it. */
export const jsonFinding = ({ rule, severity, message, place, fixes }: Finding) => ({
  rule,
  severity,
  message,
  ...place,
  fixes,
});

/** JSON that a person can read too, with a newline at its end. */
export const print = (value: unknown): string => `${JSON.stringify(value, undefined, 2)}\n`;
