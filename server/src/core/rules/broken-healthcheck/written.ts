import type { Dockerfile, Instruction } from '../../dockerfile/model.ts';
import { knowsStartInterval } from '../../facts/frontend.ts';
import { durationSeconds, type HealthcheckOption, readHealthcheck } from '../../facts/healthchecks.ts';
import type { Stage } from '../../facts/stages.ts';
import { addOption } from '../../repairs/healthcheckOption.ts';
import { lineStart } from '../../repairs/lines.ts';
import type { Finding, Fix, Source } from '../../rule.ts';
import { nearest } from '../../text/nearest.ts';
import { at } from '../../text/span.ts';
import { fixOf } from './fix.ts';

const DURATIONS = ['interval', 'timeout', 'start-period', 'start-interval'];
const OPTIONS = [...DURATIONS, 'retries'];
/** Docker's shortest duration, in seconds. */
const LEAST = 0.001;

/** What BuildKit refuses in a HEALTHCHECK, and what a later one of its stage makes void. */
export function* writtenMistakes(source: Source, stage: Stage, instruction: Instruction): Iterable<Finding> {
  const { options } = readHealthcheck(instruction);
  const subject = `${stage.index} ${stage.instructions.indexOf(instruction)}`;
  for (const option of options) yield* optionMistake(source, option, subject);
  yield* commandMistake(source, instruction, subject);
  if (!isReplaced(stage, instruction)) return;
  yield {
    span: instruction.keywordSpan,
    severity: 'information',
    message: 'A later HEALTHCHECK of this stage replaces this one, which therefore never runs: remove it',
    fixes: [fixOf(`several ${subject}`, 'Remove the HEALTHCHECK that never runs', [removal(source.file, instruction)])],
  };
}

const isReplaced = ({ instructions }: Stage, instruction: Instruction): boolean =>
  instructions.findLast(({ keyword, onbuild }) => keyword === 'HEALTHCHECK' && onbuild === instruction.onbuild) !==
  instruction;

function removal({ source }: Dockerfile, { span }: Instruction) {
  const start = lineStart(source, span.start);
  const end = source.indexOf('\n', span.end);
  return { span: { start, end: end < 0 ? source.length : end + 1 }, text: '' };
}

function* optionMistake(source: Source, option: HealthcheckOption, subject: string): Iterable<Finding> {
  const { name, value, span } = option;
  const finding = (message: string, ...fixes: readonly Fix[]): Finding => ({ span, message, fixes });
  const written = (to: string, reason?: string): Fix =>
    fixOf(`option ${name} ${subject}`, `Write ${to}`, [{ span, text: to }], reason);
  if (!OPTIONS.includes(name)) {
    const meant = nearest(name.replaceAll('_', '-'), OPTIONS);
    const message = `--${name} is no option of HEALTHCHECK, so the build fails`;
    yield meant
      ? finding(`${message}: write --${meant}`, written(`--${meant}${value === undefined ? '' : `=${value}`}`))
      : finding(`${message}: it knows ${OPTIONS.map((one) => `--${one}`).join(', ')}`);
  } else if (value === undefined) yield finding(`--${name} has no value, so the build fails: write --${name}=…`);
  else if (!source.file.source.slice(span.start, span.end).includes('='))
    yield finding(
      `--${name} needs an equals sign in front of its value; without it the build fails`,
      written(`--${name}=${value}`),
    );
  else if (name === 'start-interval' && knowsStartInterval(source.file) === false)
    yield finding(
      '--start-interval is unknown to the Dockerfile syntax that this file asks for, so the build fails: ask for docker/dockerfile:1',
    );
  else if (value.includes('$'))
    yield finding(
      `HEALTHCHECK expands no variables in its options, so the build fails at --${name}=${value}: write the value`,
    );
  else if (name === 'retries') {
    if (!/^\+?\d+$/.test(value)) yield finding(`--retries takes a whole number, so the build fails at ${value}`);
  } else yield* durationMistake(finding, name, value, written);
}

function* durationMistake(
  finding: (message: string, ...fixes: readonly Fix[]) => Finding,
  name: string,
  value: string,
  written: (to: string, reason?: string) => Fix,
): Iterable<Finding> {
  const seconds = durationSeconds(value);
  if (seconds === undefined) {
    const message = `${value} is no duration, so the build fails: Docker reads numbers with units, such as 30s or 1m30s`;
    yield /^\d+(?:\.\d+)?$/.test(value)
      ? finding(message, written(`--${name}=${value}s`, 'the number is taken for seconds'))
      : finding(message);
  } else if (seconds !== 0 && seconds < LEAST)
    yield finding(`Docker takes no duration below a millisecond, so the build fails at --${name}=${value}`);
}

function* commandMistake(source: Source, instruction: Instruction, subject: string): Iterable<Finding> {
  const { kind, options, rest } = readHealthcheck(instruction);
  const span = instruction.keywordSpan;
  if (kind === 'NONE') {
    if (rest.text !== '') yield { span, message: 'HEALTHCHECK NONE takes nothing behind it; the build fails' };
  } else if (rest.text === '')
    yield {
      span,
      message: 'HEALTHCHECK has no command, so the build fails: write CMD and the command',
      fixes: kind === undefined ? continued(source, instruction, subject) : [],
    };
  else if (kind === undefined) {
    // Compose files have CMD-SHELL.
    const compose = /^CMD-SHELL\s+/i.exec(rest.text)?.[0].length ?? 0;
    yield {
      span,
      message: 'HEALTHCHECK takes CMD in front of its command; without it the build fails',
      fixes: [
        fixOf(`cmd ${subject}`, 'Write CMD in front of the command', [{ span: rest.span(0, compose), text: 'CMD ' }]),
      ],
    };
  } else {
    const misplaced = new RegExp(`^(?:--(?:${OPTIONS.join('|')})=\\S+\\s+)+(?=\\S)`).exec(rest.text)?.[0];
    if (misplaced === undefined) return;
    const given = misplaced.trimEnd();
    yield {
      span: rest.span(0, given.length),
      message: `${given} stands behind CMD, where it is taken for the command, so the check always fails: put it in front of CMD`,
      fixes: [
        fixOf(`misplaced ${subject}`, `Put ${given} in front of CMD`, [
          addOption(source, instruction, options, given),
          { span: rest.span(0, misplaced.length), text: '' },
        ]),
      ],
    };
  }
}

const LOOKS_LIKE_PROBE = /\b(?:curl|wget|health-?_?check\w*|pg_isready)\b|\|\|\s*exit\s+1\b/;

/** A CMD on the next line that is a health check by its looks: what is missing is the end of the line. */
function continued({ file }: Source, instruction: Instruction, subject: string): Fix[] {
  const next = file.instructions[file.instructions.indexOf(instruction) + 1];
  const between = next && file.source.slice(instruction.span.end, next.span.start);
  if (next?.keyword !== 'CMD' || !/^[ \t]*\r?\n[ \t]*$/.test(between!) || !LOOKS_LIKE_PROBE.test(next.body.text))
    return [];
  const edit = { span: at(instruction.span.end), text: ` ${file.escape}` };
  return [fixOf(`continued ${subject}`, 'Go on with CMD on the next line', [edit], 'the CMD may be the image’s own')];
}
