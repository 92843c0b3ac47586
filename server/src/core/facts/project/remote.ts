const SCP = /^(?:[\w.+-]+@)?([\w-]+(?:\.[\w-]+)+):(?!\/\/)\/?(.+)$/;
const URL_FORM = /^(?:git\+)?(https?|ssh|git):\/\/(?:[^/@]*@)?([\w.-]+)(:\d+)?\/(.+)$/i;
const SAFE_PATH = /^[\w.~%+,=&!-]+(?:\/[\w.~%+,=&!-]+)*$/;

/** Where forges take ssh on port 443. */
const ALIASES: ReadonlyMap<string, string> = new Map([
  ['ssh.github.com', 'github.com'],
  ['altssh.gitlab.com', 'gitlab.com'],
  ['altssh.bitbucket.org', 'bitbucket.org'],
]);
/** Names that people give a forge in their ssh settings, one for each of their accounts ("github.com-work"). */
const ACCOUNT = /^(github\.com|gitlab\.com|bitbucket\.org|codeberg\.org)[-_].+$/;
/** Hosts that show in a browser what they serve by ssh, under the same path. */
const FORGES = /^(?:github\.com|gitlab\.com|bitbucket\.org|codeberg\.org|git\.sr\.ht|gitee\.com)$/;
/** Hosts of one's own that are named after a forge. */
const NAMED_AFTER = /^(?:github|gitlab|gitea|forgejo|codeberg)\.(?:.+\.)?[a-z]+$/;
const LOOPBACK = /^(?:localhost(?:\..*)?|.*\.localhost|127(?:\.\d+){3}|0\.0\.0\.0)$/;

/** A git remote in any form as the https URL that a browser opens, without credentials and `.git`; undefined where it is none. */
export function repositoryUrl(remote: string): string | undefined {
  const text = remote.trim().replace(/^scm:(?:git:)?/, '');
  const url = URL_FORM.exec(text);
  const scp = url ? undefined : SCP.exec(text);
  const written = (url?.[2] ?? scp?.[1])?.toLowerCase();
  const isHttp = /^http/i.test(url?.[1] ?? '');
  const host = ALIASES.get(written ?? '') ?? (isHttp ? written : written?.replace(ACCOUNT, '$1'));
  const path = tidyPath(url?.[4] ?? scp?.[2] ?? '');
  if (!host || !path || LOOPBACK.test(host)) return undefined;
  const azure = host === 'ssh.dev.azure.com' ? /^v3\/([^/]+)\/([^/]+)\/([^/]+)$/.exec(path) : null;
  if (azure) return `https://dev.azure.com/${azure[1]}/${azure[2]}/_git/${azure[3]}`;
  if (!isHttp && !FORGES.test(host) && !(NAMED_AFTER.test(host) && /^git@[^:]+:[^/]+\/.+\.git$/.test(text)))
    return undefined;
  const port = isHttp ? (url![3] ?? '') : '';
  const scheme = port && url![1]!.toLowerCase() === 'http' ? 'http' : 'https';
  return `${scheme}://${host}${port}/${path}`;
}

/** Who owns the repository at a URL: `host/owner/name`, or where a forge is known to nest deeper; `~user` is a person. */
export function repositoryOwner(url: string): string | undefined {
  const [host, ...segments] = url.split('/').slice(2);
  if (segments[0]?.startsWith('~')) return undefined;
  return segments.length === 2 || (segments.length > 2 && /^(?:gitlab|dev\.azure)\.com$/.test(host!))
    ? segments[0]
    : undefined;
}

/** What the repository at a URL is called. */
export const repositoryName = (url: string): string | undefined => url.split('/').slice(3).at(-1);

function tidyPath(path: string): string | undefined {
  const tidy = path
    .replace(/[?#].*$/, '')
    .replace(/\/+$/, '')
    .replace(/\.git$/, '')
    .replace(/^\/+/, '');
  return SAFE_PATH.test(tidy) ? tidy : undefined;
}
