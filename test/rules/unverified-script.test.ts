import { unverifiedDownload } from '../../server/src/core/rules/unverified-download.ts';
import { pretendedSha256, testRule } from '../rule-tester.ts';

const URL = 'https://get.example.com/v1.2/install.sh';
const sha = pretendedSha256(URL);
const save = `curl -fsSL ${URL} -o /tmp/install.sh`;
const check = 'echo "${EXAMPLE_INSTALL_SHA256}  /tmp/install.sh" | sha256sum -c --quiet';

/** A RUN line, and what fixing makes of it on Debian. */
const becomes = (marked: string, fixed: string, says: readonly string[] = []) => ({
  marked: `FROM debian\nRUN ${marked}\n`,
  fixed: `FROM debian\nARG EXAMPLE_INSTALL_SHA256=${sha}\nRUN ${fixed}\n`,
  says,
});

testRule(unverifiedDownload, {
  'sh -c of a download': becomes(
    `apt-get update && sh -c "$(«curl» -fsSL ${URL})" "" --unattended && echo done`,
    `apt-get update && ${save} && ${check} && sh -c "$(cat /tmp/install.sh)" "" --unattended && rm /tmp/install.sh && echo done`,
    ['curl hands install.sh from get.example.com to sh as it arrives'],
  ),
  'sh -c of a download, alone and with a variable': becomes(
    `CI=1 bash -c "$(«curl» -fsSL "${URL}")"`,
    `curl -fsSL "${URL}" -o /tmp/install.sh \\\n    && ${check} \\\n    && CI=1 bash -c "$(cat /tmp/install.sh)" \\\n    && rm /tmp/install.sh`,
  ),
  backticks: becomes(
    `eval \`«curl» -fsSL ${URL}\`; echo done`,
    `${save}; ${check} || exit 1; eval \`cat /tmp/install.sh\` && rm /tmp/install.sh; echo done`,
  ),
  'a file of bash': becomes(
    `bash <(«curl» -fsSL ${URL}) --yes`,
    `${save} \\\n    && ${check} \\\n    && bash /tmp/install.sh --yes \\\n    && rm /tmp/install.sh`,
  ),
  'what source reads': becomes(
    `. <(«curl» -fsSL ${URL}) && tool`,
    `${save} && ${check} && . /tmp/install.sh && rm /tmp/install.sh && tool`,
  ),
  'input of bash': becomes(
    `bash < <(«curl» -fsSL ${URL}) && tool`,
    `${save} && ${check} && bash < /tmp/install.sh && rm /tmp/install.sh && tool`,
  ),
  'a pipe out of a subshell': becomes(
    `(«curl» -fsSL ${URL}) | bash -s stable && tool`,
    `(${save}) && ${check} && bash -s stable < /tmp/install.sh && rm /tmp/install.sh && tool`,
  ),
  'a pipe into a subshell': becomes(
    `«curl» -fsSL ${URL} | (mkdir x; cd x; tar xz)`,
    `${save} \\\n    && ${check} \\\n    && (mkdir x; cd x; tar xz) < /tmp/install.sh \\\n    && rm /tmp/install.sh`,
  ),
  'behind ||': becomes(
    `command -v tool || sh -c "$(«curl» -fsSL ${URL})"; tool`,
    `command -v tool || { ${save} && { ${check} || exit 1; } && sh -c "$(cat /tmp/install.sh)" && rm /tmp/install.sh; }; tool`,
  ),
  'a script whose options look like those of its shell': {
    marked: [
      'FROM debian',
      `RUN «curl» -sSL ${URL} | bash -s -- -c 8.0`,
      `RUN «curl» -sSL ${URL} | perl - 5.28 -Duseshrplib`,
      `RUN «curl» -sSL ${URL} | python3 - --preview -c x`,
      `RUN «curl» -sSL ${URL} | php -- --install-dir=/usr -r`,
      '',
    ].join('\n'),
    fixed: [
      'FROM debian',
      `ARG EXAMPLE_INSTALL_SHA256=${sha}`,
      ...[
        'bash -s -- -c 8.0',
        'perl - 5.28 -Duseshrplib',
        'python3 - --preview -c x',
        'php -- --install-dir=/usr -r',
      ].map((reader) =>
        [`RUN curl -sSL ${URL} -o /tmp/install.sh`, check, `${reader} < /tmp/install.sh`, 'rm /tmp/install.sh'].join(
          ' \\\n    && ',
        ),
      ),
      '',
    ].join('\n'),
    says: ['to bash as it arrives', 'to perl as it arrives', 'to python3 as it arrives', 'to php as it arrives'],
  },
  'programs that read data': {
    marked: [
      'FROM debian',
      `RUN curl -sSL ${URL} | python3 -c "import sys, json; print(json.load(sys.stdin)['tag'])"`,
      `RUN curl -sSL ${URL} | python3 parse.py | perl -ne 'print if /x/'`,
      `RUN curl -sSL ${URL} | bash parse.sh`,
      `RUN curl -sSL ${URL} | node -e "process.stdin.pipe(process.stdout)"`,
      '',
    ].join('\n'),
  },
  'code of another language that saves a file': {
    marked: `FROM php:8-cli\nRUN «php» -r "copy('${URL}', 'setup.php');" && php setup.php\n`,
    fixed: `FROM php:8-cli\nARG EXAMPLE_SETUP_SHA256=${sha}\nRUN php -r "copy('${URL}', 'setup.php');" && echo "\${EXAMPLE_SETUP_SHA256}  setup.php" | sha256sum -c --quiet && php setup.php\n`,
  },
  'options in a variable': {
    marked: `FROM debian\nENV F="-q --no-verbose"\nRUN «wget» $F \\\n    https://e.com/d-1.0.tgz && tar xzf d-1.0.tgz\nRUN wget $F https://e.com/d && echo "0123  d" | sha256sum -c -\nRUN «wget» $UNKNOWN https://e.com/v1.2/x && chmod +x x\n`,
    fixed: `FROM debian\nENV F="-q --no-verbose"\nARG D_SHA256=${pretendedSha256('https://e.com/d-1.0.tgz')}\nRUN wget $F \\\n    https://e.com/d-1.0.tgz && echo "\${D_SHA256}  d-1.0.tgz" | sha256sum -c --quiet && tar xzf d-1.0.tgz\nRUN wget $F https://e.com/d && echo "0123  d" | sha256sum -c -\nARG X_SHA256=${pretendedSha256('https://e.com/v1.2/x')}\nRUN wget $UNKNOWN https://e.com/v1.2/x && echo "\${X_SHA256}  x" | sha256sum -c --quiet && chmod +x x\n`,
    says: ['wget fetches d-1.0.tgz from e.com'],
  },
  'a query in a URL without quotes': {
    marked: 'FROM debian\nRUN «wget» -O t.zip https://e.com/get?file=t-1.2.zip && unzip t.zip\n',
    fixed: `FROM debian\nARG T_SHA256=${pretendedSha256('https://e.com/get?file=t-1.2.zip')}\nRUN wget -O t.zip https://e.com/get?file=t-1.2.zip && echo "\${T_SHA256}  t.zip" | sha256sum -c --quiet && unzip t.zip\n`,
  },
  'HTTPie and aria2c': {
    marked:
      'FROM debian\nRUN «http» --download -o t.bin https://e.com/1.2/t && «aria2c» -d /opt -o a.bin https://e.com/1.2/a && http POST e.com/x y=z && http --headers e.com\n',
    fixed: `FROM debian\nARG T_SHA256=${pretendedSha256('https://e.com/1.2/t')}\nARG A_SHA256=${pretendedSha256('https://e.com/1.2/a')}\nRUN http --download -o t.bin https://e.com/1.2/t && echo "\${T_SHA256}  t.bin" | sha256sum -c --quiet && aria2c -d /opt -o a.bin https://e.com/1.2/a && echo "\${A_SHA256}  /opt/a.bin" | sha256sum -c --quiet && http POST e.com/x y=z && http --headers e.com\n`,
  },
  'URLs that xargs hands over': {
    marked:
      'FROM debian\nRUN cat urls | xargs -n 1 «wget» -q && curl -s https://api.github.com/repos/o/r/releases/latest | grep url | cut -d: -f2 | xargs «curl» -LO\n',
    says: ['only the build knows the URL: xargs hands it over'],
  },
});
