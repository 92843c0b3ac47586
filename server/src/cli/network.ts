import { type Answer, type Answers, type Question, questionKey, SourceError } from '../core/sources.ts';
import type { Connection, Sources } from '../sources/index.ts';
import { progressLine } from './progress.ts';
import type { Terminal } from './terminal.ts';

/** Opens the network; a test may open another one. */
export type Connect = (connection: Connection) => Sources;

/** Answers questions, all that are known at a time at once. */
export type Ask = (questions: readonly Question[]) => Promise<Answers>;

/** Asks the network, with a progress line, until the user stops it. */
export const network =
  (sources: Sources, terminal: Terminal): Ask =>
  async (questions) => {
    const line = progressLine(terminal);
    try {
      return await sources.askAll(questions, { signal: terminal.signal, onProgress: line.show });
    } finally {
      line.clear();
    }
  };

/** Asks nobody. */
export const offline: Ask = async (questions) => {
  const error = new SourceError('offline', 'not asked: --offline was given; run fix without it to download the file');
  return new Map(questions.map((question) => [questionKey(question), error]));
};

/** Asks each question once, and keeps no answer of a run that the user stopped. */
export function remembering(ask: Ask, signal: AbortSignal): Ask {
  const known = new Map<string, Answer | SourceError>();
  return async (questions) => {
    const fresh = questions.filter((question) => !known.has(questionKey(question)));
    if (fresh.length > 0) for (const [key, answer] of await ask(fresh)) known.set(key, answer);
    signal.throwIfAborted();
    return known;
  };
}
