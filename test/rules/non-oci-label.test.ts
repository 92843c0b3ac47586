import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { lint } from '../../server/src/core/lint.ts';
import { nonOciLabel } from '../../server/src/core/rules/non-oci-label.ts';
import { applyEdits } from '../../server/src/core/text/span.ts';
import { type Case, testRule } from '../rule-tester.ts';

const OCI = 'org.opencontainers.image.';

testRule(nonOciLabel, {
  'three instructions become one': {
    marked: `FROM debian AS production
LABEL «maintainer»="Brightfold Imaging Labs"
LABEL «description»="Cuts portraits out"
LABEL «version»="1.4.0"
HEALTHCHECK --interval=30s \\
    CMD true
`,
    says: [`use ${OCI}vendor`, `use ${OCI}description`, `use ${OCI}version`],
    severities: ['warning', 'warning', 'warning'],
    fixed: `FROM debian AS production
LABEL ${OCI}vendor="Brightfold Imaging Labs" \\
    ${OCI}description="Cuts portraits out" \\
    ${OCI}version="1.4.0"
HEALTHCHECK --interval=30s \\
    CMD true
`,
  },
  'pairs stand below one another where nothing in the file is continued': {
    marked: 'FROM debian\nLABEL «author»="A" com.acme.x=1\n\nLABEL «version»=2\n',
    fixed: `FROM debian\nLABEL ${OCI}authors="A" com.acme.x=1 \\\n      ${OCI}version=2\n`,
  },
  'several pairs of one instruction keep their layout and their comments': {
    marked: `FROM debian
LABEL \\
\t«"maintainer"»='jo@acme.example' \\
\t# what it is
\t«Description»="Some words" com.acme.kept=1 \\
\t${OCI}url="https://acme.example"
`,
    fixed: `FROM debian
LABEL \\
\t"${OCI}authors"='jo@acme.example' \\
\t# what it is
\t${OCI}description="Some words" com.acme.kept=1 \\
\t${OCI}url="https://acme.example"
`,
  },
  'a comment between instructions keeps them apart': {
    marked: 'FROM debian\nLABEL «vendor»="Acme"\n# bumped by hand\nLABEL «version»="1"\n',
    fixed: `FROM debian\nLABEL ${OCI}vendor="Acme"\n# bumped by hand\nLABEL ${OCI}version="1"\n`,
  },
  'a comment that asks for silence keeps its instruction out of it': {
    marked: `FROM debian
# harden ignore=non-oci-label our scanner reads it
LABEL team="T" version="1"
LABEL «description»="d"
`,
    fixed: `FROM debian
# harden ignore=non-oci-label our scanner reads it
LABEL team="T" version="1"
LABEL ${OCI}description="d"
`,
  },
  'OCI keys of the neighbours come along, instructions at the ends that have none do not': {
    marked: `FROM debian
LABEL com.acme.a="1"
LABEL «version»="1"
LABEL com.acme.b="2"
LABEL ${OCI}title="T"
LABEL com.acme.c="3"
`,
    fixed: `FROM debian
LABEL com.acme.a="1"
LABEL ${OCI}version="1" \\
      com.acme.b="2" \\
      ${OCI}title="T"
LABEL com.acme.c="3"
`,
  },
  'the escape character, line endings and keywords of the file': {
    marked: '# escape=`\r\nFROM debian\r\nlabel «version»="1"\r\n«maintainer» "a`b" <$c>\r\n',
    fixed: `# escape=\`\r\nFROM debian\r\nlabel ${OCI}version="1" \`\r\n      ${OCI}authors="\`"a\`\`b\`" <\`$c>"\r\n`,
  },
  'ONBUILD and a builder stage': {
    marked: `FROM debian AS build
ONBUILD LABEL «version»=1
ONBUILD «MAINTAINER» A
LABEL «version»=2
FROM debian
`,
    fixed: `FROM debian AS build
ONBUILD LABEL ${OCI}version=1
ONBUILD LABEL ${OCI}authors="A"
LABEL ${OCI}version=2
FROM debian
`,
  },
  'what an OCI key already says goes': {
    marked: `FROM debian
LABEL «version»="1.0" ${OCI}version=1.0 «name»='x'
LABEL ${OCI}title=x
RUN true
LABEL «vcs-ref»=$REF
RUN true
LABEL ${OCI}revision="\${REF}"
`,
    says: [`says what ${OCI}version says`],
    fixed: `FROM debian
LABEL ${OCI}version=1.0 \\
      ${OCI}title=x
RUN true
RUN true
LABEL ${OCI}revision="\${REF}"
`,
  },
  'what an OCI key says otherwise is for a person to settle': {
    marked: `FROM debian\nLABEL «version»="1" ${OCI}version="2"\n`,
    says: [`says "1" but ${OCI}version says "2"`],
    reviewed: `FROM debian\nLABEL ${OCI}version="2"\n`,
  },
  'labels of the stage that this one starts from count': {
    marked: `FROM debian AS base\nLABEL ${OCI}version="1"\nFROM base\nLABEL «version»="1"\n`,
    fixed: `FROM debian AS base\nLABEL ${OCI}version="1"\nFROM base\n`,
  },
  'a label-schema key comes before one without a namespace': {
    marked: 'FROM debian\nLABEL «name»="n" «org.label-schema.name»="N"\n',
    says: ['but org.label-schema.name says "N"'],
    fixed: `FROM debian\nLABEL name="n" ${OCI}title="N"\n`,
    reviewed: `FROM debian\nLABEL ${OCI}title="N"\n`,
  },
  'MAINTAINER and a label that say the same': {
    marked: 'FROM debian\n«MAINTAINER» "A B <a@b.example>"\nLABEL «maintainer»="A B <a@b.example>"\n',
    fixed: `FROM debian\nLABEL ${OCI}authors="A B <a@b.example>"\n`,
  },
  'of two values only the last counts, and a person says which is meant': {
    marked: 'FROM debian\n«MAINTAINER» A\n«MAINTAINER» B\n',
    says: ['MAINTAINER says "A" but the last one, which alone counts, says "B"', 'once the one before it is gone'],
    reviewed: `FROM debian\nLABEL ${OCI}authors="B"\n`,
  },
  'keys of label-schema.org that nothing replaced': {
    marked: 'FROM debian\nLABEL «org.label-schema.schema-version»="1.0" «org.label-schema.docker.cmd»="docker run x"\n',
    says: ['none of them means the same', 'none of them means the same'],
    severities: ['information', 'information'],
    reviewed: 'FROM debian\nLABEL org.label-schema.docker.cmd="docker run x"\n',
  },
  "the set that Red Hat's certification reads": {
    marked: 'FROM ubi9\nLABEL «name»="a" «version»="1" release="1" summary="s"\n',
    reviewed: `FROM ubi9\nLABEL ${OCI}title="a" ${OCI}version="1" release="1" summary="s"\n`,
  },
  "labels beside OpenShift's are read elsewhere": {
    marked: 'FROM debian\nLABEL «name»="a" io.openshift.tags="x"\n',
    reviewed: `FROM debian\nLABEL ${OCI}title="a" io.openshift.tags="x"\n`,
  },
  "labels on a base image of Red Hat's are read elsewhere": {
    marked: 'FROM registry.access.redhat.com/ubi9/ubi-minimal:9.4\nLABEL «name»="a"\n',
    reviewed: `FROM registry.access.redhat.com/ubi9/ubi-minimal:9.4\nLABEL ${OCI}title="a"\n`,
  },
  'what a label says that is renamed itself': {
    marked: 'FROM debian\n«MAINTAINER» Jo\nLABEL «maintainer»="Jo"\n',
    says: [`MAINTAINER says what the label "maintainer" says, which is to become ${OCI}authors`],
    fixed: `FROM debian\nLABEL ${OCI}authors="Jo"\n`,
  },
  "other people's namespaces and keys that mean nothing to OCI": {
    marked: `FROM debian
LABEL ${OCI}version="1" io.k8s.description="x" com.acme.version=1 org.label-scheme.name=x \\
    stage=final image-size=3 release=1 usage="run it" source=debian constructor=x
`,
  },
  'half a label': {
    marked: 'FROM debian\nLABEL\nLABEL «version»\nLABEL «maintainer»="x\nONBUILD LABEL\n«MAINTAINER»\n',
  },
  'blanks around the equals sign': {
    marked: 'FROM debian\nLABEL «version» = "1"\n',
    says: ['takes "=" for a part of its value'],
  },
  'a comment inside the pair that would go': {
    marked: `FROM debian\nLABEL ${OCI}version="1" \\\n# why\n  «version»="1"\n`,
    says: ['a comment, or how it is written, stands in the way'],
  },
  'labels in front of the first FROM': {
    marked: 'LABEL «version»=1\nFROM debian\nLABEL «version»=2\n',
    fixed: `LABEL ${OCI}version=1\nFROM debian\nLABEL ${OCI}version=2\n`,
  },
});

/** One label, and how it is written with its OCI key. */
const rewritten = (before: string, after: string, more: Partial<Case> = {}): Case => ({
  marked: `FROM debian\nENV V=1\n${before}\n`,
  fixed: `FROM debian\nENV V=1\nLABEL ${OCI}${after}\n`,
  ...more,
});

testRule(nonOciLabel, {
  'MAINTAINER with a person': rewritten('«MAINTAINER» Jo Doe <jo@doe.example>', 'authors="Jo Doe <jo@doe.example>"'),
  'MAINTAINER in quotes': rewritten('«MAINTAINER» "Jo $Doe"', 'authors="Jo \\$Doe"'),
  'MAINTAINER in single quotes': rewritten("«MAINTAINER» 'Jo $Doe'", "authors='Jo $Doe'"),
  'MAINTAINER is taken as it is': rewritten('«MAINTAINER» "Jo" O\'Doe \\ $V', 'authors="\\"Jo\\" O\'Doe \\\\ \\$V"'),
  'MAINTAINER on two lines': rewritten('«MAINTAINER» Jo \\\n  Doe', 'authors="Jo \\\n  Doe"'),
  'MAINTAINER with an organisation': rewritten('«MAINTAINER» Acme GmbH', 'vendor="Acme GmbH"'),
  'a person with an employer': rewritten('«MAINTAINER» Jo Doe (Acme Inc)', 'authors="Jo Doe (Acme Inc)"'),
  'a handle that owns the repository': rewritten('LABEL «maintainer»="jdoe"', 'authors="jdoe"', {
    origin: 'git@github.com:jdoe/x.git',
  }),
  'an organisation with an address': rewritten(
    'LABEL «maintainer»="Acme Inc. <i@a.example>"',
    'authors="Acme Inc. <i@a.example>"',
  ),
  'the owner of the repository': rewritten('LABEL «maintainer»="Bright Fold"', 'vendor="Bright Fold"', {
    origin: 'git@github.com:bright-fold/x.git',
  }),
  'the organisation of a manifest': rewritten('LABEL «maintainer»="Brightfold"', 'vendor="Brightfold"', {
    files: { 'pom.xml': '<project><organization><name>Brightfold</name></organization></project>' },
  }),
  'a value that is none for the key: documentation': {
    marked: `FROM x\nLABEL «documentation»="See README"\n`,
    reviewed: `FROM x\nLABEL ${OCI}documentation="See README"\n`,
  },
  'a value that is none for the key: url': {
    marked: `FROM x\nLABEL «url»=none\n`,
    reviewed: `FROM x\nLABEL ${OCI}url=none\n`,
  },
  'a value that is none for the key: build-date': {
    marked: `FROM x\nLABEL «build-date»=20180101\n`,
    reviewed: `FROM x\nLABEL ${OCI}created=20180101\n`,
  },
  'a value that is none for the key: created': {
    marked: `FROM x\nLABEL «created»=now\n`,
    reviewed: `FROM x\nLABEL ${OCI}created=now\n`,
  },
  'a value that is none for the key: license': {
    marked: `FROM x\nLABEL «license»=GPLv2\n`,
    reviewed: `FROM x\nLABEL ${OCI}licenses=GPLv2\n`,
  },
  'a value that is none for its key, beside others': {
    marked: 'FROM x\nLABEL «version»=1\nLABEL «url»=none\n',
    fixed: `FROM x\nLABEL ${OCI}version=1\nLABEL url=none\n`,
  },
  'a value that the next step mends': {
    marked: 'FROM x\nLABEL «license»="Apache 2.0"\n',
    fixed: `FROM x\nLABEL ${OCI}licenses="Apache 2.0"\n`,
  },
  'a removal behind an escaped blank': {
    marked: 'FROM x\nLABEL com.x=a\\  \\\n  «org.label-schema.schema-version»="1.0"\nLABEL b=c\n',
    reviewed: 'FROM x\nLABEL com.x=a\\  \\\n  org.label-schema.schema-version="1.0"\nLABEL b=c\n',
  },
  'how to run it is no documentation': { marked: 'FROM x\nLABEL usage="docker.io/foo/bar --help"\n' },
  'of two MAINTAINERs only the last counts': {
    marked: 'FROM x\n«MAINTAINER» Acme Labs\n«MAINTAINER» Jo Doe\n',
    says: ['MAINTAINER says "Acme Labs" but the last one'],
  },
  'an organisation in a variable': {
    marked: 'FROM debian\nENV TEAM="Acme Labs"\nLABEL «maintainer»=$TEAM\n',
    fixed: `FROM debian\nENV TEAM="Acme Labs"\nLABEL ${OCI}vendor=$TEAM\n`,
  },
  'an organisation beside another vendor': {
    marked: 'FROM debian\nLABEL «maintainer»="Build Team" «vendor»="Acme"\n',
    fixed: `FROM debian\nLABEL ${OCI}authors="Build Team" ${OCI}vendor="Acme"\n`,
  },
  'a key and a value with a blank between them': rewritten('LABEL «version» 1.0', 'version="1.0"'),
  'a quoted value behind a blank': rewritten('LABEL «description» "it\'s $V"', 'description="it\'s $V"'),
  'a single-quoted value behind a blank': rewritten('LABEL «description»   \'a $V "b"\'', 'description=\'a $V "b"\''),
  'words behind a blank': rewritten(
    'LABEL «description» some  text "in $V" \'and $V\'',
    'description="some  text in $V and \\$V"',
  ),
  'escapes behind a blank': rewritten(
    'LABEL «description» a\\ b \\"c\\" \\\\d \\$V "\\e"',
    'description="a b \\"c\\" \\\\d \\$V \\e"',
  ),
  'a variable that touches what follows': rewritten('LABEL «version» $V"b"', 'version="${V}b"'),
  'a value on the next line': rewritten(
    'LABEL «description» \\\n   some \\\n   text',
    'description="some \\\n   text"',
  ),
  'letters of every kind': rewritten('LABEL «description» Größe 写真 🎞', 'description="Größe 写真 🎞"'),
  'usage is documentation where it is a URL': rewritten(
    'LABEL «usage»=https://acme.example/run',
    'documentation=https://acme.example/run',
  ),
});

const MEANINGS: Readonly<Record<string, string>> = {
  authors:
    'maintainer maintainers author Authors creator org.label-schema.maintainer org.label-schema.author org.label-schema.authors',
  title: 'name Title NAME org.label-schema.name',
  description: 'description desc org.label-schema.description',
  version: 'version Version org.label-schema.version',
  vendor: 'vendor organization organisation company publisher org.label-schema.vendor',
  url: 'url homepage home-page website site org.label-schema.url',
  documentation: 'documentation documentation-url docs docs-url usage org.label-schema.usage',
  source:
    'source source-url source-code vcs-url vcs_url vcs scm scm-url git git-url git-repo git-repository repository repository-url repo repo-url github org.label-schema.vcs-url',
  revision:
    'revision vcs-ref git-commit GIT_COMMIT git-commit-sha git-commit-hash commit commit-sha commit-hash git-sha git-hash git-ref git-revision org.label-schema.vcs-ref',
  created: 'created created-at build-date build_date buildDate build-time build-timestamp org.label-schema.build-date',
  licenses:
    'license licence licenses licences org.label-schema.license org.label-schema.licenses org.label-schema.licence',
  'base.name': 'base-image base-image-name',
};

/** Values of the form that a key asks for; a URL fits all others. */
const VALUES: Readonly<Record<string, string>> = { created: '2025-03-14T09:26:53Z', licenses: 'MIT' };

testRule(
  nonOciLabel,
  Object.fromEntries(
    Object.entries(MEANINGS).flatMap(([oci, keys]) =>
      keys.split(' ').map((key) => [
        `${key} is ${oci}`,
        {
          marked: `FROM x\nLABEL «${key}»=${VALUES[oci] ?? 'https://a.example'}\n`,
          fixed: `FROM x\nLABEL ${OCI}${oci}=${VALUES[oci] ?? 'https://a.example'}\n`,
        },
      ]),
    ),
  ),
);

describe('non-oci-label: the other fixes', () => {
  const apply = (text: string, finding: number, title: RegExp): string => {
    const fix = lint({ text }, [nonOciLabel]).diagnostics[finding]!.fixes!.find((one) => title.test(one.title));
    return applyEdits(text, fix!.edits(new Map()));
  };

  it('renames one key alone', () => {
    const text = 'FROM x\nLABEL version=1 vendor=A\nLABEL description=d\n';
    assert.equal(apply(text, 1, /^Rename vendor/), `FROM x\nLABEL version=1 ${OCI}vendor=A\nLABEL description=d\n`);
  });

  it('keeps the old keys, and is silent about them from then on', () => {
    const text = 'FROM x\nLABEL version=1 vendor=A\n';
    const kept = apply(text, 0, /and keep/);
    assert.equal(
      kept,
      `FROM x\n# harden ignore=non-oci-label other tools read the old keys\nLABEL version=1 vendor=A \\\n      ${OCI}version=1 \\\n      ${OCI}vendor=A\n`,
    );
    assert.deepEqual(lint({ text: kept }, [nonOciLabel]).diagnostics, []);
  });

  it('keeps MAINTAINER', () => {
    assert.equal(
      apply('FROM x\n  MAINTAINER A\nRUN b\n', 0, /and keep/),
      `FROM x\n  # harden ignore=non-oci-label other tools read the old keys\n  MAINTAINER A\n  LABEL ${OCI}authors="A"\nRUN b\n`,
    );
  });

  it('says how many labels it rewrites, and that they become one instruction', () => {
    const [first, second] = lint({ text: 'FROM x\nLABEL version=1\nLABEL vendor=A\n' }, [nonOciLabel]).diagnostics;
    assert.equal(first!.fixes![0]!.title, 'Give 2 labels their OCI keys, in one LABEL instruction');
    assert.equal(first!.fixes![0]!.key, second!.fixes![0]!.key);
    assert.deepEqual(first!.fixes![0]!.edits(new Map()), second!.fixes![0]!.edits(new Map()));
  });
});
