import { knowsStartInterval } from '../../facts/frontend.ts';
import {
  durationSeconds,
  HEALTHCHECK_OPTIONS,
  type HealthcheckOption,
  type HealthcheckOptions,
  meantOption,
  optionsMeaning,
} from '../../facts/health/healthcheckOptions.ts';
import type { Finding, Fix, Source } from '../../rule.ts';
import { fixOf } from './fix.ts';

/** Docker's shortest duration, in seconds. */
const LEAST = 0.001;

/** Options that BuildKit refuses, in front of CMD. */
export function* optionMistakes(source: Source, given: HealthcheckOptions, subject: string): Iterable<Finding> {
  for (const option of given.options) yield* optionMistake(source, given, option, subject);
}

function* optionMistake(
  source: Source,
  given: HealthcheckOptions,
  option: HealthcheckOption,
  subject: string,
): Iterable<Finding> {
  const { name, value, span } = option;
  const meant = meantOption(name);
  const isOnly = meant !== undefined && optionsMeaning(given, meant).length === 1;
  const finding = (message: string, ...fixes: readonly Fix[]): Finding => ({ span, message, fixes });
  const written = (to: string, reason?: string): Fix[] =>
    isOnly ? [fixOf(`option ${name} ${subject}`, `Write ${to}`, [{ span, text: to }], reason)] : [];
  if (meant !== name) yield unknownOption(finding, option, meant, isOnly, written);
  else if (isRepeated(given, option))
    yield finding(`--${name} is given twice, and BuildKit takes it once, so the build fails: keep one of them`);
  else if (value === undefined) yield finding(`--${name} has no value, so the build fails: write --${name}=…`);
  else if (!source.file.source.slice(span.start, span.end).includes('='))
    yield finding(
      `--${name} needs an equals sign in front of its value; without it the build fails`,
      ...written(`--${name}=${value}`),
    );
  else if (name === 'start-interval' && knowsStartInterval(source.file) === false)
    yield finding(
      '--start-interval is unknown to the Dockerfile syntax that this file asks for, so the build fails: ask for docker/dockerfile:1',
    );
  // What is empty is Docker's default.
  else if (value === '') return;
  else if (value.includes('$'))
    yield finding(
      `HEALTHCHECK expands no variables in its options, so the build fails at --${name}=${value}: write the value`,
    );
  else if (name === 'retries') {
    if (!/^\+?\d+$/.test(value)) yield finding(`--retries takes a whole number, so the build fails at ${value}`);
  } else yield* durationMistake(finding, name, value, written);
}

/** Whether an option of the same name stands in front of it. */
const isRepeated = ({ options }: HealthcheckOptions, option: HealthcheckOption): boolean =>
  options.findIndex(({ name }) => name === option.name) < options.indexOf(option);

function unknownOption(
  finding: (message: string, ...fixes: readonly Fix[]) => Finding,
  { name, value }: HealthcheckOption,
  meant: string | undefined,
  isOnly: boolean,
  written: (to: string) => readonly Fix[],
): Finding {
  const message = `--${name} is no option of HEALTHCHECK, so the build fails`;
  if (!meant) return finding(`${message}: it knows ${HEALTHCHECK_OPTIONS.map((one) => `--${one}`).join(', ')}`);
  if (!isOnly) return finding(`${message}: keep one --${meant}, for BuildKit takes it once`);
  return finding(`${message}: write --${meant}`, ...written(`--${meant}${value === undefined ? '' : `=${value}`}`));
}

function* durationMistake(
  finding: (message: string, ...fixes: readonly Fix[]) => Finding,
  name: string,
  value: string,
  written: (to: string, reason?: string) => readonly Fix[],
): Iterable<Finding> {
  const seconds = durationSeconds(value);
  if (seconds === undefined) {
    const message = `${value} is no duration, so the build fails: Docker reads numbers with units, such as 30s or 1m30s`;
    yield /^\d+(?:\.\d+)?$/.test(value)
      ? finding(message, ...written(`--${name}=${value}s`, 'the number is taken for seconds'))
      : finding(message);
  } else if (seconds !== 0 && seconds < LEAST)
    yield finding(`Docker takes no duration below a millisecond, so the build fails at --${name}=${value}`);
}
