import type { Source } from '../../rule.ts';
import { folderOf } from '../paths.ts';
import { applications } from './applications.ts';
import { contexts, copiedPaths, inFolder, isNoServer, isWithin } from './scope.ts';

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
const TESTS = /(?:^|\/)(?:test|testFixtures|integrationTest)\//;
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

/** Documents and keys of settings that hold in one environment only. */
const PROFILE = /\bon-profile\b|^\s*(?:spring\.)?profiles(?:\.active)?\s*[=:]|^["']?%\w+["']?[.:]/m;
/** Settings that ask for credentials, or may. */
const SECURED = /\bintercept-url-map\b|\bmicronaut\.security\b|\bquarkus\.http\.auth\.|\bhttp:\s*\n\s+auth:/;

interface TextFile {
  readonly path: string;
  readonly text: string;
}

/** A build file that brings a library into the image's application, with the settings beside it. */
interface Build {
  readonly path: string;
  readonly settings: readonly TextFile[];
  readonly doubt: string | undefined;
}

/** The readiness route that a framework brings along beside the one that is probed; undefined where none is seen or another route is probed. */
export function bundledReadiness(source: Source, probed: string): BundledRoute | undefined {
  const builds = buildsOf(source);
  const actuator = buildWith(source, builds, 'spring-boot-starter-actuator');
  if (actuator) return actuatorReadiness(source, probed, actuator);
  for (const { library, alive, ready } of ALWAYS_ON) {
    const build = alive.test(probed) ? buildWith(source, builds, library) : undefined;
    if (!build || build.settings.some(({ text }) => MOVED.test(text))) continue;
    return { path: probed.replace(alive, ready), file: build.path, doubt: build.doubt ?? restricted(build) };
  }
  return undefined;
}

function actuatorReadiness(source: Source, probed: string, build: Build): BundledRoute | undefined {
  const { project, file } = source;
  const settings = [...build.settings, { path: project.path ?? 'Dockerfile', text: file.source }];
  const base = settings.map(({ text }) => BASE_PATH.exec(text)?.[1]).find((path) => path !== undefined) ?? '/actuator';
  if (!probed.endsWith(`${base.replace(/\/$/, '')}/health`)) return undefined;
  const on = settings.find(({ text }) => ON.some((pattern) => pattern.test(text)));
  const doubt = on ? (build.doubt ?? restricted({ settings: [on] })) : NOT_SEEN;
  return { path: `${probed}/readiness`, file: on?.path ?? build.path, doubt };
}

/** Why settings may hold elsewhere, or refuse. */
function restricted({ settings }: Pick<Build, 'settings'>): string | undefined {
  const profile = settings.find(({ text }) => PROFILE.test(text));
  if (profile) return `${profile.path} has settings that hold for one profile only`;
  const secured = settings.find(({ text }) => SECURED.test(text));
  return secured && `${secured.path} may ask for credentials`;
}

/** The build files of what the image holds: those that COPY takes, that lie beside the Dockerfile, or above what COPY takes. */
function buildsOf(source: Source): TextFile[] {
  const own = contexts(source)[0]!;
  const copied = contexts(source).flatMap((folder, index) =>
    copiedPaths(source)
      .filter((one) => one !== '' || index === 0)
      .map((one) => inFolder(folder, one)),
  );
  return textsOf(source, BUILD_FILES).filter(({ path }) => {
    const folder = folderOf(path);
    return (
      !isNoServer(source, path) &&
      (folder === own || copied.some((one) => isWithin(path, one) || (folder !== '' && isWithin(one, folder))))
    );
  });
}

/** The build file that has a library; doubtful where another may be the application's. */
function buildWith(source: Source, builds: readonly TextFile[], library: string): Build | undefined {
  const having = builds.filter(({ text }) => has(text, library));
  const [build] = having;
  if (!build) return undefined;
  const applicationOf = applications(source);
  const home = folderOf(build.path);
  const settings = textsOf(source, SETTINGS).filter(
    ({ path }) => applicationOf(path) === home && !TESTS.test(path.slice(home.length)),
  );
  const others = builds.some(({ path }) => !isWithin(home, folderOf(path)));
  const doubt = others
    ? 'the sources hold several applications, or modules of one'
    : build.text.includes('micronaut-security')
      ? `${build.path} brings micronaut-security, which may ask for credentials`
      : undefined;
  return { path: build.path, settings, doubt };
}

const COMMENTS = /<!--[^]*?(?:-->|$)|\/\/[^\n]*/g;

/** Whether a build file brings a library into the program itself, not its tests alone. */
const has = (text: string, library: string): boolean =>
  text
    .replace(COMMENTS, '')
    .split(library)
    .slice(1)
    .some((after, index, all) => {
      const before = (index === 0 ? text.split(library)[0]! : all[index - 1]!).split('\n').at(-1)!;
      return !/^\s*\w*[tT]est\w*/.test(before) && !/<scope>\s*test/.test(after.split('</dependency>')[0]!);
    });

const textsOf = ({ project }: Source, endings: readonly string[]): TextFile[] =>
  (project.list('', endings) ?? [])
    .filter((path) => endings.includes(path.split('/').at(-1)!))
    .slice(0, MAX_FILES)
    .map((path) => ({ path, text: project.read(path) ?? '' }));
