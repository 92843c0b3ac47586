import type { Instruction } from '../../dockerfile/model.ts';
import { operands } from '../../dockerfile/operands.ts';
import { wordParts } from '../../dockerfile/words.ts';
import type { Source } from '../../rule.ts';
import { expand } from '../../text/parts.ts';
import { baseName, join, workingDirectory } from '../paths.ts';
import { type BuildScript, buildScripts } from '../scripts.ts';
import { lineage, type Stage } from '../stages.ts';
import { variablesAt } from '../variables.ts';
import { knownImage } from './images.ts';
import { mayInstall } from './installers.ts';
import { isUsualFolder, reachesPath } from './programFolders.ts';

/**
 * Whether an image surely lacks a program, by its name or path: its base image does, and nothing in its stages may bring
 * it. What is called in an unusual folder was put there by somebody.
 */
export function lacksProgram(source: Source, stage: Stage, written: string): boolean {
  const program = baseName(written);
  if (program !== written && !isUsualFolder(written.slice(0, -program.length - 1))) return false;
  return knownImage(stage)?.lacks.has(program) === true && isUntouched(source, stage, program);
}

/** Whether an image surely has no shell for the shell form. */
export const lacksShell = (source: Source, stage: Stage): boolean =>
  lacksProgram(source, stage, 'sh') &&
  !lineage(stage).some(({ instructions }) => instructions.some(({ keyword }) => keyword === 'SHELL'));

/** Whether nothing in a stage and those below it may bring a program, or another one of its name. */
export function isUntouched(source: Source, stage: Stage, program: string): boolean {
  const line = new Set(lineage(stage));
  const scripts = buildScripts(source).filter((build) => line.has(build.stage));
  if (unreadRuns(line, scripts)) return false;
  return (
    !scripts.some((build) => build.script.commands.some((command) => mayInstall(source, build, command, program))) &&
    ![...line].some((one) => one.instructions.some((instruction) => mayCopy(source, one, instruction, program)))
  );
}

/** Whether some RUN is read by no shell that is known. */
const unreadRuns = (line: ReadonlySet<Stage>, scripts: readonly BuildScript[]): boolean =>
  [...line].some(({ instructions }) =>
    instructions.some((one) => one.keyword === 'RUN' && !scripts.some(({ instruction }) => instruction === one)),
  ) || scripts.some(({ script }) => script.broken);

/** Whether a COPY or ADD may put a program where it is found: by its name, or in a folder with others. */
function mayCopy(source: Source, stage: Stage, instruction: Instruction, program: string): boolean {
  const { keyword, body, flags } = instruction;
  if (keyword !== 'COPY' && keyword !== 'ADD') return false;
  const words = operands(body, source.file.escape).map(
    (word) => expand(wordParts(word, source.file.escape), variablesAt(source, instruction)).text,
  );
  const target = join(workingDirectory(source, instruction), words.at(-1) ?? '');
  if (words.some((word) => baseName(word) === program)) return true;
  const isProject =
    !flags.some(({ name }) => name === 'from') && words.slice(0, -1).every((word) => /^\.\/?$/.test(word));
  if (!isProject && reachesPath(source, stage, target)) return true;
  if (!isUsualFolder(target) && !target.includes('$')) return false;
  // A file with an ending is a script, a jar or the like.
  return words
    .slice(0, -1)
    .some((word) => !/[^/]\.[a-z]\w*$/i.test(word) || /\.(?:t?[abgx]z2?|tar.*|zst)$/i.test(word));
}
