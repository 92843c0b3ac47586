/** Names of routes that say "the process answers". */
const ALIVE = new Set([
  'health',
  'healthz',
  'healthy',
  'healthcheck',
  'health-check',
  'health_check',
  'healthstatus',
  'health-status',
  'health_status',
  '_health',
  'live',
  'livez',
  'liveness',
  'liveliness',
  'livecheck',
  'live-check',
  'alive',
  'isalive',
  'is-alive',
  'is_alive',
  'ping',
  '_ping',
  'heartbeat',
  '__heartbeat__',
  '__lbheartbeat__',
  'up',
]);
/** Of these, the names that mean it in the middle of a path too (`/health/full`). */
const ALIVE_ANYWHERE = /^_?health/;
/** Parts of an application that a health route may have a path of its own for. */
const COMPONENT =
  /^(?:db|database|postgres(?:ql)?|mysql|mongo(?:db)?|redis|rabbit(?:mq)?|kafka|elasticsearch|cache|queue|storage|disk_?space|mail|ldap|jms|cassandra|neo4j)$/i;
const READY = /^_?(?:is[-_]?)?ready(?:z|ness)?$|^(?:ready|readiness)(?:[-_]?(?:check|probe))?$/;
/** What asks for more than being alive, or for another thing. */
const STARTED = /^start(?:up|ed)(?:z|[-_]?probe)?$/;
/** Segments that may stand in front of a readiness route; behind others (`/orders/ready`) "ready" is about something else. */
const COMMON =
  /^(?:api|rest|v\d+(?:\.\d+)?|internal|system|management|manage|monitor(?:ing)?|admin|status|probes?|k8s|kube|ops|infra|service|q|-|_.*|actuator)$/;

/** A segment's name, without the ending of a page or script. */
const nameOf = (segment: string): string =>
  segment.toLowerCase().replace(/\.(?:php|html?|txt|json|aspx?|jsp|cgi)$/, '');

const segments = (path: string): string[] =>
  path
    .split('/')
    .filter((segment) => segment !== '')
    .map(nameOf);

/** Whether a URL path asks only whether something answers, by its segments' names. */
export function isLivenessPath(path: string): boolean {
  const names = segments(path);
  if (names.some((name) => READY.test(name) || STARTED.test(name))) return false;
  return names.some((name, index) => ALIVE.has(name) && (index === names.length - 1 || ALIVE_ANYWHERE.test(name)));
}

/** Whether a URL path asks whether something can do its work. */
export const isReadinessPath = (path: string): boolean => segments(path).some((name) => READY.test(name));

/** Whether a route of an application is its readiness route: `beside` is the path that is probed now. */
export function isReadinessRoute(path: string, beside: string): boolean {
  const names = segments(path);
  const own = names.pop();
  if (own === undefined || !READY.test(own) || !/^[\w./~-]+$/.test(path)) return false;
  const near = segments(beside);
  return names.every((name, index) => ALIVE.has(name) || COMMON.test(name) || name === near[index]);
}

/** The part of an application that a path asks about (`db` of `/health/db`); undefined where it asks about the whole. */
export function componentOf(path: string): string | undefined {
  const names = segments(path);
  const alive = names.findIndex((name) => ALIVE_ANYWHERE.test(name) && ALIVE.has(name));
  const own = names.at(-1);
  // Spring's actuator has a path for every part, whatever its name.
  if (alive > 0 && names[alive - 1] === 'actuator' && own && !ALIVE.has(own)) return own;
  return alive >= 0 && own !== undefined && COMPONENT.test(own) ? own : undefined;
}

/** Whether a query asks a liveness route for readiness (`?ready=1`). */
export const selectsReadiness = (query: string): boolean => /[?&=](?:is_?)?read(?:y|iness)\b/i.test(query);

/** Whether Spring's actuator answers a path with the health of all parts. */
export const isActuatorHealth = (path: string): boolean => /\/actuator\/health\/?$/.test(path);

/** Servers that are no application of the project, by the path that they answer. */
interface KnownServer {
  readonly path: RegExp;
  readonly name: string;
  /** What to ask of them instead. */
  readonly advice: string;
  /** Queries that make the path tell whether it is ready. */
  readonly ready?: RegExp;
}

const KNOWN_SERVERS: readonly KnownServer[] = [
  { path: /^\/(?:.*\/)?_stcore\/health$/, name: 'Streamlit', advice: 'which has no readiness route' },
  {
    path: /^\/_cluster\/health(?:\/[^/]+)?$/,
    name: 'Elasticsearch',
    advice: 'where /_cluster/health?wait_for_status=yellow&timeout=1s waits for the data',
    ready: /[?&]wait_for_/,
  },
  {
    path: /^\/_cat\/health$/,
    name: 'Elasticsearch',
    advice: 'where /_cluster/health?wait_for_status=yellow&timeout=1s waits for the data',
  },
  { path: /^\/v1\/sys\/health$/, name: 'Vault', advice: 'which answers 503 there while it is sealed', ready: /^/ },
];

/** The server that a path gives away. */
export const knownServer = (path: string): KnownServer | undefined =>
  KNOWN_SERVERS.find((server) => server.path.test(path));

/** Names that come in pairs. */
const TWINS: readonly (readonly [RegExp, string])[] = [
  [/\/actuator\/health$/, '/actuator/health/readiness'],
  [/\/health\/live$/, '/health/ready'],
  [/\/live(?:li)?ness$/, '/readiness'],
  [/\/livez$/, '/readyz'],
  [/\/-\/healthy$/, '/-/ready'],
];

/** Whether a liveness path is half of a pair that servers have by convention. */
export const hasTwin = (path: string): boolean => TWINS.some(([liveness]) => liveness.test(path.replace(/\/+$/, '')));

/** The path that a server with this liveness path most likely has for readiness: a guess; `usual` is the name where nothing hints at one. */
export function likelyReadinessPath(path: string, usual: string): string {
  if (!path.startsWith('/')) return 'readiness';
  const bare = path.replace(/\/+$/, '');
  const twin = TWINS.find(([liveness]) => liveness.test(bare));
  if (twin) return bare.replace(twin[0], twin[1]);
  const names = bare.split('/');
  const alive = names.findIndex((name) => ALIVE.has(nameOf(name)));
  return `${names.slice(0, Math.max(alive, 0)).join('/')}/${usual.replace(/^\/+/, '')}`;
}
