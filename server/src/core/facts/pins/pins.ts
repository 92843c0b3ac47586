import { fact } from '../../fact.ts';
import type { DigestQuestion, Sha256 } from '../../sources.ts';
import type { Span } from '../../text/span.ts';
import { type Reading, readings } from './readings.ts';
import { type Written, writtenAt } from './written.ts';

/** A file that is fetched, and the hash that the build compares it with. */
interface Compared {
  readonly name: string;
  /** Where the build compares it. */
  readonly check: Span;
  /** Where the hash is written that is compared, in order: once for each check. */
  readonly places: readonly Span[];
  /** Why no other hash may be written there; undefined where it may. */
  readonly kept?: string;
}

/** A file that is fetched by its URL, and the SHA-256 that the build compares it with. */
export interface Pin extends Compared {
  /** What the URL serves now. */
  readonly question: DigestQuestion;
  readonly expected: Sha256;
}

/** A verified file whose URL or SHA-256 this file does not say, or that another client would not be served. */
export interface UnknownPin extends Compared {
  readonly why: string;
  /** As far as the file says them. */
  readonly url?: string;
  readonly hash?: string;
  /** The URL with `${…}` for what only the build knows. */
  readonly outline: string;
}

/** Every file that the build compares with a hash, in the order of the text. */
export const pins = fact((source): readonly (Pin | UnknownPin)[] => {
  const all = readings(source);
  if (all.length === 0) return [];
  const written = writtenAt(source);
  const distinct = new Map<string, Pin | UnknownPin>();
  for (const [index, reading] of all.entries()) {
    const pin = toPin(reading, written[index]!);
    const key = JSON.stringify('why' in pin ? [pin.name, pin.check, pin.why, pin.hash] : [pin.question, pin.expected]);
    distinct.set(key, joined(distinct.get(key), pin));
  }
  return [...distinct.values()].toSorted((a, b) => spanOf(a).start - spanOf(b).start);
});

/** Where a pin is shown. */
export const spanOf = ({ places: [place], check }: Pin | UnknownPin): Span => place ?? check;

/** What a pin's file is fetched from; undefined where only the build knows it. */
export const urlOf = (pin: Pin | UnknownPin): string | undefined => ('why' in pin ? pin.url : pin.question.url);

/** The hash that a pin's file is compared with, in lower case; undefined where the file does not say it. */
export const hashOf = (pin: Pin | UnknownPin): string | undefined => ('why' in pin ? pin.hash : pin.expected);

/** Whether the hashes of two pins are written at the same place. */
export const sharesPlace = (a: Pin | UnknownPin, b: Pin | UnknownPin): boolean =>
  a.places.some(({ start }) => b.places.some((place) => place.start === start));

function toPin({ name, check, url, hash, asked }: Reading, { place, kept }: Written): Pin | UnknownPin {
  const places = place ? [place] : [];
  const compared = { name, check, places, ...(kept !== undefined && { kept }) };
  if (!('why' in asked)) return { ...compared, question: asked, expected: hash! };
  const { why, isUrlKnown } = asked;
  return {
    ...compared,
    why,
    ...(isUrlKnown && { url }),
    ...(hash !== undefined && { hash }),
    outline: url,
  };
}

/** A pin that stands at several places. */
function joined<P extends Pin | UnknownPin>(known: P | undefined, pin: P): P {
  if (!known) return pin;
  const places = new Map([...known.places, ...pin.places].map((place) => [place.start, place]));
  const kept = known.kept ?? pin.kept;
  return {
    ...known,
    places: [...places.values()].toSorted((a, b) => a.start - b.start),
    ...(kept !== undefined && { kept }),
  };
}
