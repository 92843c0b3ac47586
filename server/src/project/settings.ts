import { type Config, defaultConfig } from '../core/config.ts';
import { ARCHITECTURES } from '../core/facts/architectures.ts';
import { OCI_KEYS } from '../core/facts/labels/ociSpecification.ts';
import { hint } from './nearest.ts';

/** What settings say, and what in them cannot be meant: one line each. */
export interface Settings {
  readonly config: Config;
  readonly problems: readonly string[];
}

interface Setting {
  /** What a value must be, in the words that follow "must be". */
  readonly expected: string;
  readonly accepts: (value: unknown) => boolean;
}

const oneOf = (...values: readonly string[]): Setting => ({
  expected: `one of ${values.join(', ')}`,
  accepts: (value) => typeof value === 'string' && values.includes(value),
});

const SEVERITY = oneOf('error', 'warning', 'information', 'hint', 'off');

const seconds = (least: number): Setting => ({
  expected: `a whole number of seconds, ${least} or more`,
  accepts: (value) => Number.isSafeInteger(value) && (value as number) >= least,
});

/** The architectures that downloads can be pinned for, as Docker names them. */
export const ARCHITECTURE_NAMES: readonly string[] = ARCHITECTURES.map(({ name }) => name);

const SETTINGS: Readonly<Record<string, Setting>> = {
  target: oneOf('auto', 'cpu', 'gpu'),
  'healthcheck.readinessPath': {
    expected: 'a URL path that starts with a slash, such as "/ready"',
    accepts: (value) => typeof value === 'string' && /^\/[\w.~%@:+,/-]*$/.test(value),
  },
  'healthcheck.modelStartPeriod': seconds(1),
  'healthcheck.startPeriod': seconds(0),
  'labels.required': {
    expected: `a list of keys out of ${OCI_KEYS.join(', ')}`,
    accepts: (value) => Array.isArray(value) && value.every((key) => OCI_KEYS.includes(key)),
  },
  'download.verify': oneOf('artifact', 'download'),
  'download.digests': oneOf('publisher', 'download', 'both'),
  'download.architectures': {
    expected: `a list out of ${ARCHITECTURE_NAMES.join(', ')} that names at least one`,
    accepts: (value) =>
      Array.isArray(value) && value.length > 0 && value.every((name) => ARCHITECTURE_NAMES.includes(name)),
  },
};

const SEVERITY_PREFIX = 'severity.';

/**
 * Reads settings as they stand in `.harden-dockerfile.json` or come from an editor: nested, or with dots in the keys.
 * What they do not say is as in `base`. What is wrong is named and otherwise left out.
 */
export function readSettings(value: unknown, rules: readonly string[], base: Config = defaultConfig): Settings {
  if (!isObject(value)) return { config: base, problems: ['the settings must be an object'] };
  const accepted = new Map<string, unknown>();
  const problems: string[] = [];
  for (const [key, leaf] of leaves(value)) {
    const problem = key === '$schema' ? undefined : problemOf(key, leaf, rules);
    if (problem === undefined) accepted.set(key, leaf);
    else problems.push(problem);
  }
  return { config: toConfig(accepted, base), problems };
}

function problemOf(key: string, value: unknown, rules: readonly string[]): string | undefined {
  if (key.startsWith(SEVERITY_PREFIX)) {
    const rule = key.slice(SEVERITY_PREFIX.length);
    return rules.includes(rule) ? mustBe(key, SEVERITY, value) : `"${key}": no rule ${rule}${hint(rule, rules)}`;
  }
  const setting = Object.hasOwn(SETTINGS, key) ? SETTINGS[key] : undefined;
  if (setting) return mustBe(key, setting, value);
  const known = [...Object.keys(SETTINGS), 'severity'];
  const inner = known.filter((name) => name === key || name.startsWith(`${key}.`));
  if (inner.length > 0) return isObject(value) ? undefined : `"${key}" must be an object, not ${JSON.stringify(value)}`;
  const groups = known.map((name) => name.replace(/\..*/, ''));
  return `unknown key "${key}"${hint(key, key.includes('.') ? known : [...new Set(groups)])}`;
}

const mustBe = (key: string, { expected, accepts }: Setting, value: unknown): string | undefined =>
  accepts(value) ? undefined : `"${key}" must be ${expected}, not ${JSON.stringify(value)}`;

/** Every value that is not an object with keys of its own, by its keys joined with dots. */
function* leaves(value: object, prefix = ''): Generator<[string, unknown]> {
  for (const [key, inner] of Object.entries(value)) {
    if (isObject(inner) && Object.keys(inner).length > 0) yield* leaves(inner, `${prefix}${key}.`);
    else yield [prefix + key, inner];
  }
}

const isObject = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function toConfig(accepted: ReadonlyMap<string, unknown>, base: Config): Config {
  const get = <T>(key: string, otherwise: T): T => (accepted.has(key) ? (accepted.get(key) as T) : otherwise);
  const severities = [...accepted].filter(([key]) => key.startsWith(SEVERITY_PREFIX));
  const { target, healthcheck, labels, download } = base;
  return {
    severity: {
      ...base.severity,
      ...(Object.fromEntries(
        severities.map(([key, value]) => [key.slice(SEVERITY_PREFIX.length), value]),
      ) as Config['severity']),
    },
    target: get('target', target),
    healthcheck: {
      readinessPath: get('healthcheck.readinessPath', healthcheck.readinessPath),
      modelStartPeriod: get('healthcheck.modelStartPeriod', healthcheck.modelStartPeriod),
      startPeriod: get('healthcheck.startPeriod', healthcheck.startPeriod),
    },
    labels: { required: get('labels.required', labels.required) },
    download: {
      verify: get('download.verify', download.verify),
      digests: get('download.digests', download.digests),
      architectures: get('download.architectures', download.architectures),
    },
  };
}
