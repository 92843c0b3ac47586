import { jsonStrings } from '../../dockerfile/json.ts';
import { pairs } from '../../dockerfile/words.ts';
import type { Healthcheck } from '../../facts/health/healthchecks.ts';
import { knownImage, mayBeAnotherImage } from '../../facts/health/images.ts';
import { isPosix } from '../../facts/health/probes.ts';
import { lacksProgram, lacksShell } from '../../facts/health/programs.ts';
import { scriptsOf } from '../../facts/scripts.ts';
import { lineage, rootImage } from '../../facts/stages.ts';
import { asArray, plainWords } from '../../repairs/probeClient.ts';
import type { Finding, Source } from '../../rule.ts';
import { wordText } from '../../shell/unwrap.ts';
import type { MappedText } from '../../text/mapped.ts';
import type { Span } from '../../text/span.ts';
import { fixOf } from './fix.ts';

const OPERATOR = /^(?:\|\||&&|\||;|&|\d?>.*|<)$|^\s*(?:\|\||&&|\|)\s/;
const GIVES_UP = /^\s*\|\|\s*(?:exit\s*1|false)\s*;?\s*$/;
/** Programs that read their arguments as code, or run other commands with them. */
const READS_CODE =
  /^(?:(?:ba|da|a|k|z)?sh|cmd|powershell|pwsh|env|eval|su|gosu|su-exec|python[\d.]*|node|ruby|php|perl|busybox|timeout)$/i;

/** A command that is read in another way than its author meant: as an array, or by a shell. */
export function* formMistakes(source: Source, healthcheck: Healthcheck): Iterable<Finding> {
  if (!isPosix(source, healthcheck)) return;
  const strings = jsonStrings(healthcheck.command);
  if (strings) yield* execMistake(source, healthcheck, strings);
  else if (/^\[\s*(?:(["'])(?:(?!\1).)*\1\s*,|'[^']*'\s*\]$)/.test(healthcheck.command.text))
    yield* brokenArray(healthcheck);
  else yield* withoutShell(source, healthcheck);
}

const subjectOf = ({ stages, instruction }: Healthcheck): string => `${stages[0]!.index} ${instruction.onbuild}`;

const spanOf = (text: MappedText): Span => text.span(0, text.text.length);

/** `['curl', …]`, or an array with something behind it: no JSON, so that the shell takes the bracket for its test command. */
function* brokenArray(healthcheck: Healthcheck): Iterable<Finding> {
  const { command } = healthcheck;
  const array = /^\[\s*((?:(?:"[^"\\]*"|'[^'"\\]*')\s*,?\s*)+)\]\s*([^]*)$/.exec(command.text);
  const tail = array?.[2] ?? '';
  const words = array?.[1]?.match(/"[^"]*"|'[^']*'/g)?.map((word) => word.slice(1, -1)) ?? [];
  const isPlain = words.length > 0 && !words.some((word) => word.includes('$')) && (tail === '' || GIVES_UP.test(tail));
  const text = asArray(words);
  yield {
    span: spanOf(command),
    message: `This is no JSON array${tail ? ', for something stands behind it' : ''}, so the shell takes [ for its test command and nothing is asked: write an array of strings in double quotes alone`,
    fixes: isPlain
      ? [fixOf(`array ${subjectOf(healthcheck)}`, 'Write a JSON array', [{ span: spanOf(command), text }])]
      : [],
  };
}

function* execMistake(source: Source, healthcheck: Healthcheck, strings: readonly MappedText[]): Iterable<Finding> {
  const [program, ...rest] = strings;
  if (!program) return;
  const whole = wholeCommand(strings);
  if (whole) {
    yield* notAProgram(source, healthcheck, program, whole);
    return;
  }
  if (READS_CODE.test(program.text.replace(/^.*\//, ''))) return;
  const at = rest.findIndex(({ text }) => OPERATOR.test(text));
  if (at >= 0) {
    const tail = rest.slice(at);
    const last = rest[at - 1] ?? program;
    const droppable = GIVES_UP.test(tail.map(({ text }) => text).join(' '));
    const end = tail.at(-1)!;
    const edit = { span: { start: last.after(last.text.length) + 1, end: end.after(end.text.length) + 1 }, text: '' };
    yield {
      span: spanOf(tail[0]!),
      message: `No shell reads this array: ${program.text} gets ${tail[0]!.text} as an argument. ${droppable ? 'Leave it out, for Docker looks at the status itself' : 'Hand the command to ["sh", "-c", "…"]'}`,
      fixes: droppable
        ? [fixOf(`operator ${subjectOf(healthcheck)}`, 'Leave out what only a shell reads', [edit])]
        : [],
    };
    return;
  }
  const variable = rest.find(({ text }) => /\$\{?[A-Za-z_]/.test(text));
  if (variable && /^(?:curl|wget|http|https)$/.test(program.text.replace(/^.*\//, '')))
    yield* unexpanded(source, healthcheck, strings, variable);
}

/** The command that an array means whose first string is no program: one of Compose files, or a whole command line. */
function wholeCommand([first, ...rest]: readonly MappedText[]): string | undefined {
  if (/^CMD$/.test(first!.text)) return rest.length > 0 ? asArray(rest.map(({ text }) => text)) : undefined;
  if (/^CMD-SHELL$/.test(first!.text)) return rest.length === 1 ? rest[0]!.text : undefined;
  return rest.length === 0 && /^(?:curl|wget|https?)\s+\S/.test(first!.text) ? first!.text : undefined;
}

function* notAProgram(source: Source, healthcheck: Healthcheck, program: MappedText, text: string): Iterable<Finding> {
  const hasShell = !healthcheck.stages.some((stage) => lacksShell(source, stage));
  const isPlain = !/[\r\n]/.test(text) && (hasShell || text.startsWith('['));
  yield {
    span: spanOf(program),
    message: `The array starts a program named ${program.text}, which is none, so the check always fails: write CMD ${text}`,
    fixes: isPlain
      ? [fixOf(`program ${subjectOf(healthcheck)}`, `Write CMD ${text}`, [{ span: spanOf(healthcheck.command), text }])]
      : [],
  };
}

/** A variable in an array is not expanded: neither BuildKit nor a shell looks at it. */
function* unexpanded(
  source: Source,
  healthcheck: Healthcheck,
  strings: readonly MappedText[],
  variable: MappedText,
): Iterable<Finding> {
  const { command, stages } = healthcheck;
  const [stage] = stages as [(typeof stages)[number]];
  const names = new Set(strings.flatMap(({ text }) => [...text.matchAll(/\$\{?(\w+)/g)].map(([, name]) => name!)));
  const set = new Set(
    lineage(stage).flatMap(({ instructions }) =>
      instructions
        .filter(({ keyword }) => keyword === 'ENV')
        .flatMap((one) => pairs(one, source.file.escape).map(({ key }) => key)),
    ),
  );
  const unset = [...names].find((name) => !set.has(name));
  const isPlain = strings.every(({ text }) => /^[\w.:/~%=?&,@+${}-]*$/.test(text)) && !lacksShell(source, stage);
  const text = strings.map((one) => (/[$?&{]/.test(one.text) ? `"${one.text}"` : one.text)).join(' ');
  const reason = unset && `${unset} is not set in this file`;
  yield {
    span: spanOf(variable),
    message: `No shell reads this array, so ${variable.text} is asked for as it is written, and the check always fails: write the command without an array`,
    fixes: isPlain
      ? [
          fixOf(
            `variable ${subjectOf(healthcheck)}`,
            'Let a shell read the command',
            [{ span: spanOf(command), text }],
            reason,
          ),
        ]
      : [],
  };
}

/** The shell form in an image without a shell. */
function* withoutShell(source: Source, healthcheck: Healthcheck): Iterable<Finding> {
  const { command, instruction, stages } = healthcheck;
  const [stage] = stages as [(typeof stages)[number]];
  const [script] = scriptsOf(instruction, command);
  const program = script?.commands[0]?.name;
  // What is missing itself is reported as such.
  if (instruction.onbuild || knownImage(stage)?.shell !== false || !lacksShell(source, stage) || !script) return;
  if (mayBeAnotherImage(stage) || (program && lacksProgram(source, stage, wordText(program)))) return;
  const words = plainWords(script);
  const text = words && asArray(words);
  yield {
    span: spanOf(command),
    message: `${rootImage(stage)} has no shell to read this command, so the check always fails: write it as an array`,
    fixes: text ? [fixOf(`shell ${subjectOf(healthcheck)}`, `Write ${text}`, [{ span: spanOf(command), text }])] : [],
  };
}
