import licenceIds from 'spdx-license-ids';
import { quotedAs } from '../dockerfile/quote.ts';
import { buildArgument } from '../facts/labels/buildArguments.ts';
import { labels } from '../facts/labels/labels.ts';
import { OCI } from '../facts/labels/ociKeys.ts';
import { DEFINITIONS, OCI_KEYS } from '../facts/labels/ociSpecification.ts';
import { statements } from '../facts/project/statements.ts';
import { stages } from '../facts/stages.ts';
import type { Source } from '../rule.ts';
import { definitionOf } from './labelHover.ts';
import { type LabelPlace, labelPlace } from './labelPlace.ts';
import type { Completion } from './model.ts';

/** The keys, or the values, that can be typed at a place in a LABEL; none where nothing is known to belong there. */
export function completeLabel(source: Source, offset: number): readonly Completion[] {
  const place = labelPlace(source.file, offset);
  if (!place) return [];
  return place.kind === 'key' ? keys(source, place) : values(source, place, offset);
}

/** Every OCI key that the stage has not, required ones first. */
function keys(source: Source, place: LabelPlace): Completion[] {
  const taken = new Set(
    labels(source)
      .filter(({ instruction, keySpan }) => sameStage(source, instruction, place) && keySpan.start !== place.span.start)
      .map(({ key }) => key),
  );
  const { required } = source.config.labels;
  const ordered = [...OCI_KEYS].toSorted((a, b) => Number(required.includes(b)) - Number(required.includes(a)));
  return ordered.filter((key) => !taken.has(OCI + key)).map((key) => keyCompletion(source, place, key));
}

function keyCompletion(source: Source, place: LabelPlace, key: string): Completion {
  const name = place.quote + OCI + key + place.quote;
  const [known] = place.hasValue ? [] : suggestions(source, place, key);
  const value = place.hasValue ? '' : `=${known?.word ?? '""'}`;
  const markdown = definitionOf(source, key);
  return {
    label: OCI + key,
    kind: 'key',
    span: place.span,
    text: name + value + (place.touches ? ' ' : ''),
    ...(value === '=""' && { cursor: name.length + 2 }),
    ...(place.quote && { filter: place.quote + OCI + key }),
    ...(known && { detail: known.detail }),
    ...(markdown !== undefined && { markdown }),
  };
}

interface Suggestion {
  readonly label: string;
  /** As it is written in a LABEL. */
  readonly word: string;
  readonly detail: string;
}

/** What the project says under a key, or the variable of the stage that says it. */
function suggestions(source: Source, { instruction, quote }: LabelPlace, key: string): Suggestion[] {
  const stage = stages(source).find(({ instructions }) => instructions.includes(instruction));
  const statement = statements(source).get(key);
  const argument = stage && buildArgument(source, stage, key);
  const { escape } = source.file;
  return [
    ...(argument?.declared
      ? [{ label: `\${${argument.name}}`, word: `"\${${argument.name}}"`, detail: 'as the build says' }]
      : []),
    ...(statement
      ? [{ label: statement.text, word: quotedAs(quote, statement.text, escape), detail: `as ${statement.by} says` }]
      : []),
  ];
}

function values(source: Source, place: LabelPlace, offset: number): Completion[] {
  const key = place.key.startsWith(OCI) ? place.key.slice(OCI.length) : '';
  const typed = source.file.source.slice(place.span.start, offset);
  if (!DEFINITIONS.has(key) || /\$\{?\w*$/.test(typed)) return [];
  const first = /[\s(]/.test(typed) ? [] : suggestions(source, place, key);
  const known = first.map(({ label, word, detail }) => valueCompletion(place, label, word, detail));
  const more = key === 'licenses' ? licences(source, place, typed, offset) : [];
  return [...known, ...more.filter(({ label }) => known.every((one) => one.label !== label))];
}

const valueCompletion = (place: LabelPlace, label: string, word: string, detail: string): Completion => ({
  label,
  kind: 'value',
  span: place.span,
  text: word,
  filter: place.quote + label,
  detail,
});

/** SPDX's ids: for the whole value, or for the word of an expression that is being typed. */
function licences(source: Source, place: LabelPlace, typed: string, offset: number): Completion[] {
  const { escape } = source.file;
  if (!/[\s(]/.test(typed))
    return licenceIds.map((id) => valueCompletion(place, id, quotedAs(place.quote, id, escape), 'SPDX'));
  const start = offset - /[\w.+-]*$/.exec(typed)![0].length;
  const behind = /^[\w.+-]*/.exec(source.file.source.slice(offset, place.span.end))![0];
  const span = { start, end: offset + behind.length };
  return licenceIds.map((id) => ({ label: id, kind: 'value', span, text: id, detail: 'SPDX' }));
}

const sameStage = (source: Source, instruction: unknown, place: LabelPlace): boolean =>
  instruction === place.instruction ||
  stages(source).some(({ instructions }) =>
    [instruction, place.instruction].every((one) => instructions.some((other) => other === one)),
  );
