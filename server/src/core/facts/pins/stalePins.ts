import { parseDockerfile } from '../../dockerfile/parse.ts';
import { fact } from '../../fact.ts';
import type { Source } from '../../rule.ts';
import type { Span } from '../../text/span.ts';
import { mutableUrl } from '../mutableUrls.ts';
import { difference } from './difference.ts';
import { hashOf, type Pin, pins, spanOf, type UnknownPin } from './pins.ts';
import { readings } from './readings.ts';
import { isAnotherVersion, isMoved, isSame, named, nameOf, shapeOf } from './urls.ts';

/** A pin whose URL is not what it was at the last commit, while its hash is. */
export interface StalePin {
  readonly pin: Pin | UnknownPin;
  readonly hash: string;
  /** Where the hash is written that the check reads, else the check. */
  readonly span: Span;
  /** What is different in the URL: `1.6 -> 1.7.1`; undefined where that is more than one thing. */
  readonly change: string | undefined;
  /** Whether it may be the same file at another place. */
  readonly moved: boolean;
}

/**
 * The pins whose URL changed since the last commit and whose hash did not, one for each hash. Pins are told apart by
 * their hashes; one that still has a URL of its hash, be it on another host, is as it was, and so is one whose old URL is
 * in use all the same, unless it is another version of that.
 */
export const stalePins = fact((source): readonly StalePin[] => {
  const isPinned = readings(source).some(({ hash }) => hash !== undefined);
  const committed = isPinned ? source.project.committed : null;
  if (!committed || committed === source.file.source) return [];
  const now = located(source);
  const before = located({ ...source, file: parseDockerfile(committed) });
  const stale = now.flatMap(({ pin, hash, url }): StalePin[] => {
    const earlier = before.filter((one) => one.hash === hash);
    if (earlier.some((one) => isSame(one.url, url))) return [];
    const gone = earlier.filter((one) => !now.some((other) => other.hash === hash && isSame(one.url, other.url)));
    const old = (
      gone.find((one) => shapeOf(one.url) === shapeOf(url)) ??
      gone[0] ??
      earlier.find((one) => isAnotherVersion(one.url, url))
    )?.url;
    if (old === undefined || isPinnedReference(old, url)) return [];
    const change = difference(named(old, url), named(url, old));
    return [{ pin, hash, span: spanOf(pin), change, moved: isMoved(old, url) }];
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
    const url = 'why' in pin ? pin.outline : pin.question.url;
    return hash !== undefined && url !== undefined ? [{ pin, hash, url }] : [];
  });

/** Whether what moved at the old URL is named by a commit or a release at the new one, which may well be the same file. */
function isPinnedReference(before: string, now: string): boolean {
  const reference = mutableUrl(before);
  return (
    reference !== undefined && !reference.folder && mutableUrl(now) === undefined && nameOf(before) === nameOf(now)
  );
}
