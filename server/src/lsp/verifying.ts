import type { TextDocument } from 'vscode-languageserver-textdocument';
import { hashOf, type Pin, type UnknownPin, urlOf } from '../core/facts/pins/pins.ts';
import { type Answers, type DigestQuestion, questionKey } from '../core/sources.ts';
import type { Edit } from '../core/text/span.ts';
import { judge, pinsOf, updates, type Verdict } from '../core/verify.ts';
import { printable } from '../sources/print.ts';
import type { Ask } from './network.ts';
import type { Changes } from './proposals.ts';
import type { Verified, VerifiedPin } from './protocol.ts';
import type { Snapshot, Snapshots } from './snapshots.ts';

type AnyPin = Pin | UnknownPin;

/** Compares pins with what is served, and proposes to update those that the user was told about. */
export interface Verifier {
  verify(uri: string, ask: Ask, signal: AbortSignal): Promise<Verified>;
  /** What updating from a verification would do to a snapshot; undefined where that is not the latest one. */
  propose(snapshot: Snapshot, id: number): PinUpdate | undefined;
}

export interface PinUpdate extends Changes {
  /** The files whose hashes are written. */
  readonly names: readonly string[];
}

/** What the user was told. */
interface Told {
  readonly id: number;
  readonly answers: Answers;
  readonly pins: ReadonlySet<string>;
}

export function createVerifier(snapshots: Snapshots): Verifier {
  const latest = new Map<string, Told>();
  let ids = 0;
  return {
    async verify(uri, ask, signal) {
      const id = ++ids;
      const snapshot = await snapshots.latest(uri);
      if (!snapshot) return { status: 'closed', id, pins: [] };
      const { text, config } = snapshot.subject;
      const pins = pinsOf(text, config);
      try {
        const answers = await answersTo(pinQuestions(pins), ask);
        signal.throwIfAborted();
        latest.set(uri, { id, answers, pins: new Set(pins.map(identityOf)) });
        const edits = updates(pins, answers, text);
        return {
          status: 'done',
          id,
          pins: pins.map((pin) => toVerified(snapshot.document, judge(pin, answers), edits)),
        };
      } catch (error) {
        if (signal.aborted) return { status: 'cancelled', id, pins: [] };
        throw error;
      }
    },
    propose({ document, subject: { text, config } }, id) {
      const told = latest.get(document.uri);
      if (told?.id !== id) return undefined;
      const pins = pinsOf(text, config).map((pin) => (told.pins.has(identityOf(pin)) ? pin : untold(pin)));
      const edits = updates(pins, told.answers, text);
      const written = pins.filter((pin) => isUpdated(judge(pin, told.answers), edits));
      return {
        names: written.map(({ name }) => name),
        edits: edits.map((edit) => ({ ...edit, fixes: [] })),
        others: new Map(),
      };
    },
  };
}

/** What has to be asked to compare pins. */
export const pinQuestions = (pins: readonly AnyPin[]): DigestQuestion[] =>
  pins.flatMap((pin) => ('why' in pin ? [] : [pin.question]));

const answersTo = async (questions: readonly DigestQuestion[], ask: Ask): Promise<Answers> =>
  questions.length > 0 ? ask(questions) : new Map();

/** What a pin was compared as. */
const identityOf = (pin: AnyPin): string => ('why' in pin ? pin.why : `${questionKey(pin.question)} ${pin.expected}`);

/** A pin that was not there when the others were compared: its hash stays. */
function untold(pin: AnyPin): UnknownPin {
  const { name, check, places } = pin;
  const [url, hash] = [urlOf(pin), hashOf(pin)];
  const known = { ...(url && { url }), ...(hash && { hash }) };
  return { name, check, places, why: 'it was not compared', outline: url ?? '', ...known };
}

const isUpdated = ({ status, span }: Verdict, edits: readonly Edit[]): boolean =>
  status === 'mismatch' && edits.some((edit) => edit.span.start === span.start);

function toVerified(document: TextDocument, verdict: Verdict, edits: readonly Edit[]): VerifiedPin {
  const { name, span, status, url, expected, actual, reason } = verdict;
  return {
    name: name.replace(/\s+/g, ' '),
    line: document.positionAt(span.start).line + 1,
    status,
    ...(url !== undefined && { url: printable(url) }),
    ...(expected !== undefined && { expected }),
    ...(actual !== undefined && { actual }),
    ...(reason !== undefined && { reason }),
    updatable: isUpdated(verdict, edits),
  };
}
