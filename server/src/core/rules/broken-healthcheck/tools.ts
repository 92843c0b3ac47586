import { VALUED as CURL } from '../../facts/downloads/curl.ts';
import { type Arguments, parseArguments } from '../../facts/downloads/options.ts';
import { VALUED as WGET } from '../../facts/downloads/wget.ts';
import type { Healthcheck } from '../../facts/health/healthchecks.ts';
import { knownImage, mayBeAnotherImage, servesPackages } from '../../facts/health/images.ts';
import { type ProbeCommand, probeCommands } from '../../facts/health/probes.ts';
import { lacksProgram } from '../../facts/health/programs.ts';
import { rootImage, stages } from '../../facts/stages.ts';
import { installProgram } from '../../repairs/installProgram.ts';
import { asArray, clientWords, plainUrl, plainWords, type Request, replaceWords } from '../../repairs/probeClient.ts';
import type { Finding, Fix, Source } from '../../rule.ts';
import { type Command, wordSpan } from '../../shell/model.ts';
import { commandName, unwrap, wordText } from '../../shell/unwrap.ts';
import type { Edit } from '../../text/span.ts';
import { lookAtNothing, printsForNobody } from './beside.ts';
import { fixOf } from './fix.ts';

/** Options after which another client still asks the same, by tool: those without a value, and with one. */
const SAME: Readonly<Record<string, RegExp>> = {
  curl: /^(?:-[fsSvq4#oLm]|--(?:fail|silent|show-error|verbose|no-progress-meter|output|ipv4|location|max-time|connect-timeout))$/,
  wget: /^(?:-[qvnSOTt]|--(?:quiet|no-verbose|spider|output-document|timeout|tries|server-response|verbose))$/,
};
const SECONDS = /^(?:-m|--max-time|-T|--timeout)$/;

const UNSEEN = 'what the image has is known from its publisher’s Dockerfile, and was not looked up';

/** A program that the image does not have. */
export function* missingTools(source: Source, healthcheck: Healthcheck): Iterable<Finding> {
  // The image that is built on top may install it.
  if (healthcheck.instruction.onbuild) return;
  const [stage] = healthcheck.stages as [(typeof healthcheck.stages)[number]];
  const commands = probeCommands(source, healthcheck);
  for (const probe of commands) {
    const { name } = unwrap(probe.command);
    const program = commandName(name);
    if (!name || !program || commandName(probe.command.name) === 'busybox') continue;
    if (!healthcheck.stages.every((one) => lacksProgram(source, one, wordText(name)))) continue;
    if (hasWayOut(probe.command, commands)) continue;
    const isDefault = mayBeAnotherImage(stage);
    const other = servesPackages(stage) ? 'install it' : 'take a newer release, for this one’s packages are gone';
    yield {
      span: wordSpan(name),
      ...(isDefault && { severity: 'information' }),
      message: `${rootImage(stage)}${isDefault ? ', the base by default,' : ''} has no ${program} and nothing here installs it, so the check always fails${isDefault ? ' there' : ''}: ask with what the image has, or ${other}`,
      fixes: fixesFor(source, healthcheck, probe, program),
    };
  }
}

/** Whether another command may answer in its place, or its absence is looked at. */
function hasWayOut(command: Command, commands: readonly ProbeCommand[]): boolean {
  const { list } = command.item;
  const others = commands.filter((one) => one.command !== command).map((one) => commandName(unwrap(one.command).name));
  if (others.some((name) => name === undefined || /^(?:which|type|hash|command)$/.test(name))) return true;
  if (list.owner && list.owner.kind !== 'substitution') return true;
  let { item } = command;
  while (item.list.owner) item = item.list.owner.item;
  const behind = item.list.items.slice(item.list.items.indexOf(item) + 1);
  return behind.some(
    ({ before, pipeline }) =>
      before === '||' &&
      pipeline.some((node) => node.type !== 'command' || !/^(?:exit|false|echo|kill)$/.test(node.name?.text ?? '')),
  );
}

function fixesFor(source: Source, healthcheck: Healthcheck, probe: ProbeCommand, program: string): Fix[] {
  const [stage] = healthcheck.stages as [(typeof healthcheck.stages)[number]];
  const image = knownImage(stage)!;
  const subject = `${program} ${stage.index}`;
  const request = requestOf(probe.command, program, probeCommands(source, healthcheck));
  const client = image.clients.find(([name]) => !request?.redirected || !/^(?:node|ruby)$/.test(name));
  const words = request && client && clientWords(client, request);
  const edit =
    words && (image.shell ? replaceWords(source.file.source, probe.command, words) : wholly(healthcheck, probe, words));
  const own = stages(source).find(({ instructions }) => instructions.includes(healthcheck.instruction))!;
  const install = servesPackages(stage) ? installProgram(source, own, image.packages, program) : undefined;
  return [
    ...(edit ? [fixOf(`client ${subject}`, `Ask with ${client![0]}`, [edit], UNSEEN)] : []),
    ...(install
      ? [fixOf(`install ${subject}`, `Install ${program}`, [install], 'it adds a package to the image')]
      : []),
  ];
}

/** The edit that makes an array of the whole health check, as an image without a shell needs it. */
function wholly(
  { command }: Healthcheck,
  { command: { script } }: ProbeCommand,
  words: readonly string[],
): Edit | undefined {
  if (!plainWords(script) || words.some((word) => word.includes('$'))) return undefined;
  return { span: command.span(0, command.text.length), text: asArray(words) };
}

/** What a command asks, where nothing is lost when another client asks it. */
function requestOf(command: Command, program: string, commands: readonly ProbeCommand[]): Request | undefined {
  const same = SAME[program];
  const { name, args } = unwrap(command);
  if (!same || name !== command.name || !printsForNobody(command)) return undefined;
  const { options, operands } = parseArguments(args, program === 'curl' ? CURL : WGET);
  const [word, ...more] = operands;
  const url = word && more.length === 0 ? plainUrl(word) : undefined;
  if (url === undefined || options.some((option) => !same.test(option.name))) return undefined;
  if (keepsAnswer(program, options, commands)) return undefined;
  const seconds = options.findLast((option) => SECONDS.test(option.name))?.text;
  const redirected = options.some((option) => option.name === '-L' || option.name === '--location');
  return { url, redirected, seconds: seconds !== undefined && /^\d+$/.test(seconds) ? seconds : undefined };
}

/** Whether a client saves the answer where it may be wanted: in a file of a given name, or where another command looks. */
function keepsAnswer(program: string, options: Arguments['options'], commands: readonly ProbeCommand[]): boolean {
  const output = program === 'curl' ? /^(?:-o|--output)$/ : /^(?:-O|--output-document)$/;
  const files = options.filter(({ name }) => output.test(name));
  if (files.length > 0) return files.some(({ text }) => text !== '/dev/null' && text !== '-');
  return program === 'wget' && !options.some(({ name }) => name === '--spider') && !lookAtNothing(commands);
}
