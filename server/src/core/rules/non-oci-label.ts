import type { Instruction } from '../dockerfile/model.ts';
import { type Label, labelExcerpt, labels } from '../facts/labels/labels.ts';
import { type LegacyLabel, legacyLabels } from '../facts/labels/legacyLabels.ts';
import { OCI } from '../facts/labels/ociKeys.ts';
import { lineage, rootImage } from '../facts/stages.ts';
import { addBeside } from '../repairs/labelBeside.ts';
import { labelBlocks } from '../repairs/labelBlocks.ts';
import { type NewKeys, rewriteLabels } from '../repairs/labelRewrite.ts';
import type { Fix, Rule, Source } from '../rule.ts';

const ID = 'non-oci-label';

/** Finds MAINTAINER, label-schema.org's keys and keys without a namespace for which the OCI image specification has its own. */
export const nonOciLabel: Rule = {
  id: ID,
  summary: 'Labels have the keys of the OCI image specification, which registries and scanners read.',
  severity: 'warning',
  *check(source) {
    const legacy = legacyLabels(source);
    const clear = legacy.filter((one) => isClear(one) && !one.unfit);
    const newKeys: NewKeys = new Map(clear.map(({ label, other, key }) => [label, other ? null : key!]));
    const blocks = labelBlocks(source, newKeys);
    for (const one of legacy) {
      const { label, key } = one;
      const block = blocks.find((instructions) => instructions.includes(label.instruction)) ?? [];
      const fixes = newKeys.has(label) ? rewrites(source, label, block, newKeys) : others(source, one);
      const message = complaint(source, one) + (key && fixes.length === 0 ? obstacle(one) : '');
      yield { span: label.keySpan, message, fixes, ...(key === undefined && { severity: 'information' }) };
    }
  },
};

/** Whether it is beyond doubt what becomes of a label. */
const isClear = ({ key, contradicted, hides }: LegacyLabel): boolean => key !== undefined && !contradicted && !hides;

/** Where a person has to look: the rename although the value does not fit the key, or a removal. */
function others(source: Source, one: LegacyLabel): Fix[] {
  if (!isClear(one) || !one.unfit) return removals(source, one);
  const fix = rewriteFix(source, [one.label.instruction], new Map([[one.label, one.other ? null : one.key!]]));
  return fix ? [{ ...fix, safety: 'review', reason: one.unfit }] : [];
}

/** All of the block, this label alone, or the OCI keys beside the old ones. */
function rewrites(source: Source, label: Label, block: readonly Instruction[], newKeys: NewKeys): Fix[] {
  const own = [label.instruction];
  const alone = rewriteFix(source, own, new Map([[label, newKeys.get(label)!]]));
  const whole = rewriteFix(source, block, newKeys) ?? rewriteFix(source, own, newKeys);
  const keep = newKeys.get(label) ? keepFix(source, label.instruction, newKeys) : undefined;
  const all = [whole, whole?.key === alone?.key ? undefined : alone, keep];
  return all.filter((fix) => fix !== undefined);
}

function rewriteFix(source: Source, instructions: readonly Instruction[], newKeys: NewKeys): Fix | undefined {
  const concerned = [...newKeys.keys()].filter(({ instruction }) => instructions.includes(instruction));
  const edits = rewriteLabels(source, instructions, newKeys);
  if (!edits) return undefined;
  const reason = concerned.map((label) => readElsewhere(source, label)).find((why) => why !== undefined);
  return {
    key: keyOf(source, instructions.length > 1 ? 'join' : 'rewrite', concerned),
    title: titleOf(concerned, newKeys) + (instructions.length > 1 ? ', in one LABEL instruction' : ''),
    safety: reason ? 'review' : 'safe',
    ...(reason && { reason }),
    edits: () => edits,
  };
}

/** Why another tool may read labels of a stage under the old keys: Red Hat's certification and OpenShift do. */
function readElsewhere(source: Source, { stage, form }: Label): string | undefined {
  if (form === 'maintainer' || !stage) return undefined;
  const beside = labels(source).filter((label) => label.stage !== undefined && lineage(stage).includes(label.stage));
  if (['release', 'summary'].every((key) => beside.some((label) => label.key === key)))
    return "release and summary stand beside it: Red Hat's certification reads these labels without a namespace";
  const theirs = beside.find(({ key }) => /^(?:com\.redhat|io\.openshift|io\.k8s)\./.test(key));
  if (theirs)
    return `${theirs.key} stands beside it: tools of Red Hat and OpenShift read labels without a namespace too`;
  return RED_HAT.test(rootImage(stage))
    ? "the base image is Red Hat's: its tools read labels without a namespace, and the image inherits theirs"
    : undefined;
}

const RED_HAT = /^registry\.(?:access\.)?redhat\.(?:com|io)\/|(?:^|\/)ubi\d*(?:[-:@/]|$)|s2i/;

function titleOf(concerned: readonly Label[], newKeys: NewKeys): string {
  const [label] = concerned as [Label];
  const key = newKeys.get(label);
  if (concerned.length > 1) return `Give ${concerned.length} labels their OCI keys`;
  if (key === null) return `Remove ${label.key}, which an OCI key repeats`;
  return label.form === 'maintainer' ? `Replace MAINTAINER by LABEL ${key}` : `Rename ${label.key} to ${key}`;
}

/** Which labels a fix is about, however the text around them changes. */
function keyOf(source: Source, what: string, concerned: readonly Label[]): string {
  const names = concerned.map((label) => {
    const same = labels(source).filter(({ key }) => key === label.key);
    return `${label.key}#${same.indexOf(label)}`;
  });
  return [ID, what, ...names].join(' ');
}

/** Adds the OCI keys of an instruction's labels and keeps the old ones, with a comment that says so to this rule. */
function keepFix(source: Source, instruction: Instruction, newKeys: NewKeys): Fix | undefined {
  const added = [...newKeys.keys()].filter((label) => label.instruction === instruction && newKeys.get(label));
  const edits = addBeside(source, instruction, newKeys, `harden ignore=${ID} other tools read the old keys`);
  return (
    edits && {
      key: keyOf(source, 'keep', added),
      title: `Add ${added.map((label) => newKeys.get(label)).join(', ')} and keep ${added.map(({ key }) => key).join(', ')}`,
      safety: 'review',
      reason: 'only worth it where some tool reads the old keys, as a certification may',
      edits: () => edits,
    }
  );
}

/** Takes a label away that contradicts an OCI key, or that only speaks of label-schema.org. */
function removals(source: Source, { label, key, other, hides }: LegacyLabel): Fix[] {
  if (hides || (!key && !/\.schema-version$/i.test(label.key))) return [];
  const edits = rewriteLabels(source, [label.instruction], new Map([[label, null]]));
  if (!edits) return [];
  const reason = other ? `${other.key} says something else: which is right?` : 'some old tool may still look for it';
  return [
    {
      key: keyOf(source, 'remove', [label]),
      title: `Remove ${label.key}`,
      safety: 'review',
      reason,
      edits: () => edits,
    },
  ];
}

function complaint(source: Source, { label, key, other, contradicted }: LegacyLabel): string {
  const name = label.form === 'maintainer' ? 'MAINTAINER' : `The label "${label.key}"`;
  const schema = label.key.toLowerCase().startsWith('org.label-schema.');
  if (other && contradicted) {
    const rival = other.key === label.key ? 'the last one, which alone counts,' : other.key;
    return `${name} says "${labelExcerpt(source, label)}" but ${rival} says "${labelExcerpt(source, other)}": keep one of them`;
  }
  if (other?.key.startsWith(OCI))
    return `${name} says what ${other.key} says: registries and scanners read the OCI key, so remove this one`;
  if (other) {
    const twin = other.form === 'maintainer' ? 'MAINTAINER' : `the label "${other.key}"`;
    return `${name} says what ${twin} says, which is to become ${key}: remove this one`;
  }
  if (label.form === 'maintainer')
    return `MAINTAINER is deprecated and sets no label, so registries and scanners miss it: use LABEL ${key}`;
  if (!key)
    return `${name} belongs to label-schema.org, which the OCI keys replaced, and none of them means the same: remove it, or put it below a domain of yours`;
  const why = schema
    ? 'belongs to label-schema.org, which the OCI keys replaced'
    : 'has no namespace, so registries and scanners miss it';
  return `${name} ${why}: use ${key}`;
}

/** Why there is no fix for a label that has an OCI key. */
function obstacle({ label: { value, form, readable }, hides }: LegacyLabel): string {
  if (hides) return ' (once the one before it is gone, which this one overrides)';
  if (value === undefined) return ' (once it has a value)';
  if (form === 'space' && value.text.startsWith('='))
    return ' (the build takes "=" for a part of its value: write key=value without blanks)';
  return readable
    ? ' (a comment, or how it is written, stands in the way of a fix)'
    : ' (the build cannot read this value: mend it first)';
}
