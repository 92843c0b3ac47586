import { looksFixed } from '../facts/downloads/gitRefs.ts';
import type { Download } from '../facts/downloads/model.ts';
import { hasOption, lastOption } from '../facts/downloads/options.ts';
import { trees } from '../facts/downloads/trees.ts';
import type { Source } from '../rule.ts';
import { answerIn, type RevisionQuestion } from '../sources.ts';
import { argumentNames } from './argumentNames.ts';
import { declareArgument } from './arguments.ts';
import { lastOfStep, linkBehind, type Obstacle } from './chain.ts';
import { type CommitStep, commitStep, remoteOf } from './commitStep.ts';
import type { PinPlan } from './pin.ts';

/** A way to pin the commit that a ref names now. */
export interface CommitPlan extends PinPlan {
  /** The ref as a person says it. */
  readonly label: string;
}

/** Why the commit of a branch is for review. */
export const BRANCH_MOVES = "a branch is meant to move; pinned, it stays at today's commit until the ARG is raised";

/** The repository that can be asked what its refs name, or why none can. */
export function repositoryOf({ tool, files: [file] }: Download): { readonly url: string } | Obstacle {
  if (tool === 'svn' || tool === 'hg') return { obstacle: `${tool} is not asked for its revisions` };
  const { text, unknown, platforms } = file!.resource;
  if (unknown !== undefined) return { obstacle: `only the build knows the URL: ${unknown}` };
  if (platforms) return { obstacle: 'each platform has a URL of its own' };
  const url = askableUrl(text);
  return typeof url === 'string' ? { url } : url;
}

/** Hosts that serve over https what they serve over ssh and git://. */
const PUBLIC_HOST =
  /^(?:(?:git|ssh|git\+ssh):\/\/)?(?:[\w.-]+@)?(github\.com|gitlab\.com|bitbucket\.org)(?::\d+)?[:/](.+)$/i;

/** The URL over which a repository can be asked what its refs name, or why there is none. */
export function askableUrl(url: string): string | Obstacle {
  if (/^https?:\/\//i.test(url)) return url;
  const [, host, path] = PUBLIC_HOST.exec(url) ?? [];
  if (host && path) return `https://${host.toLowerCase()}/${path}`;
  return {
    obstacle: `a commit cannot be asked for over ${/^([a-z][a-z0-9+.-]*):\/\//i.exec(url)?.[1] ?? 'ssh'}: use https`,
  };
}

/** Pins a cloned tree: behind the step that leaves it at a commit by name, the commit that the name means now is checked out. */
export function pinCommit(source: Source, download: Download): CommitPlan | Obstacle {
  const repository = repositoryOf(download);
  if ('obstacle' in repository) return repository;
  const file = download.files[0]!;
  const step = commitStep(source, trees(source).get(download.run!.command)!, file);
  if ('obstacle' in step) return step;
  const item = lastOfStep(step.command.item);
  const link = linkBehind(source, step.build, item);
  if ('obstacle' in link) return link;
  const name = argumentNames(source).get(file)!;
  const question = questionAbout(repository.url, step.ref);
  return {
    ...revisionPlan(question, step.ref.label, doubtOf(step, name)),
    edits(answers) {
      const answer = answerIn(answers, question);
      if (!answer) return [];
      return [
        declareArgument(source, step.build.instruction, `${name}=${answer.commit}`),
        ...link.insert(checkout(step, name, answer.ref.startsWith('refs/tags/'))),
      ];
    },
  };
}

/** What has to be asked of a repository to pin what a ref of it names. */
export const questionAbout = (url: string, { ref, tagsFirst }: CommitStep['ref']): RevisionQuestion => ({
  kind: 'revision',
  url,
  ref,
  tagsFirst,
});

/** A plan without its edits. */
export const revisionPlan = (
  question: RevisionQuestion,
  label: string,
  doubt: string | undefined,
): Omit<CommitPlan, 'edits'> => ({
  needs: [question],
  enough: (answers) => answerIn(answers, question) !== undefined,
  label,
  doubt,
});

/** The commands that check the commit out. A shallow clone has that of a tag, but not that of a branch which has moved on. */
function checkout({ git, given, recursive }: CommitStep, name: string, isTag: boolean): string[] {
  const depth = lastOption(given, '--depth')?.text;
  return [
    ...(depth && !isTag ? [git(`fetch --quiet --depth ${depth} ${remoteOf(given)} \${${name}}`)] : []),
    git(`checkout --quiet \${${name}}`),
    ...(recursive ? [git('submodule update --init --recursive --quiet')] : []),
  ];
}

/**
 * Where a variable names the version: raised alone, it stops the build of a shallow clone, which has the pinned commit no
 * longer; a whole history has it, and the old version would be built without a word.
 */
function doubtOf({ ref, word, given }: CommitStep, name: string): string | undefined {
  const variable = word?.parts.find((part) => part.kind === 'variable');
  if (!variable || (looksFixed(ref) && hasOption(given, '--depth'))) return looksFixed(ref) ? undefined : BRANCH_MOVES;
  return `pinned, it stays at the commit of ${ref.label} until ${name} is raised together with ${variable.name}`;
}
