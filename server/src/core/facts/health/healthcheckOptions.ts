import { nearest } from '../../text/nearest.ts';
import type { Span } from '../../text/span.ts';

/** `--name=value`; also `--name value`, which BuildKit refuses but which says what was meant. */
export interface HealthcheckOption {
  readonly name: string;
  /** Without quotes; undefined where there is none. */
  readonly value: string | undefined;
  readonly span: Span;
}

/** The options of a HEALTHCHECK, in the author's order. */
export interface HealthcheckOptions {
  readonly options: readonly HealthcheckOption[];
  /** Those behind CMD, where they are taken for the command. */
  readonly misplaced: readonly HealthcheckOption[];
}

/** What HEALTHCHECK knows [Dockerfile reference]. */
export const HEALTHCHECK_OPTIONS = ['interval', 'timeout', 'start-period', 'start-interval', 'retries'];

/** The option that a name means, misspelt or not; undefined where it resembles none. */
export const meantOption = (name: string): string | undefined =>
  HEALTHCHECK_OPTIONS.includes(name) ? name : nearest(name.replaceAll('_', '-'), HEALTHCHECK_OPTIONS);

/** All that mean an option, misspelt and misplaced ones included: BuildKit refuses two of a name. */
export const optionsMeaning = ({ options, misplaced }: HealthcheckOptions, name: string): HealthcheckOption[] =>
  [...options, ...misplaced].filter((option) => meantOption(option.name) === name);

/** The option that gives a value: the one that is written right before one that only means it. */
export function givenOption(written: HealthcheckOptions, name: string): HealthcheckOption | undefined {
  const meaning = optionsMeaning(written, name);
  return meaning.find((option) => option.name === name) ?? meaning[0];
}

/** The seconds that an option gives, 0 where Docker's default holds; undefined where its value is no duration. */
export function secondsOf(option: HealthcheckOption | undefined): number | undefined {
  return option === undefined || option.value === '' ? 0 : durationSeconds(option.value ?? '');
}

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
