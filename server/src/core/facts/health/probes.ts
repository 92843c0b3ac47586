import { jsonStrings } from '../../dockerfile/json.ts';
import { pairs } from '../../dockerfile/words.ts';
import type { Source } from '../../rule.ts';
import { innerScripts } from '../../shell/inner.ts';
import type { Command, Script, Word } from '../../shell/model.ts';
import { commandName, unwrap } from '../../shell/unwrap.ts';
import type { MappedText } from '../../text/mapped.ts';
import { VALUED as CURL } from '../downloads/curl.ts';
import { parseArguments } from '../downloads/options.ts';
import { VALUED as WGET } from '../downloads/wget.ts';
import { handedOver, type MappedLookup, UNTOLD, unquoted } from '../handedOver.ts';
import { scriptsOf } from '../scripts.ts';
import { shellAt } from '../shells.ts';
import { lineage, type Stage } from '../stages.ts';
import { requestLinesIn, serviceIn, urlIn, urlsInCode, urlsInText, type WrittenUrl } from '../urls.ts';
import type { Healthcheck } from './healthchecks.ts';

/** One request of a health check, where it can be read in the file: script files cannot. */
export interface Probe extends WrittenUrl {
  /** Whether the answer's text decides too, so that another route's answer may not pass. */
  readonly readsAnswer: boolean;
}

/** Text for a message: what only the container can tell is left open. */
export const shown = (text: string): string => text.replaceAll(UNTOLD, '…');

/** Options of HTTPie that take a value. */
const HTTPIE = new Set(
  '-a -A -o -p -s --auth --auth-type --output --print --style --session --timeout --verify --cert --cert-key --proxy --pretty'.split(
    ' ',
  ),
);
/** A command whose operands are URLs, with its options that take a value. */
interface Fetcher {
  readonly valued: ReadonlySet<string>;
  /** Whether only the first operand is a URL. */
  readonly first: boolean;
}
const FETCHERS: ReadonlyMap<string, Fetcher> = new Map<string, Fetcher>([
  ['curl', { valued: CURL, first: false }],
  ['wget', { valued: WGET, first: false }],
  ['wget2', { valued: WGET, first: false }],
  ...['http', 'https', 'httpie', 'xh'].map((name) => [name, { valued: HTTPIE, first: true }] as const),
]);
/** The probe of gRPC's health protocol, which asks for a service by its name [grpc-ecosystem/grpc-health-probe]. */
const GRPC_PROBE = /^grpc[-_]health[-_]probe$/;
const POWERSHELL = /^(?:powershell|pwsh)$/;
const INTERPRETER = /^(?:python[\d.]*|pypy\d*|node|nodejs|deno|bun|ruby|php|perl)$/;
const TEXT_ONLY = new Set(['echo', 'printf', 'grep', 'egrep', 'sed', 'awk', 'jq', 'test', '[', 'export']);
const NESTING = 4;

/** A command of a health check, with what variables mean to it. */
export interface ProbeCommand {
  readonly command: Command;
  readonly lookup: MappedLookup;
}

/** Whether a health check's command is read by a shell, or run as it is, rather than by PowerShell and the like. */
export const isPosix = (source: Source, { instruction, command, stages }: Healthcheck): boolean =>
  jsonStrings(command) !== undefined || shellAt(source, stages[0]!, instruction).family === 'posix';

/** The commands that a health check runs, those handed to `sh -c` included, in order; none where no shell that is known reads them. */
export function probeCommands(source: Source, healthcheck: Healthcheck): readonly ProbeCommand[] {
  if (!isPosix(source, healthcheck)) return [];
  const environment = environmentOf(source, healthcheck.stages[0]!);
  return scriptsOf(healthcheck.instruction, healthcheck.command).flatMap((script) =>
    commandsIn(script, environment, NESTING),
  );
}

function commandsIn(script: Script, environment: MappedLookup, depth: number): ProbeCommand[] {
  return script.commands.flatMap((command) => {
    const lookup = withAssignments(script, command, environment);
    const inner = depth > 0 ? innerScripts(command) : [];
    return inner.length > 0 ? inner.flatMap((one) => commandsIn(one, lookup, depth - 1)) : [{ command, lookup }];
  });
}

/** What a health check asks for, in order. */
export const probesOf = (source: Source, healthcheck: Healthcheck): readonly Probe[] =>
  isPosix(source, healthcheck)
    ? probeCommands(source, healthcheck).flatMap(requestsOf)
    : inCode(healthcheck.command, false);

/** What one command of a health check asks for. */
export function requestsOf({ command, lookup }: ProbeCommand): Probe[] {
  const { name, args } = unwrap(command);
  const program = commandName(name)?.toLowerCase() ?? '';
  const words = args.map((word) => handedOver(word, lookup));
  const requests = words.flatMap(requestLinesIn);
  const passedOn = isPassedOn(command);
  if (requests.length > 0) return requests.map((url) => ({ ...url, readsAnswer: passedOn }));
  if (GRPC_PROBE.test(program)) return words.flatMap(serviceIn).map((url) => ({ ...url, readsAnswer: false }));
  const tool = FETCHERS.get(program);
  if (tool) {
    const readsAnswer = passedOn && !/http_code|response_code|\b200\b/.test(statementText(command));
    return operandUrls(args, tool, lookup).map((url) => ({ ...url, readsAnswer }));
  }
  if (POWERSHELL.test(program)) return inCode(command.script.text.slice(command.start), passedOn);
  if (INTERPRETER.test(program)) return words.flatMap((word) => inCode(word, passedOn));
  return TEXT_ONLY.has(program) ? [] : words.flatMap(urlsInText).map((url) => ({ ...url, readsAnswer: passedOn }));
}

function operandUrls(args: readonly Word[], { valued, first }: Fetcher, lookup: MappedLookup): WrittenUrl[] {
  const { options, operands } = parseArguments(args, valued);
  const named = options.flatMap(({ name, value, offset }) =>
    name === '--url' && value ? [handedOver(value, lookup).slice(offset)] : [],
  );
  const given = operands.map((word) => handedOver(word, lookup)).filter(({ text }) => !/^[A-Z]+$/.test(text));
  const asked = [...named, ...(first ? given.slice(0, 1) : given)];
  return asked.flatMap((word) => urlIn(word) ?? []);
}

const inCode = (code: MappedText, passedOn: boolean): Probe[] => {
  const readsAnswer = passedOn || /\bjson\b|\.read\(|\.text\b|\.body\b|\bcontent\b|on\(\s*['"]data/i.test(code.text);
  return urlsInCode(code).map((url) => ({ ...url, readsAnswer }));
};

/** Whether a command's output goes to another command, or into a word of one. */
export const isPassedOn = (command: Command): boolean => {
  const { pipeline, list } = command.item;
  return pipeline.indexOf(command) < pipeline.length - 1 || list.owner?.kind === 'substitution';
};

/** The statement of the script itself that a command stands in. */
function statementText(command: Command): string {
  let { item } = command;
  while (item.list.owner) item = item.list.owner.item;
  return command.script.text.text.slice(item.start, item.end);
}

/** The variables that a script assigns in front of a command, where it does so once; then the container's. */
function withAssignments(script: Script, command: Command, environment: MappedLookup): MappedLookup {
  return (name) => {
    const assigned = script.commands
      .filter(({ start }) => start < command.start)
      .flatMap(({ assignments }) => assignments.filter((one) => one.name === name));
    const [first] = assigned;
    if (!first) return environment(name);
    return assigned.length === 1 && first.value && !first.append ? handedOver(first.value, environment) : undefined;
  };
}

/** The variables that a container of a stage has by ENV; what ARG says is gone by then, but for what an ENV made of it. */
function environmentOf(source: Source, stage: Stage): MappedLookup {
  const values = new Map<string, MappedText>();
  for (const { instructions } of lineage(stage).toReversed()) {
    const given = new Map<string, MappedText>();
    const lookup: MappedLookup = (name) => values.get(name) ?? given.get(name);
    for (const instruction of instructions.filter(
      ({ keyword, onbuild }) => /^(?:ARG|ENV)$/.test(keyword) && !onbuild,
    )) {
      const set = pairs(instruction, source.file.escape).map(
        ({ key, value }) => [key, value && unquoted(value, lookup)] as const,
      );
      for (const [key, value] of set) if (value) (instruction.keyword === 'ENV' ? values : given).set(key, value);
    }
  }
  return (name) => values.get(name);
}
