import { COMMIT } from './downloads/git.ts';
import { isAbbreviated, looksFixed } from './downloads/gitRefs.ts';

/** What a URL names that its publisher moves: a branch, or the latest release. */
export interface MutableUrl {
  readonly kind: 'branch' | 'latest';
  /** The repository that can be asked what is meant now; for a release the address that leads to it. */
  readonly asked: string;
  /** As a person says it: `main`, "the latest release". */
  readonly label: string;
  /** The branch; empty for a release. */
  readonly ref: string;
  /** The part of the URL that says so, as it stands there. */
  readonly part: string;
  /** What that part becomes for a commit or the tag of a release. */
  pinned(name: string): string;
  /** The folder that an archive's files stand in, which is called otherwise once it is pinned. */
  readonly folder?: string;
}

interface Shape {
  readonly pattern: RegExp;
  readonly repository: (match: RegExpExecArray) => string;
  readonly isArchive?: true;
}

/** Each has the groups `path` (owner and repository), `before`, `ref` and `behind`. */
const SHAPES: readonly Shape[] = [
  {
    pattern:
      /^https?:\/\/(?:huggingface\.co|hf\.co)\/(?<path>(?:(?:datasets|spaces)\/)?[^/]+(?:\/[^/]+)?)(?<before>\/(?:resolve|raw)\/)(?<ref>[^/?#]+)(?<behind>\/)/,
    repository: ({ groups }) => `https://huggingface.co/${groups!.path}`,
  },
  {
    pattern:
      /^https?:\/\/raw\.githubusercontent\.com(?<before>\/(?<path>[^/]+\/[^/]+)\/)(?:refs\/heads\/)?(?<ref>[^/?#]+)(?<behind>\/)/,
    repository: ({ groups }) => `https://github.com/${groups!.path}`,
  },
  {
    pattern:
      /^https?:\/\/github\.com\/(?<path>[^/]+\/[^/]+)(?<before>\/raw\/)(?:refs\/heads\/)?(?<ref>[^/?#]+)(?<behind>\/)/,
    repository: ({ groups }) => `https://github.com/${groups!.path}`,
  },
  {
    pattern:
      /^https?:\/\/github\.com\/(?<path>[^/]+\/[^/]+)(?<before>\/archive\/)(?:refs\/heads\/)?(?<ref>[^/?#]+?)(?<behind>\.(?:tar\.gz|tgz|zip)(?=$|[?#]))/,
    repository: ({ groups }) => `https://github.com/${groups!.path}`,
    isArchive: true,
  },
  {
    pattern:
      /^https?:\/\/codeload\.github\.com\/(?<path>[^/]+\/[^/]+)(?<before>\/(?:legacy\.)?(?:tar\.gz|zip)\/)(?:refs\/heads\/)?(?<ref>[^/?#]+)(?<behind>)(?=$|[?#])/,
    repository: ({ groups }) => `https://github.com/${groups!.path}`,
    isArchive: true,
  },
];

const LATEST = /^https?:\/\/github\.com\/([^/]+\/[^/]+)(\/releases\/latest\/download\/)/;

/** What of a URL moves; undefined where it names a commit, what looks like a release, or nothing that can be told. */
export function mutableUrl(url: string): MutableUrl | undefined {
  const latest = LATEST.exec(url);
  if (latest)
    return {
      kind: 'latest',
      asked: `https://github.com/${latest[1]}/releases/latest`,
      label: 'the latest release',
      ref: '',
      part: latest[2]!,
      pinned: (tag) => `/releases/download/${tag}/`,
    };
  for (const { pattern, repository, isArchive } of SHAPES) {
    const match = pattern.exec(url);
    if (!match) continue;
    const { path, before, ref, behind } = match.groups as Readonly<Record<string, string>>;
    if (COMMIT.test(ref!) || isAbbreviated(ref!) || looksFixed({ ref: ref! }) || /[$%{]/.test(ref!)) return undefined;
    const part = match[0].slice(match[0].lastIndexOf(before!));
    return {
      kind: 'branch',
      asked: repository(match),
      label: ref!,
      ref: ref!,
      part,
      pinned: (commit) => `${before}${commit}${behind}`,
      ...(isArchive && { folder: `${path!.replace(/^.*\//, '')}-${ref}` }),
    };
  }
  return undefined;
}
