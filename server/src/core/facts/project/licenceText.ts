/** The licence that a text is. */
export interface LicenceText {
  readonly id: string;
  /** Whether `id` stops where the text does: GNU's leave open whether later versions are allowed too ("GPL-3.0"). */
  readonly open: boolean;
}

/** Phrases that all stand in a licence's text, in lower case, the first at its beginning, and ones that make it another licence. */
interface Marks {
  readonly id: string;
  readonly has: readonly string[];
  readonly lacks?: readonly string[];
  /** How many characters the text has at most: what is longer says more than the licence. */
  readonly longest: number;
}

const PERMISSION = 'permission is hereby granted, free of charge, to any person obtaining a copy of this software and';
const NOTICE = 'the above copyright notice and this permission notice';
const REDISTRIBUTION = 'redistribution and use in source and binary forms, with or without modification';
const BINARY = 'redistributions in binary form must reproduce';
const ENDORSE = 'endorse or promote products derived from this software without';
const ACKNOWLEDGE = 'software developed by';
const USE = 'permission to use, copy, modify';
const WITH_OR_WITHOUT_FEE = 'distribute this software for any purpose with or without fee is hereby granted';
const APPEAR = 'permission notice appear in all copies';
const APACHE = 'apache license version 2.0';

const MARKS: readonly Marks[] = [
  {
    id: 'MIT',
    longest: 1250,
    has: [PERMISSION, NOTICE],
    lacks: ['except as contained in this notice', 'for good, not evil'],
  },
  { id: 'MIT-0', longest: 1100, has: [PERMISSION, 'to deal in the software without restriction'], lacks: [NOTICE] },
  { id: 'Apache-2.0', longest: 11500, has: [APACHE], lacks: ['llvm exceptions'] },
  { id: 'Apache-2.0', longest: 800, has: [`licensed under the ${APACHE} (the "license")`] },
  { id: 'Apache-2.0 WITH LLVM-exception', longest: 13500, has: [APACHE, 'llvm exceptions'] },
  {
    id: 'BSD-4-Clause',
    longest: 2200,
    has: [REDISTRIBUTION, BINARY, ENDORSE, 'all advertising materials mentioning features'],
  },
  {
    id: 'BSD-3-Clause-Clear',
    longest: 2000,
    has: [REDISTRIBUTION, BINARY, ENDORSE, "no express or implied licenses to any party's patent"],
  },
  {
    id: 'BSD-3-Clause',
    longest: 1900,
    has: [REDISTRIBUTION, BINARY, ENDORSE],
    lacks: [ACKNOWLEDGE, 'no express or implied licenses'],
  },
  { id: 'BSD-2-Clause', longest: 1600, has: [REDISTRIBUTION, BINARY], lacks: ['endorse or promote', ACKNOWLEDGE] },
  { id: 'ISC', longest: 900, has: [USE, WITH_OR_WITHOUT_FEE, APPEAR] },
  { id: '0BSD', longest: 800, has: [USE, WITH_OR_WITHOUT_FEE], lacks: [APPEAR] },
  { id: 'MPL-2.0', longest: 17500, has: ['mozilla public license version 2.0'] },
  { id: 'EPL-2.0', longest: 15000, has: ['eclipse public license - v 2.0'] },
  { id: 'EPL-1.0', longest: 12500, has: ['eclipse public license - v 1.0'] },
  { id: 'EUPL-1.2', longest: 15000, has: ['european union public licence v. 1.2'] },
  { id: 'BSL-1.0', longest: 1500, has: ['boost software license - version 1.0'] },
  {
    id: 'Zlib',
    longest: 1000,
    has: [
      "this software is provided 'as-is'",
      'altered source versions must be plainly marked as such',
      'the origin of this software must not be',
    ],
  },
  { id: 'Unlicense', longest: 1400, has: ['this is free and unencumbered software released into the public domain'] },
  { id: 'CC0-1.0', longest: 7500, has: ['cc0 1.0 universal'] },
  { id: 'Artistic-2.0', longest: 9500, has: ['the artistic license 2.0'] },
  { id: 'UPL-1.0', longest: 2100, has: ['the universal permissive license (upl), version 1.0'] },
  { id: 'BlueOak-1.0.0', longest: 1800, has: ['blue oak model license version 1.0.0'] },
  { id: 'WTFPL', longest: 700, has: ['do what the fuck you want to public license'] },
  { id: 'BUSL-1.1', longest: 8000, has: ['business source license 1.1', 'change date'] },
  { id: 'Elastic-2.0', longest: 4500, has: ['elastic license 2.0'] },
  { id: 'SSPL-1.0', longest: 33000, has: ['server side public license version 1'] },
];

/** GNU's licences by how their texts begin; the texts name one another further down. */
const GNU: readonly (readonly [string, RegExp])[] = [
  ['AGPL-3.0', /^\W*gnu affero general public license version 3\b/],
  ['LGPL-3.0', /^\W*gnu lesser general public license version 3\b/],
  ['LGPL-2.1', /^\W*gnu lesser general public license version 2\.1\b/],
  ['GPL-3.0', /^\W*gnu general public license version 3\b/],
  ['GPL-2.0', /^\W*gnu general public license version 2\b/],
];

/** Lines in front of a licence's own text: its name where the text does not begin with it, and whose it is. */
const PREAMBLE =
  /^\W*(?:licen[cs]e\W*|(?:copyright|\(c\)|©|all rights reserved|spdx-license-identifier|creative commons legal code).{0,200}|(?:the )?(?:mit|expat|isc|zlib|0bsd|(?:new |modified |simplified |revised |[234]-clause )?bsd)\b.{0,60})?$/i;

/** What makes terms of a text's own out of a licence. */
const REFUSED =
  /commons clause|variously licensed|dual[- ]licen|modified version of the (?:apache|mit)\b|commercial (?:use|purposes?|licen[cs]e)|non-?commercial use|(?<![\w./])ee\/|functional source|(?:is|are) proprietary/;

/** Licences that a short one does not speak of. */
const OTHERS = /(?:apache|mozilla public|gnu (?:lesser |affero )?general public) licen[cs]e/;
const SHORT = 3000;

/** Which licence a text as a whole is; undefined where it is none, or more than one. */
export function identifyLicence(text: string): LicenceText | undefined {
  const lines = text.split('\n');
  const start = lines.findIndex((one) => !PREAMBLE.test(one.trim()));
  const plain = start < 0 ? '' : normalise(lines.slice(start).join('\n')).replace(/^[^\w'"]+/, '');
  const gnu = GNU.find(([, begins]) => begins.test(plain));
  if (gnu) return plain.includes('commons clause') ? undefined : { id: gnu[0], open: true };
  if (REFUSED.test(normalise(text))) return undefined;
  const ids = MARKS.filter(
    ({ has, lacks = [], longest }) =>
      plain.startsWith(has[0]!) &&
      plain.length <= longest &&
      (longest > SHORT || has[0]!.includes(APACHE) || !OTHERS.test(plain)) &&
      has.every((phrase) => plain.includes(phrase)) &&
      !lacks.some((phrase) => plain.includes(phrase)),
  );
  return ids.length === 1 ? { id: ids[0]!.id, open: false } : undefined;
}

/** In lower case, on one line, without the marks of Markdown and with one kind of quotes; "License, Version" loses its comma. */
const normalise = (text: string): string =>
  text
    .toLowerCase()
    .replace(/[*_#>`|]+/g, ' ')
    .replace(/[‘’]/g, "'")
    .replace(/[“”]/g, '"')
    .replace(/[–—]/g, '-')
    .replace(/\s+/g, ' ')
    .replaceAll('license, version', 'license version');
