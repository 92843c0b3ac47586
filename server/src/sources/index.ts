import pLimit, { type LimitFunction } from 'p-limit';
import { type Answer, type Answers, type AnswerTo, type Question, questionKey, SourceError } from '../core/sources.ts';
import { cacheFolder, forgetAll } from './cache/cache.ts';
import { digests } from './digests.ts';
import type { DownloadOptions } from './download.ts';
import { latestRelease } from './release.ts';
import { revisions } from './revision.ts';
import { overHttps } from './secure.ts';
import { type Settings, type SourcesOptions, withDefaults } from './settings.ts';

export type { Progress } from './body.ts';
export type { DownloadOptions } from './download.ts';
export type { SourcesOptions } from './settings.ts';

/** Answers what only the outside world knows. */
export interface Sources {
  /** Throws a SourceError where there is no answer; anything else thrown is a bug. */
  answer<Q extends Question>(question: Q, options?: DownloadOptions): Promise<AnswerTo<Q>>;
  /** Asks each distinct question once, several at a time; questions about one URL share its download. */
  askAll(questions: readonly Question[], options?: DownloadOptions): Promise<Answers>;
}

/** What the edges are told of the network. */
export interface Connection {
  /** Hosts at loopback or private addresses that may be asked, as `HOST` or `HOST:PORT`. */
  readonly allowHosts: readonly string[];
  /** Whether what downloads came to is remembered, and believed where the server says that it still holds. */
  readonly cache: boolean;
}

/** Opens the network. */
export const connect = ({ allowHosts, cache }: Connection): Sources =>
  createSources({ allowHosts, ...(cache && { cacheFolder: cacheFolder() }) });

/** Forgets what downloads came to; answers how many there were. Throws what the file system does where it cannot. */
export const clearCache = (): Promise<number> => forgetAll(cacheFolder());

/** Answers from the network, through the proxy and with the certificates that the environment names. */
export function createSources(options: SourcesOptions = {}): Sources {
  const settings = withDefaults(options);
  return {
    async answer<Q extends Question>(question: Q, perCall: DownloadOptions = {}) {
      const [{ ask }] = inquiries([question], settings, perCall) as [Inquiry];
      const [result] = (await ask()).values();
      if (result instanceof SourceError) throw result;
      return result as AnswerTo<Q>;
    },
    async askAll(questions, perCall = {}) {
      const answers = await inParallel(inquiries(questions, settings, perCall), settings);
      return new Map(answers.flatMap((map) => [...map]));
    },
  };
}

/** Asks one server once, and answers all that this is to answer. */
interface Inquiry {
  readonly url: string;
  readonly ask: () => Promise<Answers>;
}

/** What has to be asked to answer each distinct question once: questions about one URL are answered together. */
function inquiries(questions: readonly Question[], settings: Settings, options: DownloadOptions): Inquiry[] {
  const distinct = [...new Map(questions.map((question) => [questionKey(question), question])).values()];
  const files = distinct.filter((question) => question.kind === 'digest');
  const secure = distinct.filter((question) => question.kind === 'secure');
  const releases = distinct.filter((question) => question.kind === 'release');
  const repositories = distinct.filter((question) => question.kind === 'revision');
  const about = (group: readonly Question[], ask: () => Asked): Inquiry => ({
    url: group[0]!.url,
    ask: () => pairUp(group, ask()),
  });
  return [
    ...groupBy(files, ({ url, redirects, from }) => `${redirects} ${from} ${url}`).map((group) =>
      about(group, () => digests(group, settings, options)),
    ),
    ...secure.map((question) => about([question], () => overHttps(question, settings, options).then(inList))),
    ...releases.map((question) => about([question], () => latestRelease(question, settings, options).then(inList))),
    ...groupBy(repositories, ({ url }) => url).map((group) => about(group, () => revisions(group, settings, options))),
  ];
}

type Asked = Promise<(Answer | SourceError)[]>;

const inList = <T>(one: T): T[] => [one];

function groupBy<T>(items: readonly T[], key: (item: T) => string): T[][] {
  const groups = new Map<string, T[]>();
  for (const item of items) groups.set(key(item), [...(groups.get(key(item)) ?? []), item]);
  return [...groups.values()];
}

/** The answers by their questions; where none could be had at all, each has that error. */
async function pairUp(questions: readonly Question[], asked: Asked): Promise<Answers> {
  const results = await asked.catch((error) => {
    if (error instanceof SourceError) return questions.map(() => error);
    throw error;
  });
  return new Map(questions.map((question, index) => [questionKey(question), results[index]!]));
}

/** Asks everything, so many at a time, and so many of one host; the results have the order of the inquiries. */
function inParallel(inquiries: readonly Inquiry[], { parallel, parallelPerHost }: Settings): Promise<Answers[]> {
  const all = pLimit(parallel);
  const hosts = new Map<string, LimitFunction>();
  return Promise.all(
    inquiries.map(({ url, ask }) => {
      const host = URL.canParse(url) ? new URL(url).host : '';
      const ofHost = hosts.get(host) ?? pLimit(parallelPerHost);
      hosts.set(host, ofHost);
      return ofHost(() => all(ask));
    }),
  );
}
