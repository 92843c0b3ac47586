import { parseDockerfile } from '../dockerfile/parse.ts';
import { quoted } from '../dockerfile/quote.ts';
import { type Label, labels } from '../facts/labels.ts';
import { legacyLabels } from '../facts/legacyLabels.ts';
import { OCI } from '../facts/ociKeys.ts';
import { type Statement, statements } from '../facts/project/statements.ts';
import { finalStage, lineage, type Stage } from '../facts/stages.ts';
import { labelKeyword, pairBreak } from '../repairs/labelLayout.ts';
import { indentOf, startWithComments } from '../repairs/lines.ts';
import type { Fix, Rule, Source } from '../rule.ts';
import { applyEdits, at, type Edit } from '../text/span.ts';

const ID = 'missing-oci-label';

/** Instructions that describe the image and build nothing, as they stand at the end of most files. */
const CLOSING = new Set(['CMD', 'ENTRYPOINT', 'EXPOSE', 'HEALTHCHECK', 'STOPSIGNAL', 'USER', 'VOLUME']);

type Known = Statement & { readonly key: string };

/** Finds required OCI labels that the image will not have; what the project states elsewhere is filled in. */
export const missingOciLabel: Rule = {
  id: ID,
  summary: 'The image has the OCI labels that say what it is, where it comes from and under which licence.',
  severity: 'information',
  *check(source) {
    const stage = finalStage(source);
    const missing = stage ? missingKeys(source, stage) : [];
    if (!stage || missing.length === 0) return;
    const own = labels(source).filter((label) => label.stage === stage && !label.instruction.onbuild);
    const known = missing.flatMap((key): Known[] => {
      const statement = statements(source).get(key);
      return statement ? [{ ...statement, key }] : [];
    });
    const first = own.find(({ form }) => form !== 'maintainer')?.instruction ?? stage.from;
    const edits = known.length > 0 ? addition(source, stage, own, known) : [];
    yield {
      span: first.keywordSpan,
      message: messageOf(missing, known),
      fixes: edits.length > 0 ? [fixOf(known, edits)] : [],
    };
  },
};

/** What is required and neither stands in the image's stages nor will once their legacy labels are rewritten. */
function missingKeys(source: Source, stage: Stage): string[] {
  const isOwn = ({ stage: owner, instruction }: Label): boolean =>
    owner !== undefined && lineage(stage).includes(owner) && !instruction.onbuild;
  const present = new Set(
    labels(source)
      .filter(isOwn)
      .map(({ key }) => key),
  );
  for (const { label, key } of legacyLabels(source)) if (key && isOwn(label)) present.add(key);
  return source.config.labels.required.filter((key) => !present.has(OCI + key));
}

function messageOf(missing: readonly string[], known: readonly Known[]): string {
  const unknown = missing.filter((key) => known.every((one) => one.key !== key));
  const says = 'so registries and scanners cannot show them';
  const start = `The image has no OCI label for ${list(missing)}, ${missing.length > 1 ? says : says.replace('them', 'it')}`;
  if (known.length === 0)
    return `${start}; nothing in the project states ${missing.length > 1 ? 'them, so write them' : 'it, so write it'} by hand`;
  const states = `; the project states ${list(known.map(({ key, by }) => `${key} (${by})`))}`;
  if (unknown.length === 0) return start + states;
  return `${start}${states}; write the ${unknown.length > 1 ? 'others' : 'other'} by hand`;
}

const list = (words: readonly string[]): string =>
  words.length > 1 ? `${words.slice(0, -1).join(', ')} and ${words.at(-1)}` : words.join();

const fixOf = (known: readonly Known[], edits: readonly Edit[]): Fix => ({
  key: ID,
  title: `Add ${list(known.map(({ key }) => key))} as the project states ${known.length > 1 ? 'them' : 'it'}`,
  safety: 'safe',
  edits: () => edits,
});

/** Puts the labels behind those that the stage has; where it has none, in front of the instructions that close it. */
function addition(source: Source, stage: Stage, own: readonly Label[], known: readonly Known[]): readonly Edit[] {
  const { file } = source;
  const legacy = new Set(legacyLabels(source).flatMap(({ label, key }) => (key ? [label] : [])));
  const anchor = own.findLast((label) => label.key.startsWith(OCI) || legacy.has(label));
  const theirs = own.filter(({ instruction }) => instruction === anchor?.instruction);
  const pairs = known.map(({ key, text }) => `${OCI}${key}=${valueOf(text, own.at(-1), file.escape)}`);
  if (anchor && theirs.every(({ form, readable }) => form === 'equals' && readable)) {
    const text = pairs.map((pair) => pairBreak(file, anchor.instruction) + pair).join('');
    return [{ span: at(theirs.at(-1)!.span.end), text }];
  }
  const instruction = `${indentOf(file, stage.from)}${labelKeyword(file, stage.from)} ${pairs.join(pairBreak(file, stage.from))}`;
  const edit = behind(source, theirs.at(-1) ?? own.at(-1), instruction) ?? atEnd(source, stage, instruction);
  const after = parseDockerfile(applyEdits(file.source, [edit]));
  return after.instructions.length === file.instructions.length + 1 ? [edit] : [];
}

/** A value in the author's quotes, as far as they hold it. */
const valueOf = (text: string, sample: Label | undefined, escape: string): string =>
  sample?.value?.text.startsWith("'") && !text.includes("'") ? `'${text}'` : quoted(text, escape);

/**
 * A new instruction on the line behind a label's. The edit holds all of that one, so that a fix that rewrites it comes
 * before or after this fix, not with it, and makes one instruction of both.
 */
function behind({ file }: Source, label: Label | undefined, instruction: string): Edit | undefined {
  if (!label?.readable) return undefined;
  const span = { start: label.instruction.keywordSpan.start, end: label.span.end };
  return { span, text: `${file.source.slice(span.start, span.end)}${file.eol}${instruction}` };
}

/** In front of the closing instructions: whatever builds stays in front of labels that change with each release. */
function atEnd({ file }: Source, stage: Stage, instruction: string): Edit {
  const all = [stage.from, ...stage.instructions];
  const built = all.findLast(({ keyword, onbuild }) => onbuild || !CLOSING.has(keyword))!;
  const closing = all[all.indexOf(built) + 1];
  if (closing) {
    const start = startWithComments(file, closing);
    const isApart = /\n[ \t]*\r?\n$/.test(file.source.slice(0, start));
    return { span: at(start), text: `${instruction}${file.eol}${isApart ? file.eol : ''}` };
  }
  const start = startWithComments(file, built);
  const isApart = built !== stage.from && /\n[ \t]*\r?\n$/.test(file.source.slice(0, start));
  return { span: at(built.span.end), text: `${file.eol}${isApart ? file.eol : ''}${instruction}` };
}
