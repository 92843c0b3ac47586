/** The prefix that the OCI image specification reserves for its own keys. */
export const OCI = 'org.opencontainers.image.';

const LABEL_SCHEMA = 'org.label-schema.';

/** What label-schema.org calls them and what OCI does, by the specification's own table; licence and maintainer are widespread additions. */
const FROM_LABEL_SCHEMA: ReadonlyMap<string, string> = new Map(
  Object.entries({
    'build-date': 'created',
    url: 'url',
    'vcs-url': 'source',
    'vcs-ref': 'revision',
    version: 'version',
    vendor: 'vendor',
    name: 'title',
    description: 'description',
    usage: 'documentation',
    license: 'licenses',
    licenses: 'licenses',
    licence: 'licenses',
    author: 'authors',
    authors: 'authors',
    maintainer: 'authors',
  }),
);

/** Keys without a namespace, in lower case and without separators, and the OCI key that means the same. */
const FROM_BARE: ReadonlyMap<string, string> = new Map(
  Object.entries({
    authors: 'maintainer maintainers author authors creator',
    title: 'name title',
    description: 'description desc',
    version: 'version',
    vendor: 'vendor organization organisation company publisher',
    url: 'url homepage website site',
    documentation: 'documentation documentationurl docs docsurl usage',
    source:
      'source sourceurl sourcecode vcs vcsurl scm scmurl git giturl gitrepo gitrepository github repo repourl repository repositoryurl',
    revision:
      'revision vcsref commit commitsha commithash gitcommit gitcommitsha gitcommithash gitsha githash gitref gitrevision',
    created: 'created createdat builddate buildtime buildtimestamp',
    licenses: 'license licenses licence licences',
    'base.name': 'baseimage baseimagename',
  }).flatMap(([oci, keys]) => keys.split(' ').map((key) => [key, oci] as const)),
);

/** Keys that mean the OCI key only where their value is a URL. */
const ONLY_AS_URL = new Set([
  'usage',
  'site',
  'source',
  'sourcecode',
  'vcs',
  'scm',
  'git',
  'github',
  'repo',
  'repository',
]);

/** What an old key means: its OCI key without the prefix; `null` where label-schema's key has none; undefined where it is nobody's business. */
export function ociMeaning(key: string, value: string): string | null | undefined {
  const lower = key.toLowerCase();
  const isUrl = /^(?:[a-z][a-z0-9+.-]*:\/\/|git@|\$|[\w-]+(?:\.[\w-]+)+\/)\S*$/i.test(value.trim());
  if (lower.startsWith(LABEL_SCHEMA)) {
    const name = lower.slice(LABEL_SCHEMA.length);
    return name === 'usage' && !isUrl ? null : (FROM_LABEL_SCHEMA.get(name) ?? null);
  }
  const bare = lower.replace(/[-_ ]/g, '');
  return ONLY_AS_URL.has(bare) && !isUrl ? undefined : FROM_BARE.get(bare);
}
