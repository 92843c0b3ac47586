import type { Stage } from '../facts/stages.ts';
import type { Target } from '../facts/target/target.ts';
import type { Finding, Fix, Source } from '../rule.ts';
import { type Command, commandSpan, type Word, wordSpan } from '../shell/model.ts';
import { recordGpu } from './recordTarget.ts';
import type { CpuBuild } from './steps.ts';

/** The command that a finding about PyTorch is reported at. */
export interface Subject {
  readonly stage: Stage;
  /** The word that names the program. */
  readonly name: Word;
  readonly command: Command;
}

/** What a command does for an accelerator in an image that is not known to have one. */
export interface Accusation {
  /** What comes, and from where ("torch==2.0.1 comes from PyPI, whose Linux builds carry CUDA"). */
  readonly what: string;
  /** The ways to mend it, best first. */
  readonly builds: readonly [CpuBuild, ...CpuBuild[]];
  /** What the author should know beside, with its separator in front; empty where there is nothing. */
  readonly note: string;
}

/** The finding that a CPU's image, or one that nothing is known of, gets an accelerator's build. */
export function torchFinding(source: Source, subject: Subject, target: Target, accusation: Accusation): Finding {
  const { what, builds, note } = accusation;
  const clear = target.kind === 'cpu' && target.firm;
  const where = clear
    ? `but this image runs on a CPU (${target.evidence})`
    : target.kind === 'cpu'
      ? `and this image seems to run on a CPU (${target.evidence})`
      : `and nothing says that this image runs on a GPU (${target.evidence})`;
  const otherwise = clear ? '' : ', or write "# harden target=gpu" at the top of the file';
  const message = `${what}, ${where}: ${remedyOf(builds[0])}${otherwise}${note}`.replace(/\s+/g, ' ');
  const fixes = builds.flatMap((build) => fixesOf(source, subject, target, build));
  const record = clear || fixes.length === 0 ? [] : [recordGpu(source.file)];
  return {
    span: wordSpan(subject.name),
    message,
    severity: clear ? 'warning' : 'hint',
    fixes: [...fixes, ...record],
  };
}

/** What is to be done, by whom. */
export const remedyOf = ({ step, impossible }: CpuBuild): string =>
  impossible === undefined ? step : `${step} by hand, because ${impossible}`;

/** The fix that makes the edits; none where there are no edits. */
export function fixesOf(
  { file }: Source,
  { stage, command }: Subject,
  { kind, firm, evidence, against }: Target,
  { step, edits, doubts: own }: CpuBuild,
): Fix[] {
  if (edits.length === 0) return [];
  const { start, end } = commandSpan(command);
  const doubts = [
    ...(kind === 'cpu' ? [] : ['nothing in the file says whether this image runs on a GPU']),
    ...(kind === 'cpu' && !firm ? [`only a weak sign speaks for a CPU (${evidence})`] : []),
    ...(kind === 'cpu' && against ? [`something may need a GPU's PyTorch (${against})`] : []),
    ...own,
  ];
  return [
    {
      key: `cuda-torch-index:${stage.name ?? stage.index}:${file.source.slice(start, end)}`,
      title: `${step[0]!.toUpperCase()}${step.slice(1)}`,
      safety: doubts.length === 0 ? 'safe' : 'review',
      ...(doubts.length > 0 && { reason: doubts.join('; ') }),
      edits: () => edits,
    },
  ];
}
