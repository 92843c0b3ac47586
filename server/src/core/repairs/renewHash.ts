import type { Pin, UnknownPin } from '../facts/pins/pins.ts';
import type { Sha256 } from '../sources.ts';
import type { Edit } from '../text/span.ts';

/** Puts another hash wherever a pin's checks read it; the case of its digits is kept. */
export const renewHash = ({ places }: Pin | UnknownPin, hash: Sha256, text: string): Edit[] =>
  places.map((span) => ({ span, text: inCaseOf(text.slice(span.start, span.end), hash) }));

const inCaseOf = (old: string, hash: Sha256): string => (/[A-F]/.test(old) ? hash.toUpperCase() : hash);
