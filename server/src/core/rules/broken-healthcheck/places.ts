import { VALUED as CURL } from '../../facts/downloads/curl.ts';
import { hasOption, parseArguments } from '../../facts/downloads/options.ts';
import type { Healthcheck } from '../../facts/health/healthchecks.ts';
import { knownImage } from '../../facts/health/images.ts';
import { type Probe, type ProbeCommand, probeCommands, requestsOf } from '../../facts/health/probes.ts';
import { isUntouched } from '../../facts/health/programs.ts';
import { bindsIpv4, exposedPorts, runsOneProgram, servingPort } from '../../facts/health/serving.ts';
import { lineage, type Stage } from '../../facts/stages.ts';
import type { Finding, Source } from '../../rule.ts';
import { type Command, commandSpan } from '../../shell/model.ts';
import { commandName, unwrap } from '../../shell/unwrap.ts';
import { fixOf } from './fix.ts';

const ITSELF = /^(?:localhost|127\.0\.0\.1|0\.0\.0\.0|\[::1\])(?::\d+)?$/;

/** Requests that go to a place where nobody listens. */
export function* placeMistakes(source: Source, healthcheck: Healthcheck): Iterable<Finding> {
  const { stages, instruction } = healthcheck;
  const [stage] = stages as [Stage];
  const subject = String(stage.index);
  // What is built on top may serve elsewhere.
  if (instruction.onbuild) return;
  for (const probe of probeCommands(source, healthcheck)) {
    if (stages.every((one) => knownImage(one)) && !goesElsewhere(probe.command))
      for (const request of requestsOf(probe)) yield* wrongPort(source, healthcheck, request, subject);
    yield* wrongFamily(source, healthcheck, probe, subject);
  }
}

const ELSEWHERE = [
  '--unix-socket',
  '--abstract-unix-socket',
  '--connect-to',
  '-x',
  '--proxy',
  '--socks5',
  '-K',
  '--config',
];

/** Whether curl is told to connect to another place than the URL's. */
function goesElsewhere(command: Command): boolean {
  const { name, args } = unwrap(command);
  return commandName(name) === 'curl' && hasOption(parseArguments(args, CURL), ...ELSEWHERE);
}

/** Ports of applications; on others, code that starts with the server may answer, as that of metrics does. */
const USUAL = new Set([80, 443, 3000, 4000, 5000, 8000, 8080, 8443, 8888]);

/**
 * A port that nothing in the file speaks of, although it says which ones are served: another one than that of a server
 * with one port, or the scheme's own where the URL has none.
 */
function* wrongPort(
  source: Source,
  { stages, instruction }: Healthcheck,
  probe: Probe,
  subject: string,
): Iterable<Finding> {
  const asked = probe.port ? Number(probe.port.text) : probe.scheme === 'https' ? 443 : 80;
  if (!ITSELF.test(probe.host) || stages.some((stage) => isNamed(source, stage, asked))) return;
  const [stage] = stages as [Stage];
  const exposed = exposedPorts(source, stage);
  if (stages.length > 1 || !exposed || exposed.size === 0 || exposed.has(asked)) return;
  const serving = servingPort(stage);
  if (
    serving === asked ||
    (probe.port && !USUAL.has(asked)) ||
    (serving === undefined && (probe.port || !runsOneProgram(stage)))
  )
    return;
  const right = serving ?? (exposed.size === 1 ? [...exposed][0]! : undefined);
  const edit = right === undefined ? undefined : portEdit(probe, right);
  const place =
    serving === undefined ? `the image exposes ${[...exposed].join(', ')}` : `the server listens on ${serving}`;
  yield {
    span: probe.port?.span(0, probe.port.text.length) ?? instruction.keywordSpan,
    ...((serving === undefined || probe.port) && { severity: 'information' as const }),
    message: `The check asks port ${asked}, but ${place}: ask ${right ?? 'the port that answers'}`,
    fixes: edit
      ? [fixOf(`port ${subject} ${asked}`, `Ask port ${right}`, [edit], `something else may listen on ${asked}`)]
      : [],
  };
}

/** The edit that puts a port in the place of another, or between host and path. */
const portEdit = ({ port, path }: Probe, right: number) =>
  port
    ? port.replace(0, port.text.length, String(right))
    : path.text.startsWith('/')
      ? path.replace(0, 1, `:${right}/`)
      : undefined;

/** Whether a number stands in what builds a stage, other than in its health checks. */
const isNamed = (source: Source, stage: Stage, port: number): boolean =>
  lineage(stage).some(({ instructions }) =>
    instructions.some(
      ({ keyword, span }) =>
        keyword !== 'HEALTHCHECK' &&
        new RegExp(`(?<!\\d)${port}(?!\\d)`).test(source.file.source.slice(span.start, span.end)),
    ),
  );

/** busybox's wget asks the first address of a name only, which for localhost is that of IPv6. */
function* wrongFamily(
  source: Source,
  { stages }: Healthcheck,
  probe: ProbeCommand,
  subject: string,
): Iterable<Finding> {
  const { command } = probe;
  const asksLocalhost = requestsOf(probe).some(({ host }) => /^localhost(?::|$)/.test(host));
  if (commandName(unwrap(command).name) !== 'wget' || !asksLocalhost) return;
  const isKnown = stages.every(
    (stage) =>
      knownImage(stage)?.clients.some(([client]) => client === 'busybox wget') &&
      isUntouched(source, stage, 'wget') &&
      bindsIpv4(source, stage),
  );
  if (!isKnown) return;
  const edit = localhostEdit(command);
  yield {
    span: commandSpan(command),
    severity: 'information',
    message:
      'localhost may mean ::1 first, where wget of busybox stops, and the server listens on IPv4 alone: ask 127.0.0.1',
    fixes: edit
      ? [
          fixOf(
            `localhost ${subject}`,
            'Ask 127.0.0.1',
            [edit],
            'what localhost means is up to the container’s network',
          ),
        ]
      : [],
  };
}

function localhostEdit({ script, start, end }: Command) {
  const { text } = script;
  const offset = text.text.slice(start, end).search(/(?<![\w.@-])localhost(?=[:/\s"']|$)/);
  return offset < 0 ? undefined : text.replace(start + offset, start + offset + 'localhost'.length, '127.0.0.1');
}
