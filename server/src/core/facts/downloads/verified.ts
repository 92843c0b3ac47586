import type { Instruction } from '../../dockerfile/model.ts';
import { fact } from '../../fact.ts';
import type { Source } from '../../rule.ts';
import type { Command } from '../../shell/model.ts';
import { directoryAt, type ImagePath, join } from '../paths.ts';
import { type BuildScript, buildScripts } from '../scripts.ts';
import { inFunction, lookupAt } from '../shellVariables.ts';
import type { Stage } from '../stages.ts';
import { isAlternative } from './alternatives.ts';
import { copiesOf } from './copies.ts';
import { fetchOf } from './fetches.ts';
import { type Use, uses } from './uses.ts';
import { mayCompare, names, type Verification, verificationsOf } from './verifications.ts';

/** Every verification that the build makes. */
export const verifications = fact((source): readonly Verification[] =>
  buildScripts(source).flatMap((build) => verificationsOf(source, build)),
);

const scriptsByStage = fact((source): ReadonlyMap<Stage, readonly BuildScript[]> => {
  const scripts = new Map<Stage, BuildScript[]>();
  for (const build of buildScripts(source)) {
    const known = scripts.get(build.stage);
    if (known) known.push(build);
    else scripts.set(build.stage, [build]);
  }
  return scripts;
});

/** The scripts of a stage, in order. */
export const stageScripts = (source: Source, stage: Stage): readonly BuildScript[] =>
  scriptsByStage(source).get(stage) ?? [];

/** The scripts of a stage from an instruction on. */
export const scriptsFrom = (source: Source, stage: Stage, from: Instruction): BuildScript[] =>
  stageScripts(source, stage).filter(({ instruction }) => instruction.span.start >= from.span.start);

/** Where something is fetched: a command of a script, or an instruction by itself (ADD). */
export interface Origin {
  readonly instruction: Instruction;
  readonly build?: BuildScript;
  readonly command?: Command;
}

/** A file that some command of a stage fetches, whatever becomes of it. */
interface Target {
  readonly build: BuildScript;
  readonly command: Command;
  readonly path: ImagePath;
}

const fetchTargets = fact((source): readonly Target[] =>
  buildScripts(source).flatMap((build) =>
    build.script.commands.flatMap((command) =>
      (fetchOf(command, lookupAt(source, build, command))?.resources ?? []).flatMap(({ output }) =>
        output.kind === 'file'
          ? [{ build, command, path: join(directoryAt(source, build, command), output.path) }]
          : [],
      ),
    ),
  ),
);

/** Whether something compares a file with what is expected before it is used. */
export interface Verdict {
  readonly verified: boolean;
  /** What does so, first the checks of the file's own stage; those that name the file before those that may mean it. */
  readonly checks: readonly Verification[];
  /** What uses the file too early for its check. */
  readonly usedBy?: string | undefined;
}

/**
 * Looks for a check behind a download that compares what it left: one that names it exactly, unless another download
 * has written the same file in between; one that may mean it and that names no other download; or one of a later
 * stage that names the file where that stage has it from here. One behind a use of the file comes too late.
 */
export function verdictOn(source: Source, stage: Stage, origin: Origin, paths: readonly ImagePath[]): Verdict {
  const others = () =>
    fetchTargets(source).filter((target) => target.build.stage === stage && target.command !== origin.command);
  const here = verifications(source).filter((check) => {
    if (check.build.stage !== stage || !runsBehind(check, origin) || excludes(check, origin)) return false;
    if (names(check, paths)) return !isOverwritten(others(), check, origin, paths);
    if (check.subjects === undefined && !isInReach(source, check, origin, paths)) return false;
    return mayCompare(check, paths) && !others().some((other) => names(check, [other.path]));
  });
  const judged = here.map((check) => ({ check, early: useBefore(source, origin, check, paths) }));
  const intime = judged.flatMap(({ check, early }) => (early ? [] : [check]));
  const naming = intime.filter((check) => names(check, paths));
  const elsewhere = copiesOf(source, stage, paths).flatMap((copy) => checksIn(source, copy.stage, copy.paths));
  const checks = [...naming, ...intime.filter((check) => !naming.includes(check)), ...elsewhere];
  if (checks.length > 0) return { verified: true, checks };
  return { verified: false, checks, usedBy: judged.find(({ check }) => names(check, paths))?.early?.by };
}

/** Whether another download has written the same file between one and its check. */
const isOverwritten = (
  others: readonly Target[],
  check: Verification,
  origin: Origin,
  paths: readonly ImagePath[],
): boolean =>
  others.some(
    (other) =>
      paths.includes(other.path) &&
      isBehind(other, origin) &&
      !isAlternative(other.command, origin.command) &&
      runsBehind(check, { ...other, instruction: other.build.instruction }),
  );

/** Whether a check stands in a branch that is not taken where the download runs. */
const excludes = ({ command, at }: Verification, { command: fetching, build }: Origin): boolean =>
  isAlternative(command, fetching) || (at !== command && isAlternative(at, build?.call ?? fetching));

/** Whether a check that does not say what it compares may mean a file: one of its own instruction, or below its folder. */
const isInReach = (
  source: Source,
  { build, command }: Verification,
  origin: Origin,
  paths: readonly ImagePath[],
): boolean =>
  build.instruction === origin.instruction || paths.some((path) => isNear(directoryAt(source, build, command), path));

/** Whether a path lies below a folder; of the root, everything does, so that only what lies in it counts. */
const isNear = (folder: ImagePath, path: ImagePath): boolean =>
  folder === '/' ? path.lastIndexOf('/') === 0 : path.startsWith(`${folder}/`);

/** What uses a file behind a download and in front of a check, in the same script or in an earlier instruction. */
const useBefore = (source: Source, origin: Origin, check: Verification, paths: readonly ImagePath[]): Use | undefined =>
  uses(source).find(
    (use) =>
      !use.isKey &&
      use.build.stage === check.build.stage &&
      use.paths.some((path) => paths.includes(path)) &&
      isBehind(use, origin) &&
      (use.build.script === check.build.script
        ? use.command.start < check.at.start
        : use.build.instruction.span.start < check.build.instruction.span.start),
  );

/** Whether the fingerprints of the keys that a stage trusts are compared behind a download: in its own RUN or in the next. */
export function comparesKeys(source: Source, origin: Required<Origin>): boolean {
  const { stage } = origin.build;
  const runs = stage.instructions.filter(({ keyword }) => keyword === 'RUN');
  const at = runs.indexOf(origin.instruction);
  const near = runs.slice(at, at + 2);
  return verifications(source).some(
    (check) => check.ofKeys && near.includes(check.build.instruction) && runsBehind(check, origin),
  );
}

/** The checks of a stage that name a file which it has from another one, unless it fetches it anew in front of them. */
const checksIn = (source: Source, stage: Stage, paths: readonly ImagePath[]): Verification[] =>
  verifications(source).filter(
    (check) =>
      check.build.stage === stage &&
      names(check, paths) &&
      !fetchTargets(source).some(
        (target) =>
          target.build.stage === stage &&
          paths.includes(target.path) &&
          runsBehind(check, { ...target, instruction: target.build.instruction }),
      ),
  );

/** Whether a check runs behind an origin; in the body of one function, for the same call. */
function runsBehind({ build, command, at }: Verification, origin: Origin): boolean {
  const call = origin.build?.call;
  if (call && build.script === origin.build?.script) {
    return at === call ? command.start > origin.command!.start : at.start > call.start || inFunction(at);
  }
  return isBehind({ build, command: at === command ? command : at }, origin);
}

/** Whether a command runs behind an origin, as far as the text tells: a function's body may run at any time. */
function isBehind({ build, command }: Pick<Target, 'build' | 'command'>, origin: Origin): boolean {
  if (origin.command && origin.build?.script === build.script)
    return command.start > origin.command.start || inFunction(command);
  return build.instruction.span.start >= origin.instruction.span.start;
}
