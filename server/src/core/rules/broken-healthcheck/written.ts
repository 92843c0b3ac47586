import type { Dockerfile, Instruction } from '../../dockerfile/model.ts';
import { meantOption, optionsMeaning } from '../../facts/health/healthcheckOptions.ts';
import { isEmpty, readHealthcheck, type WrittenHealthcheck } from '../../facts/health/healthchecks.ts';
import type { Stage } from '../../facts/stages.ts';
import { addOption } from '../../repairs/healthcheckOption.ts';
import { lineStart } from '../../repairs/lines.ts';
import type { Finding, Fix, Source } from '../../rule.ts';
import type { MappedText } from '../../text/mapped.ts';
import { at } from '../../text/span.ts';
import { fixOf } from './fix.ts';
import { optionMistakes } from './options.ts';

/** What BuildKit refuses in a HEALTHCHECK, and what a later one of its stage makes void. */
export function* writtenMistakes(source: Source, stage: Stage, instruction: Instruction): Iterable<Finding> {
  const written = readHealthcheck(instruction);
  const subject = `${stage.index} ${stage.instructions.indexOf(instruction)}`;
  yield* optionMistakes(source, written, subject);
  yield* commandMistake(source, instruction, written, subject);
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

function* commandMistake(
  source: Source,
  instruction: Instruction,
  written: WrittenHealthcheck,
  subject: string,
): Iterable<Finding> {
  const { kind, rest } = written;
  const span = instruction.keywordSpan;
  if (kind === 'NONE') {
    if (rest.text !== '') yield { span, message: 'HEALTHCHECK NONE takes nothing behind it; the build fails' };
  } else if (isEmpty(rest))
    yield {
      span,
      message: 'HEALTHCHECK has no command, so the build fails: write CMD and the command',
      fixes: kind === undefined && rest.text === '' ? continued(source, instruction, subject) : [],
    };
  else if (kind === undefined) yield withoutCmd(instruction, rest, subject);
  else yield* misplacedOptions(source, instruction, written, subject);
}

/** What no command starts with: the rest of a duration, an option; or something that stands in front of CMD. */
const NO_COMMAND = /^(?:[-+]|\.?\d)|\sCMD\s/i;

function withoutCmd({ keywordSpan: span }: Instruction, rest: MappedText, subject: string): Finding {
  const [first] = rest.text.split(/\s/, 1);
  if (NO_COMMAND.test(rest.text))
    return {
      span,
      message: `${first} stands where HEALTHCHECK takes options or CMD, so the build fails: take it away`,
    };
  // Compose files have CMD-SHELL.
  const compose = /^CMD-SHELL\s+/i.exec(rest.text)?.[0].length ?? 0;
  const edit = { span: rest.span(0, compose), text: 'CMD ' };
  return {
    span,
    message: 'HEALTHCHECK takes CMD in front of its command; without it the build fails',
    fixes: [fixOf(`cmd ${subject}`, 'Write CMD in front of the command', [edit])],
  };
}

/** Options behind CMD; one that is given in front of it as well is left to the author, for BuildKit takes it once. */
function* misplacedOptions(
  source: Source,
  instruction: Instruction,
  written: WrittenHealthcheck,
  subject: string,
): Iterable<Finding> {
  const { options, misplaced, rest } = written;
  if (misplaced.length === 0) return;
  const whole = new RegExp(String.raw`^(?:\S+\s+){${misplaced.length}}`).exec(rest.text)![0];
  const given = whole.trimEnd();
  const twice = misplaced.find(({ name }) => optionsMeaning(written, meantOption(name)!).length > 1);
  const remedy = twice ? `keep one --${meantOption(twice.name)}, in front of CMD` : 'put it in front of CMD';
  yield {
    span: rest.span(0, given.length),
    message: `${given} stands behind CMD, where it is taken for the command, so the check always fails: ${remedy}`,
    fixes: twice
      ? []
      : [
          fixOf(`misplaced ${subject}`, `Put ${given} in front of CMD`, [
            addOption(source, instruction, options, given),
            { span: rest.span(0, whole.length), text: '' },
          ]),
        ],
  };
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
