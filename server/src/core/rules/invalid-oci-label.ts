import { labelingWorkflow } from '../facts/labels/labelingWorkflow.ts';
import { type Label, labelExcerpt, labels, labelText, sameValue, together } from '../facts/labels/labels.ts';
import { unfitness } from '../facts/labels/legacyLabels.ts';
import { OCI } from '../facts/labels/ociKeys.ts';
import { type Better, valueProblem } from '../facts/labels/ociValues.ts';
import { INDEX_KEY, type UnknownKey, unknownKeys } from '../facts/labels/reservedKeys.ts';
import { undeclaredArguments } from '../facts/labels/undeclaredArguments.ts';
import { statements } from '../facts/project/statements.ts';
import { finalStage, lineage } from '../facts/stages.ts';
import { declareArgument } from '../repairs/arguments.ts';
import { rewriteLabels } from '../repairs/labelRewrite.ts';
import { joinAtEquals, replaceValue } from '../repairs/labelValue.ts';
import type { Finding, Fix, Rule, Source } from '../rule.ts';
import type { MappedText } from '../text/mapped.ts';

const ID = 'invalid-oci-label';

/** Finds labels below the prefix of the OCI image specification that it does not define, or whose values have another form than it asks for. */
export const invalidOciLabel: Rule = {
  id: ID,
  summary: 'Labels with OCI keys are as the OCI image specification defines them.',
  severity: 'warning',
  *check(source) {
    for (const one of unknownKeys(source)) yield unknownKey(source, one);
    for (const label of labels(source).filter(({ key }) => key.startsWith(OCI))) {
      const found = [
        label.key === INDEX_KEY ? indexKey(source, label) : undefined,
        duplicate(source, label),
        badValue(source, label),
      ];
      yield* found.filter((one) => one !== undefined);
      yield* undeclared(source, label);
    }
    yield* setElsewhere(source);
  },
};

function unknownKey(source: Source, { label, meant, certain }: UnknownKey): Finding {
  const other = meant && labels(source).findLast((one) => one.key === meant && together(one, label));
  const says = `The OCI image specification has no key ${label.key}, and keeps the prefix for itself, so nothing reads this label`;
  if (!meant) return { span: label.keySpan, message: `${says}: put it below a domain of yours` };
  if (!other) {
    const doubt = certain ? unfitness(source, label, meant) : `the key may mean something else than ${meant}`;
    const fix = rewriteFix(source, label, meant, doubt);
    return { span: label.keySpan, message: `${says}: use ${meant}`, fixes: fix };
  }
  const message = `${says}: ${meant} stands beside it, so remove this one`;
  const reason = sameValue(source, other, label) ? undefined : `${meant} says something else: which is right?`;
  return { span: label.keySpan, message, fixes: rewriteFix(source, label, null, reason) };
}

const indexKey = (source: Source, label: Label): Finding => ({
  span: label.keySpan,
  message: `${INDEX_KEY} names an entry of an image index, not an image, so this label says nothing: remove it`,
  severity: 'information',
  fixes: rewriteFix(source, label, null, 'some tool of yours may still look for it'),
});

/** A label that a later one of the same stage overrides. */
function duplicate(source: Source, label: Label): Finding | undefined {
  const last = labels(source).findLast((one) => one.key === label.key && together(one, label));
  if (!last || last === label) return undefined;
  const same = sameValue(source, last, label);
  return {
    span: label.keySpan,
    message: same
      ? `${label.key} is set again further down, to the same value: remove this one`
      : `${label.key} is set again further down, to "${labelExcerpt(source, last)}", which alone counts: keep one of them`,
    ...(same && { severity: 'information' }),
    fixes: rewriteFix(source, label, null, same ? undefined : 'the two say different things: which is right?'),
  };
}

/** A value that is empty though it is required, or that has another form than the specification asks for. Variables are left to the build. */
function badValue(source: Source, label: Label): Finding | undefined {
  const { key, value, parts } = label;
  if (!value || parts.some(({ kind }) => kind !== 'text')) return undefined;
  const text = labelText(source, label);
  if (label.form === 'space' && value.text.startsWith('=')) return spacedEquals(source, label, value);
  if (text.trim() === '') return isRequired(source, label) ? empty(source, label) : undefined;
  const problem = valueProblem(key, text);
  if (!problem) return undefined;
  const proposals = problem.better.map((one) => one.text).join(' or ');
  return {
    span: value.span(0, value.text.length),
    message: `"${labelExcerpt(source, label)}" ${problem.says}: write ${proposals || 'one, or leave the label out'}`,
    fixes: problem.better.flatMap((better) => valueFix(source, label, better)),
  };
}

/** `key = value`, which the build reads as the value "= value". */
function spacedEquals(source: Source, label: Label, value: MappedText): Finding {
  const edit = joinAtEquals(source, label);
  const title = `Write ${label.key}=${value.text.replace(/^=\s*/, '')}`;
  return {
    span: value.span(0, value.text.length),
    message: `The build takes "=" for a part of the value of ${label.key}: write key=value without blanks`,
    fixes: edit ? [{ key: keyOf(source, 'equals', label), title, safety: 'safe', edits: () => [edit] }] : [],
  };
}

function empty(source: Source, label: Label): Finding {
  const statement = statements(source).get(label.key.slice(OCI.length));
  const says = `${label.key} is required and empty, so registries and scanners show nothing`;
  if (!statement) return { span: label.keySpan, message: `${says}: give it a value` };
  return {
    span: label.keySpan,
    message: `${says}: ${statement.by} states "${statement.text}"`,
    fixes: valueFix(source, label, statement),
  };
}

function valueFix(source: Source, label: Label, { text, doubt }: Better): Fix[] {
  const edit = replaceValue(source, label, text);
  const about = { key: keyOf(source, `value ${text}`, label), title: `Write ${text}` };
  return edit ? [{ ...about, ...safetyOf(doubt), edits: () => [edit] }] : [];
}

/** Whether a label is the one that the image has under a key that the settings ask for. */
function isRequired(source: Source, label: Label): boolean {
  const image = finalStage(source);
  const same = labels(source).filter(({ key, instruction }) => key === label.key && !instruction.onbuild);
  const found = (image ? lineage(image) : []).map((stage) => same.findLast((one) => one.stage === stage));
  const isOwn = found.find((one) => one !== undefined) === label;
  return isOwn && source.config.labels.required.includes(label.key.slice(OCI.length));
}

/** Variables of a value that stand in front of the first FROM only. */
function undeclared(source: Source, label: Label): Finding[] {
  return undeclaredArguments(source, label).map((name) => ({
    span: label.value!.span(0, label.value!.text.length),
    message: `ARG ${name} stands in front of FROM, where this stage does not see it, so ${label.key} lacks its value unless the base image sets it: declare ARG ${name} in the stage too`,
    fixes: [
      {
        key: keyOf(source, `declare ${name}`, label),
        title: `Declare ARG ${name} in the stage`,
        ...safetyOf(isRunBehind(label) ? `the commands further down will see ${name} too` : undefined),
        edits: () => [declareArgument(source, label.instruction, name)],
      },
    ],
  }));
}

function isRunBehind({ stage, instruction }: Label): boolean {
  const all = stage?.instructions ?? [];
  return all.slice(all.indexOf(instruction)).some(({ keyword, onbuild }) => keyword === 'RUN' && !onbuild);
}

/** Tells once of the image which labels a workflow sets too. */
function setElsewhere(source: Source): Finding[] {
  const workflow = labelingWorkflow(source);
  const own = labels(source).filter(
    ({ key, stage, instruction }) =>
      workflow?.keys.includes(key) && stage === finalStage(source) && !instruction.onbuild,
  );
  if (!workflow || own.length === 0) return [];
  const keys = [...new Set(own.map(({ key }) => key))].join(', ');
  const message = `${workflow.path} sets ${keys} as well (${workflow.by}), and what it sets wins: the Dockerfile's counts for builds elsewhere only`;
  return [{ span: own[0]!.keySpan, message, severity: 'hint' }];
}

function rewriteFix(source: Source, label: Label, key: string | null, doubt: string | undefined): Fix[] {
  const edits = rewriteLabels(source, [label.instruction], new Map([[label, key]]));
  const title = key === null ? `Remove ${label.key}` : `Rename ${label.key} to ${key}`;
  return edits ? [{ key: keyOf(source, 'rewrite', label), title, ...safetyOf(doubt), edits: () => edits }] : [];
}

const safetyOf = (doubt: string | undefined): Pick<Fix, 'safety' | 'reason'> =>
  doubt === undefined ? { safety: 'safe' } : { safety: 'review', reason: doubt };

/** Which label a fix is about, however the text around it changes. */
const keyOf = (source: Source, what: string, label: Label): string =>
  [
    ID,
    what,
    label.key,
    labels(source)
      .filter(({ key }) => key === label.key)
      .indexOf(label),
  ].join(' ');
