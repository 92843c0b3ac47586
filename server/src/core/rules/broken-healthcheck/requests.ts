import { VALUED as CURL } from '../../facts/downloads/curl.ts';
import { hasOption, lastOption, parseArguments } from '../../facts/downloads/options.ts';
import { VALUED as WGET } from '../../facts/downloads/wget.ts';
import { givenOption, secondsOf } from '../../facts/health/healthcheckOptions.ts';
import type { Healthcheck } from '../../facts/health/healthchecks.ts';
import { knownImage, mayBeAnotherImage } from '../../facts/health/images.ts';
import { isPassedOn, type ProbeCommand, probeCommands, requestsOf } from '../../facts/health/probes.ts';
import { isUntouched, lacksProgram } from '../../facts/health/programs.ts';
import { setOption } from '../../repairs/healthcheckOption.ts';
import { addWords } from '../../repairs/probeClient.ts';
import type { Finding, Source } from '../../rule.ts';
import { type Command, commandSpan, wordSpan } from '../../shell/model.ts';
import { commandName, unwrap, wordText } from '../../shell/unwrap.ts';
import { lookAtNothing } from './beside.ts';
import { fixOf } from './fix.ts';

/** Requests that pass when they should not, leave files behind, or outlast the check. */
export function* requestMistakes(source: Source, healthcheck: Healthcheck): Iterable<Finding> {
  const commands = probeCommands(source, healthcheck);
  const subject = `${healthcheck.stages[0]!.index} ${healthcheck.instruction.onbuild}`;
  for (const probe of commands) {
    const { name } = unwrap(probe.command);
    const program = commandName(name);
    if (name && healthcheck.stages.every((stage) => lacksProgram(source, stage, wordText(name)))) continue;
    if (program === 'curl') yield* withoutFail(probe, commands, subject);
    // What else runs may read the file, or remove it.
    if (program === 'wget' && lookAtNothing(commands)) yield* savesAnswer(source, healthcheck, probe, subject);
    yield* outlasts(source, healthcheck, probe, subject);
  }
}

/** Ports of well-known servers that speak no HTTP, so that curl only sees whether somebody listens [IANA]. */
const NO_HTTP = new Set([
  21, 22, 25, 53, 110, 143, 389, 465, 587, 636, 993, 995, 1433, 1521, 1883, 2181, 3306, 5432, 5672, 6379, 6432, 8883,
  9042, 9092, 11211, 26379, 27017, 33060,
]);

function* withoutFail(probe: ProbeCommand, commands: readonly ProbeCommand[], subject: string): Iterable<Finding> {
  const { command } = probe;
  const { args, name } = unwrap(command);
  const given = parseArguments(args, CURL);
  if (hasOption(given, '-f', '--fail', '--fail-with-body', '-w', '--write-out', '-K', '--config')) return;
  if (isPassedOn(command) || command.item.list.owner) return;
  if (requestsOf(probe).every(({ port }) => port && NO_HTTP.has(Number(port.text)))) return;
  if (!lookAtNothing(commands)) return;
  yield {
    span: wordSpan(name!),
    severity: 'information',
    message: 'curl succeeds whatever the server answers, so that an error 500 passes for healthy: add -f',
    fixes:
      name === command.name
        ? [
            fixOf(
              `fail ${subject} ${command.start}`,
              'Add -f',
              [addWords(command, ['-f'])],
              'the check will fail where the server answers this URL with 400 or above',
            ),
          ]
        : [],
  };
}

/** Options with which wget saves nothing, or has its own way with a file that is there. */
const SAVES_NOT = (
  '-O --output-document --spider --delete-after -s -i -V --version --help ' +
  '-c --continue --no-clobber -N --timestamping -r --recursive -m --mirror -p --page-requisites'
).split(' ');

/** wget writes what it gets into a file; that of busybox will not write over it. */
function* savesAnswer(
  source: Source,
  { stages, instruction }: Healthcheck,
  probe: ProbeCommand,
  subject: string,
): Iterable<Finding> {
  const { command } = probe;
  const { args, name } = unwrap(command);
  if (hasOption(parseArguments(args, WGET), ...SAVES_NOT) || isPassedOn(command)) return;
  if (requestsOf(probe).length === 0) return;
  const isBusybox =
    !instruction.onbuild &&
    stages.every(
      (stage) =>
        knownImage(stage)?.clients.some(([client]) => client === 'busybox wget') &&
        !mayBeAnotherImage(stage) &&
        isUntouched(source, stage, 'wget'),
    );
  yield {
    span: wordSpan(name!),
    ...(!isBusybox && { severity: 'information' }),
    message: isBusybox
      ? 'wget saves the answer, and that of busybox fails once the file is there, so that only the first check passes: add -O /dev/null'
      : 'wget saves the answer in a new file at every check: add -O /dev/null',
    fixes:
      name === command.name
        ? [fixOf(`saves ${subject} ${command.start}`, 'Add -O /dev/null', [addWords(command, ['-O', '/dev/null'])])]
        : [],
  };
}

/** Docker's own limit where a HEALTHCHECK sets none, in seconds. */
const DEFAULT_TIMEOUT = 30;

function* outlasts(
  source: Source,
  healthcheck: Healthcheck,
  { command }: ProbeCommand,
  subject: string,
): Iterable<Finding> {
  const own = secondsOf(givenOption(healthcheck, 'timeout')) || DEFAULT_TIMEOUT;
  const patience = patienceOf(command);
  if (patience === undefined || patience <= own) return;
  const enough = `${Math.ceil(patience) + 1}s`;
  const edit = setOption(source, healthcheck.instruction, healthcheck, 'timeout', enough);
  yield {
    span: commandSpan(command),
    severity: 'information',
    message: `This gives up after ${patience}s, but Docker ends the check after ${own}s already: set --timeout=${enough}, or make it give up earlier`,
    fixes: edit
      ? [fixOf(`timeout ${subject}`, `Set --timeout=${enough}`, [edit], 'which of the two limits is meant is a guess')]
      : [],
  };
}

/** The seconds after which a command says that it gives up. */
function patienceOf(command: Command): number | undefined {
  const { name, args } = unwrap(command);
  const program = commandName(name) ?? '';
  const [limit] = command.args.map(wordText).filter((text) => !text.startsWith('-'));
  if (commandName(command.name) === 'timeout') return number(limit?.replace(/s$/, ''));
  if (program === 'curl') return number(lastOption(parseArguments(args, CURL), '-m', '--max-time')?.text);
  if (program === 'wget') return number(lastOption(parseArguments(args, WGET), '-T', '--timeout')?.text);
  if (!/^python[\d.]*$/.test(program)) return undefined;
  return number(/\btimeout\s*=\s*(\d+(?:\.\d+)?)\b/.exec(args.map(wordText).join(' '))?.[1]);
}

const number = (text: string | undefined): number | undefined =>
  text !== undefined && /^\d+(?:\.\d+)?$/.test(text) ? Number(text) : undefined;
