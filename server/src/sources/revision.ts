import type { Response } from 'node-fetch';
import { type RevisionAnswer, type RevisionQuestion, SourceError } from '../core/sources.ts';
import { discard, readBody } from './body.ts';
import { type DownloadOptions, follow } from './download.ts';
import { statusError } from './errors.ts';
import { garbled, packetLines } from './packets.ts';
import { printable } from './print.ts';
import { persist } from './retry.ts';
import type { Settings } from './settings.ts';
import type { Watch } from './watch.ts';

/** Some hosts answer only what calls itself git. */
const HEADERS = { 'User-Agent': 'git/2.0 (harden-dockerfile)' };
const ADVERTISEMENT = 'application/x-git-upload-pack-advertisement';

/** A repository's answer: what its refs name, as far as that was wanted; a tag's commit under `TAG^{}`. */
interface Refs {
  readonly commits: ReadonlyMap<string, string>;
  /** What HEAD stands for, where the server says so. */
  readonly head: string | undefined;
}

/**
 * Answers questions about one repository with one look at its list of refs, as `git ls-remote` gets it
 * [gitprotocol-http, smart clients]. Throws a SourceError where the list cannot be had.
 */
export async function revisions(
  questions: readonly RevisionQuestion[],
  settings: Settings,
  { signal, onProgress }: DownloadOptions,
): Promise<(RevisionAnswer | SourceError)[]> {
  const [{ url }] = questions as [RevisionQuestion];
  if (!URL.canParse(url)) throw new SourceError('forbidden', `${printable(url)} is not asked: it is no URL.`);
  const repository = new URL(url);
  const name = printable(repository);
  return persist(name, settings, signal, async (watch) => {
    const { response, remarks } = await advertisement(repository, settings, watch);
    const body = readBody(response, { asked: repository, settings, watch, onProgress });
    const refs = await readRefs(packetLines(body, name), questions, name);
    return questions.map((question) => answer(question, refs, repository, remarks));
  });
}

/** Asks at the URL as it is written, and where there is no repository, with or without `.git` at its end. */
async function advertisement(repository: URL, settings: Settings, watch: Watch) {
  try {
    return await ask(repository, settings, watch);
  } catch (error) {
    if (!(error instanceof SourceError) || !/^(?:missing|not-a-file)$/.test(error.reason)) throw error;
    const other = new URL(repository);
    other.pathname = /\.git\/*$/.test(other.pathname)
      ? other.pathname.replace(/\.git\/*$/, '')
      : `${other.pathname.replace(/\/+$/, '')}.git`;
    return await ask(other, settings, watch).catch((second) => {
      throw watch.signal.aborted ? second : error;
    });
  }
}

async function ask(repository: URL, settings: Settings, watch: Watch) {
  const url = new URL(repository);
  url.pathname = `${url.pathname.replace(/\/+$/, '')}/info/refs`;
  url.search = `${url.search ? `${url.search}&` : ''}service=git-upload-pack`;
  const explain = (response: Response, hop: URL, peer: string) => refusal(response, hop, peer, printable(repository));
  const reply = await follow(url, { redirects: true, headers: HEADERS, explain }, settings, watch);
  if (reply.response.headers.get('content-type')?.startsWith(ADVERTISEMENT)) return reply;
  discard(reply.response);
  throw new SourceError(
    'not-a-file',
    `${printable(repository)} is no git repository that can be asked for its branches and tags: check the URL.`,
  );
}

function refusal(response: Response, url: URL, peer: string, name: string): SourceError {
  const { status } = response;
  const why = `${name} cannot be asked for its branches and tags: ${peer} answers ${status}`;
  if (status === 401 || status === 403)
    return new SourceError(
      'denied',
      `${why} (not allowed); it is private, or there is none: write the full commit by hand.`,
    );
  if (status === 404 || status === 410)
    return new SourceError('missing', `${why} (no such repository); check the URL.`);
  return statusError(response, url, peer);
}

/** Reads the list as far as it is needed: branches come first in it, tags after everything else. */
async function readRefs(
  batches: AsyncIterable<readonly (string | undefined)[]>,
  questions: readonly RevisionQuestion[],
  name: string,
): Promise<Refs> {
  const wanted = new Set(questions.flatMap(candidates).flatMap((ref) => [ref, `${ref}^{}`]));
  const commits = new Map<string, string>();
  let head: string | undefined;
  let sections = 0;
  for await (const lines of batches) {
    for (const line of lines) {
      if (line === undefined) sections++;
      else if (line.startsWith('ERR ')) throw new SourceError('server', `${name} answers: ${oneLine(line.slice(4))}.`);
      const [, commit, ref, capabilities] = REF.exec(line ?? '') ?? [];
      if (capabilities) head = / symref=HEAD:(\S+)/.exec(` ${capabilities}`)?.[1];
      if (commit && ref && wanted.has(ref)) commits.set(ref, commit);
    }
    if (questions.every((question) => isSettled(question, commits))) return { commits, head };
  }
  // The announcement of the service is a section of its own.
  if (sections < 2) throw garbled(name);
  return { commits, head };
}

/** A line of the list; the first one has the server's capabilities behind it. */
const REF = /^([0-9a-f]{40,64}) ([^\0]+)(?:\0(.*))?$/;

/** The refs that a question may mean, in full, best first. */
function candidates({ ref, tagsFirst }: RevisionQuestion): string[] {
  if (ref === undefined) return ['HEAD'];
  if (ref.startsWith('refs/')) return [ref];
  const both = [`refs/heads/${ref}`, `refs/tags/${ref}`];
  return [...(tagsFirst ? both.reverse() : both), `refs/${ref}`];
}

/** Whether nothing further down can change the answer; the commit of an annotated tag stands in the line behind it. */
function isSettled(question: RevisionQuestion, commits: ReadonlyMap<string, string>): boolean {
  const best = candidates(question)[0]!;
  return commits.has(best.startsWith('refs/tags/') ? `${best}^{}` : best);
}

function answer(
  question: RevisionQuestion,
  { commits, head }: Refs,
  repository: URL,
  remarks: readonly string[],
): RevisionAnswer | SourceError {
  const found = candidates(question).find((ref) => commits.has(ref));
  if (!found) return unknownRef(question, printable(repository));
  const commit = commits.get(`${found}^{}`) ?? commits.get(found)!;
  const ref = found === 'HEAD' ? (head ?? found) : found;
  const aside = remarks.length > 0 ? ` (${remarks.join('; ')})` : '';
  return {
    commit,
    ref,
    provenance: `${repository.host} says that ${ref} is ${commit.slice(0, 12)} now${aside}: trust on first use`,
  };
}

const unknownRef = ({ ref }: RevisionQuestion, name: string): SourceError =>
  ref === undefined
    ? new SourceError('missing', `${name} has no default branch: name a branch or a tag.`)
    : new SourceError(
        'missing',
        `${name} has no branch or tag ${oneLine(ref)}: check the name, or write the full commit.`,
      );

const oneLine = (text: string): string => text.replace(/[\s\u0000-\u001f\u007f]+/g, ' ').trim();
