import type { Instruction } from '../../dockerfile/model.ts';
import { fact } from '../../fact.ts';
import type { Source } from '../../rule.ts';
import { stageNamed } from '../contextFiles.ts';
import { lineage, rootImage, type Stage, stages } from '../stages.ts';
import { declared, type Evidence, fileNames, images, packages, remarks, settings, stageNames } from './evidence.ts';
import { requests } from './requests.ts';
import type { Side } from './signs.ts';

/** What the image that a stage belongs to runs on. */
export interface Target {
  readonly kind: Side | 'unclear';
  /** What says so, as a clause ("the file is named Dockerfile.cpu"); of an unclear one, what it starts from. */
  readonly evidence: string;
  /** Whether the evidence is more than what is installed, set for something else and what somebody remarked. */
  readonly firm: boolean;
  /** What is installed for a GPU all the same, as a clause. */
  readonly against: string | undefined;
  /** Whether the file says at all what the image starts from. */
  readonly knownBase: boolean;
}

/** What the images of a stage run on, judged by every one that starts or copies from it. */
export const targetOf = (source: Source, stage: Stage): Target => targets(source).get(stage)!;

/** What a stage itself runs on, by what it is and what it starts from: a stage that is only copied from runs nowhere. */
export function ownTargetOf(source: Source, stage: Stage): Target {
  const shipped = endsOf(source, stage).some((end) => lineage(end).includes(stage));
  return judge(source, stage, lineage(stage), shipped ? FIRM : OWN);
}

const targets = fact(
  (source): ReadonlyMap<Stage, Target> =>
    new Map(
      stages(source).map((stage) => {
        const users = usersOf(source, stage);
        const ends = endsOf(source, stage).map((end) => {
          const between = [...users].filter((one) => usersOf(source, one).has(end));
          return { end, target: judge(source, stage, [...new Set(between.flatMap(lineage))], FIRM) };
        });
        return [stage, together(ends)] as const;
      }),
    ),
);

/** What several images have in common: one for a GPU is enough, for a CPU they all have to be, those that are only tested left out. */
function together(ends: readonly { readonly end: Stage; readonly target: Target }[]): Target {
  const all = ends.map(({ target }) => target);
  const knownBase = all.every((one) => one.knownBase);
  const gpu = all.find(({ kind, firm }) => kind === 'gpu' && firm) ?? all.find(({ kind }) => kind === 'gpu');
  if (gpu) return gpu;
  const products = ends.flatMap(({ end, target }) => (isTest(end) ? [] : [target]));
  const judged = products.length > 0 ? products : all;
  const least = judged.find(({ kind }) => kind === 'unclear') ?? judged.find(({ firm }) => !firm) ?? judged[0]!;
  return { ...least, knownBase };
}

const isTest = ({ name = '' }: Stage): boolean =>
  /(?:^|[-_.])(?:tests?|testing|unittests?|lint|checks?|ci)(?:[-_.]|$)/.test(name);

type Kind = (source: Source, related: readonly Stage[]) => Iterable<Evidence>;

const names: Kind = (source, related) => [...stageNames(source, related), ...fileNames(source)];

const firmly =
  (kind: Kind): Kind =>
  (source, related) =>
    [...kind(source, related)].filter(({ weak }) => !weak);

/** The strongest kind of evidence decides; within one kind a GPU's sign outweighs. */
const FIRM: readonly Kind[] = [declared, images, requests, names, settings].map(firmly);
const OWN: readonly Kind[] = [declared, images, stageNames, settings].map(firmly);
const SOFT: readonly Kind[] = [
  packages,
  (source, related) =>
    [names, settings, requests].flatMap((kind) => [...kind(source, related)].filter(({ weak }) => weak)),
  remarks,
];

function judge(source: Source, stage: Stage, related: readonly Stage[], firmKinds: readonly Kind[]): Target {
  const knownBase = related.every((one) => isKnown(rootImage(one)));
  const firm = firmKinds.map((kind) => [...kind(source, related)]);
  const soft = SOFT.map((kind) => [...kind(source, related)]);
  const gpu = (found: readonly Evidence[]) => found.find(({ side }) => side === 'gpu');
  const against = gpu([...soft.slice(0, 2)].flat())?.text;
  for (const found of [...firm, ...soft]) {
    const sign = gpu(found) ?? found.find(({ side }) => side === 'cpu');
    if (!sign?.side) continue;
    // A file "Dockerfile.cpu" whose image asks for a GPU: one of the two is wrong.
    const contrary = sign.side === 'cpu' && found !== firm[0] ? gpu(firm.flat())?.text : undefined;
    return {
      kind: sign.side,
      evidence: sign.text,
      firm: firm.includes(found) && contrary === undefined,
      against: contrary ?? against,
      knownBase,
    };
  }
  return { kind: 'unclear', evidence: `it starts from ${rootImage(stage)}`, firm: false, against, knownBase };
}

/** Whether an image's name is known, whatever registry and tag only the build can tell. */
const isKnown = (image: string): boolean =>
  /^[^$]+$/.test(image.replace(/^\$\{\w+\}\/(?=\w)/, '').replace(/[:@][^/]*$/, ''));

/** The stages that nothing in the file uses, among a stage and its users: what is shipped, or tested. */
const endsOf = (source: Source, stage: Stage): readonly Stage[] =>
  [...usersOf(source, stage)].filter((one) => usersOf(source, one).size === 1);

const usersOf = (source: Source, stage: Stage): ReadonlySet<Stage> => allUsers(source).get(stage)!;

/** Of each stage itself and every stage that starts or copies from it. */
const allUsers = fact((source): ReadonlyMap<Stage, ReadonlySet<Stage>> => {
  const origins = stages(source).map((later) => ({
    later,
    from: [later.parent, ...later.instructions.flatMap(originsOf).map((name) => stageNamed(source, later, name))],
  }));
  return new Map(
    stages(source).map((stage) => {
      const users = new Set<Stage>([stage]);
      for (const { later, from } of origins) if (from.some((one) => one && users.has(one))) users.add(later);
      return [stage, users];
    }),
  );
});

/** The stages that an instruction copies or mounts from, as it names them. */
const originsOf = ({ flags }: Instruction): string[] =>
  flags.flatMap(({ name, value = '' }) => {
    if (name === 'from') return value;
    return (name === 'mount' && /(?:^|,)from=([^,]+)/.exec(value)?.[1]) || [];
  });
