import { pairs, wordParts } from '../../dockerfile/words.ts';
import { fact } from '../../fact.ts';
import type { Source } from '../../rule.ts';
import { expand } from '../../text/parts.ts';
import { lineage, type Stage, stages } from '../stages.ts';
import { variablesAt } from '../variables.ts';

const USUAL = /^\/(?:(?:usr\/)?(?:local\/)?(?:s?bin)?|usr|usr\/local)$/;
/** Folders into which package managers of languages put programs, none of which asks URLs under a system's name. */
const OF_LANGUAGES =
  /(?:^|\/)(?:[\w.-]*venv[\w.-]*|virtualenvs?|\.local|node_modules|\.cargo|\.bundle|gems|go|\.dotnet|\.poetry|\.bun|\.deno)(?:\/|$)/;

/** Whether programs are found in a folder by their name alone wherever PATH is not set, or it is a root of such folders. */
export const isUsualFolder = (folder: string): boolean => USUAL.test(folder);

/** The folders that ENV puts on PATH, by stage, those of languages left out. */
const onPath = fact(
  (source): ReadonlyMap<Stage, readonly string[]> =>
    new Map(stages(source).map((stage) => [stage, lineage(stage).flatMap((one) => setIn(source, one))])),
);

const setIn = (source: Source, { instructions }: Stage): string[] =>
  instructions
    .filter(({ keyword }) => keyword === 'ENV')
    .flatMap((instruction) =>
      pairs(instruction, source.file.escape)
        .flatMap(({ key, value }) => (key === 'PATH' && value ? [value] : []))
        .map((value) => expand(wordParts(value, source.file.escape), variablesAt(source, instruction)).text),
    )
    .flatMap((path) => path.split(':'))
    .map((folder) => folder.replace(/(?<=.)\/+$/, ''))
    .filter((folder) => folder.startsWith('/') && !OF_LANGUAGES.test(folder));

/** Whether a folder is on a stage's PATH by ENV, or holds one that is. */
export const reachesPath = (source: Source, stage: Stage, folder: string): boolean =>
  (onPath(source).get(stage) ?? []).some((one) => one === folder || one.startsWith(`${folder}/`));
