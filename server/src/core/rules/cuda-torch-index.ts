import { type PackageCommand, packageCommands } from '../facts/pip/commands.ts';
import { condaTorch } from '../facts/pip/conda.ts';
import { decidingInstalls, lastsIn, unservedTag } from '../facts/pip/decidingInstalls.ts';
import { type GpuOnly, gpuOnlyPackages } from '../facts/pip/gpuOnly.ts';
import { type ManagedTorch, managedTorch } from '../facts/pip/managedTorch.ts';
import type { ManagerCommand } from '../facts/pip/managers.ts';
import type { Offer } from '../facts/pip/offers.ts';
import { surplusOf } from '../facts/pip/sizes.ts';
import { acceleratedPackage, addsAccelerated, type TorchInstall, type TorchPackage } from '../facts/pip/torch.ts';
import type { Place } from '../facts/places.ts';
import type { Requirement } from '../facts/requirements.ts';
import { declared } from '../facts/target/evidence.ts';
import { dependsOnMachine } from '../facts/target/machineChoice.ts';
import { ownTargetOf, type Target, targetOf } from '../facts/target/target.ts';
import { condaCpuBuild } from '../repairs/condaCpuBuild.ts';
import { cpuBuild, indexForTag, pinnedBuild } from '../repairs/cpuBuild.ts';
import { managedCpuBuild } from '../repairs/managedCpuBuild.ts';
import { fixesOf, remedyOf, type Subject, torchFinding } from '../repairs/torchFinding.ts';
import type { Finding, Rule, Source } from '../rule.ts';
import { wordSpan } from '../shell/model.ts';

/** PyTorch with CUDA in an image that runs on a CPU: gigabytes that nothing uses; and the other way round. */
export const cudaTorchIndex: Rule = {
  id: 'cuda-torch-index',
  summary: 'An image for CPUs installs PyTorch from its CPU index, not with CUDA.',
  severity: 'warning',
  *check(source) {
    for (const [install, companions] of decidingInstalls(source)) yield* checkPip(source, install, companions);
    for (const command of packageCommands(source)) if (command.tool === 'conda') yield* checkConda(source, command);
    for (const found of managedTorch(source)) yield* checkManaged(source, found);
    for (const found of gpuOnlyPackages(source)) yield* checkGpuOnly(source, found);
  },
};

function* checkPip(source: Source, install: TorchInstall, companions: readonly TorchInstall[]): Iterable<Finding> {
  const found = acceleratedPackage(install);
  const { command } = install;
  if (!found) {
    yield* checkTag(source, install);
    yield* checkCpuBuild(source, install);
    return;
  }
  const target = judged(targetOf(source, command.build.stage), found.offer !== 'pypi');
  if (!accused(target, found.offer === 'rocm' || found.offer === 'xpu')) return;
  const adding = companions.filter(addsAccelerated);
  const tagged = pinnedBuild(source, install, adding);
  yield torchFinding(source, subjectOf(command), target, {
    what: `${described(found)} ${originOf(found)}`,
    builds: [cpuBuild(source, install, adding), ...(tagged ? [tagged] : [])],
    note: floating(install, found),
  });
}

/** An author who pins `+cpu` wants the CPU's build, and does not get it from PyPI. */
function* checkTag(source: Source, install: TorchInstall): Iterable<Finding> {
  const found = unservedTag(source, install);
  if (!found) return;
  const { command } = install;
  const target: Target = { ...targetOf(source, command.build.stage), kind: 'cpu', firm: true, against: undefined };
  const build = indexForTag(source, install);
  const message = `${described(found)} is not on PyPI, which has no builds with a tag, so it is not found: ${remedyOf(build)}`;
  const fixes = fixesOf(source, subjectOf(command), target, build);
  yield { span: wordSpan(command.name), message, severity: 'warning', fixes };
}

/** Accelerators whose support is added to PyTorch's CPU build. */
const ADDS_TO_CPU = /(?:^|[^a-z])(?:npu|ascend|cann|hpu|gaudi\d?|habana\w*|xpu)(?![a-z])/i;

function* checkCpuBuild(source: Source, install: TorchInstall): Iterable<Finding> {
  const found = install.packages.find(({ offer, variant }) => offer === 'cpu' && variant !== undefined);
  if (!found || !lastsIn(source, install)) return;
  const from =
    found.variant === 'auto' ? 'is chosen where no GPU is: in a build' : `is a build for CPUs (${named(found)})`;
  yield* onGpu(source, subjectOf(install.command), `${described(found)} ${from}`);
}

/** A CPU's build in an image that is certain to run on a GPU. Which CUDA its driver knows is not known here. */
function* onGpu(source: Source, { stage, name }: Subject, what: string): Iterable<Finding> {
  const { kind, firm, evidence } = ownTargetOf(source, stage);
  if (kind !== 'gpu' || !firm || ADDS_TO_CPU.test(evidence)) return;
  const message = `${what}, but this image runs on a GPU (${evidence}), which PyTorch will not use: take the build for its CUDA, or write "# harden target=cpu" at the top of the file`;
  // A GPU's base image may hold more than PyTorch; an author's word is about it.
  const [settled] = declared(source);
  yield { span: wordSpan(name), message, severity: settled ? 'warning' : 'information' };
}

function* checkConda(source: Source, command: PackageCommand): Iterable<Finding> {
  const torch = condaTorch(source, command);
  if (!torch || dependsOnMachine(command.build, command.command)) return;
  const what = `${torch.packages[0]!.text}${torch.file ? ` of ${torch.file.path}` : ''}`;
  if (torch.offer === 'cpu') yield* onGpu(source, subjectOf(command), `${what} is a build for CPUs`);
  if (torch.offer !== 'cuda') return;
  const target = judged(targetOf(source, command.build.stage), torch.asks !== undefined);
  if (!accused(target, false)) return;
  const from = torch.asks
    ? `comes with CUDA (${torch.asks.text})`
    : 'comes from the channel pytorch, whose default build carries CUDA';
  yield torchFinding(source, subjectOf(command), target, {
    what: `${what} ${from}`,
    builds: [condaCpuBuild(source, torch)],
    note: '',
  });
}

function* checkManaged(source: Source, torch: ManagedTorch): Iterable<Finding> {
  const { manager, described: what, offer, variant, version } = torch;
  const kind = KINDS.get(offer);
  if (offer === 'cpu' && variant) yield* onGpu(source, subjectOf(manager), `${what} is a build for CPUs`);
  if (offer !== 'pypi' && kind === undefined) return;
  const target = judged(targetOf(source, manager.build.stage), offer !== 'pypi');
  if (!accused(target, offer === 'rocm' || offer === 'xpu')) return;
  const from = kind === undefined ? fromPypi(version) : `is a build for ${kind} (${variant})`;
  const builds = [managedCpuBuild(source, torch)] as const;
  yield torchFinding(source, subjectOf(manager), target, { what: `${what} ${from}`, builds, note: '' });
}

/** What only a GPU can use is named, not taken out: something may import it. */
function* checkGpuOnly(source: Source, { command, requirements, why, useful }: GpuOnly): Iterable<Finding> {
  const target = targetOf(source, command.build.stage);
  if (target.kind !== 'cpu' || !target.firm || dependsOnMachine(command.build, command.command)) return;
  const [{ name, place }, ...more] = requirements as [Requirement, ...Requirement[]];
  const names =
    more.length === 0
      ? `${name}${fileOf(place)} ${why[0]}`
      : `${name} and ${more.length} more${fileOf(place)} ${why[1]}`;
  const message = `${names}, but this image runs on a CPU (${target.evidence}): leave out what nothing imports`;
  yield { span: wordSpan(command.name), message, severity: useful ? 'hint' : 'information' };
}

const fileOf = ({ path }: Place): string => (path === undefined ? '' : ` of ${path}`);

/** An explicit wish for CUDA weighs as much as what is installed beside it. */
const judged = (target: Target, explicit: boolean): Target =>
  target.kind === 'cpu' && explicit && !target.firm ? { ...target, kind: 'unclear' } : target;

/** A GPU's image is left alone; where nothing speaks for a CPU, so is one of unknown base and one that asks for another accelerator. */
const accused = ({ kind, knownBase }: Target, otherAccelerator: boolean): boolean =>
  kind === 'cpu' || (kind === 'unclear' && knownBase && !otherAccelerator);

const subjectOf = ({ build: { stage }, name, command }: PackageCommand | ManagerCommand): Subject => ({
  stage,
  name,
  command,
});

function described({ name, specifier, url, place, pin, pinnedAt, through }: TorchPackage): string {
  const own =
    pinnedAt === place || !pin ? specifier : `${pin.operator}${pin.version}${pin.local ? `+${pin.local}` : ''}`;
  return `${url ? name : `${name}${own}`}${fileOf(pinnedAt)}${through === undefined ? '' : ` (${through})`}`;
}

function originOf({ name, offer, variant, pin, url }: TorchPackage): string {
  if (offer === 'pypi') return fromPypi(pin?.version, name);
  const kind = KINDS.get(offer);
  if (kind === undefined) return 'comes from a list of every build, of which pip takes one with CUDA';
  return `is a build for ${kind} (${named({ url, pin, variant })})`;
}

const KINDS: ReadonlyMap<Offer, string> = new Map([
  ['cuda', 'CUDA'],
  ['rocm', 'ROCm'],
  ['xpu', 'Intel GPUs'],
]);

function fromPypi(version: string | undefined, name = 'torch'): string {
  if (version && /\d(?:\.dev|a|b|rc)\d/.test(version)) return 'is no release, and PyPI has nothing else';
  const surplus = name === 'torch' ? surplusOf(version) : undefined;
  return `comes from PyPI, whose Linux builds carry CUDA${surplus ? ` (${surplus} more)` : ''}`;
}

const named = ({ url, pin, variant }: Pick<TorchPackage, 'url' | 'pin' | 'variant'>): string =>
  `${url ? 'the wheel' : pin?.local ? 'its tag' : 'the index'} says ${variant}`;

/** What an added index cannot promise: of two indexes pip takes the newer version, whichever has it. */
function floating({ command, indexes, alone }: TorchInstall, { offer, pin, name, through }: TorchPackage): string {
  const added =
    command.tool === 'pip' && offer === 'pypi' && (!alone || indexes.some(({ role }) => role === 'primary'));
  return added && pin === undefined
    ? `; ${name} is not pinned: a version that only PyPI has yet would still win, so ${through ? 'ask for a pinned one as well' : 'pin it'}`
    : '';
}
