import { unverifiedDownload } from '../../server/src/core/rules/unverified-download.ts';
import { pretendedSha256, testRule } from '../rule-tester.ts';

const REFUSED = 'no fix is offered: ';

/** Lines behind FROM with «findings» that get no fix, and why each does not. */
const refused = (lines: string, ...reasons: readonly string[]) => ({
  marked: `FROM debian\n${lines}\n`,
  says: reasons.map((reason) => REFUSED + reason),
});

testRule(unverifiedDownload, {
  'a function that is tried again': refused(
    'RUN get() { «curl» -fsSLO https://e.com/v1.2/a; ls a; }; for i in 1 2 3; do get && break; done',
    'its function is called where a failure is not the end',
  ),
  'a function that is tried again until the download succeeds': {
    marked:
      'FROM debian\nRUN get() { cd /opt; «curl» -fsSLO https://e.com/v1.2/a; }; for i in 1 2 3; do get && break; done\n',
    fixed: `FROM debian\nARG A_SHA256=${pretendedSha256('https://e.com/v1.2/a')}\nRUN get() { cd /opt; curl -fsSLO https://e.com/v1.2/a && { echo "\${A_SHA256}  a" | sha256sum -c --quiet || exit 1; }; }; for i in 1 2 3; do get && break; done\n`,
  },
  'a process substitution in a group': {
    marked: 'FROM debian\nSHELL ["/bin/bash", "-c"]\nRUN [ -d /x ] || bash <(«curl» -fsSL https://e.com/v1.2/a.sh)\n',
    fixed: `FROM debian\nSHELL ["/bin/bash", "-c"]\nARG A_SHA256=${pretendedSha256('https://e.com/v1.2/a.sh')}\nRUN [ -d /x ] || { curl -fsSL https://e.com/v1.2/a.sh -o /tmp/a.sh && echo "\${A_SHA256}  /tmp/a.sh" | sha256sum -c --quiet && bash /tmp/a.sh && rm /tmp/a.sh; }\n`,
  },
  'a script in quotes in a here-document, with another escape': {
    marked: `# escape=\`\nFROM debian\nSHELL ["/bin/sh", "-c"]\nRUN <<EOF\nsh -c '«curl» -fsSL https://e.com/v1.2/a -o /tmp/a'\nEOF\n`,
    fixed: `# escape=\`\nFROM debian\nSHELL ["/bin/sh", "-c"]\nARG A_SHA256=${pretendedSha256('https://e.com/v1.2/a')}\nRUN <<EOF\nsh -c 'curl -fsSL https://e.com/v1.2/a -o /tmp/a && echo "\${A_SHA256}  /tmp/a" | sha256sum -c --quiet'\nEOF\n`,
  },
  'ADD of an array without blanks': {
    marked: '# syntax=docker/dockerfile:1\nFROM debian\n«ADD» ["https://e.com/v1.2/a.tgz","/opt/"]\n',
    fixed: `# syntax=docker/dockerfile:1\nFROM debian\nARG A_SHA256=${pretendedSha256('https://e.com/v1.2/a.tgz')}\nADD --checksum=sha256:\${A_SHA256} ["https://e.com/v1.2/a.tgz","/opt/"]\n`,
  },
  'a function for another shell': refused(
    'RUN get() { «curl» -fsSLO https://e.com/v1.2/a; }; export -f get; bash -c get',
    'its function is handed to another shell',
  ),
  'a status that is asked for': refused(
    'RUN «curl» -fsSLO https://e.com/v1.2/a; if [ $? -ne 0 ]; then echo none > a; fi',
    'what stands behind it asks for its status',
  ),
  'the statuses of a pipe': refused(
    'SHELL ["/bin/bash", "-c"]\nRUN «curl» -fsSL https://e.com/v1.2/a.tgz | tar xz; [ "${PIPESTATUS[0]}${PIPESTATUS[1]}" = 00 ]',
    'the script reads PIPESTATUS',
  ),
  'two functions that write one file': refused(
    'RUN set -e; a() { «curl» -fsSL https://e.com/v1.2/a.tgz -o f; }; b() { «curl» -fsSL https://e.com/v1.2/b.tgz -o f; }; if true; then b; else a; fi',
    'another download of the same script writes the same file',
    'another download of the same script writes the same file',
  ),
  'a file that gets another name': {
    ...refused(
      'RUN «wget» -nc https://e.com/v1.2/a && «wget» -x https://e.com/v1.2/b && «wget» https://e.com/v1.2/c/',
      'wget keeps a file that is there (-nc)',
      'what wget writes is not the file by its own name (-x)',
      'nothing here says which file it becomes',
    ),
  },
  'a name that is another one each time': refused(
    'RUN «curl» -fsSL https://e.com/v1.2/a -o "$(mktemp)" && «curl» -fsSL https://e.com/v1.2/b -o ~other/b',
    'nothing here says which file it becomes',
    'nothing here says which file it becomes',
  ),
  'what is not the file': refused(
    'RUN «curl» -fsSL -i https://e.com/v1.2/a -o a && «curl» -fsSL -r 0-9 https://e.com/v1.2/b -o b && «curl» -fsSLG -d k=v https://e.com/v1.2/c -o c && «curl» -fsSL https://e.com/v1.2/d https://e.com/v1.2/e > all',
    'what curl writes is not the file (-i)',
    'what curl writes is not the file (-r)',
    'curl puts data behind the URL',
    'several files become one',
  ),
  'options that a variable holds': refused(
    'ENV OPTS="-fsSL -o -"\nRUN «curl» $OPTS https://e.com/v1.2/a.sh | sh && «curl» -fsSL -- https://e.com/v1.2/b.sh | sh',
    'its options do not say where a file could be named',
    'its options do not say where a file could be named',
  ),
  'another folder': refused('RUN env -C /opt «curl» -fsSLO https://e.com/v1.2/a', 'it changes its folder by itself'),
  'platforms by two names': refused(
    'ARG TARGETARCH\nRUN «curl» -fsSLO https://e.com/v1.2/a-$(uname -m)-${TARGETARCH}',
    'it chooses its URL by the platform in more than one way',
  ),
  'a ref in a variable': refused(
    'ARG VERSION=v1.2\nRUN «pip» install git+https://e.com/o/r@${VERSION}',
    'a variable names the ref: write the commit there',
  ),
  'a mount of one RUN': refused(
    'RUN --mount=type=cache,target=/c ["curl", "-fsSLo", "/c/a", "https://e.com/v1.2/a"]'.replace('"curl"', '"«curl»"'),
    'what is mounted for one RUN is not there in the next',
  ),
});
