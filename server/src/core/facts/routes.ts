import { fact } from '../fact.ts';
import type { Source } from '../rule.ts';
import { isReadinessRoute } from './probePaths.ts';
import { bundledReadiness } from './routes/bundled.ts';
import type { Route } from './routes/compose.ts';
import { APPLICATION, CONTROLLERS, GRPC } from './routes/model.ts';
import { isWithin } from './routes/scope.ts';
import { searchRoutes } from './routes/search.ts';

/** Files at the top of a project of its own, in whatever language. */
const MANIFESTS = [
  'package.json',
  'requirements.txt',
  'pyproject.toml',
  'setup.py',
  'Pipfile',
  'go.mod',
  'pom.xml',
  'build.gradle',
  'build.gradle.kts',
  'Cargo.toml',
  'Gemfile',
  'composer.json',
  '.csproj',
];

/** The routes of the application that the image serves, as far as the project's sources show them. */
export const projectRoutes = fact(searchRoutes);

/** The route that says whether the application is ready. */
export interface ReadinessRoute {
  readonly path: string;
  /** The file that says so. */
  readonly file: string;
  /** Why it may be another one's, or have another path; undefined where the sources leave no doubt. */
  readonly doubt: string | undefined;
}

/** The readiness route of the application whose path is probed now. */
export function readinessRoute(source: Source, probed: string): ReadinessRoute | undefined {
  const bundled = bundledReadiness(source, probed);
  if (bundled) return bundled;
  const { near, copied } = projectRoutes(source);
  const routes = routesLike(source, probed);
  const alive = routesAnswering(routes, probed);
  const applicationOf = applications(source);
  const homes = new Set(alive.map(({ file }) => applicationOf(file)));
  const ready = routes
    .map((route) => seenFrom(route, alive, probed))
    .filter(({ path, file }) => isReadinessRoute(path, probed) && (homes.size === 0 || homes.has(applicationOf(file))));
  const [best] = ready.toSorted(
    (a, b) => Number(b.certain) - Number(a.certain) || likeness(b.path, probed) - likeness(a.path, probed),
  );
  if (!best) return undefined;
  const several =
    homes.size > 1 || (homes.size === 0 && new Set(routes.map(({ file }) => applicationOf(file))).size > 1);
  const doubt = !best.certain
    ? `what stands in front of the path where ${best.file} is mounted was not found`
    : several
      ? 'the sources hold several applications'
      : alive.length === 0 && !near
        ? `none of the sources around was seen to answer ${probed}`
        : (notBeside(source, best, alive, probed) ??
          (copied(best.file) ? restriction(best, alive) : `COPY was not seen to take ${best.file} into the image`));
  return { path: best.path, file: best.file, doubt };
}

/** Why a route may be another application's than the probed path's; undefined where one object in one file has both. */
function notBeside({ project }: Source, best: Route, alive: readonly Route[], probed: string): string | undefined {
  const beside = alive.find(({ file, on }) => file === best.file && on === best.on);
  if (!beside?.certain || beside.prefix !== best.prefix)
    return `${best.path} is defined in ${best.file}, but the probed ${probed} is not seen beside it`;
  if (alive.some(({ file, on }) => file !== best.file || on !== best.on))
    return `${probed} is defined by several applications`;
  const made = declarations(project.read(best.file) ?? '', best.on);
  return made === 1 || UNNAMED.has(best.on) ? undefined : `${best.on} in ${best.file} may be several applications`;
}

/** What routes are registered on without a name of the author's. */
const UNNAMED: ReadonlySet<string> = new Set([APPLICATION, CONTROLLERS, GRPC]);

/** How many times a name is assigned, or given to a function, in a source file. */
const declarations = (text: string, name: string): number =>
  [
    ...text.matchAll(
      new RegExp(
        String.raw`(?<![\w.])${name}\s*(?::[^=\n(]+)?:?=(?!=)|\b(?:function|def|func)\b[^\n(]*\((?:[^\n()]*\)\s*\w*\()?[^()]*\b${name}\b|\(\s*${name}\b[^()\n]*\)\s*=>`,
        'g',
      ),
    ),
  ].length;

const GUARD =
  /\bdependencies\s*=|\b(?:Depends|Security)\(\s*\w*(?:auth|token|user|key|admin|verify|permission|credential)|\w*(?:[aA]uth(?!or(?!i[sz]))|RolesAllowed|UseGuards|login_?required|loginRequired|[pP]ermission|jwt|[aA]pi_?[kK]ey)\w*/;

/** Why a route may refuse what the route beside it answers. */
function restriction(best: Route, alive: readonly Route[]): string | undefined {
  if (GUARD.test(best.handler)) return `${best.path} in ${best.file} seems to want credentials`;
  return alive.some(({ indent }) => indent < best.indent)
    ? `${best.path} in ${best.file} seems to stand under a condition`
    : undefined;
}

/** The routes that a probe may ask: services of gRPC where it names one, else those of HTTP. */
const routesLike = (source: Source, probed: string): Route[] =>
  probed.startsWith('/')
    ? projectRoutes(source).routes.filter(({ on }) => on !== GRPC)
    : projectRoutes(source)
        .routes.filter(({ on }) => on === GRPC)
        .map((route) => ({ ...route, path: route.path.slice(1) }));

/** The routes that answer a path; where what stands in front of one is unknown, by its end. */
const routesAnswering = (routes: readonly Route[], probed: string): Route[] =>
  routes.filter(({ path, certain }) =>
    certain ? bare(path) === bare(probed) : bare(path) !== '' && bare(probed).endsWith(bare(path)),
  );

/** A route whose prefix is unknown, with the prefix of the one beside it that answers the probed path. */
function seenFrom(route: Route, alive: readonly Route[], probed: string): Route {
  const beside = route.certain ? undefined : alive.find(({ file, on }) => file === route.file && on === route.on);
  if (!beside) return route;
  return { ...route, path: bare(probed).slice(0, -bare(beside.path).length) + route.path, certain: true };
}

const bare = (path: string): string => path.replace(/\/+$/, '');

/** How many segments two paths have in common at their start. */
function likeness(a: string, b: string): number {
  const other = b.split('/');
  const differs = a.split('/').findIndex((segment, index) => segment !== other[index]);
  return differs < 0 ? other.length : differs;
}

/** Which application a file belongs to: the nearest folder with a manifest. */
function applications({ project }: Source): (file: string) => string {
  const folders = (project.list('', MANIFESTS) ?? [])
    .map((path) => path.split('/').slice(0, -1).join('/'))
    .toSorted((a, b) => b.length - a.length);
  return (file) => folders.find((folder) => isWithin(file, folder)) ?? '';
}

const ASKS_READINESS =
  /\b503\b|SERVICE_?UNAVAILABLE|\bmodels?_?(?:loaded|ready)\b|\b(?:load|get)_?models?\b|\bmodels?\s+is\s+(?:not\s+)?None\b|\bis_?(?:ready|loaded)\b/i;

/** The file whose handler of a path already loads the models, or refuses while something is not ready. */
export const meansReady = (source: Source, probed: string): string | undefined =>
  routesAnswering(routesLike(source, probed), probed).find(({ handler }) => ASKS_READINESS.test(handler))?.file;

/** A part of an answer by which a route says whether the application is ready, although its status is 200 either way. */
export interface SilentAnswer {
  /** The key of the JSON object. */
  readonly key: string;
  /** The file that says so. */
  readonly file: string;
}

/** A key whose value is a state, not a constant, and is got by no call that may fail. */
const STATE =
  /["']?\b((?:is_?)?ready|(?:is_?)?(?:models?_?)?loaded)\b["']?\s*(?::|=>)\s*(?!["'`]|(?:[Tt]rue|[Ff]alse)\b)(?:!{1,2}|not\s+)?(?:bool\(|Boolean\()?[\w.:[\]"'?]+(?:\(\))?(?:\s+is\s+not\s+None|\s*!==?\s*(?:null|undefined|nil))?\)?\s*[,})\n]/i;
const REFUSES =
  /\b[45]\d\d\b|HTTPException|\b(?:raise|throw|abort|halt|Depends|await|panic)\b|UNAVAILABLE|Unavailable|InternalServerError|\.status\(\s*(?!200)|status_?code\s*=\s*(?!200)|WriteHeader|\.code\(/i;

/** What a readiness route answers with status 200 while it is not ready; undefined where it refuses, or where that cannot be told. */
export function silentAnswer(source: Source, probed: string): SilentAnswer | undefined {
  const [route, ...others] = routesAnswering(routesLike(source, probed), probed);
  if (!route?.certain || others.length > 0 || REFUSES.test(route.handler)) return undefined;
  const key = STATE.exec(route.handler)?.[1];
  return key === undefined ? undefined : { key, file: route.file };
}
