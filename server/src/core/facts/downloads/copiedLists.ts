import { operands } from '../../dockerfile/operands.ts';
import { wordParts } from '../../dockerfile/words.ts';
import type { Source } from '../../rule.ts';
import type { Command } from '../../shell/model.ts';
import { expand } from '../../text/parts.ts';
import type { Architecture } from '../architectures.ts';
import { directoryAt, join, workingDirectory } from '../paths.ts';
import type { BuildScript } from '../scripts.ts';
import { lineage } from '../stages.ts';
import { variablesAt } from '../variables.ts';
import { bodyText } from './listText.ts';

/** The script that a list is read in, and the architecture that it is read for where that matters. */
export interface Reading {
  readonly source: Source;
  readonly build: BuildScript;
  readonly architecture?: Architecture | undefined;
}

/** The text of a file that a here-document of COPY has written where a command reads it: `COPY <<EOF /SHA256SUMS`. */
export function copiedText(
  { source, build, architecture }: Reading,
  command: Command,
  file: string,
): string | undefined {
  const { escape } = source.file;
  const path = join(directoryAt(source, build, command), file);
  const copied = lineage(build.stage)
    .flatMap(({ instructions }) => instructions)
    .filter(
      ({ heredocs, keyword, span }) =>
        heredocs.length > 0 && keyword !== 'RUN' && span.start < build.instruction.span.start,
    )
    .flatMap((instruction) => {
      const lookup = variablesAt(source, instruction, architecture);
      const target = operands(instruction.body, escape).at(-1);
      const written = target ? expand(wordParts(target, escape), lookup).text : '';
      const place = join(workingDirectory(source, instruction), written);
      return instruction.heredocs
        .filter(({ name }) => place === path || join(place, name) === path)
        .map((heredoc) => bodyText(heredoc.content.text, heredoc.expand, lookup));
    });
  return copied.at(-1);
}
