import { downloads } from '../facts/downloads/downloads.ts';
import type { Download, DownloadedFile } from '../facts/downloads/model.ts';
import { baseName } from '../facts/paths.ts';
import { type Pin, type PinPlan, pinFiles } from '../repairs/pin.ts';
import { allowsChecksum, pinAdd, pinAddedCommit } from '../repairs/pinAdd.ts';
import { type CommitPlan, pinCommit } from '../repairs/pinCommit.ts';
import { pinPipe } from '../repairs/pinPipe.ts';
import { pinPowershell } from '../repairs/pinPowershell.ts';
import type { Finding, Fix, Rule, Source } from '../rule.ts';

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
  const pin = pinOf(source, download);
  const message = `${what(download, open)}: ${stake(download)}`;
  if ('obstacle' in pin)
    return { span: download.span, message: `${message}; ${remedy(download)} (no fix is offered: ${pin.obstacle})` };
  return { span: download.span, message: `${message}; ${remedy(download)}`, fixes: [toFix(source, download, pin)] };
}

function pinOf(source: Source, download: Download): Pin | CommitPlan {
  switch (download.kind) {
    case 'git':
      return download.run ? pinCommit(source, download) : pinAddedCommit(source, download);
    case 'add':
      return pinAdd(source, download);
    default:
      if (!download.run) return pinPowershell(source, download);
      return download.files.some(({ resource }) => resource.output.kind === 'stdout')
        ? pinPipe(source, download)
        : pinFiles(source, download);
  }
}

function toFix(source: Source, download: Download, pin: Exclude<Pin | CommitPlan, { obstacle: string }>): Fix {
  const names = list(download.files.filter(({ verified }) => !verified).map(nameOf));
  const urls = pin.needs.map(({ url }) => url).join(' ');
  const subject = 'label' in pin ? `${urls} ${pin.label}` : urls;
  const reason = doubtOf(source, download, pin);
  return {
    key: `unverified-download ${download.stage.name ?? download.stage.index} ${subject}`,
    title: 'label' in pin ? `Pin the commit that ${pin.label} of ${names} names now` : digestTitle(names, pin),
    needs: pin.needs,
    enough: pin.enough,
    edits: pin.edits,
    ...(reason === undefined ? { safety: 'safe' } : { safety: 'review', reason }),
  };
}

const digestTitle = (names: string, { needs }: PinPlan): string =>
  `Pin the SHA-256 of ${names} and verify it${needs.some(({ url }) => !namesVersion(url)) ? ' (its URL names no version: the build will stop when the publisher changes it)' : ''}`;

/** Why a person should look at a fix first: what it rests on, and which engine it needs. */
function doubtOf(source: Source, { tool, kind }: Download, pin: PinPlan | CommitPlan): string | undefined {
  if ('label' in pin && pin.doubt !== undefined) return pin.doubt;
  if (tool !== 'ADD' || allowsChecksum(source)) return undefined;
  return `ADD ${kind === 'git' ? 'of a repository' : '--checksum'} needs Docker Engine 25 (BuildKit 0.12) or a line "# syntax=docker/dockerfile:1" at the top`;
}

/** Whether a URL looks as if its bytes were meant to stay: it holds a version, a date or a commit and no name that moves. */
const namesVersion = (url: string): boolean =>
  /\d+[._]\d+|[/@_-]v?\d+(?=[/._-])|[0-9a-f]{40}|\d{8}/.test(url.replace(/^[a-z]+:\/\/[^/]*/i, '')) &&
  !/\/(?:latest|master|main|HEAD|stable|nightly|refs\/heads)(?:[/._-]|$)/.test(url);

function what({ kind, tool }: Download, open: readonly DownloadedFile[]): string {
  const names = list(open.map(nameOf));
  const from = hostOf(open[0]!);
  const origin = from ? ` from ${from}` : '';
  switch (kind) {
    case 'execute':
      return `${tool} runs ${names}${origin} as it arrives`;
    case 'extract':
      return `${tool} unpacks ${names}${origin} unverified`;
    case 'key':
      return `${tool} takes ${names}${origin} for a key to trust`;
    case 'git':
      return `${tool} takes whatever ${names}${origin} holds today`;
    case 'model':
      return `${tool} fetches ${open[0]!.resource.text ? names : 'a model'}${origin} by itself`;
    default:
      return `${tool} fetches ${names}${origin} and nothing verifies it`;
  }
}

function stake({ kind, ownCheck }: Download): string {
  if (ownCheck) return `${ownCheck}, so a replaced file would go into the image`;
  if (kind === 'execute') return 'whoever controls that server or the connection runs commands in the build';
  if (kind === 'key') return 'a replaced key vouches for any package';
  if (kind === 'git') return 'a moved branch or tag changes what is built';
  return 'a replaced or damaged file would go into the image';
}

function remedy({ kind, tool }: Download): string {
  if (kind === 'git') return tool === 'ADD' ? 'name a full commit in its URL' : 'check out a full commit';
  if (kind === 'add') return 'add --checksum=sha256:…';
  if (/^(?:Invoke-|iwr|irm|Start-Bits|Download|certutil|bitsadmin)/i.test(tool))
    return 'compare Get-FileHash with a known SHA-256 and throw';
  return kind === 'execute' || kind === 'extract' || kind === 'key'
    ? 'save it, verify its SHA-256, then use it'
    : 'verify its SHA-256 with sha256sum -c';
}

const nameOf = ({ resource, paths }: DownloadedFile): string =>
  baseName(resource.text.replace(/[?#].*$/, '')).replace(/\.git$/, '') || baseName(paths[0] ?? '') || 'a file';

const hostOf = ({ resource }: DownloadedFile): string | undefined =>
  /^[a-z+.-]+:\/\/(?:[^/@]*@)?([^/:]+)/i.exec(resource.text)?.[1];

function list(names: readonly string[]): string {
  if (names.length <= 3) return names.join(', ').replace(/, ([^,]*)$/, ' and $1');
  return `${names.slice(0, 2).join(', ')} and ${names.length - 2} more`;
}
