import type { Instruction } from '../dockerfile/model.ts';
import { operands } from '../dockerfile/operands.ts';
import { wordParts } from '../dockerfile/words.ts';
import type { Source } from '../rule.ts';
import { expand } from '../text/parts.ts';
import { baseName, type ImagePath, join, workingDirectory } from './paths.ts';
import { lineage, type Stage, stages } from './stages.ts';
import { variablesAt } from './variables.ts';

export interface ContextFile {
  /** Relative to the project's root. */
  readonly path: string;
  readonly text: string;
}

/** Where in the image something of the build context (or of another stage) is put. */
interface Placement {
  readonly sources: readonly string[];
  readonly target: ImagePath;
  /** Whether the target is a folder whatever the source is. */
  readonly folder: boolean;
  readonly from: string | undefined;
}

const NESTING = 5;

/**
 * The file of the project that stands at an image path when an instruction runs, brought there by COPY, ADD or a bind
 * mount. The build context is not known: the Dockerfile's own folder and then its parents are tried.
 */
export function contextFile(
  source: Source,
  stage: Stage,
  instruction: Instruction | undefined,
  path: ImagePath,
  depth = NESTING,
): ContextFile | undefined {
  for (const { placement, stage: own } of placements(source, stage, instruction)) {
    for (const candidate of candidates(placement, path)) {
      const found =
        placement.from === undefined
          ? readContext(source, candidate)
          : fromStage(source, own, placement.from, candidate, depth);
      if (found) return found;
    }
  }
  return undefined;
}

/** A path of the build context, in the folders that may be its root, nearest first. */
function readContext({ project }: Source, path: string): ContextFile | undefined {
  const folders = (project.path ?? '').split('/').slice(0, -1);
  for (let length = folders.length; length >= 0; length--) {
    const full = join(`/${folders.slice(0, length).join('/')}`, path.replace(/^\/+/, '')).slice(1);
    const text = full && project.read(full);
    if (typeof text === 'string' && full) return { path: full, text };
  }
  return undefined;
}

function fromStage(source: Source, own: Stage, name: string, path: string, depth: number): ContextFile | undefined {
  const stage = stageNamed(source, own, name);
  return stage && depth > 0 ? contextFile(source, stage, undefined, join('/', path), depth - 1) : undefined;
}

/** The stage that `--from=NAME` or `--from=INDEX` means to an instruction of another. */
export const stageNamed = (source: Source, own: Stage, name: string): Stage | undefined =>
  stages(source).find(
    (stage) => stage.index < own.index && (stage.name === name.toLowerCase() || String(stage.index) === name),
  );

/** What an instruction sees, the latest placement first. */
function placements(
  source: Source,
  stage: Stage,
  instruction: Instruction | undefined,
): { placement: Placement; stage: Stage }[] {
  return lineage(stage).flatMap((each) => {
    const end = instruction ? each.instructions.indexOf(instruction) : -1;
    const before = end < 0 ? each.instructions : each.instructions.slice(0, end + 1);
    return before
      .toReversed()
      .flatMap((one) =>
        placementsOf(source, one, one === instruction).map((placement) => ({ placement, stage: each })),
      );
  });
}

function placementsOf(source: Source, one: Instruction, own: boolean): Placement[] {
  if (one.keyword === 'COPY' || one.keyword === 'ADD') return copied(source, one);
  return own && one.keyword === 'RUN'
    ? one.flags.flatMap(({ name, value }) => (name === 'mount' && value ? mounted(source, one, value) : []))
    : [];
}

function copied(source: Source, one: Instruction): Placement[] {
  const { escape } = source.file;
  const texts = operands(one.body, escape);
  const words = texts.map((word) => expand(wordParts(word, escape), variablesAt(source, one)).text);
  const target = words.at(-1);
  const sources = words.slice(0, -1).filter((word) => !word.startsWith('<<'));
  if (target === undefined || sources.length === 0) return [];
  const folder = sources.length > 1 || /(?:^|\/)\.{0,2}$/.test(target);
  const from = one.flags.find(({ name }) => name === 'from')?.value;
  return [{ sources, target: join(workingDirectory(source, one), target), folder, from }];
}

function mounted(source: Source, one: Instruction, value: string): Placement[] {
  const keys = new Map(value.split(',').map((pair) => pair.split('=', 2) as [string, string | undefined]));
  const target = keys.get('target') ?? keys.get('dst') ?? keys.get('destination');
  if ((keys.get('type') ?? 'bind') !== 'bind' || !target) return [];
  const from = keys.get('source') ?? keys.get('src') ?? '.';
  return [
    {
      sources: [from],
      target: join(workingDirectory(source, one), target),
      folder: false,
      from: keys.get('from'),
    },
  ];
}

/** The paths in the context that may stand at an image path. */
function candidates({ sources, target, folder }: Placement, path: ImagePath): string[] {
  const below = target === '/' ? '/' : `${target}/`;
  if (path === target) return folder ? [] : sources.filter((one) => !/[*?]/.test(one));
  if (!path.startsWith(below)) return [];
  const rest = path.slice(below.length);
  return sources.flatMap((one) => {
    if (/[*?]/.test(one)) return !rest.includes('/') && fits(baseName(one), rest) ? [one.replace(/[^/]*$/, rest)] : [];
    return baseName(one) === rest ? [one, `${one}/${rest}`] : [`${one}/${rest}`];
  });
}

/** Whether a pattern of file names (`*.txt`) has a name. */
export const fits = (glob: string, name: string): boolean =>
  new RegExp(
    `^${glob
      .replace(/[.+^${}()|[\]\\]/g, '\\$&')
      .replaceAll('*', '.*')
      .replaceAll('?', '.')}$`,
  ).test(name);
