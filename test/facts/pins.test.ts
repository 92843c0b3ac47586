import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { pinsOf } from '../../server/src/core/verify.ts';

const A = 'a0'.repeat(32);
const B = 'b1'.repeat(32);

/** Each pin as its hash, how its bytes are got, and how often the hash is written; or why it is unknown. */
const pins = (...instructions: readonly string[]) =>
  pinsOf(`FROM debian\n${instructions.join('\n')}\n`).map((pin) =>
    'why' in pin
      ? `${pin.name}: ${pin.why}`
      : [
          `${pin.name} ${pin.expected === A ? 'A' : 'B'} ${pin.places.length}`,
          pin.question.url,
          ...pin.question.then,
          ...(pin.question.redirects ? [] : ['without redirects']),
        ].join(' '),
  );

const CASES: Readonly<Record<string, readonly [instructions: readonly string[], expected: readonly string[]]>> = {
  'ARG and check': [
    [`ARG H=${A}`, 'RUN curl -fsSLO https://e.com/f && echo "${H}  f" | sha256sum -c -'],
    ['f A 1 https://e.com/f'],
  ],
  'literals, printf and here-documents': [
    [
      `RUN wget -qO /tmp/f https://e.com/f && printf '%s  %s\\n' ${A} /tmp/f | sha256sum --check`,
      `RUN curl -fO https://e.com/g && sha256sum -c <<< "${B}  g"`,
    ],
    ['f A 1 https://e.com/f', 'g B 1 https://e.com/g without redirects'],
  ],
  'a test of what was computed': [
    [`RUN curl -fsSLO https://e.com/f && [ "$(sha256sum f | cut -d' ' -f1)" = "${A.toUpperCase()}" ]`],
    ['f A 1 https://e.com/f'],
  ],
  'what the build decompresses first': [
    [`RUN wget -q https://e.com/f.bz2 && bunzip2 f.bz2 && echo "${A}  f" | sha256sum -c`],
    ['f A 1 https://e.com/f.bz2 bz2'],
  ],
  'what is compressed when it is compared': [
    [`RUN wget -q https://e.com/f.bz2 && echo "${A}  f.bz2" | sha256sum -c && bunzip2 f.bz2`],
    ['f.bz2 A 1 https://e.com/f.bz2'],
  ],
  'a hash for each architecture': [
    [
      'ARG TARGETARCH',
      `ARG F_AMD64=${A}`,
      `ARG F_ARM64=${B}`,
      'RUN curl -fsSLo f https://e.com/f-${TARGETARCH} && echo "$(case ${TARGETARCH} in (amd64) echo ${F_AMD64} ;; (arm64) echo ${F_ARM64} ;; esac)  f" | sha256sum -c --quiet',
    ],
    ['f A 1 https://e.com/f-amd64', 'f B 1 https://e.com/f-arm64'],
  ],
  'ADD --checksum': [
    [`ARG H=${A}`, 'ADD --checksum=sha256:${H} https://e.com/f?x=1 /', `ADD --checksum=sha256:${B} https://e.com/g /`],
    ['f A 1 https://e.com/f?x=1', 'g B 1 https://e.com/g'],
  ],
  'a hash that stands where no check reads it as well': [
    [`# ${A}`, `LABEL hash=${A}`, `RUN curl -fsSLo f https://e.com/${A}/f && echo ${A} f | sha256sum -c`],
    [`f A 1 https://e.com/${A}/f`],
  ],
  'a hash for two checks of one URL': [
    [
      `RUN curl -fsSLO https://e.com/f && echo ${A} f | sha256sum -c`,
      'FROM alpine',
      `RUN curl -fsSLo g https://e.com/f && echo ${A.toUpperCase()} g | sha256sum -c`,
    ],
    ['f A 2 https://e.com/f'],
  ],
  'digits that do not stand in one piece': [
    [`RUN curl -fsSLO https://e.com/f && echo "${A.slice(32)}""${A.slice(32)}  f" | sha256sum -c`],
    ['f A 0 https://e.com/f'],
  ],
  'two downloads to one path': [
    [
      `RUN curl -fsSLo /tmp/t https://e.com/a && echo "${A}  /tmp/t" | sha256sum -c && tar xf /tmp/t`,
      `RUN curl -fsSLo /tmp/t https://e.com/b && echo "${B}  /tmp/t" | sha256sum -c && tar xf /tmp/t`,
    ],
    ['t A 1 https://e.com/a', 't B 1 https://e.com/b'],
  ],
  'a path that something else has written first': [
    [
      'COPY t /tmp/t',
      `RUN echo "${A}  /tmp/t" | sha256sum -c && make t && echo "${A}  /tmp/t" | sha256sum -c`,
      `RUN curl -fsSLo /tmp/t https://e.com/b && echo "${B}  /tmp/t" | sha256sum -c`,
    ],
    ['t B 1 https://e.com/b'],
  ],
  'a path that another client or scheme has written first': [
    [
      `RUN aws s3 cp s3://bucket/key t && echo "${A}  t" | sha256sum -c && tar xf t`,
      `RUN wget -O t ftp://e.com/a && echo "${A}  t" | sha256sum -c && tar xf t`,
      `RUN curl -fsSLo t https://e.com/b && echo "${B}  t" | sha256sum -c`,
    ],
    [
      't: aws s3 is no client that a hash could be asked with',
      't: its URL is neither http nor https',
      't B 1 https://e.com/b',
    ],
  ],
  'branches with a URL and a hash of their own': [
    [
      `RUN if [ "$(uname -m)" = x86_64 ]; then curl -fsSLo a https://e.com/a && echo "${A}  a" | sha256sum -c; else curl -fsSLo a https://e.com/b && echo "${B}  a" | sha256sum -c; fi`,
      'RUN case "$(uname -m)" in \\',
      `  x86_64) curl -fsSLo c https://e.com/c && echo "${A}  c" | sha256sum -c ;; \\`,
      `  aarch64) curl -fsSLo c https://e.com/d && echo "${B}  c" | sha256sum -c ;; esac`,
    ],
    ['a A 1 https://e.com/a', 'a B 1 https://e.com/b', 'c A 1 https://e.com/c', 'c B 1 https://e.com/d'],
  ],
  'branches for the URL, and others for the hash': [
    [
      'RUN case "$(uname -m)" in x86_64) curl -fsSLo a https://e.com/a ;; aarch64) curl -fsSLo a https://e.com/b ;; esac; \\',
      `  case "$(uname -m)" in x86_64) S=${A} ;; aarch64) S=${B} ;; esac; echo "$S  a" | sha256sum -c`,
      'ARG TARGETARCH',
      'RUN curl -fsSLo c https://e.com/c-$TARGETARCH; \\',
      `  if [ "$TARGETARCH" = amd64 ]; then echo "${A}  c" | sha256sum -c; elif [ "$TARGETARCH" = arm64 ]; then echo "${B}  c" | sha256sum -c; fi`,
    ],
    ['a A 1 https://e.com/a', 'a B 1 https://e.com/b', 'c A 1 https://e.com/c-amd64', 'c B 1 https://e.com/c-arm64'],
  ],
  'a function that fetches and checks': [
    [
      'SHELL ["/bin/bash", "-c"]',
      `RUN get() { curl -fsSLo "$3" "$1"; echo "$2  $3" | sha256sum -c; }; get https://e.com/a ${A} a; get https://e.com/b ${B} b`,
      `RUN get() { curl -fsSLo t "$1"; echo "$2  t" | sha256sum -c; tar xf t; }; get https://e.com/c ${A}; get https://e.com/d ${B}`,
    ],
    ['a A 1 https://e.com/a', 'b B 1 https://e.com/b', 't A 1 https://e.com/c', 't B 1 https://e.com/d'],
  ],
  'several kinds of hash': [
    [
      `RUN curl -fsSLO https://e.com/f && echo "${B}${B}  f" | sha512sum -c && echo "${A}  f" | sha256sum -c`,
      `RUN curl -fsSLO https://e.com/g && echo "${B.slice(32)}  g" | md5sum -c && echo "${B}  g" | sha256sum -c`,
      `RUN curl -fsSLO https://e.com/h && echo "${B}  h" | b3sum -c`,
      `ADD --checksum=sha512:${B}${B} https://e.com/i /`,
    ],
    ['f A 1 https://e.com/f', 'g B 1 https://e.com/g', 'h: its hash is no SHA-256', 'i: its hash is no SHA-256'],
  ],
  'shasum, whose algorithm is a word of its own': [
    [
      `RUN curl -fsSLO https://e.com/f && echo "${A}  f" | shasum -a 256 -c`,
      `RUN curl -fsSLO https://e.com/g && echo "${B}  g" | shasum -c -a 256 -`,
    ],
    ['f A 1 https://e.com/f', 'g B 1 https://e.com/g'],
  ],
  'a sum that is compared by way of a variable, or by openssl': [
    [
      `RUN curl -fsSLO https://e.com/f; sum=$(sha256sum f | cut -d' ' -f1); [ "$sum" = "${A}" ]`,
      `RUN curl -fsSLO https://e.com/g; sum="$(sha256sum g | cut -c1-64)"; if [ "$sum" != "${B}" ]; then exit 1; fi`,
      `RUN curl -fsSLO https://e.com/h && [ "$(openssl dgst -sha256 -r h | cut -c1-64)" = ${A} ]`,
    ],
    ['f A 1 https://e.com/f', 'g B 1 https://e.com/g', 'h A 1 https://e.com/h'],
  ],
  'code that compares it': [
    [
      `RUN curl -fsSLo f https://e.com/f && python3 -c "import hashlib; assert hashlib.sha256(open('f','rb').read()).hexdigest() == '${A}'"`,
    ],
    ['f A 1 https://e.com/f'],
  ],
  'lists in here-documents and pipes': [
    [
      `ARG F=${A}`,
      'COPY <<EOF /SUMS',
      '$F  f',
      `${B}  g`,
      'EOF',
      'RUN curl -fsSLO https://e.com/f && curl -fsSLO https://e.com/g && sha256sum -c /SUMS',
      `RUN curl -fsSL https://e.com/h | tee h | sha256sum -c <(echo "${B}  -")`,
    ],
    ['f A 1 https://e.com/f', 'g B 1 https://e.com/g', 'h B 1 https://e.com/h'],
  ],
  'a hash behind a default, a reference or eval': [
    [
      'ARG TARGETARCH',
      'ARG UNSET',
      `ENV S_amd64=${A} S_arm64=${B}`,
      `RUN curl -fsSLO https://e.com/f && echo "\${UNSET:-${A}}  f" | sha256sum -c`,
      'RUN curl -fsSLo g https://e.com/g-$TARGETARCH; n=S_$TARGETARCH; echo "${!n}  g" | sha256sum -c',
      'RUN curl -fsSLo h https://e.com/h-$TARGETARCH; eval s=\\$S_$TARGETARCH; echo "$s  h" | sha256sum -c',
    ],
    [
      'g A 1 https://e.com/g-amd64',
      'h A 1 https://e.com/h-amd64',
      'g B 1 https://e.com/g-arm64',
      'h B 1 https://e.com/h-arm64',
      'f A 1 https://e.com/f',
    ],
  ],
  'a tool that compares it itself': [
    [`RUN aria2c --checksum=sha-256=${A} https://e.com/f`, `RUN aria2c --checksum md5=${B.slice(32)} https://e.com/g`],
    ['f A 1 https://e.com/f', 'g: its hash is no SHA-256'],
  ],
  'what cannot be compared': [
    [
      `RUN curl -fsSLO https://e.com/$V/f && echo "${A}  f" | sha256sum -c`,
      `RUN curl -fsSLO -H "X: y" https://e.com/g && echo "${A}  g" | sha256sum -c`,
      'RUN curl -fsSLO https://e.com/h && echo "$H  h" | sha256sum -c',
      `RUN curl -fsSLO https://e.com/i && echo "${A}${A}  i" | sha512sum -c`,
      `RUN curl -fsSL https://e.com/j.gz | gunzip > j && echo "${A}  j" | sha256sum -c`,
      `RUN for f in k; do curl -fsSLO https://e.com/$f.tgz; done; echo "${A}  k.tgz" | sha256sum -c`,
      'RUN curl -fsSLO https://e.com/l && grep l sums | sha256sum -c',
      'RUN curl -fsSLO https://e.com/m && [ "$(sha256sum m)" = "$(cat sum)" ]',
    ],
    [
      'f: only the build knows its URL: V is not set in this file',
      'g: curl sends more than the URL (-H)',
      'h: only the build knows its hash: ${H}',
      'i: its hash is no SHA-256',
      'j: how the build makes it from what is downloaded is not known here',
      '${f}.tgz: only the build knows its URL: f changes in a loop',
      'l: its check reads a list of hashes that is not read here',
      'm: which hash its check compares it with is not known here',
    ],
  ],
  'what PowerShell compares': [
    [
      'SHELL ["powershell", "-Command"]',
      `ENV F_SHA256=${A}`,
      'RUN Invoke-WebRequest https://e.com/f.zip -OutFile f.zip; if ((Get-FileHash f.zip -Algorithm sha256).Hash -ne $env:F_SHA256) { exit 1 }',
      'RUN Invoke-WebRequest https://e.com/g.zip -OutFile C:\\g.zip',
      `RUN $sum = '${B}'; if ((Get-FileHash -Path C:\\g.zip).Hash.ToLower() -ne $sum) { throw 'g' }`,
      `RUN iwr https://e.com/h -OutFile h; if ((Get-FileHash h -Algorithm sha512).Hash -eq '${A}${B}') { . ./h }`,
      'RUN iwr https://e.com/i -OutFile i; if ((Get-FileHash i).Hash -ne (Get-Content i.sum)) { exit 1 }',
    ],
    ['f.zip A 1 https://e.com/f.zip', 'g.zip B 1 https://e.com/g.zip', 'h: its hash is no SHA-256'],
  ],
  'what is not verified, or by a signature': [
    ['RUN curl -fsSLO https://e.com/f', 'RUN curl -fsSLO https://e.com/g && gpg --verify g.sig g'],
    [],
  ],
};

describe('the pins of a Dockerfile', () => {
  it('are found where a backtick continues lines of a Linux image', () => {
    const [pin] = pinsOf(
      `# escape=\`\nFROM debian\nRUN curl -fsSLO https://e.com/f && \`\n echo "${A}  f" | sha256sum -c\n`,
    );
    assert.equal(pin && 'expected' in pin && pin.expected, A);
  });

  for (const [name, [instructions, expected]] of Object.entries(CASES))
    it(name, () => assert.deepEqual(pins(...instructions), expected));
});
