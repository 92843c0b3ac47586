import type { Instruction } from '../dockerfile/model.ts';
import { type Pair, pairs } from '../dockerfile/words.ts';
import type { Source } from '../rule.ts';
import type { Word } from '../shell/model.ts';
import { type MappedText, MappedTextBuilder } from '../text/mapped.ts';
import type { Edit } from '../text/span.ts';
import { lineage, type Stage } from './stages.ts';

/** Where something is written: in the Dockerfile, or in another file of the project. */
export interface Place {
  /** Undefined: the Dockerfile itself. */
  readonly path: string | undefined;
  /** As written, quotes and variables included. */
  readonly text: MappedText;
}

/** Where a word of a command is written. */
export const wordPlace = ({ script, start, end }: Word): Place => ({
  path: undefined,
  text: script.text.slice(start, end),
});

/** A piece of another file of the project. */
export function filePlace(path: string, text: string, start: number, end: number): Place {
  const builder = new MappedTextBuilder(start);
  builder.copy(text, start, end);
  return { path, text: builder.build() };
}

/** The edit that replaces what is written there first; undefined where it is not written there (it comes out of a variable). */
export function replaceIn({ path, text }: Place, written: string, by: string): Edit | undefined {
  const start = text.text.indexOf(written);
  if (start < 0) return undefined;
  const edit = text.replace(start, start + written.length, by);
  return path === undefined ? edit : { ...edit, path };
}

/** Where ENV or ARG last gave a variable the value that an instruction sees. */
export function variablePlace(source: Source, stage: Stage, instruction: Instruction, name: string): Place | undefined {
  for (const { instructions } of lineage(stage)) {
    const end = instructions.indexOf(instruction);
    const settings = (end < 0 ? instructions : instructions.slice(0, end)).filter(
      ({ keyword, onbuild }) => !onbuild && (keyword === 'ENV' || keyword === 'ARG'),
    );
    const found = settings.flatMap((one): Pair[] => pairs(one, source.file.escape)).findLast(({ key }) => key === name);
    if (found?.value) return { path: undefined, text: found.value };
  }
  return undefined;
}
