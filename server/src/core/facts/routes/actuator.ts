import type { Source } from '../../rule.ts';

/** What Spring's actuator answers, as far as the project's settings say. */
export interface Actuator {
  readonly path: string;
  /** The file that says so. */
  readonly file: string;
  /** Whether the settings switch the readiness route on; else it answers on Kubernetes only. */
  readonly switchedOn: boolean;
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

/** The readiness route beside an actuator's health route; undefined where no actuator is seen or another route is probed. */
export function actuatorReadiness({ project, file }: Source, probed: string): Actuator | undefined {
  const texts = (endings: readonly string[]) =>
    (project.list('', endings) ?? []).slice(0, MAX_FILES).flatMap((path) => [{ path, text: project.read(path) ?? '' }]);
  const build = texts(BUILD_FILES).find(({ text }) => text.includes('spring-boot-starter-actuator'));
  if (!build) return undefined;
  const settings = [...texts(SETTINGS), { path: project.path ?? 'Dockerfile', text: file.source }];
  const base = settings.map(({ text }) => BASE_PATH.exec(text)?.[1]).find((path) => path !== undefined) ?? '/actuator';
  if (!probed.endsWith(`${base.replace(/\/$/, '')}/health`)) return undefined;
  const on = settings.find(({ text }) => ON.some((pattern) => pattern.test(text)));
  return { path: `${probed}/readiness`, file: on?.path ?? build.path, switchedOn: on !== undefined };
}
