/** How the build decompresses a single file before what it keeps exists. */
export type Decompression = 'bz2' | 'gz' | 'xz' | 'zst';

/** What is done to a download before it is hashed: it is decompressed, or one file is taken out of an archive. */
export type Step = Decompression | `member:${string}`;

/** A SHA-256 in 64 lower-case hexadecimal digits. */
export type Sha256 = string;

/** A git commit in full: 40 lower-case hexadecimal digits, 64 where the repository hashes with SHA-256. */
export type Commit = string;

/** What only the outside world knows, as data: an edge asks each question once, whoever wants it. */
export type Question = DigestQuestion | RevisionQuestion | ReleaseQuestion | SecureQuestion;

/** The SHA-256 of what a URL serves, after `then` has been done in order. */
export interface DigestQuestion {
  readonly kind: 'digest';
  readonly url: string;
  readonly then: readonly Step[];
  /** Whether the command follows redirects; curl does only with -L. */
  readonly redirects: boolean;
  /** Who is asked: the publisher where it declares one, else the file itself; the file alone; or both, which must agree. */
  readonly from: DigestSource;
}

/** Where a digest comes from. */
export type DigestSource = 'publisher' | 'download' | 'both';

/** The commit that a branch or tag of a repository names now. */
export interface RevisionQuestion {
  readonly kind: 'revision';
  /** Where the repository is cloned from, over http or https. */
  readonly url: string;
  /** A branch or tag by its name, or in full (`refs/…`); undefined is the default branch. */
  readonly ref: string | undefined;
  /** Whether a tag counts before a branch of the same name: for `git checkout` it does, for `git clone -b` not. */
  readonly tagsFirst: boolean;
}

/** The release that GitHub calls the latest of a repository. */
export interface ReleaseQuestion {
  readonly kind: 'release';
  /** `https://github.com/OWNER/REPOSITORY/releases/latest`. */
  readonly url: string;
}

/** Whether an address serves over https the bytes that it serves over http. */
export interface SecureQuestion {
  readonly kind: 'secure';
  /** The http URL. */
  readonly url: string;
}

/** What the world answered. */
export type Answer = DigestAnswer | RevisionAnswer | ReleaseAnswer | SecureAnswer;

/** The answer to a `DigestQuestion`. */
export interface DigestAnswer {
  readonly sha256: Sha256;
  /** Bytes behind the URL, before decompression; undefined where nothing was downloaded and the publisher does not say. */
  readonly size: number | undefined;
  /** Who says so, for a summary: "computed from 60.6 MB just downloaded: trust on first use". */
  readonly provenance: string;
}

/** The answer to a `RevisionQuestion`. */
export interface RevisionAnswer {
  readonly commit: Commit;
  /** What names it, in full: `refs/heads/main`, `refs/tags/v1.2`; `HEAD` where the default branch has no name. */
  readonly ref: string;
  /** Who says so, for a summary: "github.com says that refs/heads/main is 1a2b3c…: trust on first use". */
  readonly provenance: string;
}

/** The answer to a `ReleaseQuestion`. */
export interface ReleaseAnswer {
  /** As it stands in URLs. */
  readonly tag: string;
  /** Who says so, for a summary: "github.com says that the latest release is v1.2". */
  readonly provenance: string;
}

/** The answer to a `SecureQuestion`: it does. */
export interface SecureAnswer {
  /** The https URL. */
  readonly secure: string;
  /** Who says so, for a summary: "https://example.com/tool serves the same 12.3 MB". */
  readonly provenance: string;
}

/** The answer to a question of one kind. */
export type AnswerTo<Q extends Question> = {
  digest: DigestAnswer;
  revision: RevisionAnswer;
  release: ReleaseAnswer;
  secure: SecureAnswer;
}[Q['kind']];

/** Answers by `questionKey`; a question that failed has its error. */
export type Answers = ReadonlyMap<string, Answer | SourceError>;

/** The identity of a question. */
export const questionKey = (question: Question): string =>
  [question.kind, question.url, ...detailsOf(question)].join(' ');

function detailsOf(question: Question): readonly string[] {
  switch (question.kind) {
    case 'digest': {
      const { then, redirects, from } = question;
      return [...then, ...(redirects ? [] : ['without redirects']), ...(from === 'publisher' ? [] : [`by ${from}`])];
    }
    case 'revision':
      return [question.ref ?? 'HEAD', ...(question.tagsFirst ? ['tags first'] : [])];
    case 'release':
    case 'secure':
      return [];
  }
}

/** The answer to a question; undefined where it has none, or an error. */
export function answerIn<Q extends Question>(answers: Answers, question: Q): AnswerTo<Q> | undefined {
  const answer = answers.get(questionKey(question));
  return answer instanceof SourceError ? undefined : (answer as AnswerTo<Q> | undefined);
}

/** Why an answer could not be had. */
export type SourceErrorReason =
  | 'offline'
  | 'denied'
  | 'missing'
  | 'timeout'
  | 'certificate'
  | 'too-large'
  | 'not-a-file'
  | 'forbidden'
  | 'cancelled'
  | 'corrupt'
  | 'mismatch'
  | 'server';

/** An answer could not be had; the message is one line for the user: what went wrong and what to do. Anything else thrown is a bug. */
export class SourceError extends Error {
  readonly reason: SourceErrorReason;

  constructor(reason: SourceErrorReason, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'SourceError';
    this.reason = reason;
  }
}
