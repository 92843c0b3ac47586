import type { Download, DownloadedFile } from '../facts/downloads/model.ts';
import { userlandAt } from '../facts/userland.ts';
import type { Source } from '../rule.ts';
import type { Item } from '../shell/model.ts';
import { type Answer, type Answers, type DigestQuestion, questionKey, SourceError } from '../sources.ts';
import type { Edit } from '../text/span.ts';
import { argumentNames } from './argumentNames.ts';
import { declareHash } from './arguments.ts';
import { type Link, lastOfStep, linkBehind, type Obstacle } from './chain.ts';
import { keptOf, writtenPath } from './writtenPath.ts';

/** A way to pin what a download fetches, or why there is none. */
export type Pin = PinPlan | Obstacle;

export interface PinPlan {
  readonly needs: readonly DigestQuestion[];
  edits(answers: Answers): readonly Edit[];
}

/** The parts that pinning has whatever its shape: what to ask, and the ARG that holds the answer. */
export interface Target {
  readonly file: DownloadedFile;
  readonly name: string;
  readonly question: DigestQuestion;
}

/** Why a download's bytes cannot be had by anybody else, or what to ask for each file that nothing verifies. */
export function targets(source: Source, download: Download): readonly Target[] | Obstacle {
  if (download.personal) return { obstacle: download.personal };
  const open = download.files.filter(({ verified }) => !verified);
  for (const { resource } of open) {
    if (resource.unknown !== undefined) return { obstacle: `only the build knows the URL: ${resource.unknown}` };
    if (!/^https?:\/\//i.test(resource.text))
      return { obstacle: `${resource.text.split(':')[0]} is no protocol that a hash can be asked over` };
  }
  return open.map((file) => ({
    file,
    name: argumentNames(source).get(file)!,
    question: {
      kind: 'digest',
      url: resourceUrl(file),
      then: keptOf(source, file)?.then ?? [],
      redirects: !download.staysPut,
    },
  }));
}

const resourceUrl = ({ resource }: DownloadedFile): string => resource.text.replace(/#.*$/, '');

/** Pins files that a command writes: a check directly behind the step that leaves what is kept. */
export function pinFiles(source: Source, download: Download): Pin {
  const { run } = download;
  const wanted = targets(source, download);
  if ('obstacle' in wanted) return wanted;
  if (!run) return { obstacle: 'no shell writes it' };
  const checks: { readonly target: Target; readonly path: string; readonly link: Link; readonly item: Item }[] = [];
  for (const target of wanted) {
    const path = writtenPath(source, download, target.file);
    if (path === undefined) return { obstacle: 'nothing here says which file it becomes' };
    const item = lastOfStep((keptOf(source, target.file)?.command ?? run.command).item);
    const link = linkBehind(source, run.build, item);
    if ('obstacle' in link) return link;
    checks.push({ target, path, link, item });
  }
  return {
    needs: wanted.map(({ question }) => question),
    edits: (answers) =>
      checks.flatMap(({ target, path, link, item }) => {
        const check =
          link.separator + run.build.script.text.encode(link.guard(checkCommand(source, download, target.name, path)));
        const offset = run.build.script.text.after(item.end);
        return [
          declareHash(source, download.instruction, target.name, sha256Of(answers, target)),
          { span: { start: offset, end: offset }, text: check },
        ];
      }),
  };
}

/** Compares a file with the hash in an ARG: silent on success where the userland can be. busybox knows neither `--quiet` nor a bare `-c`. */
export function checkCommand(source: Source, { run }: Download, name: string, path: string): string {
  const gnu = run && userlandAt(source, run.build) === 'gnu';
  return `echo "\${${name}}  ${path}" | sha256sum -c ${gnu ? '--quiet' : '-'}`;
}

/** The hash that was answered for a target. */
export function sha256Of(answers: Answers, { question }: Target): string {
  const answer: Answer | SourceError | undefined = answers.get(questionKey(question));
  if (answer === undefined || answer instanceof SourceError) throw new Error(`no answer to ${questionKey(question)}`);
  return answer.sha256;
}
