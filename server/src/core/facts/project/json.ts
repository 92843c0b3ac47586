import { line, type Manifest, people, textAt, valueAt } from './manifest.ts';
import { isStarter } from './placeholders.ts';

/** What npm's package.json says; one that a framework's generator made and nobody has named says nothing. */
export function readPackageJson(text: string): Manifest {
  const json = parseJson(text);
  const title = textAt(json, 'name')?.replace(/^@[^/]*\//, '');
  if (isStarter(title ?? '')) return {};
  return {
    title,
    version: textAt(json, 'version'),
    description: textAt(json, 'description'),
    licence: textAt(json, 'license') ?? textAt(json, 'license', 'type') ?? oldLicences(json),
    authors: people(valueAt(json, 'author')),
    url: textAt(json, 'homepage'),
    source: repository(textAt(json, 'repository') ?? textAt(json, 'repository', 'url')),
  };
}

/** What npm's `licenses` named before `license` did; of several nobody knows whether one is enough. */
function oldLicences(json: unknown): string | undefined {
  const listed = valueAt(json, 'licenses');
  if (!Array.isArray(listed)) return undefined;
  return line(listed.map((one) => textAt(one, 'type') ?? String(one)).join(', '));
}

/** What Composer's composer.json says. Several licences there are a choice. */
export function readComposerJson(text: string): Manifest {
  const json = parseJson(text);
  const [vendor, name] = textAt(json, 'name')?.split('/') ?? [];
  if (isStarter(name ?? '') || SKELETON.test(`${vendor}/${name}`)) return {};
  const licences = valueAt(json, 'license');
  return {
    title: name,
    version: textAt(json, 'version'),
    description: textAt(json, 'description'),
    licence: Array.isArray(licences) ? line(licences.join(' OR ')) : line(licences),
    organisation: name && vendor,
    authors: people(valueAt(json, 'authors') ?? []),
    url: textAt(json, 'homepage'),
    source: textAt(json, 'support', 'source'),
    documentation: textAt(json, 'support', 'docs'),
  };
}

/** What frameworks' projects are made from says nothing of what became of it. */
const SKELETON =
  /^(?:laravel\/(?:laravel|lumen)|symfony\/symfony-demo|drupal\/(?:recommended|legacy)-project|drupal-composer\/drupal-project|cakephp\/app|yiisoft\/yii2?-app\S*|yiisoft\/app|roots\/(?:bedrock|sage)|codeigniter4\/appstarter|typo3\/cms-base-distribution|craftcms\/craft|statamic\/statamic|shopware\/production|api-platform\/api-platform|\S+\/(?:recommended|community-edition)-project)$/;

/** npm's short forms (`owner/name`, `gitlab:owner/name`) as URLs. */
function repository(text: string | undefined): string | undefined {
  const short = /^(?:(github|gitlab|bitbucket):)?([\w.-]+\/[\w.-]+)$/.exec(text ?? '');
  if (!short) return text;
  const host = short[1] === 'bitbucket' ? 'bitbucket.org' : `${short[1] ?? 'github'}.com`;
  return `https://${host}/${short[2]}`;
}

/** A JSON file as plain data; undefined where it does not parse. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
