import type { Instruction } from '../../dockerfile/model.ts';
import { operands } from '../../dockerfile/operands.ts';
import { wordParts } from '../../dockerfile/words.ts';
import type { Source } from '../../rule.ts';
import { fitsPieces } from '../../text/glob.ts';
import { expand } from '../../text/parts.ts';
import { stageNamed } from '../contextFiles.ts';
import { baseName, type ImagePath, join, workingDirectory } from '../paths.ts';
import { type Stage, stages } from '../stages.ts';
import { variablesAt } from '../variables.ts';

/** A later stage that has files of another one, and what they are called there. */
export interface Copy {
  readonly stage: Stage;
  readonly paths: readonly ImagePath[];
}

/** Names of one file that are followed: copies of copies multiply. */
const MOST = 50;

/** The stages that start from a stage or copy from it, with the names that its files have there. */
export function copiesOf(source: Source, origin: Stage, paths: readonly ImagePath[]): Copy[] {
  const known = new Map<Stage, readonly ImagePath[]>([[origin, paths]]);
  for (const stage of stages(source).slice(origin.index + 1)) {
    const inherited = (stage.parent && known.get(stage.parent)) ?? [];
    const copied = stage.instructions.flatMap((instruction) => {
      if (instruction.keyword === 'COPY') return copiedBy(source, stage, instruction, known);
      return instruction.keyword === 'RUN' ? mountedBy(source, stage, instruction, known) : [];
    });
    const files = [...new Set([...inherited, ...copied])].slice(0, MOST);
    if (files.length > 0) known.set(stage, files);
  }
  known.delete(origin);
  return [...known].map(([stage, names]) => ({ stage, paths: names }));
}

/** `RUN --mount=type=bind,from=stage,source=/a,target=/b`: the files of another stage, for one instruction. */
function mountedBy(
  source: Source,
  stage: Stage,
  instruction: Instruction,
  known: ReadonlyMap<Stage, readonly ImagePath[]>,
): ImagePath[] {
  return instruction.flags
    .filter(({ name, value }) => name === 'mount' && value !== undefined)
    .flatMap(({ value }) => {
      const given = value!.replace(/^["']|["']$/g, '').split(',');
      const option = (...names: readonly string[]) =>
        given.find((pair) => names.some((name) => pair.startsWith(`${name}=`)))?.replace(/^[^=]*=/, '');
      const from = option('from');
      const origin = from === undefined ? undefined : stageNamed(source, stage, from);
      const place = join('/', option('source', 'src') ?? '/');
      const target = join(workingDirectory(source, instruction), option('target', 'dst', 'destination') ?? '/');
      return ((origin && known.get(origin)) ?? []).flatMap((file) => placed(file, place, target) ?? []);
    });
}

/** Where a file is once a file or folder was put somewhere else; undefined where it is none of it. */
function placed(file: ImagePath, from: ImagePath, to: ImagePath): ImagePath | undefined {
  if (file === from) return to;
  return file.startsWith(from === '/' ? '/' : `${from}/`)
    ? join(to, `.${file.slice(from === '/' ? 0 : from.length)}`)
    : undefined;
}

function copiedBy(
  source: Source,
  stage: Stage,
  instruction: Instruction,
  known: ReadonlyMap<Stage, readonly ImagePath[]>,
): ImagePath[] {
  const from = instruction.flags.find(({ name }) => name === 'from')?.value;
  const origin = from === undefined ? undefined : stageNamed(source, stage, from);
  const files = (origin && known.get(origin)) ?? [];
  if (files.length === 0) return [];
  const { escape } = source.file;
  const lookup = variablesAt(source, instruction);
  const texts = operands(instruction.body, escape);
  const words = texts.map((text) => expand(wordParts(text, escape), lookup).text);
  const target = words[words.length - 1] ?? '';
  const place = join(workingDirectory(source, instruction), target);
  return words.slice(0, -1).flatMap((word) => {
    const copied = join('/', word);
    const pieces = copied.split(/[*?]+/);
    return files.flatMap((file) => {
      const isGlob = pieces.length > 1 && fitsPieces(pieces, file);
      if (file === copied || isGlob)
        return targets(place, baseName(file), isFolder(target) || isGlob || words.length > 2);
      return placed(file, copied, place) ?? [];
    });
  });
}

/** What a file is called that is copied to a place: where that may be a folder as well as a file, both names. */
export const targets = (place: ImagePath, name: string, certain: boolean): ImagePath[] =>
  certain ? [join(place, name)] : [place, join(place, name)];

/** Whether the target of COPY or ADD is a folder: by how it is written, or as every image has it. */
export const isFolder = (target: string): boolean =>
  /\/$|(?:^|\/)\.{1,2}$|^\/(?:tmp|opt|etc|root|home|srv|mnt|var|usr|s?bin|lib|(?:usr|usr\/local|var)\/(?:s?bin|lib|share|src|local|include|tmp))$/.test(
    target,
  );
