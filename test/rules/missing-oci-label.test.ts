import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { defaultConfig } from '../../server/src/core/config.ts';
import type { Rule } from '../../server/src/core/rule.ts';
import { missingOciLabel } from '../../server/src/core/rules/missing-oci-label.ts';
import { nonOciLabel } from '../../server/src/core/rules/non-oci-label.ts';
import { MIT } from '../licences.ts';
import { type Case, fixWith, testRule } from '../rule-tester.ts';

const OCI = 'org.opencontainers.image.';
const files = {
  LICENSE: MIT,
  'package.json':
    '{ "name": "@acme/portrait", "version": "2.4.1", "description": "Cuts portraits out", "author": "Jo" }',
};
const origin = 'git@github.com:acme/portrait-service.git';
/** A config that asks for some keys only. */
const requiring = (...required: string[]) => ({ labels: { ...defaultConfig.labels, required } });
/** All six as the project states them. */
const ALL = (separator: string) =>
  [
    `${OCI}source="https://github.com/acme/portrait-service"`,
    `${OCI}version="2.4.1"`,
    `${OCI}description="Cuts portraits out"`,
    `${OCI}licenses="MIT"`,
    `${OCI}title="portrait"`,
    `${OCI}vendor="acme"`,
  ].join(separator);

testRule(missingOciLabel, {
  'an author whom only git knows': {
    marked: '«FROM» debian\nCMD ["app"]\n',
    reviewed: `FROM debian\nLABEL ${OCI}authors="Jo <jo@acme.dev>"\nCMD ["app"]\n`,
    config: requiring('authors'),
    author: 'Jo <jo@acme.dev>',
  },
  'an author whom a manifest names': {
    marked: '«FROM» debian\nCMD ["app"]\n',
    fixed: `FROM debian\nLABEL ${OCI}authors="Jo"\nCMD ["app"]\n`,
    config: requiring('authors'),
    files,
    author: 'Somebody Else <else@acme.dev>',
  },
  'a stage without labels gets them in front of the instructions that close it': {
    files,
    origin,
    marked: `FROM node AS build
RUN npm ci

«FROM» node
COPY . .
RUN npm ci \\
    --omit=dev

# The service.
EXPOSE 80
USER node
CMD ["node", "."]
`,
    severities: ['information'],
    says: ['states source (the git remote), version (package.json)'],
    fixed: `FROM node AS build
RUN npm ci

FROM node
COPY . .
RUN npm ci \\
    --omit=dev

LABEL ${ALL(' \\\n    ')}

# The service.
EXPOSE 80
USER node
CMD ["node", "."]
`,
  },
  'behind the last instruction where nothing closes the stage': {
    files,
    config: requiring('licenses'),
    marked: '«from» node\ncopy . .',
    fixed: `from node\ncopy . .\nlabel ${OCI}licenses="MIT"`,
  },
  'in a stage with nothing in it': {
    files,
    config: requiring('licenses'),
    marked: '«FROM» node\r\n',
    fixed: `FROM node\r\nLABEL ${OCI}licenses="MIT"\r\n`,
  },
  'behind the labels that are there, in their layout': {
    files,
    origin,
    config: requiring('source', 'licenses', 'title'),
    marked: `FROM node
«LABEL» com.acme.team='portraits'
LABEL ${OCI}title='Portrait' \\
  # says who
  com.acme.owner='jo'
RUN npm ci
CMD ["node"]
`,
    fixed: `FROM node
LABEL com.acme.team='portraits'
LABEL ${OCI}title='Portrait' \\
  # says who
  com.acme.owner='jo' \\
  ${OCI}source='https://github.com/acme/portrait-service' \\
  ${OCI}licenses='MIT'
RUN npm ci
CMD ["node"]
`,
  },
  'behind labels that have nothing to do with OCI': {
    files,
    config: requiring('licenses'),
    marked: 'FROM node\n«LABEL» com.acme.team=a\nRUN npm ci\n',
    fixed: `FROM node\nLABEL com.acme.team=a\nLABEL ${OCI}licenses="MIT"\nRUN npm ci\n`,
  },
  'what a stage inherits is there, what a builder says is not': {
    files,
    config: requiring('licenses', 'title'),
    marked: `FROM node AS base
LABEL ${OCI}licenses="ISC"
FROM node AS build
LABEL ${OCI}title="build"
ONBUILD LABEL ${OCI}title="later"
«FROM» base
`,
    fixed: `FROM node AS base
LABEL ${OCI}licenses="ISC"
FROM node AS build
LABEL ${OCI}title="build"
ONBUILD LABEL ${OCI}title="later"
FROM base
LABEL ${OCI}title="portrait"
`,
  },
  'nothing is missing': {
    config: requiring('licenses', 'vendor', 'version'),
    marked: `FROM node\nLABEL ${OCI}licenses=MIT version=1\nLABEL maintainer="Acme Labs"\n`,
  },
  'an older key describes too, whatever becomes of it': {
    files,
    config: requiring('description', 'version', 'licenses'),
    marked: `FROM node\n«LABEL» description="d" version="1"\n`,
    says: ['no OCI label for licenses, '],
    fixed: `FROM node\nLABEL description="d" version="1" \\\n      ${OCI}licenses="MIT"\n`,
  },
  'nobody knows': {
    marked: '«FROM» scratch\n',
    config: requiring('version', 'vendor'),
    says: [
      'no OCI label for version and vendor, so registries and scanners cannot show them; nothing in the project states them, so write them by hand',
    ],
  },
  'a Dockerfile from standard input': { marked: '«FROM» scratch\n', severities: ['information'] },
  'no stage': { marked: 'ARG A\nLABEL a=b\n', files },
  'values that try to break out': {
    files: { 'package.json': JSON.stringify({ description: 'a" \\ $HOME ${X:-"y"} `z`\n\nRUN evil \u2028\u202e\\' }) },
    config: requiring('description'),
    marked: '«FROM» node\n',
    fixed: `FROM node\nLABEL ${OCI}description="a\\" \\\\ \\$HOME \\\${X:-\\"y\\"} \`z\` RUN evil \\\\"\n`,
  },
  'values that try to break out where the backtick escapes': {
    files: { 'package.json': JSON.stringify({ description: 'C:\\ `$x` "y"' }) },
    config: requiring('description'),
    marked: '# escape=`\n«FROM» node\n',
    fixed: `# escape=\`\nFROM node\nLABEL ${OCI}description="C:\\ \`\`\`$x\`\` \`"y\`""\n`,
  },
  'a quote in a value where the author has single quotes': {
    files: { 'package.json': '{ "description": "it\'s $1" }' },
    config: requiring('description'),
    marked: `FROM node\n«LABEL» ${OCI}title='t'\n`,
    fixed: `FROM node\nLABEL ${OCI}title='t' \\\n      ${OCI}description="it's \\$1"\n`,
  },
  'a README whose title and sentence try to break out': {
    files: { 'README.md': '# "Cut" $(x) ${Y} \\ `z`\n\nA "tool" for $(x) ${Y:-"1"} and C:\\dir\\\n' },
    config: requiring('title', 'description'),
    marked: '«FROM» x\n',
    fixed: `FROM x
LABEL ${OCI}title="\\"Cut\\" \\$(x) \\\${Y} \\\\ z" \\
      ${OCI}description="A \\"tool\\" for \\$(x) \\\${Y:-\\"1\\"} and C:\\\\dir\\\\"
`,
  },
  'nothing that only holds the place of a text': {
    files: {
      'package.json': JSON.stringify({
        name: '{{name}}',
        version: '0.0.0',
        description: 'Add your description here',
        author: 'Your Organization',
        repository: 'https://github.com/your-username/your-repo',
      }),
    },
    marked: '«FROM» x\n',
    says: ['nothing in the project states them'],
  },
  'what nobody states is named': {
    files,
    config: requiring('licenses', 'vendor', 'url'),
    marked: '«FROM» x\n',
    says: ['the project states licenses (LICENSE); nothing states vendor and url, so write them by hand'],
    fixed: `FROM x\nLABEL ${OCI}licenses="MIT"\n`,
  },
  'a misspelled key is there, and so is what a workflow sets': {
    files: {
      ...files,
      '.github/workflows/a.yml':
        'jobs:\n  a:\n    steps:\n      - { uses: docker/metadata-action@v5, id: m }\n      - { uses: docker/build-push-action@v6, with: { labels: "${{ steps.m.outputs.labels }}" } }\n',
    },
    config: requiring('vendor', 'source', 'revision', 'authors'),
    marked: `FROM x\n«LABEL» ${OCI}Vendor=V\n`,
    says: ['no OCI label for authors,'],
    fixed: `FROM x\nLABEL ${OCI}Vendor=V \\\n      ${OCI}authors="Jo"\n`,
  },
  'what differs from build to build comes from ARGs, where nothing is built any more': {
    origin,
    config: requiring('version'),
    marked: `ARG VERSION=dev
FROM golang AS build
RUN go build

FROM scratch
ARG VCS_REF
«LABEL» ${OCI}title='t'
COPY --from=build /a /a

# The service.
ENTRYPOINT ["/a"]
`,
    reviewed: `ARG VERSION=dev
FROM golang AS build
RUN go build

FROM scratch
ARG VCS_REF
LABEL ${OCI}title='t'
COPY --from=build /a /a

ARG VERSION
ARG BUILD_DATE
LABEL ${OCI}version="\${VERSION}" \\
      ${OCI}revision="\${VCS_REF}" \\
      ${OCI}created="\${BUILD_DATE}"

# The service.
ENTRYPOINT ["/a"]
`,
  },
  'ARGs join the labels that are the last instruction already': {
    origin,
    config: requiring('version'),
    marked: `from scratch\n«label» ${OCI}title='t' ${OCI}created=x\ncmd ["/a"]\n`,
    reviewed: `from scratch
arg VERSION
arg REVISION
label ${OCI}title='t' ${OCI}created=x \\
      ${OCI}version="\${VERSION}" \\
      ${OCI}revision="\${REVISION}"
cmd ["/a"]
`,
  },
  'nobody can pass what differs where there is no repository, unless the stage asks for it': {
    config: requiring('version'),
    marked: 'FROM x AS build\n«FROM» x\nARG VCS_REF\n',
  },
  'a variable of the stage is enough': {
    config: requiring('version'),
    marked: '«FROM» x\nENV APP_VERSION=1\n',
    reviewed: `FROM x\nENV APP_VERSION=1\nLABEL ${OCI}version="\${APP_VERSION}"\n`,
  },
  'an instruction that does not end': {
    files,
    marked: '«FROM» node\nRUN <<EOF\nmake\n',
  },
  'a line that goes on': {
    files,
    marked: '«FROM» node\nRUN make \\',
  },
});

/** Both label rules as the loop runs them together. */
const both: Rule = {
  ...nonOciLabel,
  *check(source) {
    yield* nonOciLabel.check(source);
    yield* missingOciLabel.check(source);
  },
};

describe('the two label rules together', () => {
  const cases: Readonly<Record<string, readonly [string, string, Partial<Case>?]>> = {
    'three instructions become one with all keys, in the author’s order': [
      `FROM debian AS production
LABEL maintainer="Brightfold Imaging Labs"
LABEL description="Cuts portraits out"
LABEL version="1.4.0"
CMD ["x"]
`,
      `FROM debian AS production
LABEL ${OCI}vendor="Brightfold Imaging Labs" \\
      ${OCI}description="Cuts portraits out" \\
      ${OCI}version="1.4.0" \\
      ${OCI}source="https://github.com/brightfold/portrait" \\
      ${OCI}licenses="MIT" \\
      ${OCI}title="portrait"
CMD ["x"]
`,
      { origin: 'https://jo:secret@github.com/brightfold/portrait.git', files: { LICENSE: MIT } },
    ],
    'MAINTAINER and what is added become one instruction': [
      "FROM debian\nMAINTAINER 'Jo'\nRUN true\n",
      `FROM debian\nLABEL ${OCI}authors='Jo' \\\n      ${ALL(' \\\n      ').replaceAll('"', "'")}\nRUN true\n`,
    ],
    'so do a label with a blank and what is added': [
      'FROM debian\nLABEL version 1\nRUN true\n',
      `FROM debian\nLABEL ${OCI}version="1" \\\n      ${ALL(' \\\n      ').replace(/\S+version=\S+ \\\n +/, '')}\nRUN true\n`,
    ],
  };
  for (const [name, [before, after, more]] of Object.entries(cases)) {
    it(name, async () => {
      const one = { marked: before, files, origin, ...more };
      assert.equal((await fixWith(both, one, before, 'safe')).text, after);
      assert.equal((await fixWith(both, one, before, 'review')).text, after);
      assert.equal((await fixWith(both, one, after, 'review')).text, after);
    });
  }
});
