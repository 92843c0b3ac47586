import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { lint } from '../../server/src/core/lint.ts';
import { unverifiedDownload } from '../../server/src/core/rules/unverified-download.ts';

const H = '0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef';
const C = '0123456789abcdef0123456789abcdef01234567';
const U = 'https://e.com';
const REPO = 'https://github.com/o/b';

/** Lines below `FROM debian:12`, with what is found in «guillemets». */
const forms: Readonly<Record<string, readonly string[]>> = {
  'a check that names no file, of a file that lies elsewhere': [
    `RUN «curl» -fLo /usr/local/bin/tool ${U}/tool && chmod +x /usr/local/bin/tool`,
    'WORKDIR /src',
    `RUN curl -fLO ${U}/x.tgz && curl -fLO ${U}/SHA256SUMS && sha256sum -c --ignore-missing SHA256SUMS`,
  ],
  'a check that names no file, of a file below its folder': [
    'WORKDIR /src',
    `RUN curl -fLo dist/x.tgz ${U}/x.tgz`,
    'COPY SHA256SUMS .',
    'RUN sha256sum -c SHA256SUMS',
  ],
  'code that checks another file': [
    `RUN «curl» -fLo /opt/tool ${U}/tool`,
    `RUN php -r "copy('https://getcomposer.org/installer','c.php');" && php -r "if (hash_file('sha384','c.php') !== '${H}') exit(1);" && php c.php`,
  ],
  'code that checks this file': [
    `RUN curl -fo i.php ${U}/installer && php -r "if (!hash_equals('${H}', hash('sha384', file_get_contents('i.php')))) exit(1);" && php i.php`,
    `RUN curl -fo m.bin ${U}/m && python3 -c "import hashlib; assert hashlib.sha256(open('m.bin','rb').read()).hexdigest() == '${H}'"`,
  ],
  'code that only prints a hash': [
    `RUN «curl» -fo m.bin ${U}/m && python3 -c "import hashlib; print(hashlib.sha256(open('m.bin','rb').read()).hexdigest())"`,
  ],
  'a list that the build computes itself': [
    `RUN «curl» -fO ${U}/x && sha256sum x > x.sum && sha256sum -c x.sum`,
    `RUN «curl» -fO ${U}/y && sha256sum y | sha256sum -c -`,
  ],
  'lists behind filters, in substitutions, and lines of the output': [
    `RUN curl -fO ${U}/x.tgz && grep x.tgz SUMS | head -n 1 | sha256sum -c -`,
    `RUN ["bash", "-c", "curl -fO ${U}/y.tgz && sha256sum -c <(grep y.tgz SUMS)"]`,
    `RUN curl -fO ${U}/z.tgz && sha256sum -c SUMS 2>&1 | grep 'z.tgz: OK'`,
    `RUN curl -fO ${U}/w.tgz && curl -fs ${U}/w.tgz.sha256 | sha256sum -c -`,
  ],
  'a function that is called with a file and its hash': [
    `RUN check() { echo "$2  $1" | sha256sum -c -; }; set -e; curl -fO ${U}/x; «curl» -fO ${U}/y; check x ${H}; sh y`,
  ],
  'a function that is never called': [
    `RUN check() { echo "${H}  x" | sha256sum -c -; }; «curl» -fO ${U}/x; sh x`,
    `RUN dl() { curl -fO ${U}/unused; }; echo done`,
  ],
  'a function that downloads what its only call names': [`RUN dl() { «curl» -fLo "$2" "$1"; }; dl ${U}/v1.2/x /opt/x`],
  'branches that write one file, with one check behind': [
    `RUN set -e; case "$(uname -m)" in x86_64) curl -fLo x.tgz ${U}/a; S=1;; *) curl -fLo x.tgz ${U}/b; S=2;; esac; echo "$S  x.tgz" | sha256sum -c -`,
    `RUN if [ "$A" = b ]; then wget -O t ${U}/a; else wget -O t ${U}/b; fi; echo "$S  t" | sha256sum -c -`,
    `RUN (curl -fo x ${U}/x || curl -fo x https://mirror.example/x) && echo "${H}  x" | sha256sum -c -`,
  ],
  'a file that is written twice in one run': [
    `RUN «curl» -fo x ${U}/1 && sh x && curl -fo x ${U}/2 && echo "${H}  x" | sha256sum -c -`,
  ],
  'ADD and COPY into folders': [
    `ADD ${U}/x.tgz /tmp`,
    `RUN echo "${H}  /tmp/x.tgz" | sha256sum -c - && curl -fLo /out/y ${U}/y && curl -fLo /dl/z.whl ${U}/z.whl`,
    'FROM debian:12',
    'COPY --from=0 /out/ /usr/bin/',
    'COPY --from=0 /dl/*.whl .',
    `RUN echo "${H}  /usr/bin/y" | sha256sum -c - && echo "${H}  z.whl" | sha256sum -c -`,
  ],
  'unpacked to standard output, then checked': [
    `RUN curl -fO ${U}/x.gz && gunzip -c x.gz > x && echo "${H}  x" | sha256sum -c -`,
    `RUN curl -fO ${U}/y.zip && unzip -p y.zip y > y && echo "${H}  y" | sha256sum -c -`,
  ],
  'filters in front of what runs or keeps it': [
    `RUN «curl» -fs ${U}/x.sh | tail -n +2 | sh`,
    `RUN «curl» -fs ${U}/x.sh | grep -v sudo | bash`,
    `RUN «curl» -fs ${U}/hosts | grep -v '^#' > /etc/x`,
    `RUN V=$(curl -fs ${U}/latest | grep tag | head -n 1) && curl -fs ${U}/list | grep name | cut -d: -f2 > /dev/null`,
  ],
  'substitutions that are unpacked, imported or written': [
    'SHELL ["/bin/bash", "-c"]',
    `RUN tar xzf <(«curl» -fs ${U}/x.tgz)`,
    `RUN gpg --import <(«curl» -fs ${U}/key)`,
    `RUN echo "$(«curl» -fs ${U}/conf)" > /etc/conf`,
    `RUN echo "$(«curl» -fs ${U}/run)" | sh`,
    `RUN echo "got $(curl -fs ${U}/version)"`,
  ],
  'commands that run others': [
    `RUN runuser -u app -- «curl» -fO ${U}/x && conda run -n env «wget» ${U}/y && flock /lock «curl» -fO ${U}/z`,
    'RUN conda install -y curl && poetry add wget && uv pip install curl',
  ],
  'fingerprints that select what is exported': [
    `RUN curl -fs ${U}/keys.asc | gpg --import && gpg --export ${C} > /etc/apt/keyrings/k.gpg`,
    `RUN «curl» -fs ${U}/more.asc | gpg --import`,
  ],
  'git: the last move counts': [
    `RUN «git» clone ${REPO} && cd b && git checkout ${C} && git pull`,
    `RUN «git» clone ${REPO} c && cd c && git checkout ${C} -- Makefile`,
    `RUN git clone ${REPO} d && cd d && git checkout main && git checkout -q ${C}`,
    `RUN git clone ${REPO} e && cd e && git fetch origin ${C} && git checkout FETCH_HEAD`,
    `RUN git clone ${REPO} f && cd f && [ "$(git rev-parse HEAD)" = "$COMMIT" ]`,
    `RUN git clone ${REPO} g && git --work-tree=g --git-dir=g/.git checkout ${C}`,
    `RUN git init h && cd h && «git» submodule add ${REPO} sub`,
  ],
  'git: what is fetched without a clone': [
    `RUN git init a && cd a && git remote add origin ${REPO} && «git» fetch --depth 1 origin v1.0 && git checkout FETCH_HEAD`,
    `RUN git init b && cd b && git remote add origin ${REPO} && git fetch origin ${C} && git reset --hard FETCH_HEAD`,
    `RUN git init c && cd c && git remote add up ${REPO} && git fetch up && git checkout ${C}`,
    `RUN mkdir d && cd d && git init && «git» pull ${REPO} main`,
    `RUN git clone ${REPO} e && cd e && git fetch --tags origin && git checkout ${C}`,
  ],
  'stores, and where they put things': [
    `RUN gdown 1abcDEF -O /m.bin && echo "${H}  /m.bin" | sha256sum -c -`,
    `RUN aws s3 cp s3://bucket/x /tmp/ && echo "${H}  /tmp/x" | sha256sum -c -`,
    `RUN hf download org/m f.gguf --local-dir /m && echo "${H}  /m/f.gguf" | sha256sum -c -`,
    'RUN «gsutil» cp gs://bucket/y /tmp/y',
  ],
  'libraries that fetch models': [
    `RUN «python3» -c "from transformers import pipeline; pipeline('sentiment-analysis')"`,
    `RUN «python3» -c "import os; from sentence_transformers import SentenceTransformer; SentenceTransformer(os.environ['M'])"`,
    'RUN «python3» -m nltk.downloader -d /data punkt stopwords',
    `RUN «python3» -c "from ultralytics import YOLO; YOLO('yolov8n.pt')"`,
    'RUN «spacy» download en_core_web_sm && «playwright» install chromium && playwright --version',
    `RUN python3 -c "from x import AutoModel; AutoModel.from_pretrained('./model')"`,
  ],
  'names that look like those of lists': [
    'WORKDIR /opt',
    `RUN «curl» -fO ${U}/checksum-tool.tar.gz && «curl» -fo /usr/bin/md5sum ${U}/md5sum`,
    'WORKDIR /src',
    `RUN curl -fO ${U}/x && curl -fO ${U}/checksums.txt && sha256sum -c checksums.txt`,
  ],
  'options with values': [
    `RUN curl --doh-url https://dns.example/q -fO ${U}/x && echo "${H}  x" | sha256sum -c -`,
    `RUN wget --compression auto ${U}/y && echo "${H}  y" | sha256sum -c -`,
  ],
};

const windows: typeof forms = {
  'a check in a later RUN': [
    `RUN Invoke-WebRequest ${U}/a.zip -OutFile a.zip`,
    `RUN if ((Get-FileHash a.zip -Algorithm SHA256).Hash -ne '${H}') { exit 1 }`,
  ],
  'a hash that is only printed': [
    `RUN «Invoke-WebRequest» ${U}/a.zip -OutFile a.zip; Get-FileHash a.zip; Expand-Archive a.zip`,
  ],
  'a URL without a scheme': ['RUN «iwr» -useb get.scoop.sh | iex'],
  clones: [`RUN «git» clone ${REPO}; cd b`, `RUN git clone ${REPO} c; cd c; git checkout ${C}`],
};

/** The forms below a base image, each as a test. */
function test(what: string, head: string, all: typeof forms): void {
  describe(what, () => {
    for (const [name, lines] of Object.entries(all))
      it(name, () => {
        const marked = `${head}\n${lines.join('\n')}\n`;
        const text = marked.replace(/[«»]/g, '');
        const { diagnostics } = lint({ text }, [unverifiedDownload]);
        const found = diagnostics
          .toReversed()
          .reduce(
            (shown, { span }) =>
              `${shown.slice(0, span.start)}«${text.slice(span.start, span.end)}»${shown.slice(span.end)}`,
            text,
          );
        assert.equal(found, marked);
      });
  });
}

test('downloads and their checks', 'FROM debian:12', forms);
test(
  'downloads of PowerShell and their checks',
  '# escape=`\nFROM mcr.microsoft.com/windows/servercore:ltsc2022\nSHELL ["powershell", "-Command"]',
  windows,
);

describe('stages that copy everything from each other', () => {
  it('are followed without an end', () => {
    const stages = Array.from(
      { length: 40 },
      (_, index) => `FROM a AS s${index + 1}\nCOPY --from=s${index} / /a\nCOPY --from=s${index} / /b`,
    );
    const { diagnostics } = lint({ text: `FROM a AS s0\nRUN curl -o /x ${U}/x\n${stages.join('\n')}\n` }, [
      unverifiedDownload,
    ]);
    assert.equal(diagnostics.length, 1);
  });
});
