import { downloads } from '../facts/downloads/downloads.ts';
import { clonedRef } from '../facts/downloads/gitRefs.ts';
import type { Download, DownloadedFile } from '../facts/downloads/model.ts';
import { type MutableUrl, mutableUrl } from '../facts/mutableUrls.ts';
import { urlFile } from '../facts/paths.ts';
import type { Obstacle } from '../repairs/chain.ts';
import { questionAbout } from '../repairs/pinCommit.ts';
import { type UrlPlace, urlPlace } from '../repairs/urlPlace.ts';
import type { Finding, Fix, Rule, Source } from '../rule.ts';
import { answerIn, type Question } from '../sources.ts';
import type { Edit } from '../text/span.ts';

/** Finds downloads from a branch or of the latest release, and names the commit or the release instead. */
export const mutableReference: Rule = {
  id: 'mutable-reference',
  summary: 'What a build downloads is named by a commit or a release, not by a branch or "latest".',
  severity: 'warning',
  *check(source) {
    for (const download of downloads(source)) {
      if (download.kind === 'git') continue;
      for (const file of download.files) {
        const { text, unknown } = file.resource;
        const found = unknown === undefined ? mutableUrl(text) : undefined;
        if (found) yield finding(source, download, file, found);
      }
    }
  },
};

function finding(source: Source, download: Download, file: DownloadedFile, found: MutableUrl): Finding {
  const place = urlPlace(source, download, file);
  const edit = place ? editOf(download, place, found) : { obstacle: 'no single word names the URL' };
  const message = `${originOf(file, found)}, so ${stake(file)}; name ${found.kind === 'latest' ? 'the release' : 'a commit'}`;
  return {
    span: place?.span ?? download.span,
    ...(file.verified ? { severity: 'information' } : {}),
    ...('obstacle' in edit
      ? { message: `${message} (no fix is offered: ${edit.obstacle})` }
      : { message, fixes: [toFix(download, found, edit.by)] }),
  };
}

/** What comes from where, in a few words; of an unusual name it is not known whether it is that of a branch. */
function originOf({ resource }: DownloadedFile, { kind, asked, label }: MutableUrl): string {
  const name = urlFile(resource.text);
  const repository = asked.replace(/^https:\/\/[^/]+\/|\/releases\/latest$/g, '');
  if (kind === 'latest') return `${name} comes from the latest release of ${repository}`;
  const isUsual = /^(?:main|master|HEAD|dev(?:el(?:op)?)?|trunk|gh-pages)$/.test(label);
  return `${name} comes from ${isUsual ? `the branch ${label}` : `${label}, which looks like a branch`} of ${repository}`;
}

const stake = ({ verified }: DownloadedFile): string =>
  verified ? 'the build stops at its check as soon as that moves' : 'the next build may get other bytes without a word';

/** The edit that names a commit or a tag in the URL, or why there is none. */
function editOf(
  { instruction }: Download,
  { text }: UrlPlace,
  { part, pinned, folder }: MutableUrl,
): { by(name: string): Edit } | Obstacle {
  const start = text.text.indexOf(part);
  if (start < 0) return { obstacle: 'a variable holds that part of the URL' };
  if (folder && instruction.body.text.includes(folder))
    return { obstacle: `the archive of a commit has another folder than ${folder}` };
  return { by: (name) => text.replace(start, start + part.length, pinned(name)) };
}

function toFix({ stage }: Download, found: MutableUrl, by: (name: string) => Edit): Fix {
  const isRelease = found.kind === 'latest';
  const question: Question = isRelease
    ? { kind: 'release', url: found.asked }
    : questionAbout(found.asked, clonedRef(found.ref));
  const folder = found.folder ? `, and the archive's folder is then no longer ${found.folder}` : '';
  return {
    key: `mutable-reference ${stage.name ?? stage.index} ${found.asked} ${found.label}`,
    title: isRelease ? 'Name the release that is the latest now' : `Name the commit that ${found.label} names now`,
    safety: 'review',
    reason: isRelease
      ? 'newer releases are then taken only when the URL is raised'
      : `a branch is meant to move; pinned, it stays at today's commit until the URL is raised${folder}`,
    needs: [question],
    edits: (answers) => {
      const name =
        question.kind === 'release'
          ? answerIn(answers, question)?.tag
          : question.kind === 'revision'
            ? answerIn(answers, question)?.commit
            : undefined;
      return name === undefined ? [] : [by(name)];
    },
  };
}
