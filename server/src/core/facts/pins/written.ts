import { parseDockerfile } from '../../dockerfile/parse.ts';
import type { Source } from '../../rule.ts';
import type { Span } from '../../text/span.ts';
import { verifications } from '../downloads/verified.ts';
import { baseName } from '../paths.ts';
import { checkedHashes } from './checkedHashes.ts';
import { type Reading, readings } from './readings.ts';

/** Where a hash is written that a check reads. */
export interface Written {
  /** Undefined where its digits do not stand in one piece. */
  readonly place: Span | undefined;
  /** Why other digits there would not be the same file's alone; undefined where they would. */
  readonly kept: string | undefined;
}

/**
 * Where the hash of each reading is written, by a trial: each place where such a hash stands gets digits of its own, and
 * the checks are read again. What they say then tells the place, however it got from there to the check.
 */
export function writtenAt(source: Source): readonly Written[] {
  const before = readings(source);
  const places: Span[] = [];
  const hashes = new Set(before.map(({ hash }) => hash));
  const text = source.file.source.replace(RUN_OF_DIGITS, (digits, start: number) => {
    if (!hashes.has(digits.toLowerCase())) return digits;
    places.push({ start, end: start + digits.length });
    return markOf(places.length - 1, digits.length);
  });
  if (places.length === 0) return before.map(() => NOWHERE);
  const trial = { ...source, file: parseDockerfile(text) };
  const after = readings(trial);
  if (after.length !== before.length) return before.map(() => NOWHERE);
  const marks = new Map(places.map((place, index) => [markOf(index, place.end - place.start), place]));
  const others = otherFiles(trial, after);
  return after.map(({ hash = '' }) => {
    const place = marks.get(hash);
    if (!place) return NOWHERE;
    const isInUrl = after.some(({ url }) => url.includes(hash));
    const other = others.get(hash);
    return {
      place,
      kept: isInUrl
        ? 'the same digits stand in a URL'
        : other !== undefined
          ? `${other} is compared with the same hash`
          : undefined,
    };
  });
}

const NOWHERE: Written = { place: undefined, kept: 'its hash is not written in one piece' };

const RUN_OF_DIGITS = /(?<![0-9a-f])[0-9a-f]{32,128}(?![0-9a-f])/gi;

const markOf = (index: number, length: number): string => index.toString(16).padStart(length, '0');

/** Files that no reading is about, by what checks compare them with. */
function otherFiles(source: Source, known: readonly Reading[]): ReadonlyMap<string, string> {
  const isKnown = ({ start }: Span, name: string) =>
    known.some((reading) => reading.check.start === start && reading.name === name);
  return new Map(
    verifications(source)
      .flatMap((check) => checkedHashes(source, check, undefined))
      .flatMap(({ check, path, text }): [string, string][] =>
        path && text && !isKnown(check, baseName(path)) ? [[text.toLowerCase(), baseName(path)]] : [],
      ),
  );
}
