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
  'one hash that is written twice': [
    [`RUN curl -fsSLO https://e.com/f && echo ${A} f | sha256sum -c`, `# ${A}`, `LABEL hash=${A}`],
    ['f A 3 https://e.com/f'],
  ],
  'what cannot be compared': [
    [
      `RUN curl -fsSLO https://e.com/$V/f && echo "${A}  f" | sha256sum -c`,
      `RUN curl -fsSLO -H "X: y" https://e.com/g && echo "${A}  g" | sha256sum -c`,
      'RUN curl -fsSLO https://e.com/h && echo "$H  h" | sha256sum -c',
      `RUN curl -fsSLO https://e.com/i && echo "${A}${A}  i" | sha512sum -c`,
      `RUN curl -fsSL https://e.com/j.gz | gunzip > j && echo "${A}  j" | sha256sum -c`,
    ],
    [
      'f: only the build knows its URL: V is not set in this file',
      'g: curl sends more than the URL (-H)',
      'h: its hash is not written in this file',
      'i: its hash is no SHA-256',
      'j: how the build makes it from what is downloaded is not known here',
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
  for (const [name, [instructions, expected]] of Object.entries(CASES))
    it(name, () => assert.deepEqual(pins(...instructions), expected));
});
