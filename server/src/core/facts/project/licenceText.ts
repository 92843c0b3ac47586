import { fingerprint, licenceBody } from './licenceBody.ts';

/** The licence that a text is. */
export interface LicenceText {
  readonly id: string;
  /** Whether `id` stops where the text does: GNU's leave open whether later versions are allowed too ("GPL-3.0"). */
  readonly open: boolean;
}

/** The fingerprints of the terms as their publishers, SPDX and choosealicense.com have them, by SPDX id. */
const TERMS: ReadonlyMap<string, string> = new Map(
  Object.entries({
    MIT: 'd460241bb1d60eae 611a2aa2baec1921',
    'MIT-0': 'c700ccf3aa8fd8e9',
    // The terms, as Rust links them, and the notice that refers to them.
    'Apache-2.0': '504491099af22b40 a3f237a4ac56edfe bb42bb45c54bc180',
    'BSD-2-Clause': 'd22617f62972a375',
    'BSD-3-Clause': 'a5e3bad4c0f61322',
    ISC: 'f430d943c2a1c158 6eb41c246774c316',
    '0BSD': 'c7c30548adeaa583',
    'MPL-2.0': '7b380d06c79beda0',
    'EPL-1.0': '74c284785703f030',
    'EPL-2.0': 'c6b60012065a2280',
    'EUPL-1.2': '42fca6647f2e66e9',
    'BSL-1.0': '1bbed8f343ccd9c8',
    Zlib: 'ae7e0d86bff8feb0',
    Unlicense: 'ddd3a76fe8afd864 d38cc842cf72f91e',
    'CC0-1.0': '48dd6c0c11a3f87f bf74892f5239e3cf',
    'Artistic-2.0': '866a2f769b5e22dd',
    'UPL-1.0': '711b95a4f28fa9bf',
    'BlueOak-1.0.0': 'e37b5513366e553b',
    WTFPL: 'cd8f8defc21860e8',
    'AGPL-3.0': 'b7a482e85755401f',
    'LGPL-3.0': 'ec9cd8697c4c781f',
    'LGPL-2.1': '7765f3f8c3d344fe',
    'GPL-3.0': 'fa75111cd9e2c9b0',
    'GPL-2.0': '19179063922bdccb 815956e82b12eef9',
  }).flatMap(([id, prints]) => prints.split(' ').map((print) => [print, id] as const)),
);

/** What stands behind the end of the terms of Apache's and GNU's licences: how to apply them, or Apache's notice alone. */
const APPENDICES: ReadonlySet<string> = new Set([
  '6cd506dc55c5cdb3',
  'bb42bb45c54bc180',
  'd2f029e6994438e7',
  '030ea31d86d9895d',
  '1a5b0cba289d2046',
  '7da4086f8351c95c',
  '7001c6c6659b29e0',
]);

/** Which licence a text is, word for word; undefined where it is none, more than one, or one with terms of its own. */
export function identifyLicence(text: string): LicenceText | undefined {
  const { terms, appendix } = licenceBody(text);
  const id = TERMS.get(fingerprint(terms));
  if (!id || (appendix !== '' && !APPENDICES.has(fingerprint(appendix)))) return undefined;
  return { id, open: /^[AL]?GPL-/.test(id) };
}
