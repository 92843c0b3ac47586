import { line, type Manifest, named, people, textAt, valueAt } from './manifest.ts';
import { parseToml } from './toml.ts';

const SOURCE = ['source', 'sourcecode', 'repository', 'code', 'github', 'gitlab'];
const HOMEPAGE = ['homepage', 'home', 'website'];
const DOCUMENTATION = ['documentation', 'docs'];

/** What pyproject.toml says: the `project` table, or Poetry's own. */
export function readPyproject(text: string): Manifest {
  const toml = parseToml(text);
  const project = valueAt(toml, 'project');
  const poetry = valueAt(toml, 'tool', 'poetry');
  const field = (name: string): string | undefined => textAt(project, name) ?? textAt(poetry, name);
  const urls = { ...asTable(valueAt(poetry, 'urls')), ...asTable(valueAt(project, 'urls')) };
  return {
    title: field('name'),
    version: isTagged(toml) ? undefined : field('version'),
    description: field('description'),
    licence:
      field('license') ??
      shortText(valueAt(project, 'license', 'text')) ??
      fromClassifiers(valueAt(project, 'classifiers')),
    authors: people(valueAt(project, 'authors') ?? valueAt(poetry, 'authors') ?? []),
    url: named(urls, HOMEPAGE) ?? textAt(poetry, 'homepage'),
    source: named(urls, SOURCE) ?? textAt(poetry, 'repository'),
    documentation: named(urls, DOCUMENTATION) ?? textAt(poetry, 'documentation'),
  };
}

/** Whether a tool takes the version from git's tags: the one in the file only holds its place. */
function isTagged(toml: unknown): boolean {
  const requires = valueAt(toml, 'build-system', 'requires');
  const tools = ['poetry-dynamic-versioning', 'setuptools_scm', 'setuptools-scm', 'versioningit'];
  return (
    tools.some((tool) => valueAt(toml, 'tool', tool) !== undefined) ||
    valueAt(toml, 'tool', 'hatch', 'version') !== undefined ||
    valueAt(toml, 'tool', 'pdm', 'version') !== undefined ||
    (Array.isArray(requires) && requires.some((one) => VERSIONING.test(String(one))))
  );
}

const VERSIONING = /^(?:poetry-dynamic-versioning|setuptools[-_]scm|hatch-vcs|versioningit)\b/i;

/** What the `metadata` section of setup.cfg says; what it only points at (`attr:`, `file:`) is not known. */
export function readSetupCfg(text: string): Manifest {
  const metadata = section(text, 'metadata');
  const field = (name: string): string | undefined => {
    const value = metadata.get(name);
    return value && /^(?:attr|file)\s*:/.test(value) ? undefined : line(value);
  };
  const urls = Object.fromEntries(
    (metadata.get('project_urls') ?? '').split('\n').map((one) => one.split(/\s*=\s*(.*)/s, 2)),
  );
  return {
    title: field('name'),
    version: field('version'),
    description: field('description') ?? field('summary'),
    licence:
      field('license') ??
      fromClassifiers(
        metadata
          .get('classifiers')
          ?.split('\n')
          .map((one) => one.trim()),
      ),
    authors: people([{ name: field('author'), email: field('author_email') }]),
    url: field('url') ?? named(urls, HOMEPAGE),
    source: named(urls, SOURCE),
    documentation: named(urls, DOCUMENTATION),
  };
}

/** The licence that a PyPI classifier names ("MIT License"), where one alone does. */
function fromClassifiers(classifiers: unknown): string | undefined {
  if (!Array.isArray(classifiers)) return undefined;
  const names = classifiers
    .filter((one) => typeof one === 'string' && one.startsWith('License :: '))
    .map((one) => one.split(' :: ').at(-1));
  return names.length === 1 ? line(names[0]) : undefined;
}

/** A licence's name; its whole text is none. */
const shortText = (value: unknown): string | undefined =>
  typeof value === 'string' && value.length < 100 ? line(value) : undefined;

const asTable = (value: unknown): object => (value !== null && typeof value === 'object' ? value : {});

/** The entries of one section of an INI file, continued lines joined by line breaks. */
function section(text: string, name: string): ReadonlyMap<string, string> {
  const entries = new Map<string, string>();
  let inside = false;
  let key = '';
  for (const row of text.split(/\r?\n/)) {
    const header = /^\[([^\]]+)\]/.exec(row);
    const entry = /^([\w-]+)\s*[=:]\s*(.*)$/.exec(row);
    if (header) inside = header[1]!.trim() === name;
    else if (!inside || /^\s*[#;]/.test(row)) continue;
    else if (entry) {
      key = entry[1]!.toLowerCase().replaceAll('-', '_');
      entries.set(key, entry[2]!);
    } else if (key && row.trim() !== '') entries.set(key, `${entries.get(key)}\n${row.trim()}`);
  }
  return entries;
}
