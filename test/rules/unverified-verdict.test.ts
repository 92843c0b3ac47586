import { defaultConfig } from '../../server/src/core/config.ts';
import { unverifiedDownload } from '../../server/src/core/rules/unverified-download.ts';
import { pretendedSha256, testRule } from '../rule-tester.ts';

const sha = pretendedSha256;
const HASH = '0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef';

/** Downloads that are verified: nothing is found. */
const silent = (...lines: readonly string[]) => ({ marked: ['FROM debian AS base', ...lines, ''].join('\n') });
testRule(unverifiedDownload, {
  'a check that comes too late': {
    marked: `FROM debian\nRUN «curl» -fsSLO https://e.com/v1.2/a.tgz && tar xzf a.tgz && echo "${HASH}  a.tgz" | sha256sum -c -\n`,
    fixed: `FROM debian\nARG A_SHA256=${sha('https://e.com/v1.2/a.tgz')}\nRUN curl -fsSLO https://e.com/v1.2/a.tgz && echo "\${A_SHA256}  a.tgz" | sha256sum -c --quiet && tar xzf a.tgz && echo "${HASH}  a.tgz" | sha256sum -c -\n`,
    says: [
      'curl fetches a.tgz from e.com and tar uses it before it is verified: a replaced or damaged file would go into the image; verify it before that',
    ],
  },
  'a check in the branch that is not taken': {
    marked: `FROM debian\nRUN if [ -n "$A" ]; then «curl» -fsSLo t https://e.com/v1.2/a; else curl -fsSLo t https://e.com/v1.2/b && echo "${HASH}  t" | sha256sum -c -; fi\n`,
    fixed: `FROM debian\nARG T_SHA256=${sha('https://e.com/v1.2/a')}\nRUN if [ -n "$A" ]; then curl -fsSLo t https://e.com/v1.2/a; echo "\${T_SHA256}  t" | sha256sum -c --quiet || exit 1; else curl -fsSLo t https://e.com/v1.2/b && echo "${HASH}  t" | sha256sum -c -; fi\n`,
  },
  'a check in a stage that fetches the file anew': {
    marked: `FROM debian AS base\nRUN «curl» -fsSLo /t https://e.com/v1.2/a\nFROM base\nRUN curl -fsSLo /t https://e.com/v1.2/b && echo "${HASH}  /t" | sha256sum -c -\n`,
    fixed: `FROM debian AS base\nARG T_SHA256=${sha('https://e.com/v1.2/a')}\nRUN curl -fsSLo /t https://e.com/v1.2/a \\\n    && echo "\${T_SHA256}  /t" | sha256sum -c --quiet\nFROM base\nRUN curl -fsSLo /t https://e.com/v1.2/b && echo "${HASH}  /t" | sha256sum -c -\n`,
  },
  'a program that is run by its name before its check': {
    marked: `FROM debian\nRUN «wget» -O /usr/bin/tool https://e.com/v1.2/tool && tool --version && echo "${HASH}  /usr/bin/tool" | sha256sum -c -\n`,
    fixed: `FROM debian\nARG TOOL_SHA256=${sha('https://e.com/v1.2/tool')}\nRUN wget -O /usr/bin/tool https://e.com/v1.2/tool && echo "\${TOOL_SHA256}  /usr/bin/tool" | sha256sum -c --quiet && tool --version && echo "${HASH}  /usr/bin/tool" | sha256sum -c -\n`,
    says: ['wget fetches tool from e.com and tool uses it before it is verified'],
  },
  'a sum without -c': {
    marked: `FROM debian\nRUN «wget» https://e.com/v1.2/x.tgz && echo "${HASH}  x.tgz" | sha256sum && tar xf x.tgz\n`,
    fixed: `FROM debian\nARG X_SHA256=${sha('https://e.com/v1.2/x.tgz')}\nRUN wget https://e.com/v1.2/x.tgz && echo "\${X_SHA256}  x.tgz" | sha256sum -c --quiet && echo "${HASH}  x.tgz" | sha256sum && tar xf x.tgz\n`,
    says: ['wget fetches x.tgz from e.com, and sha256sum, without -c, compares it with nothing'],
  },
  'a name that wget decodes': {
    marked: `FROM debian\nRUN wget https://e.com/A%20B.zip && echo "${HASH}  A B.zip" | sha256sum -c -\nRUN «wget» https://e.com/v1.2/C%20D.zip && unzip 'C D.zip'\n`,
    fixed: `FROM debian\nRUN wget https://e.com/A%20B.zip && echo "${HASH}  A B.zip" | sha256sum -c -\nARG C_D_SHA256=${sha('https://e.com/v1.2/C%20D.zip')}\nRUN wget https://e.com/v1.2/C%20D.zip && echo "\${C_D_SHA256}  C D.zip" | sha256sum -c --quiet && unzip 'C D.zip'\n`,
  },
  'what is put behind what a file holds': {
    marked: 'FROM debian\nRUN «curl» -fsSL https://e.com/v1.2/rc >> /etc/rc\n',
    says: ['it is put behind what the file holds already'],
  },
  'a download that is asked by an if': {
    marked:
      'FROM debian\nRUN if ! «curl» -fLo d.tgz "https://e.com/v1.2/d.tgz"; then echo none; exit 1; fi; tar xf d.tgz\n',
    fixed: `FROM debian\nARG D_SHA256=${sha('https://e.com/v1.2/d.tgz')}\nRUN if ! curl -fLo d.tgz "https://e.com/v1.2/d.tgz"; then echo none; exit 1; fi; echo "\${D_SHA256}  d.tgz" | sha256sum -c --quiet || exit 1; tar xf d.tgz\n`,
  },
  'a pipe whose URL a variable versions': {
    marked:
      'FROM debian\nENV V=1.2\nRUN «curl» -fsSL https://e.com/tool-$V.tar.gz | tar xz && «curl» -fsSL https://github.com/o/web/archive/v${V}.tar.gz | tar xz\n',
    fixed: `FROM debian\nENV V=1.2\nARG TOOL_SHA256=${sha('https://e.com/tool-1.2.tar.gz')}\nARG WEB_SHA256=${sha('https://github.com/o/web/archive/v1.2.tar.gz')}\nRUN curl -fsSL https://e.com/tool-$V.tar.gz -o /tmp/tool.tar.gz && echo "\${TOOL_SHA256}  /tmp/tool.tar.gz" | sha256sum -c --quiet && tar xz < /tmp/tool.tar.gz && rm /tmp/tool.tar.gz && curl -fsSL https://github.com/o/web/archive/v\${V}.tar.gz -o /tmp/web.tar.gz && echo "\${WEB_SHA256}  /tmp/web.tar.gz" | sha256sum -c --quiet && tar xz < /tmp/web.tar.gz && rm /tmp/web.tar.gz\n`,
    says: ['curl hands tool-1.2.tar.gz from e.com to tar', 'curl hands web v1.2.tar.gz from github.com to tar'],
  },
  'checks in a later RUN that come too late': {
    marked: [
      'FROM debian',
      'WORKDIR /tmp',
      'RUN «wget» https://e.com/b.deb && dpkg -i /tmp/b.deb',
      'RUN «wget» https://e.com/c.sh && sh c.sh',
      'RUN «wget» https://e.com/d.run && chmod +x d.run && ./d.run',
      `RUN echo "${HASH}  b.deb" | sha256sum -c - && sha256sum c.sh | grep ${HASH} && echo "${HASH}  d.run" > l && sha256sum -c l`,
      '',
    ].join('\n'),
    says: ['dpkg uses it before', 'sh uses it before', 'the build uses it before'],
    fixed: [
      'FROM debian',
      'WORKDIR /tmp',
      `ARG B_SHA256=${sha('https://e.com/b.deb')}`,
      'RUN wget https://e.com/b.deb && echo "${B_SHA256}  b.deb" | sha256sum -c --quiet && dpkg -i /tmp/b.deb',
      `ARG C_SHA256=${sha('https://e.com/c.sh')}`,
      'RUN wget https://e.com/c.sh && echo "${C_SHA256}  c.sh" | sha256sum -c --quiet && sh c.sh',
      `ARG D_SHA256=${sha('https://e.com/d.run')}`,
      'RUN wget https://e.com/d.run && echo "${D_SHA256}  d.run" | sha256sum -c --quiet && chmod +x d.run && ./d.run',
      `RUN echo "${HASH}  b.deb" | sha256sum -c - && sha256sum c.sh | grep ${HASH} && echo "${HASH}  d.run" > l && sha256sum -c l`,
      '',
    ].join('\n'),
  },
  'a check in front of the use, whatever comes behind': silent(
    `RUN curl -fsSLO https://e.com/a.tgz && echo "${HASH}  a.tgz" | sha256sum -c - && tar xzf a.tgz && sha256sum a.tgz`,
    `RUN curl -fsSLO https://e.com/b.tgz && tar tzf b.tgz && echo "${HASH}  b.tgz" | sha256sum -c - && tar xzf b.tgz`,
    `RUN verify() { echo "${HASH}  c.tgz" | sha256sum -c -; } && curl -fsSLO https://e.com/c.tgz && verify && tar xzf c.tgz`,
  ),
  'a part of the name selects the line of a list': silent(
    'RUN wget https://e.com/my_tool_1.2_linux_amd64.zip https://e.com/SHA256SUMS && grep 1.2_linux_amd64.zip SHA256SUMS | sha256sum -c',
    'RUN wget https://e.com/other_linux.zip https://e.com/list && grep -E "other_(linux|mac).zip" list | sha256sum -c --ignore-missing',
  ),
  'a list by what it is used for, not by its name': silent(
    'RUN wget https://e.com/app.zip && wget https://e.com/app_release.txt && grep app.zip app_release.txt | sha256sum -c',
    'RUN wget https://e.com/b.zip && curl -o /tmp/b https://e.com/b.sums && sha256sum -c /tmp/b',
  ),
  'a list of another file': {
    marked:
      'FROM debian\nRUN «wget» https://e.com/b.zip && wget https://e.com/list && grep a.zip list | sha256sum -c\n',
    fixed: `FROM debian\nARG B_SHA256=${sha('https://e.com/b.zip')}\nRUN wget https://e.com/b.zip && echo "\${B_SHA256}  b.zip" | sha256sum -c --quiet && wget https://e.com/list && grep a.zip list | sha256sum -c\n`,
  },
  'checks of files that other stages have': silent(
    'RUN curl -fsSL https://e.com/x -o /opt/dist/x && curl -fsSL https://e.com/y -o /opt/y',
    'FROM debian',
    'COPY --from=base /opt/dist /data',
    `RUN echo "${HASH}  /data/x" | sha256sum -c -`,
    `RUN --mount=type=bind,from=base,source=/opt,target=/mnt/in echo "${HASH}  /mnt/in/y" | sha256sum -c - && cp /mnt/in/y /`,
  ),
  'fingerprints of keys': silent(
    'RUN curl -fsSL https://e.com/key.asc -o key.asc && gpg --show-keys --with-fingerprint key.asc | grep -q "0123 4567" && apt-key add key.asc',
    'RUN curl -fsSL https://e.com/gpg | apt-key add - && apt-key fingerprint 0123ABCD | grep "0123 4567"',
  ),
  'fingerprints that are only printed': {
    marked: 'FROM debian\nRUN «curl» -fsSL https://e.com/gpg | apt-key add - && apt-key fingerprint 0123ABCD\n',
    fixed: `FROM debian\nARG E_GPG_SHA256=${sha('https://e.com/gpg')}\nRUN curl -fsSL https://e.com/gpg -o /tmp/gpg && echo "\${E_GPG_SHA256}  /tmp/gpg" | sha256sum -c --quiet && apt-key add - < /tmp/gpg && rm /tmp/gpg && apt-key fingerprint 0123ABCD\n`,
    says: ['curl fetches gpg from e.com as a key to trust, and nothing verifies it'],
  },
  'an Authenticode signature': {
    marked:
      '# escape=`\nFROM mcr.microsoft.com/windows/servercore:ltsc2022\nSHELL ["powershell", "-Command"]\nRUN iwr https://e.com/y.msi -OutFile y.msi ; `\n    $sig = Get-AuthenticodeSignature y.msi ; `\n    if ($sig.Status -ne \'Valid\') { throw \'bad\' }\n',
  },
  'one hash per architecture of the settings': {
    marked:
      'FROM debian\nARG TARGETARCH\nRUN «curl» -fsSLO https://e.com/v1.2/t-${TARGETARCH}\nRUN «curl» -fsSLO "https://e.com/v1.2/u-$(dpkg --print-architecture)"\n',
    config: { download: { ...defaultConfig.download, architectures: ['arm', 'ppc64le'] } },
    fixed: `FROM debian\nARG TARGETARCH\nARG T_ARM_SHA256=${sha('https://e.com/v1.2/t-arm')}\nARG T_PPC64LE_SHA256=${sha('https://e.com/v1.2/t-ppc64le')}\nRUN curl -fsSLO https://e.com/v1.2/t-\${TARGETARCH} \\\n    && echo "$(case \${TARGETARCH} in (arm) echo \${T_ARM_SHA256} ;; (ppc64le) echo \${T_PPC64LE_SHA256} ;; esac)  t-\${TARGETARCH}" | sha256sum -c --quiet\nARG U_ARM_SHA256=${sha('https://e.com/v1.2/u-armhf')}\nARG U_PPC64LE_SHA256=${sha('https://e.com/v1.2/u-ppc64el')}\nRUN curl -fsSLO "https://e.com/v1.2/u-$(dpkg --print-architecture)" \\\n    && echo "$(case $(dpkg --print-architecture) in (armhf) echo \${U_ARM_SHA256} ;; (ppc64el) echo \${U_PPC64LE_SHA256} ;; esac)  u-$(dpkg --print-architecture)" | sha256sum -c --quiet\n`,
  },
  'a hash that an ARG of the stage holds already': {
    marked: `FROM debian\nARG TOOL_SUM=${sha('https://e.com/v1.2/tool')}\nRUN «curl» -fsSLO https://e.com/v1.2/tool && chmod +x tool\nFROM debian\nRUN «curl» -fsSLO https://e.com/v1.2/tool && chmod +x tool\n`,
    fixed: `FROM debian\nARG TOOL_SUM=${sha('https://e.com/v1.2/tool')}\nRUN curl -fsSLO https://e.com/v1.2/tool && echo "\${TOOL_SUM}  tool" | sha256sum -c --quiet && chmod +x tool\nFROM debian\nARG TOOL_SHA256=${sha('https://e.com/v1.2/tool')}\nRUN curl -fsSLO https://e.com/v1.2/tool && echo "\${TOOL_SHA256}  tool" | sha256sum -c --quiet && chmod +x tool\n`,
  },
  'what one stage fetches twice': {
    marked:
      'FROM debian\nRUN «curl» -fsSLO https://e.com/v1.2/tool && chmod +x tool\nRUN cd /opt && «curl» -fsSLO https://e.com/v1.2/tool && chmod +x tool\n',
    fixed: `FROM debian\nARG TOOL_SHA256=${sha('https://e.com/v1.2/tool')}\nRUN curl -fsSLO https://e.com/v1.2/tool && echo "\${TOOL_SHA256}  tool" | sha256sum -c --quiet && chmod +x tool\nRUN cd /opt && curl -fsSLO https://e.com/v1.2/tool && echo "\${TOOL_SHA256}  tool" | sha256sum -c --quiet && chmod +x tool\n`,
  },
  'one URL that a command fetches twice': {
    marked: 'FROM debian\nRUN «curl» -fsSL -o a https://e.com/v1.2/tool -o b https://e.com/v1.2/tool && chmod +x a b\n',
    fixed: `FROM debian\nARG A_SHA256=${sha('https://e.com/v1.2/tool')}\nRUN curl -fsSL -o a https://e.com/v1.2/tool -o b https://e.com/v1.2/tool && echo "\${A_SHA256}  a" | sha256sum -c --quiet && echo "\${A_SHA256}  b" | sha256sum -c --quiet && chmod +x a b\n`,
  },
  'the exec form': {
    marked:
      'FROM debian:12\nWORKDIR /opt\nRUN ["«wget»", "-O", "my $x.tgz", "https://e.com/v1.2/x.tgz"]\n  onbuild run ["«curl»", "-fsSLO", "https://e.com/v1.2/y"]\n',
    fixed: `FROM debian:12\nWORKDIR /opt\nARG MY_X_SHA256=${sha('https://e.com/v1.2/x.tgz')}\nRUN ["wget", "-O", "my $x.tgz", "https://e.com/v1.2/x.tgz"]\nRUN echo "\${MY_X_SHA256}  my \\$x.tgz" | sha256sum -c --quiet\n  ONBUILD arg Y_SHA256=${sha('https://e.com/v1.2/y')}\n  onbuild run ["curl", "-fsSLO", "https://e.com/v1.2/y"]\n  onbuild run echo "\${Y_SHA256}  y" | sha256sum -c --quiet\n`,
  },
  'the exec form in an image that may have no shell': {
    marked: 'FROM example/distroless\nRUN ["«wget»", "-O", "x", "https://e.com/v1.2/x"]\n',
    says: ['whether the image has a shell that could check it is not known'],
  },
});
