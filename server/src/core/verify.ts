import { type Config, defaultConfig } from './config.ts';
import { parseDockerfile } from './dockerfile/parse.ts';
import { type Pin, pins, sharesPlace, spanOf, type UnknownPin } from './facts/pins/pins.ts';
import { noProject } from './project.ts';
import { renewHash } from './repairs/renewHash.ts';
import { type Answers, questionKey, type Sha256, SourceError } from './sources.ts';
import { distinctEdits, type Edit, type Span } from './text/span.ts';

/** What became of a pin: `gone` is no longer served, `unreachable` could not be asked now, `unknown` cannot be asked at all. */
export type PinStatus = 'match' | 'mismatch' | 'gone' | 'unreachable' | 'unknown';

/** What became of a pin, behind a number of them. */
export const STATUS_WORDS: Readonly<Record<PinStatus, string>> = {
  match: 'as pinned',
  mismatch: 'changed',
  gone: 'gone',
  unreachable: 'not reached',
  unknown: 'not compared',
};

/** How many pins have which status, in words, those that none has left out: `2 as pinned`. */
export function countsOf(statuses: readonly PinStatus[]): string[] {
  return (Object.keys(STATUS_WORDS) as PinStatus[]).flatMap((status) => {
    const number = statuses.filter((one) => one === status).length;
    return number > 0 ? [`${number} ${STATUS_WORDS[status]}`] : [];
  });
}

/** A pin that was compared with what its URL serves now. */
export interface Verdict {
  readonly name: string;
  readonly span: Span;
  readonly status: PinStatus;
  /** Undefined where only the build knows it. */
  readonly url?: string;
  readonly expected?: Sha256;
  /** What the URL serves now. */
  readonly actual?: Sha256;
  /** Why it is gone, unreachable or unknown, as one sentence. */
  readonly reason?: string;
  /** Why its hash cannot be updated, where that does not depend on what is served. */
  readonly kept?: string;
}

/** The pins of a Dockerfile, in the order of the text. */
export const pinsOf = (text: string, config: Config = defaultConfig): readonly (Pin | UnknownPin)[] =>
  pins({ file: parseDockerfile(text), project: noProject, config });

/** Compares a pin with what was answered. */
export function judge(pin: Pin | UnknownPin, answers: Answers): Verdict {
  const { name } = pin;
  const span = spanOf(pin);
  if ('why' in pin) return { name, span, status: 'unknown', reason: pin.why };
  const { question, expected, kept } = pin;
  const answer = answers.get(questionKey(question));
  const asked = { name, span, url: question.url, expected, ...(kept !== undefined && { kept }) };
  if (answer instanceof SourceError) {
    const status = answer.reason === 'missing' ? 'gone' : 'unreachable';
    return { ...asked, status, reason: answer.message };
  }
  if (!answer || !('sha256' in answer)) throw new Error(`no answer about ${question.url}`);
  return { ...asked, status: answer.sha256 === expected ? 'match' : 'mismatch', actual: answer.sha256 };
}

/**
 * Puts the hash of what is served now in the place of one that does not match, where its check reads it; the case of its
 * digits is kept. A place that the check of another file reads too is left, unless that is served with the same hash.
 */
export function updates(pins: readonly (Pin | UnknownPin)[], answers: Answers, text: string): Edit[] {
  const judged = pins.map((pin) => ({ pin, verdict: judge(pin, answers) }));
  const changed = judged
    .filter(({ pin, verdict }) => verdict.status === 'mismatch' && pin.kept === undefined)
    .filter(({ pin, verdict }) =>
      judged.every((other) => !sharesPlace(other.pin, pin) || other.verdict.actual === verdict.actual),
    );
  return distinctEdits(changed.flatMap(({ pin, verdict }) => renewHash(pin, verdict.actual!, text)));
}
