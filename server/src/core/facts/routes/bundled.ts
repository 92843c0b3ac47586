import type { Source } from '../../rule.ts';

/** A readiness route that a framework brings along. */
export interface BundledRoute {
  readonly path: string;
  /** The file that says so. */
  readonly file: string;
  /** Why it may not answer; undefined where the project's files leave no doubt. */
  readonly doubt: string | undefined;
}

const BUILD_FILES = ['pom.xml', 'build.gradle', 'build.gradle.kts'];
const SETTINGS = ['application.properties', 'application.yml', 'application.yaml'];
const MAX_FILES = 20;
const ON = [
  /^\s*management\.endpoint\.health\.probes\.enabled\s*[=:]\s*true\b/m,
  /^\s*probes:\s*\n\s*enabled:\s*true\b/m,
  /\bMANAGEMENT_ENDPOINT_HEALTH_PROBES_ENABLED[=\s]"?true\b/,
];
const BASE_PATH = /\bbase-path\s*[=:]\s*["']?(\/[\w./-]*)/;

const NOT_SEEN =
  'management.endpoint.health.probes.enabled=true was not found; without it the route answers on Kubernetes only';

/** Frameworks whose readiness route answers as soon as their library is there [quarkus.io smallrye-health; micronaut management]. */
const ALWAYS_ON: readonly { readonly library: string; readonly alive: RegExp; readonly ready: string }[] = [
  { library: 'quarkus-smallrye-health', alive: /\/q\/health(?:\/live)?$/, ready: '/q/health/ready' },
  { library: 'micronaut-management', alive: /\/health(?:\/liveness)?$/, ready: '/health/readiness' },
];
/** Settings that give those another path, or switch them off. */
const MOVED =
  /\b(?:smallrye-health\.(?:root|readiness)-path|endpoints\.(?:all|health)\.(?:path|enabled))\b|^endpoints:/m;

/** The readiness route that a framework brings along beside the one that is probed; undefined where none is seen or another route is probed. */
export function bundledReadiness(source: Source, probed: string): BundledRoute | undefined {
  const builds = textsOf(source, BUILD_FILES);
  const actuator = builds.find(({ text }) => text.includes('spring-boot-starter-actuator'));
  if (actuator) return actuatorReadiness(source, probed, actuator.path);
  const settings = textsOf(source, SETTINGS);
  for (const { library, alive, ready } of ALWAYS_ON) {
    const build = builds.find(({ text }) => text.includes(library));
    if (build && alive.test(probed) && !settings.some(({ text }) => MOVED.test(text)))
      return { path: probed.replace(alive, ready), file: build.path, doubt: undefined };
  }
  return undefined;
}

function actuatorReadiness(source: Source, probed: string, build: string): BundledRoute | undefined {
  const { project, file } = source;
  const settings = [...textsOf(source, SETTINGS), { path: project.path ?? 'Dockerfile', text: file.source }];
  const base = settings.map(({ text }) => BASE_PATH.exec(text)?.[1]).find((path) => path !== undefined) ?? '/actuator';
  if (!probed.endsWith(`${base.replace(/\/$/, '')}/health`)) return undefined;
  const on = settings.find(({ text }) => ON.some((pattern) => pattern.test(text)));
  return { path: `${probed}/readiness`, file: on?.path ?? build, doubt: on ? undefined : NOT_SEEN };
}

const textsOf = ({ project }: Source, endings: readonly string[]) =>
  (project.list('', endings) ?? []).slice(0, MAX_FILES).map((path) => ({ path, text: project.read(path) ?? '' }));
