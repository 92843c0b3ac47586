import { downloads } from '../facts/downloads/downloads.ts';
import { isAbbreviated } from '../facts/downloads/gitRefs.ts';
import type { Download, DownloadedFile } from '../facts/downloads/model.ts';
import { trees } from '../facts/downloads/trees.ts';
import { withoutCheck } from '../facts/downloads/verifications.ts';
import { baseName } from '../facts/paths.ts';
import { namesVersion } from '../facts/versionedUrls.ts';
import { digestOrigin } from '../repairs/digestOrigin.ts';
import type { Pin, PinPlan } from '../repairs/pin.ts';
import { checksumSupport, raiseSyntax } from '../repairs/pinAdd.ts';
import type { CommitPlan } from '../repairs/pinCommit.ts';
import { pinDownload } from '../repairs/pinDownload.ts';
import { isList } from '../repairs/pinPackage.ts';
import type { Finding, Fix, Rule, Source } from '../rule.ts';
import { wordText } from '../shell/unwrap.ts';

/** Finds what the build fetches and uses without comparing it with anything, and pins its SHA-256. */
export const unverifiedDownload: Rule = {
  id: 'unverified-download',
  summary: 'What a build downloads is compared with a known SHA-256 before it is used.',
  severity: 'warning',
  *check(source) {
    for (const download of downloads(source)) {
      const open = download.files.filter(({ verified }) => !verified);
      if (open.length > 0) yield finding(source, download, open);
    }
  },
};

function finding(source: Source, download: Download, open: readonly DownloadedFile[]): Finding {
  const pin = pinDownload(source, download);
  const abbreviated = abbreviatedCommit(source, download);
  const message = abbreviated
    ? `git checks out ${abbreviated} of ${list(open.map(nameOf))}, the beginning of a commit that another one may come to have as well; write all 40 digits`
    : `${what(source, download, open, pin)}: ${stake(download)}; ${remedy(download, open, checksumSupport(source))}`;
  return {
    span: download.span,
    ...(abbreviated || (download.kind === 'package' && download.ownCheck) ? { severity: 'information' } : {}),
    ...('obstacle' in pin
      ? { message: `${message} (no fix is offered: ${pin.obstacle})` }
      : { message, fixes: fixesOf(source, download, pin) }),
  };
}

/** The beginning of a commit that a clone is left at. */
function abbreviatedCommit(source: Source, { kind, run }: Download): string | undefined {
  const ref = kind === 'git' && run ? trees(source).get(run.command)?.moves.at(-1)?.ref : undefined;
  const text = ref && wordText(ref);
  return text && isAbbreviated(text) ? text : undefined;
}

type Plan = Exclude<Pin | CommitPlan, { obstacle: string }>;

/** The fix; of an ADD also one that raises the `# syntax` line, where that decides whether the first one works. */
function fixesOf(source: Source, download: Download, pin: Plan): Fix[] {
  if (download.tool !== 'ADD') return [toFix(download, pin, pin.doubt)];
  const flag = download.kind === 'git' ? 'ADD of a repository' : 'ADD --checksum';
  const support = checksumSupport(source);
  if (support === 'yes') return [toFix(download, pin, pin.doubt)];
  if (support === 'unknown')
    return [toFix(download, pin, `whether the frontend that the # syntax line names knows ${flag} is not known here`)];
  const plain = toFix(download, pin, `${flag} needs Docker Engine 25 (BuildKit 0.12) or newer`);
  const raised: Fix = {
    ...plain,
    key: `${plain.key} syntax`,
    title: `${plain.title}, by # syntax=docker/dockerfile:1`,
    safety: 'review',
    reason: 'builds will fetch that frontend from Docker Hub',
    edits: (answers) => [...plain.edits(answers), raiseSyntax(source)],
  };
  return support === 'no' ? [raised] : [plain, raised];
}

function toFix(download: Download, pin: Plan, reason: string | undefined): Fix {
  const open = download.files.filter(({ verified }) => !verified);
  const names = list([
    ...new Set(open.map((file) => (nameOf(file) === hostOf(file) ? `what ${nameOf(file)} serves` : nameOf(file)))),
  ]);
  const urls = pin.needs.map(({ url }) => url).join(' ');
  const subject = 'label' in pin ? `${urls} ${pin.label}` : urls;
  return {
    key: `unverified-download ${download.stage.name ?? download.stage.index} ${subject}`,
    title: 'label' in pin ? `Pin the commit that ${pin.label} of ${names} names now` : digestTitle(names, pin),
    needs: pin.needs,
    enough: pin.enough,
    edits: pin.edits,
    ...(reason === undefined ? { safety: 'safe' } : { safety: 'review', reason }),
  };
}

function digestTitle(names: string, { needs }: PinPlan): string {
  const moves = needs.some(({ url }) => !namesVersion(url))
    ? '; its URL names no version: the build will stop when the publisher changes it'
    : '';
  return `Pin the SHA-256 of ${names} and verify it (${digestOrigin(needs)}${moves})`;
}

function what(source: Source, download: Download, open: readonly DownloadedFile[], pin: Pin | CommitPlan): string {
  const { kind, tool, reader, run } = download;
  const subject = subjectOf(open);
  switch (kind) {
    case 'execute':
      return `${tool} hands ${subject} to ${reader ?? 'a shell'} as it arrives`;
    case 'extract':
      return reader ? `${tool} hands ${subject} to ${reader} unverified` : `${tool} unpacks ${subject} unverified`;
    case 'key':
      return `${tool} fetches ${subject} as a key to trust, and nothing verifies it`;
    case 'git':
      return `${tool} takes whatever ${'label' in pin ? `${pin.label} of ${subject} names` : `${subject} holds`} today`;
    case 'model':
      if ('label' in pin) return `${tool} takes whatever ${pin.label} of ${subject} names today`;
      return `${tool} fetches ${open[0]!.resource.text ? subject : 'what it needs'} by itself`;
    case 'package':
      return 'label' in pin
        ? `${tool} installs whatever ${pin.label} of ${subject} names today`
        : `${tool} installs ${open.some(({ resource }) => resource.repository) ? `whatever ${subject} holds today` : `${subject} and is told no hash to expect`}`;
    default: {
      const sham = run && withoutCheck(source, run.build, baseName(open[0]!.paths.at(-1) ?? ''));
      if (sham) return `${tool} fetches ${subject}, and ${sham}, without -c, compares it with nothing`;
      const user = open.find(({ usedBy }) => usedBy)?.usedBy;
      return user
        ? `${tool} fetches ${subject} and ${user} uses it before it is verified`
        : `${tool} fetches ${subject} and nothing verifies it`;
    }
  }
}

function stake({ kind, ownCheck, files }: Download): string {
  if (ownCheck) return `${ownCheck}, so a replaced file ${kind === 'package' ? 'may' : 'would'} go into the image`;
  if (kind === 'execute')
    return `whoever controls that server${files.some(({ resource }) => /^http:/i.test(resource.text)) ? ' or the connection' : ''} runs commands in the build`;
  if (kind === 'key') return 'a replaced key vouches for any package';
  if (kind === 'git' || files.some(({ resource }) => resource.repository))
    return 'a moved branch or tag changes what is built';
  return 'a replaced or damaged file would go into the image';
}

const ADD_REMEDY = {
  yes: 'add --checksum=sha256:…',
  unknown: 'add --checksum=sha256:…',
  engine: 'add --checksum=sha256:…, which needs Docker Engine 25 or a line # syntax=docker/dockerfile:1',
  no: 'add --checksum=sha256:…, which needs Dockerfile syntax 1.6: raise the # syntax line',
};

const GIT_REMEDY: Readonly<Record<string, string>> = {
  ADD: 'name a full commit in its URL',
  svn: 'name a revision (-r)',
  hg: 'name a full changeset (-r)',
};

/** Calls that take the revision of a repository of the Hugging Face Hub. */
const OF_THE_HUB = /^(?:from_pretrained|huggingface_hub)$/;

function remedy(
  { kind, tool, run }: Download,
  open: readonly DownloadedFile[],
  support: keyof typeof ADD_REMEDY,
): string {
  if (kind === 'git') return GIT_REMEDY[tool] ?? 'check out a full commit';
  if (open.some(({ resource }) => resource.repository)) return 'name a full commit';
  if (kind === 'model' && OF_THE_HUB.test(tool) && open.every(({ resource }) => resource.unknown))
    return 'give it revision= and a full commit';
  if (kind === 'package' && open.some(isList)) return 'save it, verify its SHA-256, and install from the file';
  if (kind === 'package')
    return tool === 'pip' ? 'add #sha256=… to the URL' : 'save it, verify its SHA-256, then install it';
  if (kind === 'add') return ADD_REMEDY[support];
  if (!run) return 'compare Get-FileHash with a known SHA-256 and throw';
  if (open.some(({ usedBy }) => usedBy)) return 'verify it before that';
  const isPiped = open.every(({ resource }) => resource.output.kind === 'stdout');
  return isPiped ? 'save it, verify its SHA-256, then use it' : 'verify its SHA-256 with sha256sum -c';
}

/** What is fetched and from where, in a few words. */
function subjectOf(open: readonly DownloadedFile[]): string {
  const names = [...new Set(open.map(nameOf))];
  const host = hostOf(open[0]!);
  if (host === undefined) return list(names);
  return names.length === 1 && names[0] === host ? `what ${host} serves` : `${list(names)} from ${host}`;
}

function nameOf({ resource, paths }: DownloadedFile): string {
  const { output } = resource;
  const url = resource.text.replace(/[?#].*$/, '');
  if (url === '' && output.kind === 'file' && output.path === '*') return 'the files of a list';
  const name = baseName(url).replace(/\.git$/, '');
  // `v1.2.tar.gz` says nothing without whose it is, `3.2.5` nothing without what it becomes.
  const [, repository] = /^https?:\/\/github\.com\/[^/]+\/([^/]+)\/archive\//.exec(url) ?? [];
  if (repository) return `${repository} ${name}`;
  if (/^v?[\d.]+$/.test(name) && output.kind === 'file' && output.written?.from === 'word')
    return baseName(output.path);
  return name || baseName(paths[0] ?? '') || 'a file';
}

const hostOf = ({ resource }: DownloadedFile): string | undefined =>
  /^[a-z+.-]+:\/\/(?:[^/@]*@)?([^/:?#]+)/i.exec(resource.text)?.[1];

function list(names: readonly string[]): string {
  if (names.length <= 3) return names.join(', ').replace(/, ([^,]*)$/, ' and $1');
  return `${names.slice(0, 2).join(', ')} and ${names.length - 2} more`;
}
