import type { Edit } from '../../core/text/span.ts';
import { countsOf, type PinStatus, type Verdict } from '../../core/verify.ts';
import { printable } from '../../sources/print.ts';
import { type Colors, harmless, type Style } from '../terminal.ts';
import { lineStarts, type Place, placeOf } from './findings.ts';
import { print } from './json.ts';
import { count } from './text.ts';

/** What became of the pins of one file. */
export interface PinReport {
  readonly path: string;
  readonly pins: readonly (Verdict & { readonly place: Place; readonly updated: boolean })[];
  /** Whether hashes were to be updated. */
  readonly updating: boolean;
}

/** Joins what was found in a file with what was written to it; `written` is undefined where nothing was to be. */
export function pinReport(
  path: string,
  text: string,
  verdicts: readonly Verdict[],
  written: readonly Edit[] | undefined,
): PinReport {
  const starts = lineStarts(text);
  const isUpdated = ({ status, span }: Verdict) =>
    status === 'mismatch' && (written ?? []).some((edit) => edit.span.start === span.start);
  return {
    path,
    pins: verdicts.map((verdict) => ({
      ...verdict,
      place: placeOf(starts, verdict.span),
      updated: isUpdated(verdict),
    })),
    updating: written !== undefined,
  };
}

/** The report of `verify --format json`, version 1. */
export const verifyJson = (reports: readonly PinReport[]): string =>
  print({
    version: 1,
    files: reports.map(({ path, pins }) => ({
      path,
      pins: pins.map(({ name, status, url, expected, actual, reason, place, updated }) => ({
        status,
        file: name,
        url: url && printable(url),
        expected,
        actual,
        reason,
        ...(updated ? { updated } : {}),
        ...place,
      })),
    })),
  });

/** The report for people: each pin in a line, and why where it does not match. */
export function verifyText(reports: readonly PinReport[], { colors }: Style): string {
  const blocks = reports
    .filter(({ pins }) => pins.length > 0)
    .map(
      ({ path, pins, updating }) =>
        `${colors.bold(harmless(path))}\n${pins.map((pin) => line(pin, updating, colors)).join('')}\n`,
    );
  return blocks.join('') + totals(reports);
}

function line(
  { name, status, url, expected, actual, reason, kept = SHARED, place, updated }: PinReport['pins'][number],
  updating: boolean,
  colors: Colors,
): string {
  const label = paint(status, colors)((updated ? 'updated' : status).padEnd(11));
  const difference = [
    `pinned  ${expected}`,
    `served  ${actual}`,
    ...(updated ? [] : [updating ? `not updated: ${kept}` : MISMATCH]),
  ];
  const details = status === 'mismatch' ? difference : [reason ?? []].flat();
  const notes = details.map((detail) => `               ${colors.dim(harmless(detail))}\n`).join('');
  const from = url === undefined ? '' : ` ${colors.dim(harmless(printable(url)))}`;
  return `  ${label}  ${harmless(name)}, line ${place.line}${from}\n${notes}`;
}

const SHARED = 'another file is compared with the same hash, and has not changed or was not reached';
const MISMATCH = 'find out why before you trust it: a new release, or somebody else; --update writes the new hash';

function paint(status: PinStatus, colors: Colors): (text: string) => string {
  if (status === 'match') return colors.green;
  if (status === 'mismatch' || status === 'gone') return colors.red;
  return status === 'unreachable' ? colors.yellow : colors.dim;
}

function totals(reports: readonly PinReport[]): string {
  const pins = reports.flatMap((report) => report.pins);
  if (pins.length === 0) return `No pins in ${count(reports.length, 'file')}.\n`;
  const files = reports.filter((report) => report.pins.length > 0).length;
  const parts = countsOf(pins.filter((pin) => !pin.updated).map(({ status }) => status));
  const updated = pins.filter((pin) => pin.updated).length;
  return `${count(pins.length, 'pin')} in ${count(files, 'file')}: ${[...parts, ...(updated > 0 ? [`${updated} updated`] : [])].join(', ')}.\n`;
}
