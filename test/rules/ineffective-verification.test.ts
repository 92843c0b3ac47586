import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { lint } from '../../server/src/core/lint.ts';
import { ineffectiveVerification } from '../../server/src/core/rules/ineffective-verification.ts';
import { unverifiedDownload } from '../../server/src/core/rules/unverified-download.ts';
import { shapes } from '../execution/shapes.ts';
import { fixWith, pretendedSha256, testRule } from '../rule-tester.ts';

const HASH = '0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef';
const get = 'curl -fsSLO https://e.com/x.tgz';
const check = `echo "${HASH}  x.tgz" | «sha256sum» -c -`;
const plain = check.replace(/[«»]/g, '');
const debian = (...lines: readonly string[]) => ['FROM debian:12', ...lines, ''].join('\n');

testRule(ineffectiveVerification, {
  'swallowed by || true': {
    marked: debian(`RUN ${get}`, `RUN ${check} || true`, 'RUN tar xf x.tgz'),
    reviewed: debian(`RUN ${get}`, `RUN ${plain}`, 'RUN tar xf x.tgz'),
    says: [
      'sha256sum checks x.tgz, but || true takes its failure for success: other bytes go into the image unnoticed',
    ],
  },
  'swallowed in front of another statement': {
    marked: debian(`RUN ${get}; ${check} || :; tar xf x.tgz`),
    reviewed: debian(`RUN ${get}; ${plain} || exit 1; tar xf x.tgz`),
  },
  'swallowed under set -e': {
    marked: debian('RUN set -eux; \\', `\t${get}; \\`, `\t${check} || true; \\`, '\ttar xf x.tgz'),
    reviewed: debian('RUN set -eux; \\', `\t${get}; \\`, `\t${plain}; \\`, '\ttar xf x.tgz'),
  },
  'swallowed by a message, which is kept': {
    marked: debian(
      `RUN ${get} && tar xf x.tgz; ${check} || echo "bad hash" >&2`,
      `RUN ${check} || { echo bad; echo hash; }`,
      `RUN ${check} || (echo bad hash)`,
      `RUN ${check} && echo fine || echo "bad hash"`,
    ),
    reviewed: debian(
      `RUN ${get} && tar xf x.tgz; ${plain} || { echo "bad hash" >&2; exit 1; }`,
      `RUN ${plain} || { echo bad; echo hash; exit 1; }`,
      `RUN ${plain} || { (echo bad hash); exit 1; }`,
      `RUN ${plain} && echo fine || { echo "bad hash"; exit 1; }`,
    ),
  },
  'swallowed by exit 0': {
    marked: debian(`RUN ${check} || exit 0`, `RUN ${check} || { echo skipped; exit 0; }; tar xf x.tgz`),
    reviewed: debian(`RUN ${plain}`, `RUN { ${plain} || exit 1; } || { echo skipped; exit 0; }; tar xf x.tgz`),
  },
  'swallowed with other failures, which stay swallowed': {
    marked: debian(`RUN ${get} && ${check} && tar xf x.tgz || true`),
    reviewed: debian(`RUN ${get} && { ${plain} || exit 1; } && tar xf x.tgz || true`),
    says: ['bad bytes are not used, but the build goes on'],
    severities: ['information'],
  },
  'swallowed in the middle of a chain': {
    marked: debian(`RUN ${get} \\`, ` && ${check} && rm -f x.sig || true \\`, ' && tar xf x.tgz'),
    reviewed: debian(`RUN ${get} \\`, ` && { ${plain} || exit 1; } && rm -f x.sig || true \\`, ' && tar xf x.tgz'),
    severities: ['warning'],
  },
  'statements without set -e': {
    marked: debian(`RUN ${get}; \\`, `    ${check}; \\`, '    tar xf x.tgz'),
    fixed: debian(`RUN ${get}; \\`, `    ${plain} || exit 1; \\`, '    tar xf x.tgz'),
    says: ['without set -e the next command (tar xf x.tgz) runs whatever it says'],
  },
  'a here-document without set -e': {
    marked: debian('RUN <<EOF', get, check, 'tar xf x.tgz', 'EOF'),
    fixed: debian('RUN <<EOF', get, `${plain} || exit 1`, 'tar xf x.tgz', 'EOF'),
  },
  'a here-document that SHELL does not read': {
    marked: debian(
      'SHELL ["/bin/bash", "-euo", "pipefail", "-c"]',
      'RUN <<EOF',
      '#!/bin/bash',
      check,
      'tar xf x.tgz',
      'EOF',
    ),
    fixed: debian(
      'SHELL ["/bin/bash", "-euo", "pipefail", "-c"]',
      'RUN <<EOF',
      '#!/bin/bash',
      `${plain} || exit 1`,
      'tar xf x.tgz',
      'EOF',
    ),
  },
  'a list in a here-document of its own': {
    marked: debian('RUN <<EOF', '«sha256sum» -c <<SUMS', `${HASH}  x.tgz`, 'SUMS', 'tar xf x.tgz', 'EOF'),
    fixed: debian('RUN <<EOF', 'sha256sum -c <<SUMS || exit 1', `${HASH}  x.tgz`, 'SUMS', 'tar xf x.tgz', 'EOF'),
  },
  'a chain in front of another statement': {
    marked: debian(`RUN ${get} && ${check}; tar xf x.tgz`, `RUN ${get} && ${check} && tar xf x.tgz; rm x.tgz`),
    fixed: debian(
      `RUN ${get} && { ${plain} || exit 1; }; tar xf x.tgz`,
      `RUN ${get} && { ${plain} || exit 1; } && tar xf x.tgz; rm x.tgz`,
    ),
    severities: ['warning', 'information'],
  },
  'set -e, which does not act in front of &&': {
    marked: debian(`RUN set -e; ${check} && echo fine; tar xf x.tgz`),
    fixed: debian(`RUN set -e; { ${plain} || exit 1; } && echo fine; tar xf x.tgz`),
    says: ['set -e passes over what stands in front of &&'],
  },
  'set -e, which does not act in what a condition runs': {
    marked: debian(
      `RUN set -e; verify() { ${check}; touch ok; }; if verify; then tar xf x.tgz; fi`,
      `RUN set -e; { ${check}; tar xf x.tgz; } || exit 1`,
    ),
    fixed: debian(
      `RUN set -e; verify() { ${plain} || exit 1; touch ok; }; if verify; then tar xf x.tgz; fi`,
      `RUN set -e; { ${plain} || exit 1; tar xf x.tgz; } || exit 1`,
    ),
  },
  'set -e that was taken back': {
    marked: debian(`RUN set -e; ${get}; set +e; ${check}; tar xf x.tgz`),
    fixed: debian(`RUN set -e; ${get}; set +e; ${plain} || exit 1; tar xf x.tgz`),
  },
  'a function that is called without regard': {
    marked: debian(`RUN verify() { ${check}; }; ${get}; verify; tar xf x.tgz`),
    fixed: debian(`RUN verify() { ${plain} || exit 1; }; ${get}; verify; tar xf x.tgz`),
  },
  'an if whose branch fails without regard': {
    marked: debian(`RUN if [ -n "$H" ]; then echo "$H  x.tgz" | «sha256sum» -c -; fi; tar xf x.tgz`),
    fixed: debian(`RUN if [ -n "$H" ]; then echo "$H  x.tgz" | sha256sum -c - || exit 1; fi; tar xf x.tgz`),
  },
  'an if that only prints': {
    marked: debian(
      `RUN if ! ${check}; then echo bad; fi; tar xf x.tgz`,
      `RUN if ${check}; then echo fine; else echo bad; fi; tar xf x.tgz`,
      `RUN if [ "$(«sha256sum» x.tgz | cut -d' ' -f1)" != "${HASH}" ]; then echo bad; fi; tar xf x.tgz`,
      `RUN if ${check}; then echo fine; fi`,
    ),
    reviewed: debian(
      `RUN if ! ${plain}; then echo bad; exit 1; fi; tar xf x.tgz`,
      `RUN if ${plain}; then echo fine; else echo bad; exit 1; fi; tar xf x.tgz`,
      `RUN if [ "$(sha256sum x.tgz | cut -d' ' -f1)" != "${HASH}" ]; then echo bad; exit 1; fi; tar xf x.tgz`,
      `RUN if ${plain}; then echo fine; fi`,
    ),
    says: ['the if that asks it only prints', '', '', 'no fix is offered: nothing runs where it fails'],
  },
  'a loop of which only the last round counts': {
    marked: debian('RUN for f in a b; do «sha256sum» -c $f.sum; done'),
    fixed: debian('RUN for f in a b; do sha256sum -c $f.sum || exit 1; done'),
    says: ['its loop goes on, and only the last round counts'],
  },
  'a subshell whose status is lost': {
    marked: debian(`RUN ${get}; (${check}); tar xf x.tgz`, `RUN ${check} || (echo bad && exit 1); tar xf x.tgz`),
    fixed: debian(
      `RUN ${get}; (${plain}) || exit 1; tar xf x.tgz`,
      `RUN ${plain} || (echo bad && exit 1) || exit 1; tar xf x.tgz`,
    ),
  },
  'a script for sh -c whose status is lost': {
    marked: debian(`RUN ${get}; sh -c '${check}'; tar xf x.tgz`),
    fixed: debian(`RUN ${get}; sh -c '${plain}' || exit 1; tar xf x.tgz`),
  },
  'statements of a script for bash -c': {
    marked: debian(`RUN ["bash", "-c", "echo \\"${HASH}  x.tgz\\" | «sha256sum» -c; tar xf x.tgz"]`),
    fixed: debian(`RUN ["bash", "-c", "echo \\"${HASH}  x.tgz\\" | sha256sum -c || exit 1; tar xf x.tgz"]`),
  },
  'in the background, piped, negated': {
    marked: debian(
      `RUN ${check} & tar xf x.tgz`,
      `RUN ${check} | tee log && tar xf x.tgz`,
      `RUN ! ${check}; tar xf x.tgz`,
    ),
    says: [
      'it runs in the background and nothing waits for it',
      'without pipefail only the end of its pipe to tee log counts',
      'the ! in front turns its answer round',
    ],
  },
  'a computed sum that is compared without regard': {
    marked: debian(
      `RUN ${get}; [ "$(«sha256sum» x.tgz | cut -d' ' -f1)" = "${HASH}" ]; tar xf x.tgz`,
      `RUN ${get}; «sha256sum» x.tgz | grep -q ${HASH}; tar xf x.tgz`,
    ),
    fixed: debian(
      `RUN ${get}; [ "$(sha256sum x.tgz | cut -d' ' -f1)" = "${HASH}" ] || exit 1; tar xf x.tgz`,
      `RUN ${get}; sha256sum x.tgz | grep -q ${HASH} || exit 1; tar xf x.tgz`,
    ),
  },
  'a signature, which may be wrong today': {
    marked: debian(
      'RUN «gpg» --batch --verify x.tgz.asc x.tgz; tar xf x.tgz',
      'RUN «gpg» --verify x.tgz.asc x.tgz 2>&1 | grep -q Good; tar xf x.tgz',
    ),
    reviewed: debian(
      'RUN gpg --batch --verify x.tgz.asc x.tgz || exit 1; tar xf x.tgz',
      'RUN gpg --verify x.tgz.asc x.tgz 2>&1 | grep -q Good || exit 1; tar xf x.tgz',
    ),
    says: ['gpg verifies x.tgz, but without set -e'],
  },
  'CRLF line endings': {
    marked: `FROM debian\r\nRUN ${get}; \\\r\n    ${check}; \\\r\n    tar xf x.tgz\r\n`,
    fixed: `FROM debian\r\nRUN ${get}; \\\r\n    ${plain} || exit 1; \\\r\n    tar xf x.tgz\r\n`,
  },
  'GNU options on busybox': {
    marked: `FROM alpine:3.20\nRUN ${get} && echo "${HASH}  x.tgz" | «sha256sum» --check --quiet && echo "${HASH}  x.tgz" | «sha256sum» -c --status - && «sha512sum» --check --ignore-missing SUMS\n`,
    fixed: `FROM alpine:3.20\nRUN ${get} && echo "${HASH}  x.tgz" | sha256sum -c && echo "${HASH}  x.tgz" | sha256sum -c -s - && sha512sum --check --ignore-missing SUMS\n`,
    says: [
      'sha256sum checks x.tgz, but fails whatever the bytes are: busybox’s sha256sum knows no --check --quiet',
      'knows no --status',
      'no fix is offered: busybox has nothing like --ignore-missing',
    ],
  },
  'GNU options on an Alpine image that may have GNU programs': {
    marked: [
      'FROM alpine:3.20',
      'RUN apk add --no-cache coreutils',
      `RUN ${plain.replace('-c -', '--check --quiet')}`,
      'FROM python:3.12-alpine',
      'RUN apk add --no-cache $PACKAGES',
      `RUN ${plain.replace('-c -', '--check --quiet')}`,
      'FROM someone/alpine-tools',
      `RUN ${plain.replace('-c -', '--check --quiet')}`,
      'FROM alpine',
      'RUN ./install.sh',
      `RUN ${plain.replace('-c -', '--check --quiet')}`,
      '',
    ].join('\n'),
  },
  'one blank, where busybox wants two': {
    marked: [
      'FROM python:3.8-alpine3.12',
      `ENV FILE=x.tgz SHA=${HASH}`,
      `RUN echo "${HASH} x.tgz" | «sha256sum» -c -`,
      'RUN echo "$SHA $FILE" | «sha256sum» -c -',
      'RUN echo ${SHA}  "$FILE" | «sha256sum» -c',
      `RUN printf '%s %s\\n' "$SHA" "$FILE" | «sha256sum» -c -`,
      '',
    ].join('\n'),
    fixed: [
      'FROM python:3.8-alpine3.12',
      `ENV FILE=x.tgz SHA=${HASH}`,
      `RUN echo "${HASH}  x.tgz" | sha256sum -c -`,
      'RUN echo "$SHA  $FILE" | sha256sum -c -',
      'RUN echo "${SHA}  $FILE" | sha256sum -c',
      `RUN printf '%s  %s\\n' "$SHA" "$FILE" | sha256sum -c -`,
      '',
    ].join('\n'),
    says: ['busybox before 1.36 (Alpine 3.18) wants two blanks'],
  },
  'upper-case digits, where busybox wants lower-case ones': {
    marked: `FROM alpine:3.19\nARG SHA=${HASH.toUpperCase()}\nRUN echo "${HASH.toUpperCase()}  x.tgz" | «sha256sum» -c -\nRUN echo "$SHA  y.tgz" | «sha256sum» -c -\n`,
    fixed: `FROM alpine:3.19\nARG SHA=${HASH}\nRUN echo "${HASH}  x.tgz" | sha256sum -c -\nRUN echo "$SHA  y.tgz" | sha256sum -c -\n`,
  },
  'upper-case digits in a variable that something else uses, too': {
    marked: `FROM alpine:3.19\nARG SHA=${HASH.toUpperCase()}\nRUN wget https://e.com/$SHA/x.tgz && echo "$SHA  x.tgz" | «sha256sum» -c -\n`,
    says: ['no fix is offered'],
  },
  'one blank and upper-case digits, where nothing tells the release or it reads them': {
    marked: [
      'FROM alpine',
      `RUN echo "${HASH.toUpperCase()} x.tgz" | sha256sum -c -`,
      'FROM node:20-alpine',
      `RUN echo "${HASH} x.tgz" | sha256sum -c -`,
      'FROM alpine:3.21',
      `RUN echo "${HASH.toUpperCase()} x.tgz" | sha256sum -c -`,
      'FROM alpine:3.12',
      `RUN echo "${HASH} *x.tgz" | sha256sum -c -`,
      'FROM debian:12',
      `RUN echo "${HASH.toUpperCase()} x.tgz" | sha256sum -c -`,
      '',
    ].join('\n'),
  },
  'a list from the server that the file comes from': {
    marked: debian(
      'RUN curl -fsSLO https://e.com/x.tgz && curl -fsSLO https://e.com/x.tgz.sha256 && «sha256sum» -c x.tgz.sha256',
      'RUN curl -fsSLo y.tgz https://e.com/y.tgz && echo "$(curl -fsSL https://e.com/y.sum)  y.tgz" | «sha256sum» -c -',
      'RUN S="$(curl -fsSL https://e.com/z.sum)" && wget https://e.com/z && echo "$S  z" | «sha256sum» -c -',
      'RUN wget https://e.com/u https://e.com/SHA256SUMS && grep " u$" SHA256SUMS | «sha256sum» -c -',
    ),
    says: ['sha256sum checks x.tgz with a list that the build fetches from e.com as well'],
    severities: ['information', 'information', 'information', 'information'],
  },
  'a list that comes from elsewhere, or that something vouches for': {
    marked: [
      'FROM debian:12',
      'RUN curl -fsSLO https://mirror.org/x.tgz && curl -fsSLO https://e.com/x.tgz.sha256 && sha256sum -c x.tgz.sha256',
      'FROM debian:12',
      'RUN wget https://github.com/a/r/x.tgz https://github.com/b/sums/x.tgz.sha256 && sha256sum -c x.tgz.sha256',
      'FROM debian:12',
      'RUN curl -fsSLO https://e.com/x && curl -fsSLO https://e.com/SHASUMS.asc && gpg --decrypt -o SHASUMS SHASUMS.asc && grep " x$" SHASUMS | sha256sum -c -',
      'FROM debian:12',
      `RUN curl -fsSLO https://e.com/x && curl -fsSLO https://e.com/SUMS && echo "${HASH}  SUMS" | sha256sum -c && sha256sum -c SUMS`,
      '',
    ].join('\n'),
  },
  'ADD --checksum that nothing sets': {
    marked: 'FROM debian\nARG OTHER=1\n# a tool\nADD «--checksum=$SHA» https://e.com/x /x\n',
    fixed: `FROM debian\nARG OTHER=1\nARG SHA=sha256:${pretendedSha256('https://e.com/x')}\n# a tool\nADD --checksum=$SHA https://e.com/x /x\n`,
    says: ['ADD --checksum verifies nothing, silently, where it is empty: nothing here sets SHA; add ARG SHA=sha256:…'],
  },
  'ADD --checksum from an ARG that the stage does not declare': {
    marked: `ARG SHA=sha256:${HASH}\nFROM debian\nADD «--checksum="\${SHA}"» https://e.com/x /x\n`,
    fixed: `ARG SHA=sha256:${HASH}\nFROM debian\nARG SHA\nADD --checksum="\${SHA}" https://e.com/x /x\n`,
  },
  'ADD --checksum that is empty': {
    marked:
      'FROM debian\nENV A=""\nARG B\nADD «--checksum=$A» https://e.com/x /x\nADD «--checksum=${B}» https://e.com/y /y\nADD «--checksum=» https://e.com/z /z\n',
    says: ['A is; write sha256:… there', 'ARG B has no default', 'its value is'],
    severities: ['warning', 'information', 'warning'],
  },
  'ADD --checksum that holds something, or fails': {
    marked: `ARG A=sha256:${HASH}\nFROM debian\nARG A\nADD --checksum=$A https://e.com/x /x\nADD --checksum=sha256:\${B} https://e.com/y /y\nADD --checksum=\${C:-sha256:${HASH}} https://e.com/y /y\n`,
  },
  'checks that do their work': {
    marked: debian(
      `RUN ${get} && ${plain} && tar xf x.tgz`,
      `RUN set -eux; ${get}; ${plain}; tar xf x.tgz; if [ -n "$X" ]; then ${plain}; fi; rm x.tgz`,
      `RUN ${get}; ${plain} || exit 1; tar xf x.tgz`,
      `RUN ${get} && { ${plain} || exit 1; } && tar xf x.tgz || true`,
      `RUN ${get}; ${plain} || { echo bad >&2; exit 1; }; tar xf x.tgz`,
      `RUN ${plain} || (echo bad && exit 1)`,
      `RUN ${plain} || (echo bad; exit 1) && tar xf x.tgz`,
      `RUN if ! ${plain}; then echo bad; exit 1; fi; tar xf x.tgz`,
      `RUN if ${plain}; then tar xf x.tgz; else echo bad; fi; ls`,
      `RUN if [ "$(sha256sum x.tgz)" != "$SUM" ]; then echo bad; exit 1; fi; tar xf x.tgz`,
      `RUN ${plain}; if [ $? -ne 0 ]; then exit 1; fi; tar xf x.tgz`,
      `RUN ${plain} || ${get}; tar xf x.tgz`,
      `RUN for i in 1 2 3; do ${get} && ${plain} && break; sleep 5; done; tar xf x.tgz`,
      `RUN ${plain} && exit 0; echo bad; exit 1`,
      'RUN set -e; for f in a b; do sha256sum -c $f.sum; done; ls',
      'RUN set -o pipefail; sha256sum -c SUMS | tee log && tar xf x.tgz',
      'RUN sha256sum -c SUMS 2>&1 | grep OK && tar xf x.tgz',
      'RUN set -e; verify() { sha256sum -c "$1"; tar xf x.tgz; }; verify a; verify b; ls',
      'RUN trap "exit 1" ERR; sha256sum -c SUMS; tar xf x.tgz',
      'RUN sha256sum -c SUMS & wait $!; tar xf x.tgz',
      'RUN sha256sum x.tgz; tar xf x.tgz',
      'RUN sha256sum -c SUMS > result; grep -q FAILED result && exit 1; tar xf x.tgz',
      'RUN sha256sum -c SUMS | tee result; ! grep -q FAILED result && tar xf x.tgz',
      'RUN gpg --verify x.asc x 2>&1 | grep "Good signature" && tar xf x.tgz',
      'RUN verify() { sha256sum -c SUMS || return 1; }; verify && tar xf x.tgz',
    ),
  },
  'here-documents that do their work': {
    marked: debian(
      'RUN <<EOF',
      'curl -fsSLO https://e.com/x.tgz',
      plain,
      'EOF',
      'RUN <<EOF',
      'set -e',
      plain,
      'tar xf x.tgz',
      'EOF',
      'RUN bash -e <<EOF',
      plain,
      'tar xf x.tgz',
      'EOF',
      'RUN <<EOF',
      '#!/bin/bash -e',
      plain,
      'tar xf x.tgz',
      'EOF',
    ),
  },
  'a SHELL that stops at failures': {
    marked: debian(
      'SHELL ["/bin/bash", "-o", "errexit", "-o", "pipefail", "-c"]',
      `RUN ${plain}; tar xf x.tgz`,
      'RUN sha256sum -c SUMS | tee log; tar xf x.tgz',
      'RUN <<EOF',
      plain,
      'tar xf x.tgz',
      'EOF',
    ),
  },
});

describe('what unverified-download writes', () => {
  for (const [name, { text }] of Object.entries(shapes))
    for (const image of ['debian:12', 'alpine:3.20'])
      it(`${name}, ${image}`, async () => {
        const fixed = await fixWith(unverifiedDownload, { marked: '' }, text.replace('BASE', image), 'review');
        const { diagnostics } = lint({ text: fixed.text }, [ineffectiveVerification]);
        assert.deepEqual(
          diagnostics.map(({ message }) => message),
          [],
          fixed.text,
        );
      });
});
