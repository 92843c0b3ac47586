import { answerIn, type DigestQuestion, questionKey, SourceError } from '../core/sources.ts';
import { type Connect, network } from './network.ts';
import type { HashCommand } from './options.ts';
import { CLEAN, FAILED } from './status.ts';
import { complaints, type Terminal } from './terminal.ts';

/** Prints the SHA-256 that fix would pin for a URL; who says so goes to standard error. */
export async function hash(
  { url, then, digests, cache, allowHosts }: HashCommand,
  terminal: Terminal,
  connect: Connect,
): Promise<number> {
  const question: DigestQuestion = { kind: 'digest', url, then, redirects: true, from: digests };
  const answers = await network(connect({ allowHosts, cache }), terminal)([question]);
  terminal.signal.throwIfAborted();
  const error = answers.get(questionKey(question));
  if (error instanceof SourceError) {
    complaints(terminal).say(error.message);
    return FAILED;
  }
  const answer = answerIn(answers, question);
  if (!answer) throw new Error(`no answer about ${url}`);
  terminal.stdout.write(`${answer.sha256}\n`);
  terminal.stderr.write(`${answer.provenance}\n`);
  return CLEAN;
}
