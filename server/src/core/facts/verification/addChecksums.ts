import type { Flag, Instruction } from '../../dockerfile/model.ts';
import { wordParts } from '../../dockerfile/words.ts';
import { fact } from '../../fact.ts';
import type { Source } from '../../rule.ts';
import { expand } from '../../text/parts.ts';
import { globalArguments } from '../globals.ts';
import { type Stage, stages } from '../stages.ts';
import { variablesAt } from '../variables.ts';

/** An `ADD --checksum` that is empty, so that BuildKit verifies nothing and says nothing [dockerfile2llb/convert_copy.go]. */
export interface EmptyChecksum {
  readonly stage: Stage;
  readonly instruction: Instruction;
  readonly flag: Flag;
  /** The variable that holds nothing; undefined where none is named. */
  readonly name: string | undefined;
  /**
   * `empty`: its value is. `global`: it is set in front of the first FROM only, and the stage does not declare it.
   * `given`: its ARG has no default, so it is empty unless the build is told otherwise. `unset`: nothing in the file sets it.
   */
  readonly why: 'empty' | 'global' | 'given' | 'unset';
}

/** Every `ADD --checksum` that is or may be empty. */
export const emptyChecksums = fact((source): readonly EmptyChecksum[] =>
  stages(source).flatMap((stage) =>
    stage.instructions
      .filter(({ keyword }) => keyword === 'ADD')
      .flatMap((instruction) =>
        instruction.flags.flatMap((flag) => {
          const why =
            flag.name === 'checksum' && flag.value !== undefined && emptiness(source, instruction, flag.value);
          return why ? [{ stage, instruction, flag, ...why }] : [];
        }),
      ),
  ),
);

function emptiness(
  source: Source,
  instruction: Instruction,
  checksum: string,
): Pick<EmptyChecksum, 'name' | 'why'> | undefined {
  const parts = wordParts(checksum, source.file.escape);
  const lookup = variablesAt(source, instruction);
  const given = expand(parts, (name) => {
    const value = lookup(name);
    return value && 'text' in value ? value : { text: '' };
  });
  if (given.text !== '') return undefined;
  const name = parts.flatMap((part) => (part.kind === 'variable' ? [part.name] : []))[0];
  const value = name === undefined ? { text: '' } : lookup(name);
  if (value) return { name, why: 'text' in value ? 'empty' : 'given' };
  return { name, why: globalArguments(source)(name!) ? 'global' : 'unset' };
}
