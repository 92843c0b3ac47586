import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { lint } from '../../server/src/core/lint.ts';
import { noProject } from '../../server/src/core/project.ts';
import { ineffectiveVerification } from '../../server/src/core/rules/ineffective-verification.ts';
import { fixWith, pretendedSha256, testRule } from '../rule-tester.ts';

const A = '0123456789abcdef'.repeat(4);
const B = 'fedcba9876543210'.repeat(4);
const C = '00112233445566778899aabbccddeeff'.repeat(2);
const lines = (...all: readonly string[]): string => all.map((line) => `${line}\n`).join('');
const debian = (...instructions: readonly string[]) => lines('FROM debian:12', ...instructions);
/** A download of this version of jq, and the check of a hash. */
const jq = (version: string, hash: string) =>
  debian(
    `ARG JQ_VERSION=${version}`,
    `ARG JQ_SHA256=${hash}`,
    'RUN curl -fsSLo jq https://github.com/jqlang/jq/releases/download/jq-${JQ_VERSION}/jq-linux64 && echo "${JQ_SHA256}  jq" | sha256sum -c -',
  );
const jqUrl = (version: string) => `https://github.com/jqlang/jq/releases/download/jq-${version}/jq-linux64`;
const get = (url: string, hash: string, file = 'x') =>
  `RUN curl -fsSLo ${file} ${url} && echo "${hash}  ${file}" | sha256sum -c -`;
/** A download and a check for each of two machines. */
const branches = (version: string, amd64: string, arm64: string) =>
  `RUN if [ "$(uname -m)" = x86_64 ]; then curl -fsSLo x https://e.com/x-${version}-amd64 && echo "${amd64}  x" | sha256sum -c; else curl -fsSLo x https://e.com/x-${version}-arm64 && echo "${arm64}  x" | sha256sum -c; fi`;
/** One download before and after, with the hash of before. */
const raised = (before: string, now: string) => ({
  marked: debian(get(now, `«${A}»`)),
  committed: debian(get(before, A)),
  reviewed: debian(get(now, pretendedSha256(now.replaceAll('"', '')))),
  severities: ['warning' as const],
});
/** One download before and after, silently. */
const silent = (before: string, now: string) => ({
  marked: debian(get(now, A)),
  committed: debian(get(before, A)),
});

testRule(ineffectiveVerification, {
  'a version that was raised without its hash': {
    marked: jq('1.7.1', `«${A}»`),
    committed: jq('1.6', A),
    reviewed: jq('1.7.1', pretendedSha256(jqUrl('1.7.1'))),
    says: [
      'The URL of jq changed since the last commit (1.6 -> 1.7.1), its SHA-256 did not: unless it is the same file, the build stops here; pin the SHA-256 of the new one',
    ],
    severities: ['warning'],
  },
  'a hash in a comment, which is neither shown nor changed': {
    marked: debian(`# ${A}`, get('https://e.com/2.0/x-2.0.tgz', `«${A.toUpperCase()}»`)),
    committed: debian(`# ${A}`, get('https://e.com/1.0/x-1.0.tgz', A.toUpperCase())),
    reviewed: debian(
      `# ${A}`,
      get('https://e.com/2.0/x-2.0.tgz', pretendedSha256('https://e.com/2.0/x-2.0.tgz').toUpperCase()),
    ),
    says: ['(1.0 -> 2.0)'],
  },
  'ADD --checksum': {
    marked: debian(`ADD --checksum=sha256:«${A}» https://e.com/x-2.tgz /`),
    committed: debian(`ADD --checksum=sha256:${A} https://e.com/x-1.tgz /`),
    reviewed: debian(`ADD --checksum=sha256:${pretendedSha256('https://e.com/x-2.tgz')} https://e.com/x-2.tgz /`),
  },
  'a hash for each architecture': {
    marked: debian(
      'ARG TARGETARCH',
      `ARG X_AMD64=«${A}»`,
      `ARG X_ARM64=«${B}»`,
      'RUN curl -fsSLo x https://e.com/v2/x-${TARGETARCH} && echo "$(case ${TARGETARCH} in (amd64) echo ${X_AMD64} ;; (arm64) echo ${X_ARM64} ;; esac)  x" | sha256sum -c --quiet',
    ),
    committed: debian(
      'ARG TARGETARCH',
      `ARG AMD64=${A}`,
      `ARG ARM64=${B}`,
      'RUN curl -fsSLo x https://e.com/v1/x-${TARGETARCH} && echo "$(case ${TARGETARCH} in (amd64) echo ${AMD64} ;; (arm64) echo ${ARM64} ;; esac)  x" | sha256sum -c --quiet',
    ),
    reviewed: debian(
      'ARG TARGETARCH',
      `ARG X_AMD64=${pretendedSha256('https://e.com/v2/x-amd64')}`,
      `ARG X_ARM64=${pretendedSha256('https://e.com/v2/x-arm64')}`,
      'RUN curl -fsSLo x https://e.com/v2/x-${TARGETARCH} && echo "$(case ${TARGETARCH} in (amd64) echo ${X_AMD64} ;; (arm64) echo ${X_ARM64} ;; esac)  x" | sha256sum -c --quiet',
    ),
  },
  'one of several downloads': {
    marked: debian(get('https://e.com/a-1', A, 'a'), get('https://e.com/b-2', `«${B}»`, 'b')),
    committed: debian(get('https://e.com/b-1', B, 'b'), get('https://e.com/a-1', A, 'a')),
    reviewed: debian(
      get('https://e.com/a-1', A, 'a'),
      get('https://e.com/b-2', pretendedSha256('https://e.com/b-2'), 'b'),
    ),
  },
  'a version in the query': {
    marked: debian(get('"https://e.com/get?version=2&token=abc"', `«${A}»`)),
    committed: debian(get('"https://e.com/get?version=1&token=xyz"', A)),
    reviewed: debian(
      get('"https://e.com/get?version=2&token=abc"', pretendedSha256('https://e.com/get?version=2&token=abc')),
    ),
  },
  'the same name at another place, which may be the same file': {
    marked: debian(get('https://e.com/new/x-1.tgz', `«${A}»`)),
    committed: debian(get('https://e.com/old/x-1.tgz', A)),
    reviewed: debian(get('https://e.com/new/x-1.tgz', pretendedSha256('https://e.com/new/x-1.tgz'))),
    severities: ['information'],
    says: ['(old -> new)'],
  },
  'a hash of another kind, which nobody but the author can renew': {
    marked: debian(`RUN curl -fsSLO https://e.com/x-2 && echo "«${A}${B}»  x-2" | sha512sum -c`),
    committed: debian(`RUN curl -fsSLO https://e.com/x-1 && echo "${A}${B}  x-1" | sha512sum -c`),
    says: [
      'its hash did not: unless it is the same file, the build stops here; pin the hash of the new one (no fix is offered: its hash is no SHA-256)',
    ],
  },
  'a hash that another download needs': {
    marked: debian(`ARG H=«${A}»`, get('https://e.com/a-2', '$H', 'a'), get('https://e.com/b-1', '$H', 'b')),
    committed: debian(`ARG H=${A}`, get('https://e.com/a-1', '$H', 'a'), get('https://e.com/b-1', '$H', 'b')),
    says: ['(no fix is offered: another file is compared with the same hash)'],
  },
  'a hash that another download has as well, written elsewhere': {
    marked: debian(get('https://e.com/a-2', `«${A}»`, 'a'), get('https://e.com/b-1', A, 'b')),
    committed: debian(get('https://e.com/a-1', A, 'a'), get('https://e.com/b-1', A, 'b')),
    reviewed: debian(
      get('https://e.com/a-2', pretendedSha256('https://e.com/a-2'), 'a'),
      get('https://e.com/b-1', A, 'b'),
    ),
  },
  'a hash that the check of a file which is not fetched reads too': {
    marked: debian(`ARG H=«${A}»`, get('https://e.com/a-2', '$H', 'a'), 'RUN echo "$H  /own" | sha256sum -c'),
    committed: debian(`ARG H=${A}`, get('https://e.com/a-1', '$H', 'a'), 'RUN echo "$H  /own" | sha256sum -c'),
    says: ['(no fix is offered: own is compared with the same hash)'],
  },
  'one of two downloads to one path': {
    marked: debian(get('https://e.com/a-1', A), get('https://e.com/b-2', `«${B}»`)),
    committed: debian(get('https://e.com/a-1', A), get('https://e.com/b-1', B)),
    reviewed: debian(get('https://e.com/a-1', A), get('https://e.com/b-2', pretendedSha256('https://e.com/b-2'))),
  },
  'one of two branches': {
    marked: debian(branches('2', C, `«${B}»`)),
    committed: debian(branches('1', A, B)),
    reviewed: debian(branches('2', C, pretendedSha256('https://e.com/x-2-arm64'))),
  },
  'a second version beside the first': {
    marked: debian(get('https://e.com/x-1', A, 'a'), get('https://e.com/x-2', `«${A}»`, 'b')),
    committed: debian(get('https://e.com/x-1', A, 'a')),
    reviewed: debian(
      get('https://e.com/x-1', A, 'a'),
      get('https://e.com/x-2', pretendedSha256('https://e.com/x-2'), 'b'),
    ),
  },
  'a URL with a part that only the build knows': {
    marked: debian(get('https://e.com/x-1.1-$V', `«${A}»`)),
    committed: debian(get('https://e.com/x-1.0-$W', A)),
    says: ['(1.0 -> 1.1)'],
  },
  'a version in any parameter': raised(
    '"https://e.com/?product=x-115.0-ssl&os=linux64"',
    '"https://e.com/?product=x-116.0-ssl&os=linux64"',
  ),
  'a version in a path that is a parameter': raised(
    '"https://e.com/get?filepath=x/1.0/x-1.0.jar"',
    '"https://e.com/get?filepath=x/1.1/x-1.1.jar"',
  ),
  'a version in the host': raised('https://v1-0.e.com/x.tgz', 'https://v1-1.e.com/x.tgz'),
  'another host, which has no version in the path': raised('https://a.org/tool/1.0/x.tgz', 'https://b.org/x.tgz'),
  'another host, which has a version in the path': raised('https://a.org/x.sh', 'https://b.org/v2/x.sh'),
  'another host with another version of the same architecture': raised(
    'https://a.org/1.0/x-amd64',
    'https://b.org/1.1/x-amd64',
  ),
  'two mirrors of one file, which must agree': {
    marked: debian(get('https://e.com/a-2', `«${A}»`, 'a'), get('https://mirror.example/a-2', A, 'b')),
    committed: debian(get('https://e.com/a-1', A, 'a'), get('https://mirror.example/a-1', A, 'b')),
  },
  'what cannot be had': {
    marked: jq('1.7.1', `«${A}»`),
    committed: jq('1.6', A),
    reviewed: jq('1.7.1', A),
    unreachable: [jqUrl('1.7.1')],
  },
  'a file that is the same at its new URL': {
    marked: debian(get('https://e.com/v2/x', `«${pretendedSha256('https://e.com/v2/x')}»`)),
    committed: debian(get('https://e.com/v1/x', pretendedSha256('https://e.com/v2/x'))),
    reviewed: debian(get('https://e.com/v2/x', pretendedSha256('https://e.com/v2/x'))),
  },
  'a suppression': {
    marked: debian('# harden ignore=ineffective-verification the same file', get('https://e.com/x-2', A)),
    committed: debian(get('https://e.com/x-1', A)),
  },
  'nothing that changed': { marked: jq('1.6', A), committed: jq('1.6', A) },
  'no commit': { marked: jq('1.6', A) },
  'hash and URL that changed': { marked: jq('1.7.1', B), committed: jq('1.6', A) },
  'unrelated lines, and ARGs with other names': {
    marked: `# new\n${jq('1.6', A).replaceAll('JQ_SHA256', 'HASH').replaceAll('JQ_VERSION', 'V')}RUN true\n`,
    committed: jq('1.6', A),
  },
  'another scheme': silent('http://e.com/x-1.tgz', 'https://e.com/x-1.tgz'),
  'a mirror': silent('https://e.com/a/x-1.tgz', 'https://mirror.example/cache/e/a/x-1.tgz'),
  'a mirror with other folders': silent('https://e.com/a/x-1.0.tgz', 'https://mirror.example/pub/b/x-1.0.tgz'),
  'another number of a mirror': silent('https://mirror1.e.com/x.tgz', 'https://mirror2.e.com/x.tgz'),
  'another spelling of a path': silent('https://e.com//a/x%2B1.tgz', 'https://e.com/a/x+1.tgz'),
  'another token': silent('https://e.com/x.tgz?token=abc123', 'https://me:pw@e.com/x.tgz?token=def456'),
  'a branch that became a commit': silent(
    'https://huggingface.co/o/m/resolve/main/x.bin',
    `https://huggingface.co/o/m/resolve/${A.slice(0, 40)}/x.bin`,
  ),
  'the latest release by its name': silent(
    'https://github.com/o/r/releases/latest/download/x.tgz',
    'https://github.com/o/r/releases/download/v1.2/x.tgz',
  ),
  'a URL that only the build knows': silent('https://e.com/$V/x.tgz', 'https://e.com/$W/x.tgz'),
  'a second download with a hash that was there': {
    marked: debian(get('https://e.com/x-1', A), 'FROM alpine', get('https://e.com/other', A)),
    committed: debian(get('https://e.com/x-1', A)),
  },
});

describe('a fix that the answer speaks against', () => {
  it('says so', async () => {
    const same = pretendedSha256('https://e.com/v2/x');
    const text = debian(get('https://e.com/v2/x', same));
    const one = { marked: text, committed: debian(get('https://e.com/v1/x', same)) };
    const { failed } = await fixWith(ineffectiveVerification, one, text, 'review');
    assert.deepEqual(
      failed.map(({ error }) => error.message),
      ['x is the pinned file at its new URL too: its SHA-256 is right'],
    );
  });
});

describe('the last commit', () => {
  const asked = (text: string): boolean => {
    let isAsked = false;
    const project = {
      ...noProject,
      get committed() {
        isAsked = true;
        return null;
      },
    };
    lint({ text, project });
    return isAsked;
  };

  it('is asked for only where something is pinned', () => {
    assert.equal(asked(debian('RUN curl -fsSLO https://e.com/x')), false);
    assert.equal(asked(jq('1.6', A)), true);
  });

  it('that is not loaded yet leaves the lint incomplete', () => {
    assert.equal(lint({ text: jq('1.6', A), project: { ...noProject, committed: undefined } }).complete, false);
  });

  it('does not count where it cannot be read', () => {
    const project = { ...noProject, committed: 'FROM\nRUN "\n\0' };
    assert.deepEqual(lint({ text: jq('1.6', A), project }, [ineffectiveVerification]).diagnostics, []);
  });
});
