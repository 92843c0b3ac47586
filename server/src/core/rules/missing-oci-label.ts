import { buildArgument, PER_BUILD } from '../facts/labels/buildArguments.ts';
import { labelingWorkflow } from '../facts/labels/labelingWorkflow.ts';
import { type Label, labels } from '../facts/labels/labels.ts';
import { legacyLabels } from '../facts/labels/legacyLabels.ts';
import { OCI } from '../facts/labels/ociKeys.ts';
import { unknownKeys } from '../facts/labels/reservedKeys.ts';
import type { Statement } from '../facts/project/manifest.ts';
import { statements } from '../facts/project/statements.ts';
import { finalStage, lineage, type Stage } from '../facts/stages.ts';
import { addLabels, labelsOf, type NewLabel } from '../repairs/labelAddition.ts';
import type { Fix, Rule, Source } from '../rule.ts';

const ID = 'missing-oci-label';

type Known = Statement & { readonly key: string };

/** Finds required OCI labels that the image will not have; what the project states elsewhere is filled in. */
export const missingOciLabel: Rule = {
  id: ID,
  summary: 'The image has the OCI labels that say what it is, where it comes from and under which licence.',
  severity: 'information',
  *check(source) {
    const stage = finalStage(source);
    if (!stage) return;
    const present = presentKeys(source, stage);
    const missing = source.config.labels.required.filter((key) => !present.has(key));
    if (missing.length === 0) return;
    const known = missing.flatMap((key): Known[] => {
      const statement = statements(source).get(key);
      return statement ? [{ ...statement, key }] : [];
    });
    const changing = PER_BUILD.filter((key) => !present.has(key) && known.every((one) => one.key !== key)).flatMap(
      (key) => changingLabel(source, stage, key) ?? [],
    );
    const isWanted = known.length > 0 || changing.some(({ key }) => missing.includes(key));
    const first = labelsOf(source, stage).find(({ form }) => form !== 'maintainer')?.instruction ?? stage.from;
    yield {
      span: first.keywordSpan,
      message: messageOf(missing, known),
      fixes: [
        knownFix(source, stage, known),
        isWanted ? perBuildFix(source, stage, known, changing) : undefined,
        known.length === 0 && missing.includes('authors') ? authorFix(source, stage) : undefined,
      ].filter((fix) => fix !== undefined),
    };
  },
};

/**
 * The keys, without their prefix, that stand in the image's stages, that will once their legacy labels and misspelled ones
 * are rewritten, and that a workflow sets when it builds the image.
 */
function presentKeys(source: Source, stage: Stage): ReadonlySet<string> {
  const isOwn = ({ stage: owner, instruction }: Label): boolean =>
    owner !== undefined && lineage(stage).includes(owner) && !instruction.onbuild;
  const keys = [
    ...labels(source).flatMap((label) => (isOwn(label) ? [label.key] : [])),
    ...legacyLabels(source).flatMap(({ label, key }) => (key && isOwn(label) ? [key] : [])),
    ...unknownKeys(source).flatMap(({ label, meant }) => (meant && isOwn(label) ? [meant] : [])),
    ...(labelingWorkflow(source)?.keys ?? []),
  ];
  return new Set(keys.flatMap((key) => (key.startsWith(OCI) ? [key.slice(OCI.length)] : [])));
}

function messageOf(missing: readonly string[], known: readonly Known[]): string {
  const unknown = missing.filter((key) => known.every((one) => one.key !== key));
  const says = 'so registries and scanners cannot show them';
  const start = `The image has no OCI label for ${list(missing)}, ${missing.length > 1 ? says : says.replace('them', 'it')}`;
  if (known.length === 0)
    return `${start}; nothing in the project states ${missing.length > 1 ? 'them, so write them' : 'it, so write it'} by hand`;
  const states = `; the project states ${list(known.map(({ key, by }) => `${key} (${by})`))}`;
  if (unknown.length === 0) return start + states;
  return `${start}${states}; nothing states ${list(unknown)}, so write ${unknown.length > 1 ? 'them' : 'it'} by hand`;
}

const list = (words: readonly string[]): string =>
  words.length > 1 ? `${words.slice(0, -1).join(', ')} and ${words.at(-1)}` : words.join();

function knownFix(source: Source, stage: Stage, known: readonly Known[]): Fix | undefined {
  const edits = known.length > 0 ? addLabels(source, stage, known) : [];
  return edits.length > 0 ? { key: ID, title: titleOf(known), safety: 'safe', edits: () => edits } : undefined;
}

const titleOf = (known: readonly Known[]): string =>
  `Add ${list(known.map(({ key }) => key))} as the project states ${known.length > 1 ? 'them' : 'it'}`;

type Changing = Extract<NewLabel, { readonly variable: string }>;

/** A label for what differs from build to build, where somebody can say it: the stage has a variable for it, or there is a repository. */
function changingLabel(source: Source, stage: Stage, key: string): Changing | undefined {
  const argument = buildArgument(source, stage, key);
  if (!argument || !(argument.declared || source.project.origin)) return undefined;
  return { key, variable: argument.name, declare: !argument.declared };
}

/** Who wrote the file first, where nothing in the project names an author. */
function authorFix(source: Source, stage: Stage): Fix | undefined {
  const { author } = source.project;
  const edits = author ? addLabels(source, stage, [{ key: 'authors', text: author }]) : [];
  if (edits.length === 0) return undefined;
  return {
    key: `${ID} author`,
    title: `Add authors: ${author}`,
    safety: 'review',
    reason: 'git has it as who committed this file first, which may not be who answers for the image',
    edits: () => edits,
  };
}

/** What the project states, and what differs from build to build as labels that say what an ARG says. */
function perBuildFix(
  source: Source,
  stage: Stage,
  known: readonly Known[],
  changing: readonly Changing[],
): Fix | undefined {
  const edits = changing.length > 0 ? addLabels(source, stage, [...known, ...changing]) : [];
  if (edits.length === 0) return undefined;
  const what = `${list(changing.map(({ key }) => key))} from build arguments`;
  const passed = changing.filter(({ declare }) => declare).map(({ variable }) => variable);
  return {
    key: `${ID} arguments`,
    title: known.length > 0 ? `${titleOf(known)}, and ${what}` : `Add ${what}`,
    safety: 'review',
    reason:
      passed.length > 0
        ? `the build has to pass ${list(passed)} by --build-arg, else the labels are empty`
        : `look whether ${list(changing.map(({ variable }) => variable))} says this of the image`,
    edits: () => edits,
  };
}
