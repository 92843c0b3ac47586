import type { RevisionQuestion } from '../../sources.ts';

/** What a command names of a repository: a branch, a tag, or the default branch. */
export interface Ref extends Pick<RevisionQuestion, 'ref' | 'tagsFirst'> {
  /** As a person says it: `v1.2`, "the default branch". */
  readonly label: string;
}

/** What a clone takes that names nothing. */
export const DEFAULT_BRANCH: Ref = { ref: undefined, tagsFirst: false, label: 'the default branch' };

/** The branch or tag that `git clone -b` names, and BuildKit behind a `#`: branches come first. */
export const clonedRef = (name: string): Ref => ({ ref: name, tagsFirst: false, label: name });

/**
 * What `git checkout` (or `reset --hard`) names in a clone of a branch: a tag before a branch of the remote.
 * Undefined where only the clone's history can tell: `HEAD~2`, `FETCH_HEAD`, an abbreviated commit.
 */
export function checkedOutRef(name: string, remote: string, branch: string | undefined): Ref | undefined {
  const [, folder = '', rest = name] = /^(?:refs\/)?(heads|tags)\/(.+)$/.exec(name) ?? remoteBranch(name, remote) ?? [];
  if (!isRefName(rest) || isAbbreviated(rest)) return undefined;
  if (folder) return { ref: `refs/${folder}/${rest}`, tagsFirst: false, label: rest };
  return { ref: rest, tagsFirst: rest !== branch, label: rest };
}

function remoteBranch(name: string, remote: string): readonly string[] | undefined {
  const bare = name.replace(/^(?:refs\/)?remotes\//, '');
  return bare.startsWith(`${remote}/`) ? [name, 'heads', bare.slice(remote.length + 1)] : undefined;
}

/** Whether git takes a text for the name of a ref [git-check-ref-format], and not for a way through the history. */
const isRefName = (name: string): boolean =>
  /^[^-/][^\s~^:?*[\\]*$/.test(name) && !/\.\.|@\{|^@$|^[A-Z_]*HEAD$/.test(name);

/** Whether a name is the beginning of a commit. Digits alone may be a date, and a word of the letters a to f a name. */
export const isAbbreviated = (name: string): boolean =>
  /^[0-9a-f]{7,39}$/.test(name) && /[a-f]/.test(name) && /\d/.test(name);

const MOVING =
  /(?:^|[-_/.])(?:x|stable|branch|maint(?:enance)?|dev(?:el(?:op)?)?|head|latest|master|main|trunk|next|nightly|edge|lts)(?:$|[-_/.\d])/i;

/** Whether a ref looks as if it were meant to stay: the name of a release or a date, not of a line of development. */
export function looksFixed({ ref = '' }: Pick<Ref, 'ref'>): boolean {
  if (MOVING.test(ref) || ref.startsWith('refs/heads/')) return false;
  if (ref.startsWith('refs/tags/') || /\d+[._-]\d+[._-]\d+|\d{8}/.test(ref)) return true;
  // Of two numbers, `release-1.2`, `r1.2` and `support/1.2` are lines of development, `v1.2` and `name-1.2` are releases.
  return /\d+[._]\d+/.test(ref) && !/\/|^(?:r|rel|releases?|series|support)[-_.]?\d/i.test(ref);
}
