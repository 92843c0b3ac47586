import type { Connect } from '../../server/src/cli/network.ts';
import { run } from '../../server/src/cli/run.ts';
import { type Answers, type Question, questionKey, SourceError } from '../../server/src/core/sources.ts';
import { pretendedAnswer } from '../rule-tester.ts';

export interface Ran {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
  /** What was asked of the network, call by call. */
  readonly asked: readonly (readonly string[])[];
}

export interface Surroundings {
  readonly cwd: string;
  readonly stdin?: string | Uint8Array;
  readonly env?: Readonly<Record<string, string>>;
  /** Whether both outputs are terminals. */
  readonly tty?: boolean;
  readonly stop?: AbortController;
  /** Called when the network is asked. */
  readonly onAsk?: () => void;
}

/** Runs the command line in this process, with a network that has an answer to every URL without "gone" in it. */
export async function program(argv: readonly string[], surroundings: Surroundings): Promise<Ran> {
  const { cwd, stdin = '', env = {}, tty = false, stop = new AbortController() } = surroundings;
  const written = { stdout: '', stderr: '' };
  const output = (name: keyof typeof written) => ({
    write: (text: string) => (written[name] += text),
    isTTY: tty,
    columns: 100,
  });
  const asked: string[][] = [];
  const status = await run(
    argv,
    {
      cwd,
      env,
      stdin: (async function* () {
        yield Buffer.from(stdin);
      })(),
      stdout: output('stdout'),
      stderr: output('stderr'),
      signal: stop.signal,
    },
    pretendedNetwork(asked, surroundings),
  );
  return { status, ...written, asked };
}

const pretendedNetwork =
  (asked: string[][], { onAsk }: Surroundings): Connect =>
  () => ({
    answer: () => Promise.reject(new Error('not used here')),
    askAll: async (questions, { onProgress } = {}) => {
      asked.push(questions.map(({ url }) => url));
      for (const { url } of questions) onProgress?.({ url, received: 500, total: 1000 });
      onAsk?.();
      return answers(questions);
    },
  });

const answers = (questions: readonly Question[]): Answers =>
  new Map(
    questions.map((question) => [
      questionKey(question),
      question.url.includes('gone')
        ? new SourceError('missing', `${question.url} was not found (404): check the URL`)
        : pretendedAnswer(question),
    ]),
  );
