import { fact } from '../../fact.ts';
import type { Source } from '../../rule.ts';
import { isWithin } from '../routes/scope.ts';
import { licence } from './licence.ts';
import { line, type Manifest, type Statement } from './manifest.ts';
import { type FoundManifest, manifests } from './manifests.ts';
import { isOrganisation } from './organisation.ts';
import { ownFolder, ownManifests, ownReadmes } from './ownership.ts';
import { released } from './placeholders.ts';
import { repositoryName, repositoryOwner, repositoryUrl } from './remote.ts';

const LONGEST = 300;

/** What the project says, by OCI key without its prefix. What it does not say is not in it. */
export const statements = fact((source): ReadonlyMap<string, Statement> => {
  const own = ownManifests(source);
  const all: Readonly<Record<string, Statement | undefined>> = {
    source: repository(source),
    version: stated(own, 'version', released),
    description: stated([...own, ...ownReadmes(source)], 'description'),
    licenses: licence(source),
    title: title(source),
    vendor: organisation(source) ?? ofRepository(source, repositoryOwner),
    authors: stated(own, 'authors'),
    url: stated(own, 'url', webUrl),
    documentation: stated(own, 'documentation', webUrl),
  };
  const known = Object.entries(all).filter((entry): entry is [string, Statement] => entry[1] !== undefined);
  return new Map(known.filter(([, { text }]) => text.length <= LONGEST));
});

/** What the first file that says it says. */
function stated(
  files: readonly FoundManifest[],
  key: keyof Manifest,
  accept: (text: string) => string | undefined = line,
): Statement | undefined {
  for (const manifest of files) {
    const text = manifest[key] && accept(manifest[key]);
    if (text) return { text, by: manifest.path };
  }
  return undefined;
}

/** The image's own manifests, and those further up but for a Cargo package, which nothing inherits from. */
function related(source: Source): readonly FoundManifest[] {
  const own = ownManifests(source);
  const [first] = own;
  if (!first) return manifests(source);
  const isFurther = ({ folder, family }: FoundManifest): boolean =>
    folder !== first.folder && isWithin(first.folder, folder) && family?.name !== 'Cargo';
  return [...own, ...manifests(source).filter(isFurther)];
}

/** A manifest's name, else the repository's, as the README writes it; what a README alone says where there is no other. */
function title(source: Source): Statement | undefined {
  const manifest = stated(ownManifests(source), 'title');
  if (manifest) return manifest;
  const name = ownFolder(source) === '' ? ofRepository(source, repositoryName) : undefined;
  const readme = stated(ownReadmes(source), 'title');
  const isSame = name !== undefined && plainName(readme?.text ?? '') === plainName(name.text);
  return isSame || !name ? readme : name;
}

const plainName = (text: string): string => text.toLowerCase().replace(/[^\p{L}\p{Nd}]+/gu, '');

const webUrl = (text: string): string | undefined => (/^https?:\/\/[^\s"'<>]+$/.test(text) ? text : undefined);

function repository(source: Source): Statement | undefined {
  const origin = source.project.origin && repositoryUrl(source.project.origin);
  return origin ? { text: origin, by: 'the git remote' } : stated(related(source), 'source', repositoryUrl);
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
    stated(related(source), 'organisation') ??
    stated(related(source), 'authors', (author) => {
      const name = author.replace(/\s*<[^>]*>$/, '');
      return isOrganisation(name, []) ? name : undefined;
    })
  );
}
