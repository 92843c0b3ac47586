import type { Instruction } from '../dockerfile/model.ts';
import { fact } from '../fact.ts';
import type { Source } from '../rule.ts';
import { stageNamed } from './contextFiles.ts';
import { lineage, rootImage, type Stage, stages } from './stages.ts';
import { declared, type Evidence, images, names, packages, remarks, settings } from './targetEvidence.ts';
import { requests } from './targetRequests.ts';
import type { Side } from './targetSigns.ts';

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

/** What the image of a stage runs on, judged over its lineage and every stage that starts or copies from it. */
export const targetOf = (source: Source, stage: Stage): Target => targets(source).get(stage)!;

const targets = fact(
  (source): ReadonlyMap<Stage, Target> => new Map(stages(source).map((stage) => [stage, judge(source, stage)])),
);

type Kind = (source: Source, related: readonly Stage[]) => Iterable<Evidence>;

/** The strongest kind of evidence decides; within one kind a GPU's sign outweighs. */
const FIRM: readonly Kind[] = [declared, images, requests, names, settings].map(
  (kind: Kind) => (source, related) => [...kind(source, related)].filter(({ weak }) => !weak),
);
const SOFT: readonly Kind[] = [
  packages,
  (source, related) =>
    [names, settings, requests].flatMap((kind) => [...kind(source, related)].filter(({ weak }) => weak)),
  remarks,
];

function judge(source: Source, stage: Stage): Target {
  const related = relatives(source, stage);
  const knownBase = related.every((one) => isKnown(rootImage(one)));
  const against = [...packages(source, related)].find(({ side }) => side === 'gpu')?.text;
  for (const kind of [...FIRM, ...SOFT]) {
    const found = [...kind(source, related)];
    const sign = found.find(({ side }) => side === 'gpu') ?? found.find(({ side }) => side === 'cpu');
    if (sign?.side) return { kind: sign.side, evidence: sign.text, firm: FIRM.includes(kind), against, knownBase };
  }
  return { kind: 'unclear', evidence: `it starts from ${rootImage(stage)}`, firm: false, against, knownBase };
}

/** Whether an image's name is known, whatever registry and tag only the build can tell. */
const isKnown = (image: string): boolean =>
  /^[^$]+$/.test(image.replace(/^\$\{\w+\}\/(?=\w)/, '').replace(/[:@][^/]*$/, ''));

/** A stage with what it starts from, every stage that starts or copies from it, and what those start from. */
function relatives(source: Source, stage: Stage): readonly Stage[] {
  const users = new Set<Stage>([stage]);
  for (const later of stages(source)) {
    const origins = later.instructions.flatMap(originsOf).map((name) => stageNamed(source, later, name));
    if ([later.parent, ...origins].some((one) => one && users.has(one))) users.add(later);
  }
  return [...new Set([...users].flatMap(lineage))];
}

/** The stages that an instruction copies or mounts from, as it names them. */
const originsOf = ({ flags }: Instruction): string[] =>
  flags.flatMap(({ name, value = '' }) => {
    if (name === 'from') return value;
    return (name === 'mount' && /(?:^|,)from=([^,]+)/.exec(value)?.[1]) || [];
  });
