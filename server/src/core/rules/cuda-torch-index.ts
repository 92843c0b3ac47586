import { dependsOnMachine } from '../facts/machineChoice.ts';
import { type PackageCommand, packageCommands } from '../facts/pip/commands.ts';
import { condaTorch } from '../facts/pip/conda.ts';
import {
  acceleratedPackage,
  addsAccelerated,
  decidingInstalls,
  type TorchInstall,
  type TorchPackage,
  unservedTag,
} from '../facts/pip/torch.ts';
import { type Target, targetOf } from '../facts/target.ts';
import { condaCpuBuild } from '../repairs/condaCpuBuild.ts';
import { type CpuBuild, cpuBuild, indexForTag } from '../repairs/cpuBuild.ts';
import type { Finding, Fix, Rule, Source } from '../rule.ts';
import { commandSpan, wordSpan } from '../shell/model.ts';

/** PyTorch with CUDA in an image that runs on a CPU: gigabytes that nothing uses. */
export const cudaTorchIndex: Rule = {
  id: 'cuda-torch-index',
  summary: 'An image for CPUs installs PyTorch from its CPU index, not with CUDA.',
  severity: 'warning',
  *check(source) {
    for (const [install, companions] of decidingInstalls(source)) yield* checkPip(source, install, companions);
    for (const command of packageCommands(source)) if (command.tool === 'conda') yield* checkConda(source, command);
  },
};

function* checkPip(source: Source, install: TorchInstall, companions: readonly TorchInstall[]): Iterable<Finding> {
  const found = acceleratedPackage(install);
  const { command } = install;
  if (!found) {
    yield* checkTag(source, install);
    return;
  }
  const target = judged(targetOf(source, command.build.stage), found.offer !== 'pypi');
  if (!accused(target, found.offer === 'rocm' || found.offer === 'xpu')) return;
  const build = cpuBuild(source, install, companions.filter(addsAccelerated));
  yield finding(source, command, target, `${described(found)} ${originOf(found)}`, build, floating(install, found));
}

/** An author who pins `+cpu` wants the CPU's build, and does not get it from PyPI. */
function* checkTag(source: Source, install: TorchInstall): Iterable<Finding> {
  const found = unservedTag(source, install);
  if (!found) return;
  const { command } = install;
  const target: Target = { ...targetOf(source, command.build.stage), kind: 'cpu', firm: true, against: undefined };
  const build = indexForTag(source, install);
  const remedy = build.impossible === undefined ? build.step : `${build.step} by hand, because ${build.impossible}`;
  const message = `${described(found)} is not on PyPI, which has no builds with a tag, so it is not found: ${remedy}`;
  const fixes = build.edits.length > 0 ? [fixOf(source, command, target, build)] : [];
  yield { span: wordSpan(command.name), message, severity: 'warning', fixes };
}

function* checkConda(source: Source, command: PackageCommand): Iterable<Finding> {
  const torch = condaTorch(command);
  if (torch?.offer !== 'cuda' || dependsOnMachine(command.build, command.command)) return;
  const target = judged(targetOf(source, command.build.stage), torch.asks !== undefined);
  if (!accused(target, false)) return;
  const from = torch.asks
    ? `comes with CUDA (${torch.asks.text})`
    : 'comes from the channel pytorch, whose default build carries CUDA';
  yield finding(source, command, target, `${torch.packages[0]!.text} ${from}`, condaCpuBuild(source, torch), '');
}

/** An explicit wish for CUDA weighs as much as what is installed beside it. */
const judged = (target: Target, explicit: boolean): Target =>
  target.kind === 'cpu' && explicit && !target.firm ? { ...target, kind: 'unclear' } : target;

/** A GPU's image is left alone; where nothing speaks for a CPU, so is one of unknown base and one that asks for another accelerator. */
const accused = ({ kind, knownBase }: Target, otherAccelerator: boolean): boolean =>
  kind === 'cpu' || (kind === 'unclear' && knownBase && !otherAccelerator);

function finding(
  source: Source,
  command: PackageCommand,
  target: Target,
  what: string,
  build: CpuBuild,
  note: string,
): Finding {
  const clear = target.kind === 'cpu' && target.firm;
  const where = clear
    ? `but this image runs on a CPU (${target.evidence})`
    : target.kind === 'cpu'
      ? `and this image seems to run on a CPU (${target.evidence})`
      : `and nothing says that this image runs on a GPU (${target.evidence})`;
  const remedy = build.impossible === undefined ? build.step : `${build.step} by hand, because ${build.impossible}`;
  const otherwise = clear ? '' : ', or write "# harden target=gpu" at the top of the file';
  const message = `${what}, ${where}: ${remedy}${otherwise}${note}`.replace(/\s+/g, ' ');
  const fixes = build.edits.length > 0 ? [fixOf(source, command, target, build)] : [];
  return { span: wordSpan(command.name), message, severity: clear ? 'warning' : 'hint', fixes };
}

function fixOf({ file }: Source, { build: { stage }, command }: PackageCommand, target: Target, build: CpuBuild): Fix {
  const { start, end } = commandSpan(command);
  const doubts = [
    ...(target.kind === 'cpu' ? [] : ['nothing in the file says whether this image runs on a GPU']),
    ...(target.kind === 'cpu' && !target.firm ? [`only a weak sign speaks for a CPU (${target.evidence})`] : []),
    ...(target.kind === 'cpu' && target.against ? [`something may need a GPU's PyTorch (${target.against})`] : []),
    ...build.doubts,
  ];
  return {
    key: `cuda-torch-index:${stage.name ?? stage.index}:${file.source.slice(start, end)}`,
    title: `${build.step[0]!.toUpperCase()}${build.step.slice(1)}`,
    safety: doubts.length === 0 ? 'safe' : 'review',
    ...(doubts.length > 0 && { reason: doubts.join('; ') }),
    edits: () => build.edits,
  };
}

const described = ({ name, specifier, url, place }: TorchPackage): string => {
  const file = place.path === undefined ? '' : ` of ${place.path}`;
  return `${url ? name : `${name}${specifier}`}${file}`;
};

function originOf({ offer, variant, pin, url }: TorchPackage): string {
  if (offer === 'pypi') return 'comes from PyPI, whose Linux builds carry CUDA';
  const kind = { cuda: 'CUDA', rocm: 'ROCm', xpu: 'Intel GPUs' }[offer as string];
  if (kind === undefined) return 'comes from a list of every build, of which pip takes one with CUDA';
  return `is a build for ${kind} (${url ? 'the wheel' : pin?.local ? 'its tag' : 'the index'} says ${variant})`;
}

/** What an added index cannot promise: of two indexes pip takes the newer version, whichever has it. */
function floating({ command, indexes, alone }: TorchInstall, { offer, pin, name }: TorchPackage): string {
  const added =
    command.tool === 'pip' && offer === 'pypi' && (!alone || indexes.some(({ role }) => role === 'primary'));
  return added && pin === undefined
    ? `; ${name} is not pinned: a version that only PyPI has yet would still win, so pin it`
    : '';
}
