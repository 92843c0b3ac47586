import { jsonStrings } from '../../dockerfile/json.ts';
import type { Instruction } from '../../dockerfile/model.ts';
import { fact } from '../../fact.ts';
import type { MappedText } from '../../text/mapped.ts';
import { lineage, type Stage, stages } from '../stages.ts';
import { type HealthcheckOption, type HealthcheckOptions, meantOption } from './healthcheckOptions.ts';

/** A HEALTHCHECK that Docker would run: the last one of a stage, with a command. */
export interface Healthcheck extends HealthcheckOptions {
  readonly instruction: Instruction;
  /** The stages at whose end it is in force; those that start from its own and set none inherit it. */
  readonly stages: readonly Stage[];
  /** What stands behind CMD. */
  readonly command: MappedText;
}

/**
 * The health checks in force in some image that the file can build, in order. A later HEALTHCHECK of a stage replaces the
 * earlier ones, NONE switches off what was inherited, and ONBUILD sets one for the images built on top.
 */
export const healthchecks = fact((source): readonly Healthcheck[] => {
  const all = stages(source);
  const leaves = all.filter((stage) => !all.some(({ parent }) => parent === stage));
  const inForce = new Map<Instruction, Stage[]>();
  for (const stage of leaves) {
    const own = lineage(stage)
      .map((one) => lastOf(one, false))
      .find((instruction) => instruction !== undefined);
    if (own) inForce.set(own, [...(inForce.get(own) ?? []), stage]);
  }
  for (const stage of all) {
    const later = lastOf(stage, true);
    if (later) inForce.set(later, [stage]);
  }
  return [...inForce]
    .flatMap(([instruction, where]) => inForceIn(instruction, where) ?? [])
    .toSorted((a, b) => a.instruction.span.start - b.instruction.span.start);
});

const lastOf = ({ instructions }: Stage, onbuild: boolean): Instruction | undefined =>
  instructions.findLast((one) => one.keyword === 'HEALTHCHECK' && one.onbuild === onbuild);

function inForceIn(instruction: Instruction, where: readonly Stage[]): Healthcheck | undefined {
  const { kind, options, misplaced, rest } = readHealthcheck(instruction);
  return kind === 'CMD' && !isEmpty(rest)
    ? { instruction, stages: where, options, misplaced, command: rest }
    : undefined;
}

/** Whether a command is none: nothing, or an array of nothing. */
export const isEmpty = (command: MappedText): boolean => command.text === '' || jsonStrings(command)?.length === 0;

/** A HEALTHCHECK as it is written, whether Docker would take it or not. */
export interface WrittenHealthcheck extends HealthcheckOptions {
  /** `CMD` or `NONE`; undefined where neither follows the options. */
  readonly kind: 'CMD' | 'NONE' | undefined;
  /** What stands behind that, or behind the options where it is missing. */
  readonly rest: MappedText;
}

/** Takes a HEALTHCHECK apart. */
export function readHealthcheck({ flags, body }: Instruction): WrittenHealthcheck {
  const options: HealthcheckOption[] = flags.map(({ name, value, span }) => ({ name, value: unquote(value), span }));
  let at = 0;
  const spaced = /(?:--([\w-]+)(?:=(\S*))?|(?!(?:CMD|NONE)\b)(\S+))\s+/iy;
  for (let match = spaced.exec(body.text); match; match = spaced.exec(body.text)) {
    const [whole, name, value, word] = match;
    const end = at + whole.trimEnd().length;
    const open = options.at(-1);
    if (name) options.push({ name, value: unquote(value), span: body.span(at, end) });
    else if (open && open.value === undefined) {
      const span = { start: open.span.start, end: body.after(end) };
      options[options.length - 1] = { ...open, value: unquote(word), span };
    } else return { options, misplaced: [], kind: undefined, rest: body.slice(at) };
    at = spaced.lastIndex;
  }
  const kind = /^(CMD|NONE)(?:\s+|$)/i.exec(body.text.slice(at));
  const rest = body.slice(at + (kind?.[0].length ?? 0));
  return {
    options,
    misplaced: kind ? misplacedIn(rest) : [],
    kind: kind ? (kind[1]!.toUpperCase() as 'CMD' | 'NONE') : undefined,
    rest,
  };
}

/** Options in front of a command, where something stands behind them. */
function misplacedIn(command: MappedText): HealthcheckOption[] {
  const found: HealthcheckOption[] = [];
  const option = /(--([\w-]+)=(\S+))\s+(?=\S)/y;
  for (let match = option.exec(command.text); match; match = option.exec(command.text)) {
    const [, written, name, value] = match;
    if (!meantOption(name!)) break;
    found.push({ name: name!, value: unquote(value), span: command.span(match.index, match.index + written!.length) });
  }
  return found;
}

const unquote = (value: string | undefined): string | undefined => value?.replace(/^(["'])(.*)\1$/, '$2');
