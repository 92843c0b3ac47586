import { fact } from '../../fact.ts';
import type { Source } from '../../rule.ts';
import { isOrganisation } from '../project/organisation.ts';
import { organisations } from '../project/statements.ts';
import { lineage } from '../stages.ts';
import { type Label, labelExcerpt, labels, labelText, sameValue, together } from './labels.ts';
import { OCI, ociMeaning } from './ociKeys.ts';
import { valueProblem } from './ociValues.ts';

/** A label whose key is older than the OCI keys or has no namespace. */
export interface LegacyLabel {
  readonly label: Label;
  /** The OCI key that means the same; undefined where there is none. */
  readonly key: string | undefined;
  /** Another label that says it under the OCI key, or will once it is rewritten itself. */
  readonly other: Label | undefined;
  /** Whether `other` says something else. */
  readonly contradicted: boolean;
  /** Whether it hides an earlier label of the same key that says something else, and that would come back without it. */
  readonly hides: boolean;
  /** Why its value is none for the OCI key, where nobody can tell what was meant ("url=none"). */
  readonly unfit: string | undefined;
}

/** Every legacy label in order, of builder stages and ONBUILD too. */
export const legacyLabels = fact((source): readonly LegacyLabel[] => {
  const claims = labels(source).flatMap((label): Claim[] => {
    const meaning = label.form === 'maintainer' ? 'authors' : ociMeaning(label.key, labelText(source, label));
    return meaning === undefined ? [] : [{ label, key: meaning === null ? undefined : OCI + meaning }];
  });
  const settled = claims.map((claim) => ({ ...claim, key: keyOf(source, claim, claims) }));
  return settled.map((claim) => ({
    ...claim,
    ...rival(source, claim, settled),
    unfit: unfitness(source, claim.label, claim.key),
  }));
});

interface Claim {
  readonly label: Label;
  readonly key: string | undefined;
}

/** Why a label's value is none for an OCI key, where nobody can tell what was meant; undefined where a variable says it. */
export function unfitness(source: Source, label: Label, key: string | undefined): string | undefined {
  const text = label.parts.every(({ kind }) => kind === 'text') ? labelText(source, label).trim() : '';
  const problem = key && text !== '' ? valueProblem(key, text) : undefined;
  if (!problem || problem.better.some(({ doubt }) => doubt === undefined)) return undefined;
  return `"${labelExcerpt(source, label)}" ${problem.says}`;
}

const AUTHORS = `${OCI}authors`;
const VENDOR = `${OCI}vendor`;

/** A maintainer that is an organisation is the vendor, unless somebody else is, or a later maintainer takes its place. */
function keyOf(source: Source, { label, key }: Claim, claims: readonly Claim[]): string | undefined {
  if (key !== AUTHORS || !/maintainers?$/i.test(label.key)) return key;
  if (!isOrganisation(labelText(source, label), organisations(source))) return key;
  const last = claims.findLast((one) => one.label.key === label.key && together(one.label, label));
  if (last?.label !== label) return key;
  const vendor =
    ociLabel(source, label, VENDOR) ?? claims.find((one) => one.key === VENDOR && together(one.label, label))?.label;
  return vendor && !sameValue(source, vendor, label) ? key : VENDOR;
}

function rival(
  source: Source,
  { label, key }: Claim,
  claims: readonly Claim[],
): Omit<LegacyLabel, keyof Claim | 'unfit'> {
  const beside = claims.filter((claim) => together(claim.label, label));
  const same = beside.filter((claim) => claim.key === key).map((claim) => claim.label);
  const other = key === undefined ? undefined : (ociLabel(source, label, key) ?? amongLegacy(source, label, same));
  const earlier = beside
    .slice(
      0,
      beside.findIndex((claim) => claim.label === label),
    )
    .map((claim) => claim.label);
  return {
    other,
    contradicted: other !== undefined && !sameValue(source, other, label),
    hides: earlier.some((one) => one.key === label.key && !sameValue(source, one, label)),
  };
}

/** The label under an OCI key that the image has beside `label`: its own stage's last, else what it inherits. */
function ociLabel(source: Source, { stage, instruction }: Label, key: string): Label | undefined {
  const all = labels(source).filter((one) => one.key === key && one.instruction.onbuild === instruction.onbuild);
  const line = stage && !instruction.onbuild ? lineage(stage) : [stage];
  return line.map((owner) => all.findLast((one) => one.stage === owner)).find((found) => found !== undefined);
}

/** Of several legacy labels for one OCI key, the one that gets it in place of `label`; undefined where that is `label`. */
function amongLegacy(source: Source, label: Label, same: readonly Label[]): Label | undefined {
  const best = Math.min(...same.map(rank));
  const key = same.findLast((one) => rank(one) === best)!.key;
  const chosen = same.filter((one) => one.key === key);
  if (label.key !== key) return chosen.at(-1);
  const settled = chosen.every((one) => sameValue(source, one, label)) ? chosen[0] : chosen.at(-1);
  return label === settled ? undefined : settled;
}

/** What was written for tools to read comes first, what was spelled like the OCI key next, MAINTAINER last. */
function rank({ key, form }: Label): number {
  if (form === 'maintainer') return 3;
  const lower = key.toLowerCase();
  if (lower.startsWith('org.')) return 0;
  return ociMeaning(key, 'https://') === lower ? 1 : 2;
}
