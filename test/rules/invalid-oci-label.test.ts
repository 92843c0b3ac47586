import { defaultConfig } from '../../server/src/core/config.ts';
import { invalidOciLabel } from '../../server/src/core/rules/invalid-oci-label.ts';
import { type Case, testRule } from '../rule-tester.ts';

const OCI = 'org.opencontainers.image.';
/** A workflow of steps that build images, each with what stands in its `with`, behind one that makes labels. */
const workflow = (...builds: string[]) => `on: push
jobs:
  image:
    steps:
      - id: meta
        uses: docker/metadata-action@v5
        with: { labels: "${OCI}vendor=Acme" }
${builds.map((one) => `      - uses: docker/build-push-action@v6\n        with: { ${one} }\n`).join('')}`;
const META = 'labels: "${{ steps.meta.outputs.labels }}"';

testRule(invalidOciLabel, {
  'keys that the specification does not have, with the right ones': {
    marked: `FROM x
LABEL «${OCI}licence»=MIT «"${OCI}Vendor"»='V' \\
  # why
  «${OCI}vcs-ref»=$REF «org.opencontainers.title»="a \\$b"
ONBUILD LABEL «${OCI}name» some words
`,
    says: [`use ${OCI}licenses`, `use ${OCI}vendor`, `use ${OCI}revision`, `use ${OCI}title`, `use ${OCI}title`],
    severities: ['warning', 'warning', 'warning', 'warning', 'warning'],
    fixed: `FROM x
LABEL ${OCI}licenses=MIT "${OCI}vendor"='V' \\
  # why
  ${OCI}revision=$REF ${OCI}title="a \\$b"
ONBUILD LABEL ${OCI}title="some words"
`,
  },
  'a key that is only spelled like a right one is for review': {
    marked: `FROM x\nLABEL «${OCI}sources»=https://a.example «${OCI}desciption»=d\n`,
    reviewed: `FROM x\nLABEL ${OCI}source=https://a.example ${OCI}description=d\n`,
  },
  'keys that nothing comes near': {
    marked: `FROM x\nLABEL «${OCI}version.java»=21 «${OCI}architecture»=amd64 «org.opencontainers»=x\n`,
    says: ['put it below a domain of yours', 'put it below a domain of yours', 'put it below a domain of yours'],
  },
  'a key whose right form stands beside it': {
    marked: `FROM x\nLABEL «${OCI}licence»=MIT «${OCI}author»=A \\\n  ${OCI}licenses="MIT" ${OCI}authors=B\n`,
    says: [`${OCI}licenses stands beside it`, `${OCI}authors stands beside it`],
    fixed: `FROM x\nLABEL «${OCI}author»=A \\\n  ${OCI}licenses="MIT" ${OCI}authors=B\n`.replace(/[«»]/g, ''),
    reviewed: `FROM x\nLABEL ${OCI}licenses="MIT" ${OCI}authors=B\n`,
  },
  'the key of an image index': {
    marked: `FROM x\nLABEL «${OCI}ref.name»=latest ${OCI}title=t\n`,
    severities: ['information'],
    reviewed: `FROM x\nLABEL ${OCI}title=t\n`,
  },
  'one key twice in a stage': {
    marked: `FROM x AS base
LABEL ${OCI}title=a
FROM base
LABEL «${OCI}title»=a «${OCI}version»=1
ONBUILD LABEL ${OCI}title=c
LABEL ${OCI}title="a" ${OCI}version=2
`,
    severities: ['information', 'warning'],
    says: ['to the same value', 'to "2", which alone counts'],
    fixed: `FROM x AS base
LABEL ${OCI}title=a
FROM base
LABEL ${OCI}version=1
ONBUILD LABEL ${OCI}title=c
LABEL ${OCI}title="a" ${OCI}version=2
`,
    reviewed: `FROM x AS base
LABEL ${OCI}title=a
FROM base
ONBUILD LABEL ${OCI}title=c
LABEL ${OCI}title="a" ${OCI}version=2
`,
  },
  'an empty value where one is required': {
    files: { 'package.json': '{ "version": "2.0.0" }' },
    config: { labels: { ...defaultConfig.labels, required: ['version', 'vendor'] } },
    marked: `FROM x AS build
LABEL ${OCI}version=""
FROM x
LABEL «${OCI}version»="" ${OCI}url= «${OCI}vendor»=' '
`,
    says: ['package.json states "2.0.0"', 'give it a value'],
    fixed: `FROM x AS build
LABEL ${OCI}version=""
FROM x
LABEL ${OCI}version="2.0.0" ${OCI}url= ${OCI}vendor=' '
`,
  },
  'an empty value that a later stage overrides': {
    marked: `FROM x AS base\nLABEL ${OCI}version="" «${OCI}vendor»=""\nFROM base\nLABEL ${OCI}version=1\n`,
  },
  'a variable that stands in front of FROM only': {
    marked: `ARG VERSION=1
ARG NODE=22
FROM node:\${NODE}
LABEL ${OCI}base.name="node:$NODE" ${OCI}revision=$REF ${OCI}title=«"$VERSION"»
LABEL ${OCI}version=«$VERSION»
CMD x
`,
    fixed: `ARG VERSION=1
ARG NODE=22
FROM node:\${NODE}
ARG VERSION
LABEL ${OCI}base.name="node:$NODE" ${OCI}revision=$REF ${OCI}title="$VERSION"
LABEL ${OCI}version=$VERSION
CMD x
`,
  },
  'a command behind it would see the variable': {
    marked: `ARG V=1\nFROM x\nLABEL ${OCI}version=«$V»\nRUN make\n`,
    reviewed: `ARG V=1\nFROM x\nARG V\nLABEL ${OCI}version=$V\nRUN make\n`,
  },
  'what is there in the stage is no finding': {
    marked: `ARG V=1\nFROM x AS base\nENV V=2\nFROM base\nARG W=$V\nLABEL ${OCI}version=$V ${OCI}title=$W\n`,
  },
  'keys that a workflow sets too': {
    files: { '.github/workflows/image.yml': workflow(`context: ., ${META}`) },
    marked: `FROM x\nLABEL «${OCI}vendor»=A ${OCI}title=t ${OCI}authors=B\n`,
    severities: ['hint'],
    says: [`.github/workflows/image.yml sets ${OCI}vendor, ${OCI}title as well (docker/metadata-action)`],
  },
  'keys that buildx sets too': {
    files: {
      '.github/workflows/a.yml':
        'env:\n  BUILDX_GIT_LABELS: 1\njobs:\n  a:\n    steps:\n      - run: |\n          docker build \\\n            -f ./api/Dockerfile .\n',
    },
    path: 'api/Dockerfile',
    marked: `FROM x\nLABEL «${OCI}source»=https://a.example ${OCI}title=t\n`,
    severities: ['hint'],
  },
  ...Object.fromEntries(
    Object.entries({
      'by another file': [workflow(`context: ., file: web/Dockerfile, ${META}`), ''],
      'from another folder': [workflow(`context: api, ${META}`), ''],
      'by the file of a matrix': [workflow(`file: "\${{ matrix.file }}", ${META}`), ''],
      'without labels': [workflow('context: .'), ''],
      'with annotations only': [workflow(`annotations: "\${{ steps.meta.outputs.annotations }}"`), ''],
      'with labels of another image': [workflow(`context: api, ${META}`, 'context: .'), ''],
      'with labels of another step': [workflow('labels: "${{ steps.other.outputs.labels }}"'), ''],
      'with its folder as the context': [workflow(`context: ./, ${META}`), '«'],
      'from the folder that git has': [workflow(`context: "{{defaultContext}}", ${META}`), '«'],
      'among others': [workflow('context: api', META), '«'],
    }).map(([name, [text, mark]]) => [
      `a workflow that builds ${name}`,
      {
        files: { '.github/workflows/image.yml': text! },
        marked: `FROM x\nLABEL ${mark}${OCI}title${mark && '»'}=t\n`,
      },
    ]),
  ),
  'blanks around the equals sign': {
    marked: `FROM x\nLABEL ${OCI}source «= https://a.example»\nLABEL ${OCI}title «= "a b"»\nLABEL ${OCI}vendor «= A B»\n`,
    fixed: `FROM x\nLABEL ${OCI}source=https://a.example\nLABEL ${OCI}title="a b"\nLABEL ${OCI}vendor = A B\n`,
  },
  'a date by another name that is none': {
    marked: `FROM x\nLABEL «${OCI}build-date»=20180101\n`,
  },
  'half a label': {
    marked: `FROM x\nLABEL ${OCI}title\nLABEL ${OCI}created=\nLABEL «${OCI}titel»="x\nLABEL «${OCI}\n`.replace(
      `«${OCI}\n`,
      `«${OCI}»\n`,
    ),
  },
});

/** A value of one key, and what becomes of it unasked and on request; the same text where nothing does. */
const value = (key: string, before: string, more: { fixed?: string; reviewed?: string } = {}): Case => ({
  marked: `FROM x\nLABEL ${OCI}${key}=«${before}»\n`,
  ...(more.fixed !== undefined && { fixed: `FROM x\nLABEL ${OCI}${key}=${more.fixed}\n` }),
  ...(more.reviewed !== undefined && { reviewed: `FROM x\nLABEL ${OCI}${key}=${more.reviewed}\n` }),
});

testRule(invalidOciLabel, {
  'a licence by its name': value('licenses', '"Apache License, Version 2.0"', { fixed: '"Apache-2.0"' }),
  'a licence in single quotes': value('licenses', "'MIT License'", { fixed: "'MIT'" }),
  'a licence without quotes': value('licenses', 'mit', { fixed: 'MIT' }),
  'a licence by its page': value('licenses', 'https://opensource.org/licenses/MIT', { fixed: 'MIT' }),
  'an expression where a word stood': value('licenses', 'GPLv3+', { fixed: 'GPL-3.0-or-later' }),
  'a licence that leaves later versions open': value('licenses', 'GPLv3', { reviewed: 'GPL-3.0-only' }),
  'or later, in words': value('licenses', '"GPLv2 or later"', { fixed: '"GPL-2.0-or-later"' }),
  'or later behind a number': value('licenses', '"GPL-3.0 or later"', { fixed: '"GPL-3.0-or-later"' }),
  'or newer': value('licenses', '"GNU GPL version 3 or newer"', { fixed: '"GPL-3.0-or-later"' }),
  'an id in lower case': value('licenses', 'gpl-3.0-or-later', { fixed: 'GPL-3.0-or-later' }),
  'two licences': value('licenses', '"MIT, Apache 2.0"', { reviewed: '"MIT OR Apache-2.0"' }),
  'a licence that may be meant': value('licenses', 'SSPL', { reviewed: 'SSPL-1.0' }),
  'no licence at all': value('licenses', 'UNLICENSED'),
  'a licence of nobody': value('licenses', '"Acme EULA"'),
  'a family of licences': value('licenses', 'BSD'),
  'a date alone': value('created', '2025-03-14'),
  'no date': value('created', '"today"'),
  'a day that no month has': value('created', '2025-13-40T09:26:53Z'),
  'a day that February has not': value('created', '2024-02-30T10:00:00Z'),
  'a day that February has in some years only': value('created', '2023-02-29T10:00:00Z'),
  'a date as git writes it': value('created', '"2025-03-14 09:26:53 +0100"', { fixed: '"2025-03-14T09:26:53+01:00"' }),
  'a git address': value('source', 'git@github.com:acme/a.git', { fixed: 'https://github.com/acme/a' }),
  'an address without a scheme': value('documentation', '"acme.example/docs"', {
    reviewed: '"https://acme.example/docs"',
  }),
  'words in place of a URL': value('documentation', '"see README.md"'),
  'two URLs': value('url', '"https://a.example, https://b.example"'),
});

/** Values that are as the specification asks. */
const RIGHT: Readonly<Record<string, readonly string[]>> = {
  licenses: [
    'MIT',
    '"MIT OR Apache-2.0"',
    '"(GPL-2.0-or-later WITH Classpath-exception-2.0)"',
    'LicenseRef-Acme',
    'GPL-3.0',
  ],
  created: [
    '2025-03-14T09:26:53Z',
    '2024-02-29T10:00:00Z',
    '2025-03-14T09:26:53.123+01:00',
    '$DATE',
    '"${DATE:-unknown}"',
  ],
  url: ['https://acme.example', 'http://acme.example/a?b#c', '"https://$HOST/"', 'mailto:jo@acme.example'],
  source: ['https://github.com/acme/a.git', 'ssh://git@acme.example/a'],
};

testRule(
  invalidOciLabel,
  Object.fromEntries(
    Object.entries(RIGHT).flatMap(([key, values]) =>
      values.map((one) => [`${key} ${one}`, { marked: `FROM x\nARG DATE\nARG HOST\nLABEL ${OCI}${key}=${one}\n` }]),
    ),
  ),
);
