import { type Answer, type Answers, type Question, questionKey, SourceError } from '../core/sources.ts';
import type { Connection, Progress } from '../sources/index.ts';
import { formatBytes } from '../sources/print.ts';
import { publisherHost } from '../sources/publishers/index.ts';
import type { Log } from './log.ts';
import type { Runtime } from './runtime.ts';

/** Answers questions, all that are known at a time at once. Throws the signal's reason once that has fired. */
export type Ask = (questions: readonly Question[]) => Promise<Answers>;

/** How one request may ask. */
export interface Asking extends Connection {
  readonly signal: AbortSignal;
  readonly onProgress: (progress: Progress) => void;
}

/** Asks the network, and tells the log whom and with what result. */
export const online =
  (runtime: Runtime, log: Log, { signal, onProgress, ...connection }: Asking): Ask =>
  async (questions) => {
    for (const question of questions) log.info(`asking ${hostOf(question)} for ${fileName(question.url)}`);
    const answers = await runtime.connect(connection).askAll(questions, { signal, onProgress });
    for (const question of questions) {
      const answer = answers.get(questionKey(question));
      if (answer) log.info(`${hostOf(question)}, ${fileName(question.url)}: ${described(answer)}`);
    }
    signal.throwIfAborted();
    return answers;
  };

const described = (answer: Answer | SourceError): string =>
  answer instanceof SourceError
    ? `${answer.reason}: ${answer.message}`
    : 'commit' in answer
      ? `${answer.ref} is ${answer.commit}`
      : 'tag' in answer
        ? `the latest release is ${answer.tag}`
        : 'secure' in answer
          ? answer.provenance
          : `${answer.size === undefined ? 'size unknown' : formatBytes(answer.size)}, SHA-256 ${answer.sha256}`;

/** Asks nobody; `why` says what stands against it. */
export const offline =
  (why: string): Ask =>
  async (questions) => {
    const error = new SourceError('offline', `not asked: ${why}`);
    return new Map(questions.map((question) => [questionKey(question), error]));
  };

/** Asks each question once. */
export function remembering(ask: Ask): Ask {
  const known = new Map<string, Answer | SourceError>();
  return async (questions) => {
    const fresh = questions.filter((question) => !known.has(questionKey(question)));
    if (fresh.length > 0) for (const [key, answer] of await ask(fresh)) known.set(key, answer);
    return known;
  };
}

/** The hosts that questions are about, sorted. */
export const hostsOf = (questions: readonly Question[]): string[] =>
  [...new Set(questions.flatMap((question) => [hostOf(question), ...publishersOf(question)]))].toSorted();

/** The host that a digest is asked of before the file is, if it is another one; who allows github.com allows its api. */
function publishersOf(question: Question): string[] {
  if (question.kind !== 'digest' || question.from === 'download' || !URL.canParse(question.url)) return [];
  const host = publisherHost(new URL(question.url));
  return host === undefined || host.endsWith(`.${hostOf(question)}`) ? [] : [host];
}

const hostOf = ({ url }: Question): string => (URL.canParse(url) ? new URL(url).host : url);

/** A URL's file, without what may be secret in it. */
export const fileName = (url: string): string =>
  url
    .replace(/[?#].*/s, '')
    .split('/')
    .at(-1) || url;
