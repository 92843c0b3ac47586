import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { lint } from '../../server/src/core/lint.ts';
import { unverifiedDownload } from '../../server/src/core/rules/unverified-download.ts';
import { type Case, pretendedCommit, testRule } from '../rule-tester.ts';

const URL = 'https://github.com/o/tool.git';
const at = (ref: string): string => pretendedCommit(URL, ref);
const SHA = '0123456789abcdef0123456789abcdef01234567';

const STAYING = 'v1.2 1.2.3 release-1.2.3 v2_02_103 boost-1.70.0 name-1.2 @scope/pkg@1.0.0 20240131 2024-01-31'.split(
  ' ',
);
const MOVING =
  'main 1.x 8.x-3.x release-1.20 releases/1.2 r1.15 v4 maint-1.2.3 stable/2.1.0 v1.2.3-branch feature/1.2'.split(' ');

/** A clone that is found, and why it gets no fix. */
const unfixed = (run: string, why: string): Case => ({
  marked: `FROM debian\nRUN ${run}\n`,
  says: [`(no fix is offered: ${why})`],
});

testRule(unverifiedDownload, {
  'a tag': {
    marked: `FROM debian:12\nRUN «git» clone -b v1.2 ${URL} && make -C tool\n`,
    fixed: `FROM debian:12\nARG TOOL_COMMIT=${at('v1.2')}\nRUN git clone -b v1.2 ${URL} && git -C tool checkout --quiet \${TOOL_COMMIT} && make -C tool\n`,
    says: ['git takes whatever v1.2 of tool from github.com names today'],
  },
  'the default branch, for review': {
    marked: `FROM debian:12\nRUN «git» clone ${URL}\n`,
    reviewed: `FROM debian:12\nARG TOOL_COMMIT=${at('main')}\nRUN git clone ${URL} \\\n    && git -C tool checkout --quiet \${TOOL_COMMIT}\n`,
  },
  'a branch of a shallow clone is fetched by its commit, for review': {
    marked: `FROM debian:12\nRUN cd /src \\\n && «git» clone --depth=5 -b develop ${URL} \\\n && make\n`,
    reviewed: `FROM debian:12\nARG TOOL_COMMIT=${at('develop')}\nRUN cd /src \\\n && git clone --depth=5 -b develop ${URL} \\\n && git -C tool fetch --quiet --depth 5 origin \${TOOL_COMMIT} \\\n && git -C tool checkout --quiet \${TOOL_COMMIT} \\\n && make\n`,
  },
  'a tag of a shallow clone, named by a variable': {
    marked: `FROM debian:12\nARG VERSION=1.2.3\nRUN «git» clone --depth 1 --branch v\${VERSION} ${URL} /opt/tool && make -C /opt/tool\n`,
    fixed: `FROM debian:12\nARG VERSION=1.2.3\nARG TOOL_COMMIT=${at('v1.2.3')}\nRUN git clone --depth 1 --branch v\${VERSION} ${URL} /opt/tool && git -C /opt/tool checkout --quiet \${TOOL_COMMIT} && make -C /opt/tool\n`,
  },
  'a tag of a whole clone, named by a variable, for review': {
    marked: `FROM debian:12\nARG VERSION=1.2.3\nRUN «git» clone --branch v\${VERSION} ${URL} . && make\n`,
    reviewed: `FROM debian:12\nARG VERSION=1.2.3\nARG TOOL_COMMIT=${at('v1.2.3')}\nRUN git clone --branch v\${VERSION} ${URL} . && git checkout --quiet \${TOOL_COMMIT} && make\n`,
  },
  'refs that are meant to stay': {
    marked: STAYING.map((ref) => `FROM debian\nRUN «git» clone -b ${ref} ${URL} && make\n`).join(''),
    fixed: STAYING.map(
      (ref) =>
        `FROM debian\nARG TOOL_COMMIT=${at(ref)}\nRUN git clone -b ${ref} ${URL} && git -C tool checkout --quiet \${TOOL_COMMIT} && make\n`,
    ).join(''),
  },
  'refs that move, for review': {
    marked: MOVING.map((ref) => `FROM debian\nRUN «git» clone -b ${ref} ${URL} && make\n`).join(''),
  },
  'a later checkout decides': {
    marked: `FROM debian:12\nRUN «git» clone ${URL}; cd tool; git checkout v1.2; make\n`,
    fixed: `FROM debian:12\nARG TOOL_COMMIT=${at('v1.2')}\nRUN git clone ${URL}; cd tool; git checkout v1.2; git checkout --quiet \${TOOL_COMMIT} || exit 1; make\n`,
  },
  'the last of several decides, with -C, and without a tree of the clone': {
    marked: `FROM debian:12\nRUN «git» clone -n ${URL} /src/x && git -C /src/x checkout main && git -C /src/x reset --hard tags/v1.2 && make\n`,
    fixed: `FROM debian:12\nARG TOOL_COMMIT=${at('refs/tags/v1.2')}\nRUN git clone -n ${URL} /src/x && git -C /src/x checkout main && git -C /src/x reset --hard tags/v1.2 && git -C /src/x checkout --quiet \${TOOL_COMMIT} && make\n`,
  },
  'one in a later RUN': {
    marked: `FROM debian:12\nRUN «git» clone ${URL} /src\nWORKDIR /src\n# the release\nRUN git checkout v1.2 && make\n`,
    fixed: `FROM debian:12\nRUN git clone ${URL} /src\nWORKDIR /src\nARG TOOL_COMMIT=${at('v1.2')}\n# the release\nRUN git checkout v1.2 && git checkout --quiet \${TOOL_COMMIT} && make\n`,
  },
  'what leaves the tree where it is does not': {
    marked: `FROM debian:12\nRUN «git» clone -b v1.2 ${URL} && cd tool && git checkout -b mine && git reset --hard && git checkout -- a && git submodule update --init && git apply x && git checkout .\n`,
    fixed: `FROM debian:12\nARG TOOL_COMMIT=${at('v1.2')}\nRUN git clone -b v1.2 ${URL} && git -C tool checkout --quiet \${TOOL_COMMIT} && cd tool && git checkout -b mine && git reset --hard && git checkout -- a && git submodule update --init && git apply x && git checkout .\n`,
  },
  submodules: {
    marked: `FROM debian:12\nRUN «git» clone --recursive -b v1.2 ${URL} && make -C tool\n`,
    fixed: `FROM debian:12\nARG TOOL_COMMIT=${at('v1.2')}\nRUN git clone --recursive -b v1.2 ${URL} && git -C tool checkout --quiet \${TOOL_COMMIT} && git -C tool submodule update --init --recursive --quiet && make -C tool\n`,
  },
  'wrappers, assignments and options of git stay': {
    marked: `FROM debian:12\nUSER app\nRUN sudo -u app GIT_LFS_SKIP_SMUDGE=1 «git» -C /opt -c http.sslVerify=false clone -b v1.2 ${URL} "$HOME/a b"\n`,
    fixed: `FROM debian:12\nUSER app\nARG TOOL_COMMIT=${at('v1.2')}\nRUN sudo -u app GIT_LFS_SKIP_SMUDGE=1 git -C /opt -c http.sslVerify=false clone -b v1.2 ${URL} "$HOME/a b" \\\n    && sudo -u app GIT_LFS_SKIP_SMUDGE=1 git -C /opt -c http.sslVerify=false -C "$HOME/a b" checkout --quiet \${TOOL_COMMIT}\n`,
  },
  'a git without -C': {
    marked: `FROM centos:7.9.2009\nRUN «git» clone -b v1.2 ${URL} && make -C tool\n`,
    fixed: `FROM centos:7.9.2009\nARG TOOL_COMMIT=${at('v1.2')}\nRUN git clone -b v1.2 ${URL} && (cd tool && git checkout --quiet \${TOOL_COMMIT}) && make -C tool\n`,
  },
  'a chain whose failure is swallowed': {
    marked: `FROM debian:12\nRUN «git» clone -b v1.2 ${URL} && make -C tool || true\n`,
    fixed: `FROM debian:12\nARG TOOL_COMMIT=${at('v1.2')}\nRUN git clone -b v1.2 ${URL} && { git -C tool checkout --quiet \${TOOL_COMMIT} || exit 1; } && make -C tool || true\n`,
  },
  'a heredoc, with CRLF': {
    marked: `FROM debian:12\r\nRUN <<EOF\r\nset -e\r\n«git» clone -b v1.2 ${URL}\r\nmake -C tool\r\nEOF\r\n`,
    fixed: `FROM debian:12\r\nARG TOOL_COMMIT=${at('v1.2')}\r\nRUN <<EOF\r\nset -e\r\ngit clone -b v1.2 ${URL}\r\ngit -C tool checkout --quiet \${TOOL_COMMIT}\r\nmake -C tool\r\nEOF\r\n`,
  },
  'a script given to bash -c': {
    marked: `FROM debian:12\nRUN ["bash", "-c", "«git» clone -b v1.2 ${URL} \\"$D\\" && make"]\n`,
    fixed: `FROM debian:12\nARG TOOL_COMMIT=${at('v1.2')}\nRUN ["bash", "-c", "git clone -b v1.2 ${URL} \\"$D\\" && git -C \\"$D\\" checkout --quiet \${TOOL_COMMIT} && make"]\n`,
  },
  'a trigger': {
    marked: `FROM debian:12\nONBUILD RUN «git» clone -b v1.2 ${URL} && make -C tool\n`,
    fixed: `FROM debian:12\nONBUILD ARG TOOL_COMMIT=${at('v1.2')}\nONBUILD RUN git clone -b v1.2 ${URL} && git -C tool checkout --quiet \${TOOL_COMMIT} && make -C tool\n`,
  },
  'a fix of one clone does not pass for one of another': {
    marked: `FROM debian:12\nRUN git clone ${URL} /a/tool && git -C /a/tool checkout ${SHA} && «git» clone -b v1.2 ${URL} /b/tool && «git» clone -b v1.3 ${URL} /b/tool/x && «git» clone ${URL} /tmp/t && rm -rf /tmp/t && git clone ${URL} /tmp/t && cd /tmp/t && git checkout ${SHA}\n`,
    fixed: `FROM debian:12\nARG TOOL_2_COMMIT=${at('v1.2')}\nARG TOOL_3_COMMIT=${at('v1.3')}\nRUN git clone ${URL} /a/tool && git -C /a/tool checkout ${SHA} && git clone -b v1.2 ${URL} /b/tool && git -C /b/tool checkout --quiet \${TOOL_2_COMMIT} && git clone -b v1.3 ${URL} /b/tool/x && git -C /b/tool/x checkout --quiet \${TOOL_3_COMMIT} && git clone ${URL} /tmp/t && rm -rf /tmp/t && git clone ${URL} /tmp/t && cd /tmp/t && git checkout ${SHA}\n`,
  },
  'names of ARGs': {
    marked:
      'FROM debian:12\nENV TOOL_COMMIT=x\nRUN «git» clone -b v1.2 https://github.com/o/tool.git\nRUN «git» clone -b v1.2 https://github.com/acme/models\nRUN «git» clone -b v1.2 https://gitlab.com/acme/signing-key.git k\n',
    fixed: `FROM debian:12\nENV TOOL_COMMIT=x\nARG TOOL_2_COMMIT=${at('v1.2')}\nRUN git clone -b v1.2 https://github.com/o/tool.git \\\n    && git -C tool checkout --quiet \${TOOL_2_COMMIT}\nARG ACME_MODELS_COMMIT=${pretendedCommit('https://github.com/acme/models', 'v1.2')}\nRUN git clone -b v1.2 https://github.com/acme/models \\\n    && git -C models checkout --quiet \${ACME_MODELS_COMMIT}\nARG SIGNING_KEY_FILE_COMMIT=${pretendedCommit('https://gitlab.com/acme/signing-key.git', 'v1.2')}\nRUN git clone -b v1.2 https://gitlab.com/acme/signing-key.git k \\\n    && git -C k checkout --quiet \${SIGNING_KEY_FILE_COMMIT}\n`,
  },
  'a ref that cannot be had leaves the lines as they are': {
    marked: `FROM debian:12\nRUN «git» clone -b v1.2 ${URL}\n`,
    unreachable: [URL],
    fixed: `FROM debian:12\nRUN git clone -b v1.2 ${URL}\n`,
  },
  'clones at a commit': {
    marked: [
      'FROM debian',
      `RUN git clone ${URL} && cd tool && git checkout ${SHA}`,
      `RUN git clone ${URL} x && git -C x reset --hard ${SHA}`,
      `RUN git clone --revision=${SHA} ${URL} y`,
      `ARG C=${SHA}`,
      `RUN git clone ${URL} z && git -C z checkout \${C}`,
      `RUN git clone ${URL} w`,
      'WORKDIR w',
      `RUN git checkout -q ${SHA}`,
      `ADD ${URL}#${SHA}:docs /docs`,
      'FROM debian AS source',
      `RUN git clone ${URL} /src`,
      'FROM source',
      `RUN git -C /src checkout ${SHA}`,
      '',
    ].join('\n'),
  },
  'no working tree': unfixed(`«git» clone --mirror ${URL}`, 'it leaves no working tree'),
  'nothing checked out': unfixed(`«git» clone --no-checkout ${URL}`, 'it checks nothing out'),
  'a loop': unfixed(`for i in 1 2; do «git» clone ${URL} x$i; done`, 'it runs in a loop'),
  'an unknown URL': unfixed('«git» clone $REPO', 'only the build knows the URL: REPO is not set in this file'),
  'an unknown ref': unfixed(`«git» clone -b $REF ${URL}`, 'only the build knows the ref: REF is not set in this file'),
  'an unknown ref of a later checkout': unfixed(
    `«git» clone ${URL} && cd tool && git checkout $(git describe --tags)`,
    'only the build knows the ref: the output of $(git describe --tags)',
  ),
  'an unknown folder': unfixed(`«git» clone ${URL} $(mktemp -d)`, 'only the build knows its folder'),
  'ssh, of a host that serves https as well': {
    marked: 'FROM debian\nRUN «git» clone -b v1.2 git@github.com:o/tool.git\n',
    fixed: `FROM debian\nARG TOOL_COMMIT=${at('v1.2')}\nRUN git clone -b v1.2 git@github.com:o/tool.git \\\n    && git -C tool checkout --quiet \${TOOL_COMMIT}\n`,
  },
  'an abbreviated commit': unfixed(
    `«git» clone ${URL} && cd tool && git checkout 0a1b2c3`,
    'only the history of the repository tells which commit 0a1b2c3 is',
  ),
  'a way through the history': unfixed(
    `«git» clone ${URL} && cd tool && git checkout v1.2~3`,
    'only the history of the repository tells which commit v1.2~3 is',
  ),
  'a pull behind it': unfixed(
    `«git» clone ${URL} && git -C tool pull`,
    'the git pull below it brings in other commits',
  ),
  'files of another commit': unfixed(
    `«git» clone ${URL} && cd tool && git checkout v1.2 -- a`,
    'the git checkout below it brings in other commits',
  ),
  'a checkout that may not run': unfixed(
    `«git» clone ${URL} && cd tool && if [ -n "$T" ]; then git checkout v1.2; fi`,
    'only the build knows whether the git checkout below it concerns its tree',
  ),
  'a checkout that may be of another tree': unfixed(
    `«git» clone ${URL} /src/tool && cd $X/tool && git checkout v1.2`,
    'only the build knows whether the git checkout below it concerns its tree',
  ),
  'a checkout that may be of a submodule': unfixed(
    `«git» clone --recursive ${URL} && cd tool/part && git checkout v1.2`,
    'only the build knows whether the git checkout below it concerns its tree',
  ),
  'a pull in a stage that starts from it': {
    marked: `FROM debian AS source\nRUN «git» clone -b main ${URL} /src\nFROM source\nWORKDIR /src\nRUN git pull\n`,
    says: ['(no fix is offered: only the build knows whether the git pull below it concerns its tree)'],
  },
  'submodules that a checkout leaves behind': unfixed(
    `«git» clone --recursive ${URL} && cd tool && git checkout v1.2`,
    'the git checkout below it leaves the submodules where they were',
  ),
  'submodules of branches': unfixed(
    `«git» clone --recursive --remote-submodules ${URL}`,
    'its submodules follow branches of their own',
  ),
  'no https': unfixed(
    '«git» clone git@git.example.com:o/tool.git && «git» clone git://git.example.com/o/tool2.git',
    'a commit cannot be asked for over ssh: use https',
  ),
  'the exec form': {
    marked: `FROM debian\nRUN ["«git»", "clone", "${URL}"]\n`,
    says: ['(no fix is offered: the exec form runs no shell'],
  },
  'something else than git': unfixed(
    '«svn» checkout https://svn.example.com/tool/trunk',
    'svn is not asked for its revisions',
  ),
  'ADD of a repository': {
    marked: `# syntax=docker/dockerfile:1\nFROM debian\n«ADD» ${URL}#v1.2 /src\n«ADD» --keep-git-dir=true "${URL}#v1.3:docs" /docs\n`,
    fixed: `# syntax=docker/dockerfile:1\nFROM debian\nADD ${URL}#${at('v1.2')} /src\nADD --keep-git-dir=true "${URL}#${at('v1.3')}:docs" /docs\n`,
    says: [
      'ADD takes whatever v1.2 of tool from github.com names today: a moved branch or tag changes what is built; name a full commit in its URL',
    ],
  },
  'ADD of the default branch, in JSON, for review': {
    marked: `# syntax=docker/dockerfile:1\nFROM debian\n«ADD» ["${URL}", "/src"]\n«ADD» ${URL}#:docs /docs\n`,
    reviewed: `# syntax=docker/dockerfile:1\nFROM debian\nADD ["${URL}#${at('main')}", "/src"]\nADD ${URL}#${at('main')}:docs /docs\n`,
  },
  'ADD of a repository where the engine decides, for review': {
    marked: `FROM debian\n«ADD» ${URL}#v1.2 /src\n`,
    reviewed: `FROM debian\nADD ${URL}#${at('v1.2')} /src\n`,
  },
  'ADD of a repository that a variable names': {
    marked: `# syntax=docker/dockerfile:1\nFROM debian\nARG V=1.2.3\n«ADD» ${URL}#v\${V} /src\n«ADD» ${URL}?ref=v1.2 /src\n«ADD» git@git.example.com:o/tool.git#v1.2 /src\n`,
    says: [
      'a variable names what is fetched: give it a full commit',
      'its URL has a query: name a full commit there',
      'a commit cannot be asked for over ssh',
    ],
  },
});

describe('the titles and reasons of fixes that pin commits', () => {
  const about = (run: string) => {
    const { diagnostics } = lint({ text: `FROM debian\nARG V=1.2\nRUN ${run}\n` }, [unverifiedDownload]);
    const { title, safety, reason } = diagnostics[0]!.fixes![0]!;
    return { title, safety, reason };
  };

  it('a tag', () =>
    assert.deepEqual(about(`git clone -b v1.2 ${URL}`), {
      title: 'Pin the commit that v1.2 of tool names now',
      safety: 'safe',
      reason: undefined,
    }));
  it('the default branch', () =>
    assert.deepEqual(about(`git clone ${URL}`), {
      title: 'Pin the commit that the default branch of tool names now',
      safety: 'review',
      reason: "a branch is meant to move; pinned, it stays at today's commit until the ARG is raised",
    }));
  it('a tag that a variable names', () =>
    assert.deepEqual(about(`git clone -b v\${V} ${URL}`), {
      title: 'Pin the commit that v1.2 of tool names now',
      safety: 'review',
      reason: 'pinned, it stays at the commit of v1.2 until TOOL_COMMIT is raised together with V',
    }));
});
