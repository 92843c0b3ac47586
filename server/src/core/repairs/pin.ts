import type { Instruction } from '../dockerfile/model.ts';
import type { Architecture } from '../facts/architectures.ts';
import type { Download, DownloadedFile } from '../facts/downloads/model.ts';
import type { BuildScript } from '../facts/scripts.ts';
import { userlandAt } from '../facts/userland.ts';
import { variableHolding } from '../facts/variables.ts';
import type { Source } from '../rule.ts';
import type { Item } from '../shell/model.ts';
import {
  type Answers,
  answerIn,
  type DigestQuestion,
  type Question,
  questionKey,
  type Sha256,
  SourceError,
} from '../sources.ts';
import type { Edit } from '../text/span.ts';
import { argumentNames, assignedNames } from './argumentNames.ts';
import { declareHash } from './arguments.ts';
import { type Link, lastOfStep, linkBehind, type Obstacle } from './chain.ts';
import { changesFolder, hasRival } from './rivals.ts';
import { selector } from './selector.ts';
import { keptOf, writtenPath } from './writtenPath.ts';

/** A way to pin what a download fetches, or why there is none. */
export type Pin = PinPlan | Obstacle;

export interface PinPlan {
  /** Why a person should look first; undefined where that is not needed. */
  readonly doubt?: string | undefined;
  readonly needs: readonly Question[];
  /** Whether the answers are enough although some failed. */
  enough(answers: Answers): boolean;
  edits(answers: Answers): readonly Edit[];
}

/** What pinning a file takes whatever its shape: what to ask, and the ARGs that hold the answers. */
export interface Target {
  readonly file: DownloadedFile;
  /** One, or one for each architecture. */
  readonly hashes: readonly Hash[];
}

interface Hash {
  readonly name: string;
  readonly question: DigestQuestion;
  readonly architecture: Architecture | undefined;
}

/** Why a download's bytes cannot be had by anybody else, or what to ask for each file that nothing verifies. */
export function targets(source: Source, download: Download): readonly Target[] | Obstacle {
  if (download.personal) return { obstacle: download.personal };
  const open = download.files.filter(({ verified }) => !verified);
  for (const { resource } of open) {
    if (resource.unknown !== undefined)
      return {
        obstacle: download.kind === 'model' ? resource.unknown : `only the build knows the URL: ${resource.unknown}`,
      };
    if (!/^https?:\/\//i.test(resource.text))
      return { obstacle: `files are not asked for over ${resource.text.split(':')[0]}: use https` };
  }
  const { run } = download;
  if (run && open.some(({ resource }) => resource.platforms) && !selector(source, run.build))
    return { obstacle: 'it chooses its URL by the platform in more than one way' };
  return open.map((file) => ({ file, hashes: hashesOf(source, download, file) }));
}

function hashesOf(source: Source, { staysPut }: Download, file: DownloadedFile): Hash[] {
  const name = argumentNames(source).get(file)!;
  const then = keptOf(source, file)?.then ?? [];
  const { text, platforms } = file.resource;
  return (platforms ?? [{ architecture: undefined, text }]).map(({ architecture, text: url }) => ({
    name: architecture ? name.replace(/_SHA256$/, `_${architecture.name.toUpperCase()}_SHA256`) : name,
    question: {
      kind: 'digest',
      url: url.replace(/#.*$/, ''),
      then,
      redirects: !staysPut,
      from: source.config.download.digests,
    },
    architecture,
  }));
}

/** Everything that a pin of these targets needs; an architecture for which the publisher has no file is left out. */
export const questionsOf = (wanted: readonly Target[]): Pick<PinPlan, 'needs' | 'enough'> => ({
  needs: wanted.flatMap(({ hashes }) => hashes.map(({ question }) => question)),
  enough: (answers) =>
    wanted.every(
      ({ hashes }) =>
        hashes.some(({ question }) => answerIn(answers, question)) &&
        hashes.every(({ question }) => {
          const answer = answers.get(questionKey(question));
          return answer && (!(answer instanceof SourceError) || (hashes.length > 1 && answer.reason === 'missing'));
        }),
    ),
});

/** A hash that was answered, and the variable that holds it: one of the stage's own, or a new ARG. */
interface Held extends Hash {
  readonly sha256: Sha256;
  readonly isNew: boolean;
}

function heldHashes(
  source: Source,
  { instruction }: { instruction: Instruction },
  { hashes }: Target,
  answers: Answers,
): Held[] {
  return hashes.flatMap((hash): Held[] => {
    const answer = answerIn(answers, hash.question);
    if (!answer) return [];
    const holding = instruction.onbuild ? undefined : variableHolding(source, instruction, answer.sha256);
    const holder = holding !== undefined && !assignedNames(source).has(holding) ? holding : undefined;
    return [{ ...hash, sha256: answer.sha256, name: holder ?? hash.name, isNew: holder === undefined }];
  });
}

/** The name of the variable that holds the hash of a target that has one. */
export const holderOf = (source: Source, download: Download, target: Target, answers: Answers): string =>
  heldHashes(source, download, target, answers)[0]?.name ?? target.hashes[0]!.name;

/** Declares what was answered for a target in front of its instruction, unless the stage holds it already. */
export const declareHashes = (source: Source, download: Download, target: Target, answers: Answers): Edit[] =>
  heldHashes(source, download, target, answers)
    .filter(({ isNew }) => isNew)
    .map(({ name, sha256 }) => declareHash(source, download.instruction, name, sha256));

/** Pins files that a command writes: a check directly behind the step that leaves what is kept. */
export function pinFiles(source: Source, download: Download): Pin {
  const { run } = download;
  const wanted = targets(source, download);
  if ('obstacle' in wanted) return wanted;
  if (!run) return { obstacle: 'no shell writes it' };
  if (hasRival(source, download)) return { obstacle: 'another download of the same script writes the same file' };
  if (changesFolder(run.command)) return { obstacle: 'it changes its folder by itself' };
  const checks: { readonly target: Target; readonly path: string; readonly item: Item }[] = [];
  for (const target of wanted) {
    const { output } = target.file.resource;
    if (output.kind === 'file' && output.appends) return { obstacle: 'it is put behind what the file holds already' };
    const path = writtenPath(source, download, target.file);
    if (checks.some((check) => check.path === path)) return { obstacle: 'several files become one' };
    if (path === undefined) return { obstacle: 'nothing here says which file it becomes' };
    checks.push({ target, path, item: lastOfStep((keptOf(source, target.file)?.command ?? run.command).item) });
  }
  const links: { readonly item: Item; readonly link: Link }[] = [];
  for (const item of new Set(checks.map((check) => check.item))) {
    const link = linkBehind(source, run.build, item);
    if ('obstacle' in link) return link;
    links.push({ item, link });
  }
  return {
    ...questionsOf(wanted),
    edits: (answers) => [
      ...wanted.flatMap((target) => declareHashes(source, download, target, answers)),
      ...links.flatMap(({ item, link }) =>
        link.insert(
          checks
            .filter((check) => check.item === item)
            .map(({ target, path }) => checkCommand(source, run.build, target, path, answers)),
        ),
      ),
    ],
  };
}

/**
 * Compares a file with the hash in an ARG: silent on success where the userland can be. busybox knows neither
 * `--quiet` nor a bare `-c`. Of several architectures' hashes the build picks its own; one that has none fails.
 */
export function checkCommand(
  source: Source,
  build: BuildScript,
  target: Target,
  path: string,
  answers: Answers,
): string {
  const quiet = userlandAt(source, build) === 'gnu' ? '--quiet' : '-';
  const held = heldHashes(source, build, target, answers);
  const hash = target.hashes[0]?.architecture ? choice(source, build, held) : `\${${held[0]?.name}}`;
  return `echo "${hash}  ${path}" | sha256sum -c ${quiet}`;
}

/** Patterns have their opening parenthesis too: `$(case …)` of older shells wants them balanced. */
function choice(source: Source, build: BuildScript, hashes: readonly Hash[]): string {
  const asked = selector(source, build)!;
  const branches = hashes.map(({ name, architecture }) => `(${architecture![asked.names]}) echo \${${name}} ;;`);
  return `$(case ${asked.word} in ${branches.join(' ')} esac)`;
}
