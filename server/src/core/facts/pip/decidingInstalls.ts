import type { Instruction } from '../../dockerfile/model.ts';
import { fact } from '../../fact.ts';
import type { Source } from '../../rule.ts';
import { wordText } from '../../shell/unwrap.ts';
import { stageNamed } from '../contextFiles.ts';
import { type BuildScript, buildScripts } from '../scripts.ts';
import { lineage, rootImage } from '../stages.ts';
import { dependsOnMachine } from '../target/machineChoice.ts';
import { meets } from '../versions.ts';
import { hasOption, type PackageCommand, packageCommands } from './commands.ts';
import { condaTorch } from './conda.ts';
import { packageContents } from './contents.ts';
import { type TorchInstall, type TorchPackage, torchInstalls } from './torch.ts';

/**
 * The installs that decide which build of PyTorch a stage has: not those that find one installed already, not those that
 * the script runs only on some kind of machine. Each comes with the later ones that only add to its PyTorch.
 */
export const decidingInstalls = fact((source): ReadonlyMap<TorchInstall, readonly TorchInstall[]> => {
  const deciding = new Map<TorchInstall, TorchInstall[]>();
  const choosing: TorchInstall[] = [];
  for (const install of torchInstalls(source)) {
    const { build, command, subcommand, apart } = install.command;
    if (dependsOnMachine(build, command)) {
      choosing.push(install);
      continue;
    }
    const line = lineage(build.stage);
    const inLine = (one: TorchInstall) =>
      installsTorch(one) && line.includes(one.command.build.stage) && !isElsewhere(one, install);
    const before = [...deciding.keys()].findLast(inLine);
    if (isPulled(install) && !before && !apart && mayHaveTorch(source, install)) continue;
    if (subcommand !== 'install' || apart) deciding.set(install, []);
    else if (before && satisfied(install, before)) deciding.get(before)!.push(install);
    else if (choosing.some((one) => inLine(one) && satisfied(install, one))) continue;
    else if (before || !bringsOtherwise(source, install)) deciding.set(install, []);
  }
  return deciding;
});

const installsTorch = ({ command, packages }: TorchInstall): boolean =>
  command.subcommand === 'install' && !command.apart && packages.some(({ name }) => name === 'torch');

/** Whether two commands are known to install into two environments: of two interpreters, or two folders. */
function isElsewhere({ command: one }: TorchInstall, { command: other }: TorchInstall): boolean {
  const [first, second] = [one, other].map(environmentOf);
  return first !== undefined && second !== undefined && first !== second;
}

const environmentOf = ({ name, options }: PackageCommand): string | undefined =>
  options.findLast((option) => /^(?:target|prefix|root)$/.test(option.name))?.value?.text ??
  /^(\/\S+?)(?:\/local)?\/bin\/[\w.]+$/.exec(wordText(name))?.[1];

/** Whether no later command of the same stage installs PyTorch anew. */
export function lastsIn(source: Source, install: TorchInstall): boolean {
  const deciding = [...decidingInstalls(source).keys()];
  const later = deciding.slice(deciding.indexOf(install) + 1).filter(installsTorch);
  return !later.some(
    (one) => lineage(one.command.build.stage).includes(install.command.build.stage) && !isElsewhere(one, install),
  );
}

/** Whether pip leaves the PyTorch alone that an earlier command installed. */
function satisfied({ command, packages }: TorchInstall, earlier: TorchInstall): boolean {
  const own = packages.find(({ name }) => name === 'torch');
  if (!own) return true;
  if (hasOption(command, 'force-reinstall', 'reinstall', 'ignore-installed')) return false;
  const eager = command.options.some(({ name, value }) => name === 'upgrade-strategy' && value?.text === 'eager');
  // What is only required by another package is not upgraded where it fits.
  if (hasOption(command, 'upgrade') && (own.through === undefined || eager) && !isNewest(earlier)) return false;
  if (own.url || own.pin?.local !== undefined) return false;
  const before = earlier.packages.find(({ name }) => name === 'torch');
  return before === undefined || mayMeet(before, earlier, own);
}

/** Whether an install took the newest CPU build, which no upgrade replaces by the same version without a tag. */
const isNewest = ({ packages, contents }: TorchInstall): boolean =>
  contents.constraints.length === 0 &&
  packages.every(({ pin, url, specifier, offer }) => offer === 'cpu' && !pin && !url && specifier === '');

/** Whether the torch that is installed may be one that is asked for. */
function mayMeet(before: TorchPackage, { packages }: TorchInstall, { pin, specifier }: TorchPackage): boolean {
  const wanted = pin ? `==${pin.version}` : specifier;
  if (before.pin) return meets(before.pin.version, wanted) ?? (pin === undefined || before.pin.version === pin.version);
  // A torchvision that is pinned brings the torch that it was built for.
  const unknown = before.url !== undefined || packages.some((one) => one.pin !== undefined);
  if (unknown || !/^(?:==|~=)/.test(wanted)) return true;
  // Without a pin the newest came, which a single old version or series is not.
  return before.specifier !== '' && (pin === undefined || meets(pin.version, before.specifier) !== false);
}

/** Whether PyTorch came before by other means than pip: conda, a distribution's package, a copy of what another stage installed. */
const bringsOtherwise = (source: Source, install: TorchInstall): boolean =>
  condaBefore(source, install) ||
  (!hasOption(install.command, 'force-reinstall', 'ignore-installed') &&
    (debianBefore(source, install) || copiedBefore(source, install)));

const condaBefore = (source: Source, { command }: TorchInstall): boolean =>
  packageCommands(source).some(
    (one) => one.tool === 'conda' && precedes(one.build, command.build) && condaTorch(source, one) !== undefined,
  );

/** Debian's python3-torch has no CUDA. */
const debianBefore = (source: Source, { command, packages }: TorchInstall): boolean =>
  packages.every(({ pin }) => pin === undefined) &&
  buildScripts(source)
    .filter((build) => precedes(build, command.build))
    .flatMap(({ script }) => script.commands)
    .some(({ args }) => args.some((word) => /^(?:python3|py3)-(?:py)?torch$/.test(wordText(word))));

/** Folders that hold what pip installs. */
const ENVIRONMENT =
  /(?:site|dist)-packages|venv|conda|\.local\b|\/install\b|\/opt\/|\/usr(?:\/local)?(?:\/lib\S*)?\/?(?:\s|$)/;

/** Whether a stage that is copied from has installed a PyTorch that will do. */
const copiedBefore = (source: Source, install: TorchInstall): boolean =>
  lineage(install.command.build.stage).some((stage) =>
    stage.instructions
      .filter(({ span }) => span.start < install.command.build.instruction.span.start)
      .filter((one) => copiesPackages(one) && ENVIRONMENT.test(one.body.text))
      .flatMap(({ flags }) => flags.flatMap(({ name, value }) => (name === 'from' && value ? [value] : [])))
      .some((name) => {
        const from = stageNamed(source, stage, name);
        const there = torchInstalls(source).filter(
          (one) => from && installsTorch(one) && lineage(from).includes(one.command.build.stage),
        );
        return there.some((one) => satisfied(install, one));
      }),
  );

const precedes = (one: BuildScript, other: BuildScript): boolean =>
  lineage(other.stage).includes(one.stage) && one.instruction.span.start <= other.instruction.span.start;

const isPulled = ({ packages }: TorchInstall): boolean => packages.some(({ through }) => through !== undefined);

/** Images of languages and distributions, which come without PyTorch. */
const PLAIN_IMAGE =
  /^(?:(?:docker\.io|public\.ecr\.aws\/docker|mirror\.gcr\.io)\/)?(?:library\/)?(?:python|debian|ubuntu)(?:[:@]|$)|^(?:continuumio|mambaorg|condaforge)\/|(?:^|\/)astral-sh\/uv(?:[:@]|$)/;

/** Whether PyTorch may be there before a command: in the base image, copied from another stage, or out of a file that is not known. */
function mayHaveTorch(source: Source, { command: { build, command } }: TorchInstall): boolean {
  const line = lineage(build.stage);
  if (!PLAIN_IMAGE.test(rootImage(build.stage))) return true;
  if (line.flatMap(({ instructions }) => instructions).some(copiesPackages)) return true;
  return [...packageContents(source)].some(
    ([one, { unseen, others }]) =>
      line.includes(one.build.stage) &&
      one.build.instruction.span.start <= build.instruction.span.start &&
      !(one.build.script === build.script && one.command.start >= command.start) &&
      (unseen.length > 0 || one.opaque || others.some(({ text }) => /torch/i.test(text))),
  );
}

/** Whether an instruction copies more from elsewhere than the program uv. */
const copiesPackages = ({ keyword, flags }: Instruction): boolean =>
  keyword === 'COPY' && flags.some(({ name, value = '' }) => name === 'from' && !/(?:^|\/)uv(?:[:@]|$)/.test(value));

/** A package pinned to `+cpu` where the command looks at PyPI alone, which has no such builds, and none is there yet. */
export function unservedTag(source: Source, install: TorchInstall): TorchPackage | undefined {
  const { command, packages, indexes, contents } = install;
  const line = lineage(command.build.stage);
  const before = [...decidingInstalls(source).keys()];
  const installed =
    mayHaveTorch(source, install) ||
    before.slice(0, before.indexOf(install)).some((one) => line.includes(one.command.build.stage));
  if (installed || command.opaque || contents.unseen.length > 0) return undefined;
  if (indexes.some(({ offer }) => offer !== 'pypi')) return undefined;
  return packages.find(({ url, pin }) => !url && pin?.local === 'cpu');
}
