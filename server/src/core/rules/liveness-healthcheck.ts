import { type Healthcheck, healthchecks } from '../facts/health/healthchecks.ts';
import {
  componentOf,
  hasTwin,
  isActuatorHealth,
  isLivenessPath,
  isReadinessPath,
  knownServer,
  likelyReadinessPath,
  selectsReadiness,
} from '../facts/health/probePaths.ts';
import { type Probe, probesOf, shown } from '../facts/health/probes.ts';
import { isVendored } from '../facts/health/vendored.ts';
import { meansReady, projectRoutes, readinessRoute } from '../facts/routes.ts';
import { lineage, rootImage, type Stage } from '../facts/stages.ts';
import { asksItself } from '../facts/urls.ts';
import type { Finding, Fix, Rule, Severity, Source } from '../rule.ts';
import type { MappedText } from '../text/mapped.ts';
import { type Edit, sameEdit } from '../text/span.ts';
import { startPeriod } from './liveness-healthcheck/startPeriod.ts';

const ID = 'liveness-healthcheck';

/** Health checks that report "alive" instead of "ready", or that fail while the service still starts. */
export const livenessHealthcheck: Rule = {
  id: ID,
  summary: 'A health check should ask whether the service is ready, and leave it the time to become so.',
  severity: 'warning',
  *check(source) {
    for (const healthcheck of healthchecks(source)) {
      yield* livenessPath(source, healthcheck);
      yield* startPeriod(source, healthcheck);
    }
  },
};

function* livenessPath(source: Source, healthcheck: Healthcheck): Iterable<Finding> {
  const probes = probesOf(source, healthcheck);
  const alive = probes.filter(({ path }) => isLivenessPath(path.text));
  const [first] = alive;
  if (!first || probes.some(({ path }) => isReadinessPath(path.text))) return;
  const server = knownServer(first.path.text);
  if (server?.ready?.test(first.query)) return;
  const advice = adviceOn(source, first, healthcheck.stages[0]!);
  if (advice.path === first.path.text) return;
  const fix = advice.path === undefined ? undefined : pathFix(source, healthcheck, alive, advice.path, advice.doubt);
  yield {
    span: healthcheck.instruction.keywordSpan,
    message: `${shown(first.path.text)} ${advice.means ?? ALIVE_ONLY}: ${advice.remedy}`,
    ...(advice.severity && { severity: advice.severity }),
    ...(fix && { fixes: [fix] }),
  };
}

const ALIVE_ONLY = 'says only that the process answers, so the container counts as healthy before it is ready';

/** What to do about a liveness path, as far as the project tells. */
interface Advice {
  /** What the path says, where that is more than that the process answers. */
  readonly means?: string;
  readonly remedy: string;
  /** The path to ask instead; undefined where there is no right one. */
  readonly path?: string;
  /** Why the path may be wrong; undefined where the sources leave no doubt. */
  readonly doubt?: string | undefined;
  readonly severity?: Severity;
}

function adviceOn(source: Source, probe: Probe, stage: Stage): Advice {
  const probed = probe.path.text;
  const server = knownServer(probed);
  if (server) return { remedy: `this looks like ${server.name}, ${server.advice}`, severity: 'hint' };
  const component = componentOf(probed);
  if (component)
    return {
      means: `asks about ${component} alone`,
      remedy: 'ask a route that fails until the whole service is ready, where it has one',
      severity: 'hint',
    };
  if (selectsReadiness(probe.query))
    return {
      means: `seems to be asked for readiness by ${shown(probe.query)}`,
      remedy: 'a readiness route of its own would say so',
      severity: 'hint',
    };
  const advice = adviceOnRoute(source, probe, stage);
  if (!isActuatorHealth(probed) || advice.means) return advice;
  const means = 'reports the parts that the actuator watches, not whether the application accepts requests';
  return { ...advice, means };
}

function adviceOnRoute(source: Source, probe: Probe, stage: Stage): Advice {
  const probed = probe.path.text;
  const path = likelyReadinessPath(probed, source.config.healthcheck.readinessPath);
  const suchAs = `a route that fails until then, such as ${shown(path)}`;
  if (!asksItself(probe)) {
    const doubt = `nothing here says what ${probe.host} answers`;
    return { remedy: `ask ${suchAs}`, path, doubt };
  }
  const route = readinessRoute(source, probed);
  if (route) return { remedy: `ask ${route.path}, which ${route.file} provides`, path: route.path, doubt: route.doubt };
  const file = meansReady(source, probed);
  if (file)
    return {
      means: 'seems to say more than that the process answers',
      remedy: `${file} looks at the models there, or refuses; a readiness route of its own would tell them apart`,
      severity: 'hint',
    };
  if (runsItsOwnProgram(stage))
    return {
      means: 'may say only that the process answers',
      remedy: `the program of ${rootImage(stage)} answers it; ask the route that its documentation names for readiness, if it has one`,
      severity: 'hint',
    };
  const { read, stoppedEarly } = projectRoutes(source);
  const files = read.size;
  if (files === 0 && isVendored(source) && !hasTwin(probed))
    return {
      means: 'may say only that the process answers',
      remedy:
        'nothing here says which routes the program has; ask the one that its documentation names for readiness, if it has one',
      severity: 'hint',
    };
  if (files === 0)
    return { remedy: `ask ${suchAs}`, path, doubt: 'no source in sight says whether the application has this route' };
  const where = `${files} source ${files === 1 ? 'file' : 'files'}${stoppedEarly ? ', where the search stopped early' : ''}`;
  return {
    remedy: `no readiness route was found in ${where}; add ${suchAs}, and ask it`,
    path,
    doubt: `the route was not found in ${where}`,
  };
}

/** Images that are there to be built on: what answers in them is put in by others. */
const FOUNDATION =
  /(?:^|[/_-])(?:scratch|debian|ubuntu|alpine|busybox|fedora|centos|rockylinux|almalinux|amazonlinux|archlinux|opensuse|ubi\d*|distroless|wolfi|windows|servercore|nanoserver|aspnet|runtime|dotnet|sdk|python|pypy|node|nodejs|bun|deno|golang|go|rust|ruby|php|perl|openjdk|jdk|jre|java|temurin|corretto|cuda|pytorch|tensorflow|miniconda\d*|uv|base|builder|static|nginx|httpd|caddy|tomcat|wildfly|jetty)(?:$|[-_:@/\d])/i;

/** Whether the container runs the program that its third-party base image brings: nothing in the file names another. */
const runsItsOwnProgram = (stage: Stage): boolean =>
  !FOUNDATION.test(rootImage(stage)) &&
  !rootImage(stage).includes('$') &&
  !lineage(stage).some(({ instructions }) =>
    instructions.some(({ keyword, onbuild }) => !onbuild && (keyword === 'CMD' || keyword === 'ENTRYPOINT')),
  );

function pathFix(
  source: Source,
  { instruction, stages }: Healthcheck,
  alive: readonly Probe[],
  path: string,
  doubt: string | undefined,
): Fix | undefined {
  const [first] = alive as [Probe];
  const same = alive.filter((probe) => probe.path.text === first.path.text);
  const pieces = same.flatMap((probe) => pathEdit(source, probe.path, path) ?? []);
  if (pieces.length < same.length || pieces.some(({ text }) => !/^[\w./~%=?-]*$/.test(text))) return undefined;
  // Two probes may take their URL from one variable.
  const edits = pieces.filter((edit, index) => pieces.findIndex((other) => sameEdit(edit, other)) === index);
  const several = alive.some(({ host }) => host !== first.host) || same.length < alive.length;
  const elsewhere = edits.some(({ span }) => span.start < instruction.span.start || span.end > instruction.span.end);
  const [reason] = [
    doubt ?? [],
    several ? 'the check asks several places' : [],
    elsewhere ? 'the path stands in an ENV that other programs may read too' : [],
    alive.some(({ readsAnswer }) => readsAnswer)
      ? 'the check also reads the answer, which this route may word differently'
      : [],
  ].flat();
  return {
    key: `${ID} path ${stages[0]!.index} ${instruction.onbuild}`,
    title: `Ask ${shown(path)} instead of ${shown(first.path.text)}`,
    safety: reason === undefined ? 'safe' : 'review',
    ...(reason !== undefined && { reason }),
    edits: () => edits,
  };
}

/** The edit that turns a path into another, from the first segment that differs; undefined where that was not written in one piece. */
function pathEdit({ file }: Source, path: MappedText, to: string): Edit | undefined {
  const from = path.text;
  if (to.startsWith(`${from}/`)) return path.insertAfter(from.length, to.slice(from.length));
  let same = 0;
  for (let index = 0; from[index] === to[index] && index < from.length; index++)
    if (from[index] === '/') same = index + 1;
  const edit = path.replace(same, from.length, to.slice(same));
  return file.source.slice(edit.span.start, edit.span.end) === from.slice(same) ? edit : undefined;
}
