/** A Dockerfile with `git clone` whose RUN lines are executed before and after the fix. */
export interface GitShape {
  readonly text: string;
  /** Whether the pinned commit is still had after the branch or tag has moved; else the build stops. */
  readonly survives: boolean;
  /** Whether it is run in every shell; the others are about git, not about shells. */
  readonly inEveryShell?: true;
}

const URL = 'http://git.example';

/** Every shape of a clone that a fix rewrites, with `BASE` for the image that the shell at hand stands for. */
export const gitShapes: Readonly<Record<string, GitShape>> = {
  'the default branch': {
    text: `FROM BASE\nRUN git clone ${URL}/tool.git && cp tool/a used\n`,
    survives: true,
    inEveryShell: true,
  },
  'a branch': {
    text: `FROM BASE\nRUN git clone -q -b 1.x ${URL}/tool && cp tool/a used\n`,
    survives: true,
  },
  'a tag': {
    text: `FROM BASE\nRUN git clone --branch=v1.2 ${URL}/tool.git \\\n && cp tool/a used\n`,
    survives: true,
    inEveryShell: true,
  },
  'the default branch, shallow': {
    text: `FROM BASE\nRUN git clone --depth 1 ${URL}/tool.git && cp tool/a used\n`,
    survives: true,
  },
  'a branch, shallow and deeper': {
    text: `FROM BASE\nRUN git clone --depth=2 -b 1.x ${URL}/tool.git && git -C tool rev-list --count HEAD > used\n`,
    survives: true,
    inEveryShell: true,
  },
  'a branch, shallow, of a remote with a name of its own': {
    text: `FROM BASE\nRUN git clone --depth=1 -o upstream -b 1.x ${URL}/tool.git && cp tool/a used\n`,
    survives: true,
  },
  'a tag, shallow': {
    text: `FROM BASE\nRUN git clone --depth 1 -b v1.2 ${URL}/tool.git && cp tool/a used\n`,
    survives: false,
  },
  'a tag of a variable, shallow': {
    text: `FROM BASE\nARG VERSION=1.2\nRUN git clone --depth 1 -b v$VERSION ${URL}/tool.git && cp tool/a used\n`,
    survives: false,
  },
  'a single branch': {
    text: `FROM BASE\nRUN git clone --single-branch -b 1.x ${URL}/tool.git && cp tool/a used\n`,
    survives: true,
  },
  'a partial clone': {
    text: `FROM BASE\nRUN git clone --filter=blob:none ${URL}/tool.git && cp tool/a used\n`,
    survives: true,
  },
  'into a folder of a variable': {
    text: `FROM BASE\nENV DIR="my folder"\nRUN git clone ${URL}/tool.git "$DIR/x" && cp "$DIR/x/a" used\n`,
    survives: true,
  },
  'into the folder itself': {
    text: `FROM BASE\nRUN mkdir d && cd d && git clone ${URL}/tool.git . && cp a ../used\n`,
    survives: true,
  },
  'with assignments and options of git': {
    text: `FROM BASE\nRUN mkdir d; GIT_TERMINAL_PROMPT=0 git -C d -c advice.detachedHead=false clone -b v1.2 ${URL}/tool.git; cp d/tool/a used\n`,
    survives: true,
    inEveryShell: true,
  },
  'an image whose git knows no -C': {
    text: `FROM centos:7\nRUN git clone ${URL}/tool.git && cp tool/a used\n`,
    survives: true,
    inEveryShell: true,
  },
  'a checkout behind it': {
    text: `FROM BASE\nRUN git clone ${URL}/tool.git && cd tool && git checkout -q v1.2 && cp a ../used\n`,
    survives: true,
  },
  'a checkout behind it, from outside': {
    text: `FROM BASE\nRUN git clone -n ${URL}/tool.git t; git -C t checkout origin/1.x; cp t/a used\n`,
    survives: true,
  },
  'a new branch behind it': {
    text: `FROM BASE\nRUN git clone ${URL}/tool.git && cd tool && git checkout -q -b mine origin/1.x && cp a ../used\n`,
    survives: true,
  },
  'a reset behind it': {
    text: `FROM BASE\nRUN git clone -q ${URL}/tool.git && cd tool && git fetch -q && git reset -q --hard v1.2 && cp a ../used\n`,
    survives: true,
  },
  'a checkout in a later RUN': {
    text: `FROM BASE\nRUN git clone ${URL}/tool.git\nRUN cd tool && git checkout -q v1.2 && cp a ../used\n`,
    survives: true,
  },
  'a branch of a name that is a tag as well': {
    text: `FROM BASE\nRUN git clone -q -b both ${URL}/tool.git && cp tool/a used\n`,
    survives: true,
  },
  'a checkout of a name that is a tag as well': {
    text: `FROM BASE\nRUN git clone -q ${URL}/tool.git && cd tool && git checkout -q both && cp a ../used\n`,
    survives: true,
  },
  submodules: {
    text: `FROM BASE\nRUN git clone -q --recursive ${URL}/whole.git && cp whole/part/p used\n`,
    survives: true,
    inEveryShell: true,
  },
  'submodules of a shallow clone': {
    text: `FROM BASE\nRUN git clone -q --depth 1 --recurse-submodules --shallow-submodules ${URL}/whole.git && cp whole/part/p used\n`,
    survives: true,
  },
  'submodules behind a checkout': {
    text: `FROM BASE\nRUN git clone -q ${URL}/whole.git && cd whole && git checkout -q v1.2 && git submodule -q update --init && cp part/p ../used\n`,
    survives: true,
  },
  'statements without set -e': {
    text: `FROM BASE\nRUN git clone ${URL}/tool.git; cp tool/a used; echo done\n`,
    survives: true,
    inEveryShell: true,
  },
  'statements under set -e': {
    text: `FROM BASE\nRUN set -eu; \\\n\tgit clone --depth 1 ${URL}/tool.git; \\\n\tcp tool/a used\n`,
    survives: true,
    inEveryShell: true,
  },
  'a chain whose failure is swallowed': {
    text: `FROM BASE\nRUN git clone --depth 1 ${URL}/tool.git && cp tool/a used || true\n`,
    survives: true,
    inEveryShell: true,
  },
  'inside a subshell': {
    text: `FROM BASE\nRUN mkdir s && (cd s && git clone ${URL}/tool.git) && cp s/tool/a used\n`,
    survives: true,
    inEveryShell: true,
  },
  'inside if': {
    text: `FROM BASE\nRUN if [ ! -d tool ]; then git clone ${URL}/tool.git; fi && cp tool/a used\n`,
    survives: true,
    inEveryShell: true,
  },
  'a heredoc': {
    text: `FROM BASE\nRUN <<EOF\nset -e\ngit clone --depth 1 ${URL}/tool.git\ncp tool/a used\nEOF\n`,
    survives: true,
    inEveryShell: true,
  },
  'sh -c in exec form': {
    text: `FROM BASE\nRUN ["sh", "-c", "git clone --depth 1 ${URL}/tool.git \\"my tool\\" && cp 'my tool/a' used"]\n`,
    survives: true,
    inEveryShell: true,
  },
  'sh -c in double quotes': {
    text: `FROM BASE\nRUN sh -c "git clone ${URL}/tool.git && cp tool/a used"\n`,
    survives: true,
    inEveryShell: true,
  },
  'two clones of one repository': {
    text: `FROM BASE\nRUN git clone -q -b v1.2 ${URL}/tool.git one && git clone -q ${URL}/tool.git two && cat one/a two/a > used\n`,
    survives: true,
  },
  'a trigger': {
    text: `FROM BASE\nONBUILD RUN git clone ${URL}/tool.git && cp tool/a used\n`,
    survives: true,
  },
};
