import type { Source } from '../../rule.ts';
import { contextFile } from '../contextFiles.ts';
import { directoryAt, join } from '../paths.ts';
import { wordPlace } from '../places.ts';
import { isOtherProcessor, platformsOf } from '../platforms.ts';
import { parseRequirement, pinOf, type Requirement } from '../requirements.ts';
import { lookupAt } from '../shellVariables.ts';
import { dependsOnMachine } from '../target/machineChoice.ts';
import { userlandAt } from '../userland.ts';
import { older } from '../versions.ts';
import { hasOption } from './commands.ts';
import { uvTomlNamesIndex } from './configuration.ts';
import { type Locked, lockedPackages } from './lockedTorch.ts';
import { wantedOf, workspaceRoot } from './managedProject.ts';
import { type ManagerCommand, managerCommands } from './managers.ts';
import { type ManifestIndex, manifestIndex, namesTorchSource } from './manifestIndex.ts';
import { wantedIn } from './markerEnvironment.ts';
import { type Offer, offerOf, offerOfVariant } from './offers.ts';
import { pulls } from './pulled.ts';
import { type PythonProject, pythonProject } from './pythonProject.ts';
import { isTorch } from './torch.ts';

/** The PyTorch that a project's manifest or lock file brings into an image. */
export interface ManagedTorch {
  readonly manager: ManagerCommand;
  /** `torch==2.3.0 of uv.lock`. */
  readonly described: string;
  readonly version: string | undefined;
  readonly offer: Offer;
  readonly variant: string | undefined;
  /** The manifest, where the command installs what it says. */
  readonly project: PythonProject | undefined;
  /** PyTorch's packages that the manifest names itself; none where another one requires torch. */
  readonly named: readonly Requirement[];
  /** The index that the manifest gives it. */
  readonly index: ManifestIndex | undefined;
  /** The lock file in force. */
  readonly lock: string | undefined;
}

const LOCKS = { uv: 'uv.lock', poetry: 'poetry.lock', pdm: 'pdm.lock', pipenv: 'Pipfile.lock' } as const;

/** What each command of uv, Poetry, PDM and Pipenv brings of PyTorch. */
export function* managedTorch(source: Source): Iterable<ManagedTorch> {
  for (const manager of managerCommands(source)) {
    const { build, command } = manager;
    if (manager.opaque || isElsewhere(manager) || dependsOnMachine(build, command)) continue;
    const found = manager.adds ? added(manager) : installed(source, manager);
    if (found && !namesIndex(source, manager) && !isOtherProcessor(build.stage)) yield plainOn(source, found);
  }
}

/** Whether a command installs something else than what the project needs when it runs (in Poetry, its group main). */
const isElsewhere = (manager: ManagerCommand): boolean =>
  hasOption(manager, ...ELSEWHERE) ||
  manager.options.some(({ name, value }) => name === 'only' && !value?.text.split(/[\s,]+/).includes('main'));

const ELSEWHERE = [
  'only-group',
  'only-dev',
  'only-root',
  'no-default',
  'package',
  'no-install-package',
  'source',
  'index',
];

/** Where PyPI has builds for CPUs alone. */
function plainOn(source: Source, found: ManagedTorch): ManagedTorch {
  const { build } = found.manager;
  const arm = platformsOf(source, build.stage) === 'arm64' && found.version && older(found.version, '2.11');
  const plain = found.offer === 'pypi' && (arm || userlandAt(source, build) === 'busybox');
  return plain ? { ...found, offer: 'cpu' } : found;
}

/** Whether the environment or a configuration file names an index, which may serve anything. */
function namesIndex(source: Source, manager: ManagerCommand): boolean {
  const { tool, build, command, options } = manager;
  if (tool === 'uv' && uvTomlNamesIndex(source, manager)) return true;
  if (options.some(({ name }) => /index|find-links/.test(name))) return true;
  const lookup = lookupAt(source, build, command);
  const names =
    tool === 'uv' ? ['UV_INDEX', 'UV_DEFAULT_INDEX', 'UV_INDEX_URL', 'UV_EXTRA_INDEX_URL', 'UV_FIND_LINKS'] : [];
  const pip = tool === 'pipenv' ? ['PIP_INDEX_URL', 'PIP_EXTRA_INDEX_URL', 'PIPENV_PYPI_MIRROR'] : [];
  return [...names, ...pip].some((name) => lookup(name) !== undefined);
}

/** What `uv add torch` brings. */
function added(manager: ManagerCommand): ManagedTorch | undefined {
  const wanted = manager.operands.flatMap(({ text, word }) => parseRequirement(text, wordPlace(word)) ?? []);
  return fromManifest(manager, undefined, wanted);
}

function installed(source: Source, manager: ManagerCommand): ManagedTorch | undefined {
  const { tool, build, command, options } = manager;
  const given = options.findLast(({ name }) => name === 'directory' || name === 'project')?.value?.text ?? '.';
  const folder = join(directoryAt(source, build, command), given);
  const names = [tool === 'pipenv' ? 'Pipfile' : 'pyproject.toml'];
  const project = pythonProject(source, build.stage, build.instruction, folder, names);
  if (!project) return undefined;
  const root = tool === 'uv' ? workspaceRoot(source, manager, folder) : undefined;
  if (root && namesTorchSource(root.project)) return undefined;
  const wanted = wantedIn(source, build.stage, wantedOf(manager, project));
  const lock = contextFile(source, build.stage, build.instruction, join(root?.folder ?? folder, LOCKS[tool]));
  if (!lock) {
    const found = fromManifest(manager, project, wanted);
    return found && { ...found, lock: unreadLock(source, manager, project) };
  }
  const packages = lockedPackages(
    lock.path,
    lock.text,
    wanted.map(({ name }) => name),
  );
  return packages && fromLock(manager, project, wanted, lock.path, packages);
}

/** A lock file that is in force although its text is not known: too large, say, or left out of the project. */
function unreadLock({ file, project }: Source, manager: ManagerCommand, { path }: PythonProject): string | undefined {
  const name = LOCKS[manager.tool];
  const beside = path.replace(/[^/]*$/, name);
  const there = project.list(path.replace(/\/?[^/]*$/, ''), [name])?.includes(beside);
  return there || hasOption(manager, 'locked', 'frozen') || file.source.includes(name) ? beside : undefined;
}

function fromLock(
  manager: ManagerCommand,
  project: PythonProject,
  wanted: readonly Requirement[],
  lock: string,
  packages: readonly Locked[],
): ManagedTorch | undefined {
  const torches = packages.filter(({ name }) => name === 'torch');
  const [first] = torches;
  if (!first) return undefined;
  const offers = torches.map(offerOfLocked);
  // Several are for several systems, or for extras that exclude each other.
  const chosen = offers.find(({ offer }) => offer === 'cpu') ?? offers[0]!;
  return {
    manager,
    described: `torch==${first.version} of ${lock}`,
    version: first.version.replace(/\+.*/, ''),
    ...chosen,
    project,
    named: wanted.filter(({ name }) => isTorch(name)),
    index: manifestIndex(manager.tool, project, 'torch'),
    lock,
  };
}

function offerOfLocked({ version, url }: Locked): { readonly offer: Offer; readonly variant: string | undefined } {
  const local = /\+([\w.]+)$/.exec(version)?.[1];
  if (local !== undefined) return { offer: offerOfVariant(local), variant: local };
  return url === undefined ? { offer: 'pypi', variant: undefined } : offerOf(url);
}

function fromManifest(
  manager: ManagerCommand,
  project: PythonProject | undefined,
  wanted: readonly Requirement[],
): ManagedTorch | undefined {
  const own = wanted.filter(({ name }) => isTorch(name));
  const found = own.find(({ name }) => name === 'torch') ?? own[0] ?? wanted.find((one) => pulls(one) !== undefined);
  const index = project && found && manifestIndex(manager.tool, project, found.name);
  if (!found || (project && !index && namesTorchSource(project))) return undefined;
  const pin = pinOf(found.specifier);
  const file = project ? ` of ${project.path}` : '';
  const name = own.length > 0 ? `${found.name}${found.specifier}${file}` : `torch${file} (${pulls(found)})`;
  const plain = index ? offerOf(index.url) : ({ offer: 'pypi', variant: undefined } as const);
  const { offer, variant } = found.url
    ? offerOf(found.url)
    : pin?.local
      ? { offer: offerOfVariant(pin.local), variant: pin.local }
      : plain;
  const version = found.name === 'torch' ? pin?.version : undefined;
  return {
    manager,
    described: name,
    version,
    offer,
    variant,
    project,
    named: own,
    index,
    lock: undefined,
  };
}
