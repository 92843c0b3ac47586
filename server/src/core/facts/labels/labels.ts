import type { Instruction } from '../../dockerfile/model.ts';
import { isReadable } from '../../dockerfile/quote.ts';
import { pairs, wordParts } from '../../dockerfile/words.ts';
import { fact } from '../../fact.ts';
import type { Source } from '../../rule.ts';
import type { MappedText } from '../../text/mapped.ts';
import { expand, type Part } from '../../text/parts.ts';
import type { Span } from '../../text/span.ts';
import { type Stage, stages } from '../stages.ts';
import { variablesAt } from '../variables.ts';

/** A key and its value: of LABEL (ONBUILD's too), or of MAINTAINER, which labels took the place of. */
export interface Label {
  readonly instruction: Instruction;
  /** Undefined in front of the first FROM. */
  readonly stage: Stage | undefined;
  /** As the build reads it, variables left as written; `MAINTAINER` of that instruction. */
  readonly key: string;
  /** Of MAINTAINER the keyword. */
  readonly keySpan: Span;
  /** As written, quotes included; undefined where there is none. */
  readonly value: MappedText | undefined;
  readonly parts: readonly Part[];
  /** The pair; of MAINTAINER its text. */
  readonly span: Span;
  /** `space` is `LABEL key value`: the rest of the line is the value. In the text of MAINTAINER nothing expands. */
  readonly form: 'equals' | 'space' | 'maintainer';
  /** Whether the build can read it; a build stops where it cannot. */
  readonly readable: boolean;
}

/** Every label of the file, in order. */
export const labels = fact((source): readonly Label[] => {
  const stageOf = new Map(stages(source).flatMap((stage) => stage.instructions.map((one) => [one, stage] as const)));
  return source.file.instructions.flatMap((instruction) => {
    const stage = stageOf.get(instruction);
    if (instruction.keyword === 'MAINTAINER') return [maintainer(instruction, stage)];
    return instruction.keyword === 'LABEL' ? pairLabels(source, instruction, stage) : [];
  });
});

function pairLabels({ file }: Source, instruction: Instruction, stage: Stage | undefined): Label[] {
  return pairs(instruction, file.escape).map((pair) => {
    const key = file.source.slice(pair.keySpan.start, pair.keySpan.end);
    const readable = [key, pair.value?.text ?? '"'].every((word) => isReadable(word, file.escape));
    return { ...pair, instruction, stage, parts: pair.value ? wordParts(pair.value, file.escape) : [], readable };
  });
}

function maintainer(instruction: Instruction, stage: Stage | undefined): Label {
  const { body, keywordSpan } = instruction;
  const { text } = body;
  return {
    instruction,
    stage,
    key: 'MAINTAINER',
    keySpan: keywordSpan,
    value: text ? body : undefined,
    parts: [{ kind: 'text', text: isWrapped(text) ? text.slice(1, -1) : text, quoted: true }],
    span: body.span(0, text.length),
    form: 'maintainer',
    readable: text !== '',
  };
}

/** Whether quotes that mean nothing to MAINTAINER stand around all of its text. */
export const isWrapped = (text: string): boolean => /^(["'])(?:(?!\1)[^])*\1$/.test(text);

/** A label's text as far as the file says it; `${NAME}` stays where only the build can tell. */
export const labelText = (source: Source, { parts, instruction }: Label): string =>
  expand(parts, variablesAt(source, instruction)).text;

/** Whether two labels have the same value whatever the build is told. */
export const sameValue = (source: Source, a: Label, b: Label): boolean =>
  spelling(a.parts) === spelling(b.parts) && labelText(source, a) === labelText(source, b);

/** Whether two labels end up in one set of an image, where the later wins. ONBUILD's wait for another build. */
export const together = (a: Label, b: Label): boolean =>
  a.stage === b.stage && a.instruction.onbuild === b.instruction.onbuild;

/** A label's text as far as a message has room for it. */
export function labelExcerpt(source: Source, label: Label): string {
  const text = labelText(source, label);
  return text.length > 60 ? `${text.slice(0, 59)}…` : text;
}

/** What a value is made of, however it was quoted. */
const spelling = (parts: readonly Part[]): string =>
  parts.map((part) => (part.kind === 'text' ? part.text : `\0${JSON.stringify(part)}`)).join('');
