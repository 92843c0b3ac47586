/** A Dockerfile whose RUN lines are executed before and after the fix. */
export interface Shape {
  readonly text: string;
  /** What stands behind each URL: the name of a fixture. */
  readonly served: Readonly<Record<string, Fixture>>;
  /** Which images' shells read it. */
  readonly image: 'gnu' | 'busybox' | 'both';
}

/** Kinds of content, each with a tampered twin that is as valid. */
export type Fixture =
  | 'text'
  | 'text.bz2'
  | 'text.gz'
  | 'text.xz'
  | 'text.zst'
  | 'archive.tar.gz'
  | 'script.sh'
  | 'wheel';

const URL = 'http://files.example';

/** Every shape that a fix rewrites, with `BASE` for the image that the shell at hand stands for. */
export const shapes: Readonly<Record<string, Shape>> = {
  'wget in a chain': {
    text: `FROM BASE\nRUN mkdir d && wget -q ${URL}/a.txt -O d/a.txt && cp d/a.txt used\n`,
    served: { [`${URL}/a.txt`]: 'text' },
    image: 'both',
  },
  'wget without a name, alone': {
    text: `FROM BASE\nRUN wget -q ${URL}/a.txt\n`,
    served: { [`${URL}/a.txt`]: 'text' },
    image: 'both',
  },
  'wget into a folder': {
    text: `FROM BASE\nRUN mkdir sub && wget -q -P sub ${URL}/a.txt \\\n && cat sub/a.txt\n`,
    served: { [`${URL}/a.txt`]: 'text' },
    image: 'both',
  },
  'curl -O, several at once': {
    text: `FROM BASE\nRUN curl -fsS -O ${URL}/a.txt -O ${URL}/b.txt && cat a.txt b.txt > used\n`,
    served: { [`${URL}/a.txt`]: 'text', [`${URL}/b.txt`]: 'text' },
    image: 'gnu',
  },
  'curl with variables and quotes': {
    text: `FROM BASE\nARG V=1.2\nENV DIR="my folder"\nRUN mkdir -p "$DIR" && curl -fsSL "${URL}/v$V/tool-\${V}.txt" -o "$DIR/tool $V.txt"\n`,
    served: { [`${URL}/v1.2/tool-1.2.txt`]: 'text' },
    image: 'gnu',
  },
  'curl by redirection': {
    text: `FROM BASE\nRUN curl -fsS ${URL}/a.txt > 'a$b.txt' && cp 'a$b.txt' used\n`,
    served: { [`${URL}/a.txt`]: 'text' },
    image: 'gnu',
  },
  'curl to the home folder': {
    text: `FROM BASE\nRUN curl -fsSLo ~/a.txt ${URL}/a.txt && cat ~/a.txt\n`,
    served: { [`${URL}/a.txt`]: 'text' },
    image: 'gnu',
  },
  'a bz2 that is decompressed': {
    text: `FROM BASE\nRUN wget -q ${URL}/m.txt.bz2 && bunzip2 m.txt.bz2\n`,
    served: { [`${URL}/m.txt.bz2`]: 'text.bz2' },
    image: 'both',
  },
  'a gz that is decompressed': {
    text: `FROM BASE\nRUN wget -q ${URL}/m.txt.gz -O x.gz && gunzip x.gz && cp x used\n`,
    served: { [`${URL}/m.txt.gz`]: 'text.gz' },
    image: 'both',
  },
  'an xz that is decompressed': {
    text: `FROM BASE\nRUN wget -q ${URL}/m.txt.xz && xz -d m.txt.xz\n`,
    served: { [`${URL}/m.txt.xz`]: 'text.xz' },
    image: 'gnu',
  },
  'a zst that is decompressed': {
    text: `FROM BASE\nRUN curl -fsSO ${URL}/m.txt.zst && zstd -q -d --rm m.txt.zst\n`,
    served: { [`${URL}/m.txt.zst`]: 'text.zst' },
    image: 'gnu',
  },
  'a pipe to tar': {
    text: `FROM BASE\nRUN mkdir out \\\n && curl -fsS ${URL}/x.tar.gz | tar -xz -C out \\\n && cp out/content used\n`,
    served: { [`${URL}/x.tar.gz`]: 'archive.tar.gz' },
    image: 'gnu',
  },
  'a pipe from wget to tar': {
    text: `FROM BASE\nRUN wget -qO- ${URL}/x.tar.gz | tar xz\n`,
    served: { [`${URL}/x.tar.gz`]: 'archive.tar.gz' },
    image: 'both',
  },
  'a pipe to a shell': {
    text: `FROM BASE\nRUN wget -q -O - ${URL}/run.sh | sh -s -- there\n`,
    served: { [`${URL}/run.sh`]: 'script.sh' },
    image: 'both',
  },
  'a pipe under set -e': {
    text: `FROM BASE\nRUN set -e; \\\n  curl -fsS ${URL}/x.tar.gz | tar xz; \\\n  cp content used\n`,
    served: { [`${URL}/x.tar.gz`]: 'archive.tar.gz' },
    image: 'gnu',
  },
  'a pipe between semicolons': {
    text: `FROM BASE\nRUN echo first; wget -qO- ${URL}/run.sh | sh; echo last\n`,
    served: { [`${URL}/run.sh`]: 'script.sh' },
    image: 'both',
  },
  'a pipe behind a semicolon': {
    text: `FROM BASE\nRUN echo first; wget -qO- ${URL}/run.sh | sh\n`,
    served: { [`${URL}/run.sh`]: 'script.sh' },
    image: 'both',
  },
  'several at once behind a semicolon': {
    text: `FROM BASE\nRUN echo first; curl -fsS -O ${URL}/a.txt -O ${URL}/b.txt\n`,
    served: { [`${URL}/a.txt`]: 'text', [`${URL}/b.txt`]: 'text' },
    image: 'gnu',
  },
  'semicolons without set -e': {
    text: `FROM BASE\nRUN wget -q ${URL}/a.txt; cp a.txt used; echo done\n`,
    served: { [`${URL}/a.txt`]: 'text' },
    image: 'both',
  },
  'statements under set -e': {
    text: `FROM BASE\nRUN set -eu; \\\n\twget -q ${URL}/a.txt; \\\n\tcp a.txt used\n`,
    served: { [`${URL}/a.txt`]: 'text' },
    image: 'both',
  },
  'a chain whose failure is swallowed': {
    text: `FROM BASE\nRUN wget -q ${URL}/a.txt && cp a.txt used || true\n`,
    served: { [`${URL}/a.txt`]: 'text' },
    image: 'both',
  },
  'a chain in front of another statement': {
    text: `FROM BASE\nRUN wget -q ${URL}/a.txt && cp a.txt used; echo done\n`,
    served: { [`${URL}/a.txt`]: 'text' },
    image: 'both',
  },
  'a download that already stops the build': {
    text: `FROM BASE\nRUN wget -q ${URL}/a.txt || exit 1; cp a.txt used\n`,
    served: { [`${URL}/a.txt`]: 'text' },
    image: 'both',
  },
  'inside if': {
    text: `FROM BASE\nRUN if [ ! -f a.txt ]; then wget -q ${URL}/a.txt; fi && cp a.txt used\n`,
    served: { [`${URL}/a.txt`]: 'text' },
    image: 'both',
  },
  'inside a subshell': {
    text: `FROM BASE\nRUN mkdir s && (cd s && wget -q ${URL}/a.txt) && cp s/a.txt used\n`,
    served: { [`${URL}/a.txt`]: 'text' },
    image: 'both',
  },
  'inside a function': {
    text: `FROM BASE\nRUN get() { wget -q ${URL}/a.txt; }; get; cp a.txt used\n`,
    served: { [`${URL}/a.txt`]: 'text' },
    image: 'both',
  },
  'a heredoc under set -e': {
    text: `FROM BASE\nRUN <<EOF\nset -e\nwget -q ${URL}/a.txt\ncp a.txt used\nEOF\n`,
    served: { [`${URL}/a.txt`]: 'text' },
    image: 'both',
  },
  'a heredoc without set -e': {
    text: `FROM BASE\nRUN <<EOF\nwget -q ${URL}/a.txt\ncp a.txt used\nEOF\n`,
    served: { [`${URL}/a.txt`]: 'text' },
    image: 'both',
  },
  'sh -c in exec form': {
    text: `FROM BASE\nRUN ["sh", "-c", "wget -q ${URL}/a.txt && cp a.txt used"]\n`,
    served: { [`${URL}/a.txt`]: 'text' },
    image: 'both',
  },
  'sh -c in single quotes': {
    text: `FROM BASE\nRUN sh -c 'wget -q ${URL}/a.txt && cp a.txt used'\n`,
    served: { [`${URL}/a.txt`]: 'text' },
    image: 'both',
  },
  'sh -c in double quotes': {
    text: `FROM BASE\nRUN sh -c "wget -q ${URL}/a.txt && cp a.txt used"\n`,
    served: { [`${URL}/a.txt`]: 'text' },
    image: 'both',
  },
  'two downloads of one name': {
    text: `FROM BASE\nRUN wget -q ${URL}/1/a.txt && mv a.txt one && wget -q ${URL}/2/a.txt && mv a.txt two\n`,
    served: { [`${URL}/1/a.txt`]: 'text', [`${URL}/2/a.txt`]: 'text' },
    image: 'both',
  },
  'what an || runs': {
    text: `FROM BASE\nRUN test -f a.txt || wget -q ${URL}/a.txt; cp a.txt used\n`,
    served: { [`${URL}/a.txt`]: 'text' },
    image: 'both',
  },
  'what an || runs, at the end': {
    text: `FROM BASE\nRUN test -f a.txt || wget -q ${URL}/a.txt\n`,
    served: { [`${URL}/a.txt`]: 'text' },
    image: 'both',
  },
  'what an || runs in a chain': {
    text: `FROM BASE\nRUN mkdir d && cd d && test -f a.txt || wget -q ${URL}/a.txt && cp a.txt ../used\n`,
    served: { [`${URL}/a.txt`]: 'text' },
    image: 'both',
  },
  'a pipe that an || runs': {
    text: `FROM BASE\nRUN test -f there || wget -qO- ${URL}/run.sh | sh -s there; echo last\n`,
    served: { [`${URL}/run.sh`]: 'script.sh' },
    image: 'both',
  },
  'several at once that an || runs': {
    text: `FROM BASE\nRUN test -f a.txt || curl -fsS -O ${URL}/a.txt -O ${URL}/b.txt; cat a.txt b.txt && cp b.txt used\n`,
    served: { [`${URL}/a.txt`]: 'text', [`${URL}/b.txt`]: 'text' },
    image: 'gnu',
  },
  'a mirror behind ||': {
    text: `FROM BASE\nRUN wget -q ${URL}/a.txt || wget -q ${URL}/other/a.txt; cp a.txt used\n`,
    served: { [`${URL}/a.txt`]: 'text', [`${URL}/other/a.txt`]: 'text' },
    image: 'both',
  },
  'a download that may fail': {
    text: `FROM BASE\nRUN wget -q ${URL}/a.txt || true; if [ -f a.txt ]; then cp a.txt used; fi\n`,
    served: { [`${URL}/a.txt`]: 'text' },
    image: 'both',
  },
  'a chain in front of a statement under set -e': {
    text: `FROM BASE\nRUN set -e; mkdir d && wget -q -O d/a.txt ${URL}/a.txt; cp d/a.txt used\n`,
    served: { [`${URL}/a.txt`]: 'text' },
    image: 'both',
  },
  'a condition': {
    text: `FROM BASE\nRUN if wget -q ${URL}/a.txt; then cp a.txt used; else echo none; fi\n`,
    served: { [`${URL}/a.txt`]: 'text' },
    image: 'both',
  },
  'a pipe as a condition': {
    text: `FROM BASE\nRUN if wget -qO- ${URL}/run.sh | sh -s there; then echo fine; fi; echo last\n`,
    served: { [`${URL}/run.sh`]: 'script.sh' },
    image: 'both',
  },
  'a branch of a case': {
    text: `FROM BASE\nRUN set -e; case x in x) wget -q ${URL}/a.txt ;; *) exit 1 ;; esac; cp a.txt used\n`,
    served: { [`${URL}/a.txt`]: 'text' },
    image: 'both',
  },
  'the else of an if': {
    text: `FROM BASE\nRUN if test -f a.txt; then echo there; \\\n    else \\\n      wget -q ${URL}/a.txt; \\\n    fi; cp a.txt used\n`,
    served: { [`${URL}/a.txt`]: 'text' },
    image: 'both',
  },
  'a function under set -e': {
    text: `FROM BASE\nRUN set -e; get() { mkdir d; wget -q -P d ${URL}/a.txt; }; get; cp d/a.txt used\n`,
    served: { [`${URL}/a.txt`]: 'text' },
    image: 'both',
  },
  'an exit behind what an || runs': {
    text: `FROM BASE\nRUN test -f a.txt || wget -q ${URL}/a.txt || exit 1; cp a.txt used\n`,
    served: { [`${URL}/a.txt`]: 'text' },
    image: 'both',
  },
  'a chain in a condition under set -e': {
    text: `FROM BASE\nRUN set -e; if mkdir d && wget -q -O d/a.txt ${URL}/a.txt; then cp d/a.txt used; else echo none; fi\n`,
    served: { [`${URL}/a.txt`]: 'text' },
    image: 'both',
  },
  'a chain in a function that is asked under set -e': {
    text: `FROM BASE\nRUN set -e; get() { mkdir d && wget -q -O d/a.txt ${URL}/a.txt; }; get || exit 0; cp d/a.txt used\n`,
    served: { [`${URL}/a.txt`]: 'text' },
    image: 'both',
  },
  'a file that is decompressed in some case': {
    text: `FROM BASE\nRUN wget -q ${URL}/a.txt.gz && if [ "$UNPACK" = 1 ]; then gunzip a.txt.gz; fi; cp a.txt.gz used\n`,
    served: { [`${URL}/a.txt.gz`]: 'text.gz' },
    image: 'both',
  },
  'a function that is asked': {
    text: `FROM BASE\nRUN get() { wget -q ${URL}/a.txt; }; if get; then cp a.txt used; fi; echo done\n`,
    served: { [`${URL}/a.txt`]: 'text' },
    image: 'both',
  },
  'a group in front of ||': {
    text: `FROM BASE\nRUN { mkdir d; wget -q -P d ${URL}/a.txt; } || exit 2; cp d/a.txt used\n`,
    served: { [`${URL}/a.txt`]: 'text' },
    image: 'both',
  },
  'a trigger': {
    text: `FROM BASE\nONBUILD RUN wget -q ${URL}/a.txt && cp a.txt used\n`,
    served: { [`${URL}/a.txt`]: 'text' },
    image: 'both',
  },
  'sh -c of a download': {
    text: `FROM BASE\nRUN sh -c "$(wget -qO- ${URL}/run.sh)" x there && echo done\n`,
    served: { [`${URL}/run.sh`]: 'script.sh' },
    image: 'both',
  },
  'sh -c of a download, alone': {
    text: `FROM BASE\nRUN A=b sh -c "$(wget -q -O - '${URL}/run.sh')" x there\n`,
    served: { [`${URL}/run.sh`]: 'script.sh' },
    image: 'both',
  },
  'eval of a download between semicolons': {
    text: `FROM BASE\nRUN set -- there; eval "$(wget -qO- ${URL}/run.sh)"; echo last\n`,
    served: { [`${URL}/run.sh`]: 'script.sh' },
    image: 'both',
  },
  'eval of a download under set -e': {
    text: `FROM BASE\nRUN set -e -- there; eval "\`wget -qO- ${URL}/run.sh\`"; echo last\n`,
    served: { [`${URL}/run.sh`]: 'script.sh' },
    image: 'both',
  },
  'sh -c of a download that an || runs': {
    text: `FROM BASE\nRUN test -f there || sh -c "$(wget -qO- ${URL}/run.sh)" x there; echo last\n`,
    served: { [`${URL}/run.sh`]: 'script.sh' },
    image: 'both',
  },
  'a file of bash': {
    text: `FROM BASE\nRUN bash -c 'bash <(curl -fsS ${URL}/run.sh) there' && echo done\n`,
    served: { [`${URL}/run.sh`]: 'script.sh' },
    image: 'gnu',
  },
  'source of a download': {
    text: `FROM BASE\nRUN ["bash", "-c", "set -- there; source <(curl -fsS \\"${URL}/run.sh\\")"]\n`,
    served: { [`${URL}/run.sh`]: 'script.sh' },
    image: 'gnu',
  },
  'a pipe out of a subshell': {
    text: `FROM BASE\nRUN (wget -qO- ${URL}/run.sh) | sh -s there && echo done\n`,
    served: { [`${URL}/run.sh`]: 'script.sh' },
    image: 'both',
  },
  'a pipe into a subshell': {
    text: `FROM BASE\nRUN wget -qO- ${URL}/x.tar.gz | (mkdir out; cd out; tar xz) && cp out/content used\n`,
    served: { [`${URL}/x.tar.gz`]: 'archive.tar.gz' },
    image: 'both',
  },
  'a pipe through two programs': {
    text: `FROM BASE\nRUN wget -qO- ${URL}/x.tar.gz | gunzip | tar x && cp content used\n`,
    served: { [`${URL}/x.tar.gz`]: 'archive.tar.gz' },
    image: 'both',
  },
  'a pipe to tee': {
    text: `FROM BASE\nRUN wget -qO- ${URL}/a.txt | tee a.txt > /dev/null && cp a.txt used\n`,
    served: { [`${URL}/a.txt`]: 'text' },
    image: 'both',
  },
  'code of Python': {
    text: `FROM BASE\nRUN python3 -c "import urllib.request as u; u.urlretrieve('${URL}/a.txt', 'a.txt')" && cp a.txt used\n`,
    served: { [`${URL}/a.txt`]: 'text' },
    image: 'gnu',
  },
  'the exec form': {
    text: `FROM BASE\nRUN ["wget", "-q", "-O", "a $x.txt", "${URL}/a.txt"]\nRUN cp 'a $x.txt' used\n`,
    served: { [`${URL}/a.txt`]: 'text' },
    image: 'both',
  },
  'options in a variable, and a folder of its own': {
    text: `FROM BASE\nENV OPTIONS="-f -s"\nRUN mkdir d && curl $OPTIONS --output-dir d -o "a b.txt" ${URL}/a.txt && cp "d/a b.txt" used\n`,
    served: { [`${URL}/a.txt`]: 'text' },
    image: 'gnu',
  },
  'a check that comes too late': {
    text: `FROM BASE\nRUN wget -q ${URL}/run.sh && sh run.sh there && sha256sum run.sh | grep . > /dev/null\n`,
    served: { [`${URL}/run.sh`]: 'script.sh' },
    image: 'both',
  },
  'one file in two RUNs': {
    text: `FROM BASE\nRUN wget -q ${URL}/a.txt && rm a.txt\nRUN wget -q ${URL}/a.txt && cp a.txt used\n`,
    served: { [`${URL}/a.txt`]: 'text' },
    image: 'both',
  },
  'a wheel that pip is given': {
    text: `FROM BASE\nRUN pip3 install -q --no-deps --no-cache-dir --disable-pip-version-check --root-user-action ignore --target lib ${URL}/tool-1.0-py3-none-any.whl && cp lib/tool.py used && rm -r lib\n`,
    served: { [`${URL}/tool-1.0-py3-none-any.whl`]: 'wheel' },
    image: 'gnu',
  },
};
