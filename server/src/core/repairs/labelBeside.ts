import type { Instruction } from '../dockerfile/model.ts';
import { labels } from '../facts/labels/labels.ts';
import type { Source } from '../rule.ts';
import { at, type Edit } from '../text/span.ts';
import { labelKeyword, pairBreak } from './labelLayout.ts';
import { type NewKeys, valueWord } from './labelRewrite.ts';
import { indentOf } from './lines.ts';

/** The edits that say what an instruction's labels say under their new keys too, below a comment; undefined where the build cannot read them. */
export function addBeside(
  source: Source,
  instruction: Instruction,
  newKeys: NewKeys,
  comment: string,
): readonly Edit[] | undefined {
  const { file } = source;
  const own = labels(source).filter((label) => label.instruction === instruction);
  const pairs = own.flatMap((label) => {
    const value = newKeys.get(label) && valueWord(label, file.escape);
    return value === undefined ? [] : [`${newKeys.get(label)}=${value}`];
  });
  if (pairs.length === 0 || !own.every(({ readable }) => readable)) return undefined;
  const indent = indentOf(file, instruction);
  const last = own.at(-1)!;
  const trigger = file.source.slice(instruction.span.start, instruction.keywordSpan.start);
  const text =
    last.form === 'equals'
      ? pairs.map((pair) => pairBreak(file, instruction) + pair).join('')
      : `${file.eol}${indent}${trigger}${labelKeyword(file, instruction)} ${pairs}`;
  return [
    { span: at(instruction.span.start), text: `# ${comment}${file.eol}${indent}` },
    { span: at(last.span.end), text },
  ];
}
