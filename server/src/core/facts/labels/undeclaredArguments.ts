import type { Source } from '../../rule.ts';
import { globalArguments } from '../globals.ts';
import { lineage } from '../stages.ts';
import { variablesAt } from '../variables.ts';
import type { Label } from './labels.ts';

/**
 * The variables of a label that are ARGs in front of the first FROM and that its stage neither declares nor inherits: the
 * build sees none of them. One that names the base image may be a variable of that image, so it is left out.
 */
export function undeclaredArguments(source: Source, { parts, stage, instruction }: Label): string[] {
  if (!stage || instruction.onbuild) return [];
  const lookup = variablesAt(source, instruction);
  const global = globalArguments(source);
  const bases = lineage(stage).map(({ from }) => from.body.text);
  const names = parts.flatMap((part) => (part.kind === 'variable' && !part.operation ? [part.name] : []));
  return [...new Set(names)].filter(
    (name) =>
      lookup(name) === undefined &&
      global(name) !== undefined &&
      bases.every((base) => !new RegExp(`\\$\\{?${name}\\b`).test(base)),
  );
}
