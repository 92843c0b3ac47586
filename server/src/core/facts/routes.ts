import { fact } from '../fact.ts';
import type { Source } from '../rule.ts';
import { isReadinessRoute } from './health/probePaths.ts';
import { applications } from './routes/applications.ts';
import { bundledReadiness } from './routes/bundled.ts';
import type { Route } from './routes/compose.ts';
import { namedApart, notBeside, restriction } from './routes/doubts.ts';
import { GRPC } from './routes/model.ts';
import { bare } from './routes/named.ts';
import { searchRoutes } from './routes/search.ts';

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
  if (bundled)
    return {
      ...bundled,
      doubt: bundled.doubt ?? namedApart(source, projectRoutes(source).read, bundled, { path: probed }),
    };
  const { near, copied, read } = projectRoutes(source);
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
          (copied(best.file)
            ? restriction(source, read, best, alive)
            : `COPY was not seen to take ${best.file} into the image`));
  return { path: best.path, file: best.file, doubt };
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

/** How many segments two paths have in common at their start. */
function likeness(a: string, b: string): number {
  const other = b.split('/');
  const differs = a.split('/').findIndex((segment, index) => segment !== other[index]);
  return differs < 0 ? other.length : differs;
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
/** A key of another name, whose value is called so. */
const STATE_BY_VALUE =
  /["']?\b(ok|healthy|success)\b["']?\s*:\s*(?:\w+\.)*(?:is_?)?(?:ready|(?:models?_?)?loaded)\s*[,})\n]/i;
const REFUSES =
  /\b[45]\d\d\b|HTTPException|\b(?:raise|throw|abort|halt|Depends|await|panic|if|unless|match|switch|next)\b|\w\s\?\s|UNAVAILABLE|Unavailable|InternalServerError|\.status\(\s*(?!200)|status_?code\s*=\s*(?!200)|WriteHeader|\.code\(/i;
/** A second argument, or the second value of a tuple: a status that is computed. */
const COMPUTED_STATUS =
  /\}\s*,\s*(?!\)|(?:status_?code\s*=\s*)?200\b)[\w.]|\.JSON\(\s*(?!200\b|\w+\.StatusOK\b|\w+\.Map\b|map\[)/;
/** What words an answer; any other call may refuse. */
const ANSWERS =
  /^(?:json|JSON|jsonify|\w*JSONResponse|send|status|NewEncoder|Encode|Header|Set|setHeader|header|type|Marshal|bool|Boolean|str|dict|H|Map|get|def|func|function|async|return)$/;

/** What a readiness route answers with status 200 while it is not ready; undefined where it refuses, or where that cannot be told. */
export function silentAnswer(source: Source, probed: string): SilentAnswer | undefined {
  const [route, ...others] = routesAnswering(routesLike(source, probed), probed);
  if (!route?.certain || others.length > 0 || route.guards.length > 0) return undefined;
  const state = STATE.exec(route.handler) ?? STATE_BY_VALUE.exec(route.handler);
  if (!state || REFUSES.test(route.handler) || COMPUTED_STATUS.test(route.handler)) return undefined;
  return callsOf(route.handler.replace(state[0], ' ')).every((name) => ANSWERS.test(name))
    ? { key: state[1]!, file: route.file }
    : undefined;
}

/** The last names of what code calls; functions that it declares are none. */
const callsOf = (code: string): string[] =>
  [...code.replace(/\b(?:def|func|function|fn)\s+(?:\([^()]*\)\s*)?\w+\s*\(/g, ' ').matchAll(/(\w+)\s*\(/g)].map(
    ([, name]) => name!,
  );
