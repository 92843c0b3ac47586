import type { Updated, Verified, VerifiedPin } from './protocol.ts';
import { count, list, oneLine } from './words.ts';

const WORDS: Readonly<Record<VerifiedPin['status'], string>> = {
  match: 'as pinned',
  mismatch: 'changed',
  gone: 'gone',
  unreachable: 'not reached',
  unknown: 'not compared',
};

/** What became of the pins of a file, in one sentence or two; empty where the user knows already. */
export function verified(file: string, { status, pins }: Verified): string {
  if (status === 'cancelled') return '';
  if (status === 'closed') return `${file} was closed meanwhile, so nothing was compared.`;
  if (pins.length === 0) return `${file} pins no download.`;
  const counts = Object.entries(WORDS).flatMap(([one, words]) => {
    const number = pins.filter((pin) => pin.status === one).length;
    return number > 0 ? [`${number} ${words}`] : [];
  });
  const changed = pins.filter((pin) => pin.status === 'mismatch');
  const left = changed.filter(({ updatable }) => !updatable);
  const which = list([...new Set(changed.map(({ name }) => name))]);
  return [
    `${file}: ${counts.join(', ')}.`,
    ...(changed.length > 0
      ? [`Find out why before you trust ${which}: a changed file may be a new release, or somebody else.`]
      : []),
    ...(left.length > 0
      ? [`${count(left.length, 'hash', 'hashes')} cannot be updated: another file has the same.`]
      : []),
  ].join(' ');
}

/** What came of updating hashes, in one sentence. */
export function updated(file: string, { status, names }: Updated): string {
  if (status === 'applied') return `${file}: the SHA-256 of ${list([...new Set(names)])} is what is served now.`;
  if (status === 'declined') return `${file} is unchanged: the edit was not accepted.`;
  return `${file} was edited meanwhile and what was compared is gone, so nothing was changed. Please verify it again.`;
}

/** Every pin in a line, and why where it does not match. */
export function pinDetails(file: string, { status, pins }: Verified): string {
  return [`${file}: ${count(pins.length, 'pin')}, verification ${status}`, ...pins.flatMap(entry)].join('\n');
}

function entry({ name, line, status, url, expected, actual, reason }: VerifiedPin): string[] {
  const difference = status === 'mismatch' ? [`pinned ${expected}`, `served ${actual}`] : [];
  const notes = [...difference, ...(reason === undefined ? [] : [reason])];
  const from = url === undefined ? '' : ` ${oneLine(url)}`;
  return [
    `  ${WORDS[status].padEnd(12)}  ${oneLine(name)}, line ${line}${from}`,
    ...notes.map((note) => `                ${oneLine(note)}`),
  ];
}
