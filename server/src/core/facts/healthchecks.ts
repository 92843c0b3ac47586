import type { Instruction } from '../dockerfile/model.ts';
import { fact } from '../fact.ts';
import type { MappedText } from '../text/mapped.ts';
import type { Span } from '../text/span.ts';
import { lineage, type Stage, stages } from './stages.ts';

/** A HEALTHCHECK that Docker would run: the last one of a stage, with a command. */
export interface Healthcheck {
  readonly instruction: Instruction;
  /** The stages at whose end it is in force; those that start from its own and set none inherit it. */
  readonly stages: readonly Stage[];
  /** In the author's order. */
  readonly options: readonly HealthcheckOption[];
  /** What stands behind CMD. */
  readonly command: MappedText;
}

/** `--name=value`; also `--name value`, which BuildKit refuses but which says what was meant. */
export interface HealthcheckOption {
  readonly name: string;
  /** Without quotes; undefined where there is none. */
  readonly value: string | undefined;
  readonly span: Span;
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
  const { kind, options, rest } = readHealthcheck(instruction);
  return kind === 'CMD' && rest.text !== '' ? { instruction, stages: where, options, command: rest } : undefined;
}

/** A HEALTHCHECK as it is written, whether Docker would take it or not. */
export interface WrittenHealthcheck {
  /** In the author's order. */
  readonly options: readonly HealthcheckOption[];
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
    } else return { options, kind: undefined, rest: body.slice(at) };
    at = spaced.lastIndex;
  }
  const kind = /^(CMD|NONE)(?:\s+|$)/i.exec(body.text.slice(at));
  return {
    options,
    kind: kind ? (kind[1]!.toUpperCase() as 'CMD' | 'NONE') : undefined,
    rest: body.slice(at + (kind?.[0].length ?? 0)),
  };
}

const unquote = (value: string | undefined): string | undefined => value?.replace(/^(["'])(.*)\1$/, '$2');

const SECONDS: Readonly<Record<string, number>> = {
  ns: 1e-9,
  us: 1e-6,
  µs: 1e-6,
  μs: 1e-6,
  ms: 1e-3,
  s: 1,
  m: 60,
  h: 3600,
};

/** The seconds of a duration in Go's syntax (`1m30s`, `1.5h`, `500ms`, `0`); undefined where it is none. */
export function durationSeconds(text: string): number | undefined {
  const unsigned = text.replace(/^[+-]/, '');
  const sign = text.startsWith('-') ? -1 : 1;
  if (unsigned === '0') return 0;
  if (!/^(?:(?:\d+\.?\d*|\.\d+)(?:ns|us|µs|μs|ms|s|m|h))+$/.test(unsigned)) return undefined;
  let seconds = 0;
  for (const [, number, unit] of unsigned.matchAll(/([\d.]+)([a-zµμ]+)/g)) seconds += Number(number) * SECONDS[unit!]!;
  return sign * seconds;
}
