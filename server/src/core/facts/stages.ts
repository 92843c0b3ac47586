import type { Instruction } from '../dockerfile/model.ts';
import { splitWords, wordParts } from '../dockerfile/words.ts';
import { fact } from '../fact.ts';
import { expand } from '../text/parts.ts';
import type { Span } from '../text/span.ts';
import { globalArguments } from './globals.ts';

/** A build stage: its FROM and what follows up to the next one. */
export interface Stage {
  readonly index: number;
  /** In lower case; undefined where the stage has none. */
  readonly name: string | undefined;
  readonly from: Instruction;
  /** The base image with global ARGs resolved; `${NAME}` where only the build can tell. */
  readonly image: string;
  readonly imageSpan: Span;
  /** The earlier stage it starts from. */
  readonly parent: Stage | undefined;
  /** Everything behind FROM, ONBUILD triggers included. */
  readonly instructions: readonly Instruction[];
}

/** The stages in order. Instructions in front of the first FROM belong to none. */
export const stages = fact((source): readonly Stage[] => {
  const { file } = source;
  const found: (Stage & { instructions: Instruction[] })[] = [];
  for (const instruction of file.instructions) {
    if (instruction.keyword === 'FROM' && !instruction.onbuild) {
      const words = splitWords(instruction.body, file.escape);
      const image = words[0] ? expand(wordParts(words[0], file.escape), globalArguments(source)).text : '';
      const name = words[1]?.text.toLowerCase() === 'as' ? words[2]?.text.toLowerCase() : undefined;
      const parent = found.find((stage) => stage.name !== undefined && stage.name === image.toLowerCase());
      const imageSpan = words[0]?.span(0, words[0].text.length) ?? instruction.keywordSpan;
      found.push({ index: found.length, name, from: instruction, image, imageSpan, parent, instructions: [] });
    } else found[found.length - 1]?.instructions.push(instruction);
  }
  return found;
});

/** The stage that ends up in the image when no target is named. */
export const finalStage = fact((source): Stage | undefined => stages(source)[stages(source).length - 1]);

/** A stage and those it starts from, nearest first. */
export function lineage(stage: Stage): Stage[] {
  const line: Stage[] = [];
  for (let next: Stage | undefined = stage; next; next = next.parent) line.push(next);
  return line;
}

/** The image that a stage's lineage starts from outside this file. */
export const rootImage = (stage: Stage): string => lineage(stage).at(-1)!.image;
