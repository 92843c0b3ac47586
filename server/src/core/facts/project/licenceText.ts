/** The licence that a text is. */
export interface LicenceText {
  readonly id: string;
  /** Whether `id` stops where the text does: GNU's leave open whether later versions are allowed too ("GPL-3.0"). */
  readonly open: boolean;
}

/** Phrases that all stand in a licence's text, in lower case, and ones that make it another licence. */
interface Marks {
  readonly id: string;
  readonly has: readonly string[];
  readonly lacks?: readonly string[];
}

const PERMISSION = 'permission is hereby granted, free of charge, to any person obtaining a copy of this software and';
const NOTICE = 'the above copyright notice and this permission notice';
const REDISTRIBUTION = 'redistribution and use in source and binary forms, with or without modification';
const BINARY = 'redistributions in binary form must reproduce';
const ENDORSE = 'endorse or promote products derived from this software without';
const ACKNOWLEDGE = 'software developed by';
const WITH_OR_WITHOUT_FEE = 'distribute this software for any purpose with or without fee is hereby granted';
const APPEAR = 'permission notice appear in all copies';
const APACHE = 'apache license version 2.0';

const MARKS: readonly Marks[] = [
  { id: 'MIT', has: [PERMISSION, NOTICE], lacks: ['except as contained in this notice', 'for good, not evil'] },
  { id: 'MIT-0', has: [PERMISSION, 'to deal in the software without restriction'], lacks: [NOTICE] },
  { id: 'Apache-2.0', has: [APACHE], lacks: ['llvm exceptions'] },
  { id: 'Apache-2.0 WITH LLVM-exception', has: [APACHE, 'llvm exceptions'] },
  { id: 'BSD-4-Clause', has: [REDISTRIBUTION, BINARY, ENDORSE, 'all advertising materials mentioning features'] },
  {
    id: 'BSD-3-Clause-Clear',
    has: [REDISTRIBUTION, BINARY, ENDORSE, "no express or implied licenses to any party's patent"],
  },
  {
    id: 'BSD-3-Clause',
    has: [REDISTRIBUTION, BINARY, ENDORSE],
    lacks: [ACKNOWLEDGE, 'no express or implied licenses'],
  },
  { id: 'BSD-2-Clause', has: [REDISTRIBUTION, BINARY], lacks: ['endorse or promote', ACKNOWLEDGE] },
  { id: 'ISC', has: [WITH_OR_WITHOUT_FEE, APPEAR] },
  { id: '0BSD', has: [WITH_OR_WITHOUT_FEE], lacks: [APPEAR] },
  { id: 'MPL-2.0', has: ['mozilla public license version 2.0'] },
  { id: 'EPL-2.0', has: ['eclipse public license - v 2.0'] },
  { id: 'EPL-1.0', has: ['eclipse public license - v 1.0'] },
  { id: 'EUPL-1.2', has: ['european union public licence v. 1.2'] },
  { id: 'BSL-1.0', has: ['boost software license - version 1.0'] },
  {
    id: 'Zlib',
    has: ['altered source versions must be plainly marked as such', 'the origin of this software must not be'],
  },
  { id: 'Unlicense', has: ['this is free and unencumbered software released into the public domain'] },
  { id: 'CC0-1.0', has: ['cc0 1.0 universal'] },
  { id: 'CC-BY-4.0', has: ['creative commons attribution 4.0 international public license'] },
  { id: 'CC-BY-SA-4.0', has: ['creative commons attribution-sharealike 4.0 international public license'] },
  { id: 'Artistic-2.0', has: ['the artistic license 2.0'] },
  { id: 'UPL-1.0', has: ['the universal permissive license (upl), version 1.0'] },
  { id: 'BlueOak-1.0.0', has: ['blue oak model license version 1.0.0'] },
  { id: 'WTFPL', has: ['do what the fuck you want to public license'] },
  { id: 'BUSL-1.1', has: ['business source license 1.1', 'change date'] },
  { id: 'Elastic-2.0', has: ['elastic license 2.0'] },
  { id: 'SSPL-1.0', has: ['server side public license version 1'] },
];

/** GNU's licences by how their texts begin; the texts name one another further down. */
const GNU: readonly (readonly [string, RegExp])[] = [
  ['AGPL-3.0', /^\W*gnu affero general public license version 3\b/],
  ['LGPL-3.0', /^\W*gnu lesser general public license version 3\b/],
  ['LGPL-2.1', /^\W*gnu lesser general public license version 2\.1\b/],
  ['GPL-3.0', /^\W*gnu general public license version 3\b/],
  ['GPL-2.0', /^\W*gnu general public license version 2\b/],
];

/** Which licence a text is, told by phrases of the licences; undefined where none, or several, are in it. */
export function identifyLicence(text: string): LicenceText | undefined {
  const plain = normalise(text);
  if (plain.includes('commons clause')) return undefined;
  const gnu = GNU.find(([, start]) => start.test(plain));
  if (gnu) return { id: gnu[0], open: true };
  const ids = MARKS.filter(
    ({ has, lacks = [] }) =>
      has.every((phrase) => plain.includes(phrase)) && !lacks.some((phrase) => plain.includes(phrase)),
  );
  return ids.length === 1 ? { id: ids[0]!.id, open: false } : undefined;
}

/** In lower case, on one line, without the marks of Markdown and with one kind of quotes; "License, Version" loses its comma. */
const normalise = (text: string): string =>
  text
    .toLowerCase()
    .replace(/[*_#>`|]+/g, ' ')
    .replace(/[‘’]/g, "'")
    .replace(/[–—]/g, '-')
    .replace(/\s+/g, ' ')
    .replaceAll('license, version', 'license version');
