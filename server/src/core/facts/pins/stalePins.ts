import { parseDockerfile } from '../../dockerfile/parse.ts';
import { fact } from '../../fact.ts';
import type { Source } from '../../rule.ts';
import type { Span } from '../../text/span.ts';
import { mutableUrl } from '../mutableUrls.ts';
import { baseName } from '../paths.ts';
import { difference } from './difference.ts';
import { hashOf, type Pin, pins, type UnknownPin, urlOf } from './pins.ts';

/** A pin whose URL is not what it was at the last commit, while its hash is. */
export interface StalePin {
  readonly pin: Pin | UnknownPin;
  readonly hash: string;
  /** Where the hash is written, outside comments if it can be. */
  readonly span: Span;
  /** What is different in the URL: `1.6 -> 1.7.1`; undefined where that is more than one thing. */
  readonly change: string | undefined;
  /** Whether name and numbers are what they were, so that it may be the same file at another place. */
  readonly moved: boolean;
}

/**
 * The pins whose URL changed since the last commit and whose hash did not, one for each hash. Pins are told apart by
 * their hashes; one that still has a URL of its hash, be it on another host, is as it was, and so is one whose old URL is
 * in use all the same.
 */
export const stalePins = fact((source): readonly StalePin[] => {
  const now = located(source);
  const committed = now.length > 0 ? source.project.committed : null;
  if (!committed || committed === source.file.source) return [];
  const before = located({ ...source, file: parseDockerfile(committed) });
  const stale = now.flatMap(({ pin, hash, url }): StalePin[] => {
    const earlier = before.filter((one) => one.hash === hash);
    if (earlier.some((one) => isSame(one.url, url))) return [];
    const gone = earlier.filter((one) => !now.some((other) => other.hash === hash && isSame(one.url, other.url)));
    const old = (gone.find((one) => shapeOf(one.url) === shapeOf(url)) ?? gone[0])?.url;
    if (old === undefined || isPinnedReference(old, url)) return [];
    const change = difference(partsOf(old).path, partsOf(url).path);
    return [{ pin, hash, span: writtenAt(source, pin), change, moved: isMoved(old, url) }];
  });
  return stale.filter(({ hash }, index) => stale.findIndex((other) => other.hash === hash) === index);
});

interface Located {
  readonly pin: Pin | UnknownPin;
  readonly hash: string;
  readonly url: string;
}

/** The pins whose URL and hash the file says. */
const located = (source: Source): Located[] =>
  pins(source).flatMap((pin) => {
    const hash = hashOf(pin);
    const url = urlOf(pin);
    return hash !== undefined && url !== undefined ? [{ pin, hash, url }] : [];
  });

function writtenAt({ file }: Source, { places, check }: Pin | UnknownPin): Span {
  const isComment = ({ start }: Span) => file.comments.some((comment) => comment.start <= start && start < comment.end);
  return places.find((place) => !isComment(place)) ?? check;
}

/** Where a URL is served, and what says there which file it is: its path, and parameters that name a version or a file. */
function partsOf(url: string): { readonly host: string; readonly path: string } {
  const [, host = '', path = '', query = ''] = /^\w+:\/\/([^/?#]*)([^?#]*)(?:\?([^#]*))?/.exec(url) ?? [];
  const naming = query.split('&').filter((parameter) => NAMING.test(parameter));
  return { host: host.replace(/^.*@/, '').toLowerCase(), path: [path, ...naming].join('?') };
}

const NAMING = /^(?:v|ver|version|tag|release|ref|build|file|filename|name|path|arch|os|platform)=/i;

/** Whether two URLs name one file: with another scheme or host, or on a mirror that has it below a folder of its own. */
export function isSame(a: string, b: string): boolean {
  const [one, other] = [partsOf(a), partsOf(b)];
  if (one.path === other.path) return true;
  return one.host !== other.host && (one.path.endsWith(other.path) || other.path.endsWith(one.path));
}

/** Whether what moved at the old URL is named by a commit or a release at the new one, which may well be the same file. */
function isPinnedReference(before: string, now: string): boolean {
  const reference = mutableUrl(before);
  return (
    reference !== undefined && !reference.folder && mutableUrl(now) === undefined && nameOf(before) === nameOf(now)
  );
}

const isMoved = (before: string, now: string): boolean =>
  nameOf(before) === nameOf(now) && String(numbersOf(before)) === String(numbersOf(now));

const nameOf = (url: string): string => baseName(partsOf(url).path);

const numbersOf = (url: string): readonly string[] => partsOf(url).path.match(/\d+/g) ?? [];

const shapeOf = (url: string): string => partsOf(url).path.replace(/\d+/g, '0');
