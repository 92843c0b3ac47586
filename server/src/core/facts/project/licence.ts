import type { Source } from '../../rule.ts';
import { isWithin } from '../routes/scope.ts';
import { filesOf, folders } from './folders.ts';
import { licenceExpression } from './licenceName.ts';
import { identifyLicence, type LicenceText } from './licenceText.ts';
import type { Statement } from './manifest.ts';
import { type FoundManifest, manifests, readmes } from './manifests.ts';
import { isMadeFrom, ownFolder, ownManifests } from './ownership.ts';

const LICENCES = ['LICENSE', 'LICENCE', 'License', 'license', 'COPYING', 'UNLICENSE'].flatMap((name) =>
  ['', '.txt', '.md', '.rst'].map((ending) => name + ending),
);

/** What a manifest says where nobody else gets a licence. */
const RESERVED =
  /\b(?:unlicensed|proprietary|commercial|closed|private|confidential|none|no licen[cs]e)\b|all rights reserved/i;

/**
 * The licence that the image's own manifests and the licence text agree on. Nobody knows where the text is no known licence,
 * where manifests of one folder contradict each other or the text, and where the text lies above what the image is made from.
 */
export function licence(source: Source): Statement | undefined {
  const text = licenceText(source);
  if (text === 'unknown') return undefined;
  const own = ownManifests(source);
  const beside = manifests(source).filter(({ folder }) => folder === (own[0]?.folder ?? ownFolder(source)));
  if (manifests(source).some((manifest) => RESERVED.test(manifest.licence ?? ''))) return undefined;
  const claims = licenceClaims(beside);
  if (new Set(claims.map((claim) => claim.text)).size > 1) return undefined;
  const stating = licenceClaims(own)[0];
  if (!text) return stating;
  if (beside.some((manifest) => deniesText(manifest, text))) return undefined;
  if (text.open)
    return licenceClaims([...beside, ...manifests(source), ...readmes(source)]).find((claim) => agrees(text, claim));
  return claims.length === 0 ? { text: text.id, by: text.path } : claims.find((claim) => agrees(text, claim));
}

const licenceClaims = (files: readonly FoundManifest[]): Statement[] =>
  files.flatMap((manifest) => {
    const text = manifest.licence && licenceExpression(manifest.licence);
    return text ? [{ text, by: manifest.path }] : [];
  });

const agrees = ({ open, id }: LicenceText, { text }: Statement): boolean =>
  text.split(/[\s()]+/).some((one) => (open ? one.startsWith(`${id}-`) : one === id));

/** Words beside a licence's name that add terms to it, or another licence. */
const MORE = /[+,;&]|\b(?:for|and|or|with|except|clause|code|data|weights?|models?|use|commercial)\b/i;

/** Whether a manifest names another licence than the text is, in words that say no more than that ("GPLv3" beside MIT). */
const deniesText = ({ licence: stated = '' }: FoundManifest, { id }: LicenceText): boolean =>
  stated !== '' &&
  !licenceExpression(stated) &&
  !/^(?:see|file)\b|^LICEN[CS]E\b/i.test(stated) &&
  (MORE.test(stated) || !new RegExp(`\\b${/^\w+/.exec(id)![0]}`, 'i').test(stated));

interface LicenceFile extends LicenceText {
  readonly path: string;
}

/** The nearest licence text, those further up are about something else; `unknown` where it is none, several, or not about the image. */
function licenceText(source: Source): LicenceFile | 'unknown' | undefined {
  const [own] = folders(source);
  for (const folder of folders(source)) {
    const files = filesOf(source.project, folder, LICENCES);
    if (files.length === 0) continue;
    const made = ownFolder(source);
    const found = files.map(({ path, text }) => ({ path, ...identifyLicence(text) }));
    const [first] = found;
    const isAbout = folder === own || (made !== undefined && isWithin(made, folder)) || isMadeFrom(source, folder);
    return isAbout && first?.id && found.every(({ id }) => id === first.id) ? (first as LicenceFile) : 'unknown';
  }
  return undefined;
}
