import { parseJson } from '../project/json.ts';
import { valueAt } from '../project/manifest.ts';
import { parseToml } from '../project/toml.ts';
import { isElsewhere, normalized } from '../requirements.ts';

/** A package as a lock file pins it. */
export interface Locked {
  readonly name: string;
  readonly version: string;
  /** The index or file that it comes from; undefined where the lock file names none, which means PyPI. */
  readonly url: string | undefined;
}

interface Entry extends Locked {
  readonly needs: readonly string[];
}

/** The packages of a lock file that some packages need, and those themselves; undefined where it does not parse. */
export function lockedPackages(path: string, text: string, roots: readonly string[]): readonly Locked[] | undefined {
  const entries = path.endsWith('Pipfile.lock') ? pipfileLock(text) : tomlLock(text);
  if (!entries) return undefined;
  // Pipenv's lock file says nothing of who needs what.
  if (path.endsWith('Pipfile.lock')) return entries;
  const needs = new Map<string, string[]>();
  for (const entry of entries) needs.set(entry.name, [...(needs.get(entry.name) ?? []), ...entry.needs]);
  const needed = new Set(roots);
  // A set is walked in the order of its additions, those on the way included.
  for (const name of needed) for (const next of needs.get(name) ?? []) needed.add(next);
  return entries.filter(({ name }) => needed.has(name));
}

/** uv.lock, poetry.lock and pdm.lock: tables `package`. */
function tomlLock(text: string): readonly Entry[] | undefined {
  const packages = valueAt(parseToml(text), 'package');
  if (!Array.isArray(packages)) return undefined;
  return packages.flatMap((one: unknown) => {
    const [name, version] = [valueAt(one, 'name'), valueAt(one, 'version')];
    if (typeof name !== 'string' || typeof version !== 'string') return [];
    const urls = [['registry'], ['url']].map((keys) => valueAt(one, 'source', ...keys));
    const url = urls.find((value) => typeof value === 'string') as string | undefined;
    return { name: normalized(name), version, url, needs: needsOf(valueAt(one, 'dependencies')) };
  });
}

/** uv lists tables with a name, PDM texts, Poetry keys. */
function needsOf(value: unknown): string[] {
  if (!Array.isArray(value))
    return Object.keys(value !== null && typeof value === 'object' ? value : {}).map(normalized);
  return value.flatMap((one: unknown) => {
    const marker = valueAt(one, 'marker');
    if (typeof marker === 'string' && isElsewhere(marker)) return [];
    const name = typeof one === 'string' ? /^[\w.-]+/.exec(one)?.[0] : valueAt(one, 'name');
    return typeof name === 'string' ? [normalized(name)] : [];
  });
}

function pipfileLock(text: string): readonly Entry[] | undefined {
  const data = parseJson(text);
  const packages = valueAt(data, 'default');
  if (packages === null || typeof packages !== 'object') return undefined;
  const sources = valueAt(data, '_meta', 'sources');
  return Object.entries(packages).flatMap(([name, one]: [string, unknown]) => {
    const version = valueAt(one, 'version');
    const source = (Array.isArray(sources) ? sources : []).find(
      (each: unknown) => valueAt(each, 'name') === valueAt(one, 'index'),
    );
    const url = valueAt(source, 'url');
    if (typeof version !== 'string') return [];
    return {
      name: normalized(name),
      version: version.replace(/^=+/, ''),
      url: typeof url === 'string' ? url : undefined,
      needs: [],
    };
  });
}
