import parseSpdx from 'spdx-expression-parse';
import licenceIds from 'spdx-license-ids';

const IDS: ReadonlyMap<string, string> = new Map(licenceIds.map((id) => [id.toLowerCase(), id]));

/** What people write instead of an SPDX id, reduced to lower-case words; only names that mean one licence. */
const NAMES: ReadonlyMap<string, string> = new Map(
  Object.entries({
    MIT: 'mit|mit mit|expat',
    'Apache-2.0': 'apache 2.0|apache 2|apache2|apache2.0|apache software 2.0|asl 2.0|asl 2|al2',
    'BSD-2-Clause': '2 clause bsd|bsd 2 clause|simplified bsd|bsd 2 clause simplified|freebsd',
    'BSD-3-Clause': '3 clause bsd|bsd 3 clause|new bsd|modified bsd|revised bsd|bsd 3 clause new or revised',
    ISC: 'isc|isc iscl',
    'MPL-2.0': 'mpl 2.0|mpl2|mozilla public 2.0|mozilla public 2.0 mpl 2.0',
    'EPL-2.0': 'epl 2.0|eclipse public 2.0|eclipse public v 2.0|eclipse public 2.0 epl 2.0',
    'BSL-1.0': 'boost software 1.0|boost 1.0',
    Unlicense: 'unlicense|unlicense unlicense',
    'CC0-1.0': 'cc0|cc0 1.0|cc0 1.0 universal|cc0 1.0 universal cc0 1.0 public domain dedication',
    Zlib: 'zlib',
    'GPL-2.0-or-later': 'gplv2+|gpl v2+|gpl 2.0+|gnu general public v2 or later gplv2+|gnu gpl v2 or later',
    'GPL-3.0-or-later': 'gplv3+|gpl v3+|gpl 3.0+|gnu general public v3 or later gplv3+|gnu gpl v3 or later',
    'LGPL-3.0-or-later': 'lgplv3+|lgpl v3+|gnu lesser general public v3 or later lgplv3+',
    'LGPL-2.1-or-later': 'lgplv2.1+|lgpl v2.1+|gnu lesser general public v2.1 or later lgplv2.1+',
    'AGPL-3.0-or-later': 'agplv3+|agpl v3+|gnu affero general public v3 or later agplv3+',
  }).flatMap(([id, names]) => names.split('|').map((name) => [name, id] as const)),
);

/** The SPDX expression that a manifest states, or that it means beyond doubt; undefined where only its author knows. */
export function licenceExpression(stated: string): string | undefined {
  const text = inCase(stated.trim()).replace(
    /\b([AL]?GPL-\d\.\d)(\+?)(?![\w.-])/gi,
    (_, id: string, later: string) => `${id.toUpperCase()}-${later ? 'or-later' : 'only'}`,
  );
  if (isExpression(text)) return text;
  const words = text
    .toLowerCase()
    .replace(/\b(?:the|licen[cs]e[ds]?|version|under)\b|[^a-z0-9.+]+/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();
  return NAMES.get(words);
}

/** Ids and operators in the case that the SPDX list has them in. */
const inCase = (text: string): string =>
  text.replace(/[\w.+-]+/g, (word) =>
    /^(?:or|and|with)$/i.test(word) ? word.toUpperCase() : (IDS.get(word.toLowerCase()) ?? word),
  );

/** Whether a text is an SPDX licence expression (SPDX specification, annex D). */
export function isExpression(text: string): boolean {
  try {
    parseSpdx(text);
    return true;
  } catch {
    return false;
  }
}
