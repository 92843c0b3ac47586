import { fact } from '../../fact.ts';
import type { Source } from '../../rule.ts';
import { firstFile, folders } from './folders.ts';
import { licenceExpression } from './licenceName.ts';
import { identifyLicence } from './licenceText.ts';
import { line, type Manifest } from './manifest.ts';
import { type FoundManifest, manifests, ownManifests, readmes } from './manifests.ts';
import { isOrganisation } from './organisation.ts';
import { released } from './placeholders.ts';
import { repositoryName, repositoryOwner, repositoryUrl } from './remote.ts';

/** What the project says about itself, and where. */
export interface Statement {
  readonly text: string;
  /** For a message: "package.json", "the git remote". */
  readonly by: string;
}

const LICENCES = ['LICENSE', 'LICENCE', 'License', 'license', 'COPYING', 'UNLICENSE'].flatMap((name) =>
  ['', '.txt', '.md', '.rst'].map((ending) => name + ending),
);
const LONGEST = 300;

/** What the project says, by OCI key without its prefix. What it does not say is not in it. */
export const statements = fact((source): ReadonlyMap<string, Statement> => {
  const all: Readonly<Record<string, Statement | undefined>> = {
    source: repository(source),
    version: stated(source, 'version', released, ownManifests(source)),
    description: stated(source, 'description', line, [...ownManifests(source), ...ownReadmes(source)]),
    licenses: licence(source),
    title: title(source),
    vendor: organisation(source) ?? ofRepository(source, repositoryOwner),
    authors: stated(source, 'authors'),
    url: stated(source, 'url', webUrl),
    documentation: stated(source, 'documentation', webUrl),
  };
  const known = Object.entries(all).filter((entry): entry is [string, Statement] => entry[1] !== undefined);
  return new Map(known.filter(([, { text }]) => text.length <= LONGEST));
});

/** What the first file that says it says. */
function stated(
  source: Source,
  key: keyof Manifest,
  accept: (text: string) => string | undefined = line,
  files: readonly FoundManifest[] = [...manifests(source), ...readmes(source)],
): Statement | undefined {
  for (const manifest of files) {
    const text = manifest[key] && accept(manifest[key]);
    if (text) return { text, by: manifest.path };
  }
  return undefined;
}

/** A manifest's name, else the repository's, as the README writes it; what a README alone says where there is no other. */
function title(source: Source): Statement | undefined {
  const manifest = ownManifests(source).find((one) => one.title);
  if (manifest?.title) return { text: manifest.title, by: manifest.path };
  if (isPart(source)) return undefined;
  const name = ofRepository(source, repositoryName);
  const readme = readmes(source).find((one) => one.title);
  const isSame = name !== undefined && plainName(readme?.title ?? '') === plainName(name.text);
  return readme?.title && (isSame || !name) ? { text: readme.title, by: readme.path } : name;
}

/** Whether manifests are there and none is the image's: what else the project says is about all of it too. */
const isPart = (source: Source): boolean => manifests(source).length > 0 && ownManifests(source).length === 0;

const ownReadmes = (source: Source): readonly FoundManifest[] => (isPart(source) ? [] : readmes(source));

const plainName = (text: string): string => text.toLowerCase().replace(/[^\p{L}\p{Nd}]+/gu, '');

const webUrl = (text: string): string | undefined => (/^https?:\/\/[^\s"'<>]+$/.test(text) ? text : undefined);

function repository(source: Source): Statement | undefined {
  const origin = source.project.origin && repositoryUrl(source.project.origin);
  return origin ? { text: origin, by: 'the git remote' } : stated(source, 'source', repositoryUrl);
}

function ofRepository(source: Source, part: (url: string) => string | undefined): Statement | undefined {
  const found = repository(source);
  const text = found && part(found.text);
  return text ? { text, by: found.by } : undefined;
}

/** What the project calls those who stand behind it. */
export const organisations = fact((source): readonly string[] => {
  const names = manifests(source).map(({ organisation: name }) => name);
  return [...names, ofRepository(source, repositoryOwner)?.text].filter((name) => name !== undefined);
});

/** An organisation that a manifest names, as such or as the author. */
function organisation(source: Source): Statement | undefined {
  return (
    stated(source, 'organisation') ??
    stated(source, 'authors', (author) => {
      const name = author.replace(/\s*<[^>]*>$/, '');
      return isOrganisation(name, []) ? name : undefined;
    })
  );
}

/** What a manifest says where nobody else gets a licence. */
const RESERVED =
  /\b(?:unlicensed|proprietary|commercial|closed|private|confidential|none|no licen[cs]e)\b|all rights reserved/i;

/** The licence that manifests and licence text agree on; where they contradict each other, or the text is no known licence, nobody knows. */
function licence(source: Source): Statement | undefined {
  const file = licenceFile(source);
  const found = file && identifyLicence(file.text);
  if (file && !found) return undefined;
  if (manifests(source).some((manifest) => RESERVED.test(manifest.licence ?? ''))) return undefined;
  const claims = [...manifests(source), ...(found?.open ? readmes(source) : [])].flatMap((manifest): Statement[] => {
    const text = manifest.licence && licenceExpression(manifest.licence);
    return text ? [{ text, by: manifest.path }] : [];
  });
  if (!file || !found) return claims[0];
  const agrees = ({ text }: Statement): boolean =>
    text.split(/[\s()]+/).some((id) => (found.open ? id.startsWith(`${found.id}-`) : id === found.id));
  if (claims.length === 0 && !found.open) return { text: found.id, by: file.path };
  return claims.find(agrees);
}

/** The nearest licence text: those further up are about something else. */
function licenceFile(source: Source): { readonly path: string; readonly text: string } | undefined {
  for (const folder of folders(source)) {
    const file = firstFile(source.project, folder, LICENCES);
    if (file) return file;
  }
  return undefined;
}
