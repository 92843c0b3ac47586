import { hashOf, pins, sharesPlace, urlOf } from '../facts/pins/pins.ts';
import type { StalePin } from '../facts/pins/stalePins.ts';
import { isSame } from '../facts/pins/urls.ts';
import type { Source } from '../rule.ts';
import { type Answers, answerIn, type DigestQuestion, type Sha256 } from '../sources.ts';
import { distinctEdits, type Edit } from '../text/span.ts';
import type { Obstacle } from './chain.ts';
import { renewHash } from './renewHash.ts';

/** A way to pin what a changed URL serves. */
export interface Renewal {
  readonly needs: readonly DigestQuestion[];
  refusal(answers: Answers): string | undefined;
  edits(answers: Answers): readonly Edit[];
}

/**
 * Puts the SHA-256 of what the new URL serves where the check reads the old one, if no other file's check reads that; the
 * same for the file on mirrors.
 */
export function renewPin(source: Source, { pin, hash }: StalePin): Renewal | Obstacle {
  if ('why' in pin) return { obstacle: pin.why };
  if (pin.kept !== undefined) return { obstacle: pin.kept };
  const { url } = pin.question;
  const sharing = pins(source).filter(
    (one) => sharesPlace(one, pin) || (hashOf(one) === hash && isSame(urlOf(one) ?? '', url)),
  );
  const asked = sharing.flatMap((one) => ('why' in one ? [] : [one.question]));
  if (asked.length < sharing.length || sharing.some((one) => !isSame(urlOf(one) ?? '', url)))
    return { obstacle: 'another file is compared with the same hash' };
  const needs = asked.map((question) => ({ ...question, from: source.config.download.digests }));
  const served = (answers: Answers): Sha256[] => [
    ...new Set(needs.flatMap((need) => answerIn(answers, need)?.sha256 ?? [])),
  ];
  return {
    needs,
    refusal(answers) {
      const [sha256, ...others] = served(answers);
      if (others.length > 0) return `its URLs serve different files as ${pin.name}: find out which one is right`;
      return sha256 === hash ? `${pin.name} is the pinned file at its new URL too: its SHA-256 is right` : undefined;
    },
    edits(answers) {
      const [sha256, ...others] = served(answers);
      return sha256 === undefined || sha256 === hash || others.length > 0
        ? []
        : distinctEdits(sharing.flatMap((one) => renewHash(one, sha256, source.file.source)));
    },
  };
}
