import { type Answer, type Answers, type Question, questionKey, SourceError } from '../core/sources.ts';
import { digest } from './digest.ts';
import { type DownloadOptions, download } from './download.ts';
import { formatBytes, printable } from './print.ts';
import { type Settings, type SourcesOptions, withDefaults } from './settings.ts';

export type { Progress } from './body.ts';
export type { DownloadOptions } from './download.ts';
export type { SourcesOptions } from './settings.ts';

/** Answers what only the outside world knows. */
export interface Sources {
  /** Throws a SourceError where there is no answer; anything else thrown is a bug. */
  answer(question: Question, options?: DownloadOptions): Promise<Answer>;
  /** Asks each distinct question once, several at a time; questions about one URL share its download. */
  askAll(questions: readonly Question[], options?: DownloadOptions): Promise<Answers>;
}

/** Answers from the network, through the proxy and with the certificates that the environment names. */
export function createSources(options: SourcesOptions = {}): Sources {
  const settings = withDefaults(options);
  return {
    async answer(question, perCall = {}) {
      const [result] = (await ask([question], settings, perCall)).values();
      if (result instanceof SourceError) throw result;
      return result as Answer;
    },
    async askAll(questions, perCall = {}) {
      const groups = groupByUrl(questions);
      const answers = await inParallel(settings.parallel, groups, (group) => ask(group, settings, perCall));
      return new Map(answers.flatMap((map) => [...map]));
    },
  };
}

/** Answers questions about one URL with one download. */
async function ask(questions: readonly Question[], settings: Settings, options: DownloadOptions): Promise<Answers> {
  const [{ url, redirects }] = questions as [Question];
  const results = await download(url, settings, { ...options, redirects }, async ({ body, remarks, signal }) => {
    const ways = questions.map((question) => question.then);
    const limits = { name: printable(url), maxBytes: settings.maxDecompressedBytes, signal };
    const { size, results } = await digest(body, ways, limits);
    const provenance = describe(size, remarks);
    return results.map((result) => (result instanceof SourceError ? result : { sha256: result, size, provenance }));
  }).catch((error) => {
    if (error instanceof SourceError) return questions.map(() => error);
    throw error;
  });
  return new Map(questions.map((question, index) => [questionKey(question), results[index] as Answer | SourceError]));
}

const describe = (size: number, remarks: readonly string[]): string => {
  const aside = remarks.length > 0 ? ` (${remarks.join('; ')})` : '';
  return `computed from ${formatBytes(size)} just downloaded${aside}: trust on first use`;
};

/** The distinct questions, those that one download answers together. */
function groupByUrl(questions: readonly Question[]): readonly Question[][] {
  const groups = new Map<string, Map<string, Question>>();
  for (const question of questions) {
    const key = `${question.redirects} ${question.url}`;
    const group = groups.get(key) ?? new Map<string, Question>();
    groups.set(key, group.set(questionKey(question), question));
  }
  return [...groups.values()].map((group) => [...group.values()]);
}

/** Works through the tasks, `limit` of them at a time; the results have the order of the tasks. */
async function inParallel<T, R>(limit: number, tasks: readonly T[], work: (task: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  const queue = tasks.entries();
  const worker = async () => {
    for (const [index, task] of queue) results[index] = await work(task);
  };
  await Promise.all(Array.from({ length: limit }, worker));
  return results;
}
