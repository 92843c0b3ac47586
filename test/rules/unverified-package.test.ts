import { unverifiedDownload } from '../../server/src/core/rules/unverified-download.ts';
import { pretendedCommit, pretendedSha256, testRule } from '../rule-tester.ts';

const WHEEL = 'https://example.com/tool-1.2-py3-none-any.whl';
const RPM = 'https://example.com/tool-1.2.rpm';
const REPOSITORY = 'https://github.com/o/tool.git';
const HUB = 'https://huggingface.co/org/m';
const sha = pretendedSha256;
const commit = (ref: string, url = REPOSITORY): string => pretendedCommit(url, ref);

/** A command whose finding has no fix, and why. */
const unfixed = (run: string, reason: string, severity: 'warning' | 'information' = 'warning') => ({
  marked: `FROM debian\nRUN ${run}\n`,
  says: [reason],
  severities: [severity],
});

testRule(unverifiedDownload, {
  'a wheel that pip is given': {
    marked: `FROM python:3.12\nRUN «pip» install --no-cache-dir numpy ${WHEEL}\n`,
    fixed: `FROM python:3.12\nARG TOOL_SHA256=${sha(WHEEL)}\nRUN pip install --no-cache-dir numpy ${WHEEL}#sha256=\${TOOL_SHA256}\n`,
    says: [
      'pip installs tool-1.2-py3-none-any.whl from example.com and is told no hash to expect: a replaced or damaged file would go into the image; add #sha256=… to the URL',
    ],
  },
  'wheels in quotes, by python -m pip': {
    marked: `FROM python:3.12\nRUN «python3» -m pip install -U "https://example.com/a-1.0.zip" 'https://example.com/b-1.0.zip' && true\n`,
    fixed: `FROM python:3.12\nARG A_SHA256=${sha('https://example.com/a-1.0.zip')}\nARG B_SHA256=${sha('https://example.com/b-1.0.zip')}\nRUN python3 -m pip install -U "https://example.com/a-1.0.zip#sha256=\${A_SHA256}" 'https://example.com/b-1.0.zip'#sha256=\${B_SHA256} && true\n`,
  },
  'a repository that pip is given, by tag and by branch': {
    marked: `FROM python:3.12\nRUN «pip» install "tool @ git+${REPOSITORY}@v1.2.3"\nRUN «pip» install git+${REPOSITORY}#egg=tool\n`,
    fixed: `FROM python:3.12\nARG TOOL_COMMIT=${commit('v1.2.3')}\nRUN pip install "tool @ git+${REPOSITORY}@\${TOOL_COMMIT}"\nRUN pip install git+${REPOSITORY}#egg=tool\n`,
    reviewed: `FROM python:3.12\nARG TOOL_COMMIT=${commit('v1.2.3')}\nRUN pip install "tool @ git+${REPOSITORY}@\${TOOL_COMMIT}"\nARG TOOL_2_COMMIT=${commit('main')}\nRUN pip install git+${REPOSITORY}@\${TOOL_2_COMMIT}#egg=tool\n`,
    says: [
      'pip installs whatever v1.2.3 of tool from github.com names today: a moved branch or tag changes what is built; name a full commit',
    ],
  },
  'a repository that the Hugging Face client is given': {
    marked: 'FROM python:3.12\nRUN «hf» download org/m tool.gguf --local-dir /m\n',
    reviewed: `FROM python:3.12\nARG M_COMMIT=${commit('main', HUB)}\nRUN hf download org/m --revision \${M_COMMIT} tool.gguf --local-dir /m\n`,
    says: [
      'the Hugging Face client takes whatever the default branch of m from huggingface.co names today: a moved branch or tag changes what is built; name a full commit',
    ],
  },
  'by the name of a tag, of data, and from a variable': {
    marked: `FROM python:3.12\nARG REPO=org/m\nRUN «huggingface-cli» download --repo-type=dataset 'org/d' \\\n    --revision=v1.0\nRUN «hf» download $REPO --revision "main"\n`,
    fixed: `FROM python:3.12\nARG REPO=org/m\nARG D_COMMIT=${commit('v1.0', 'https://huggingface.co/datasets/org/d')}\nRUN huggingface-cli download --repo-type=dataset 'org/d' \\\n    --revision=\${D_COMMIT}\nRUN hf download $REPO --revision "main"\n`,
    reviewed: `FROM python:3.12\nARG REPO=org/m\nARG D_COMMIT=${commit('v1.0', 'https://huggingface.co/datasets/org/d')}\nRUN huggingface-cli download --repo-type=dataset 'org/d' \\\n    --revision=\${D_COMMIT}\nARG M_COMMIT=${commit('main', HUB)}\nRUN hf download $REPO --revision \${M_COMMIT}\n`,
  },
  'a commit of the Hub': { marked: `FROM python:3.12\nRUN hf download org/m --revision ${'a1'.repeat(20)}\n` },
  'a revision in a variable, and the exec form': {
    marked: 'FROM python:3.12\nARG R=main\nRUN «hf» download org/m --revision $R\nRUN ["«hf»", "download", "org/n"]\n',
    says: ['a variable names the ref: write the commit there', 'the exec form expands no variable'],
  },
  'repositories that npm is given': {
    marked:
      'FROM node:20\nRUN «npm» install -g github:o/tool#v1.2.3 && «yarn» add o/tool && «npm» i git+https://github.com/o/tool.git#v1.2.3\n',
    reviewed: `FROM node:20\nARG TOOL_COMMIT=${commit('v1.2.3', 'https://github.com/o/tool')}\nARG TOOL_2_COMMIT=${commit('main', 'https://github.com/o/tool')}\nARG TOOL_3_COMMIT=${commit('v1.2.3')}\nRUN npm install -g github:o/tool#\${TOOL_COMMIT} && yarn add o/tool#\${TOOL_2_COMMIT} && npm i git+https://github.com/o/tool.git#\${TOOL_3_COMMIT}\n`,
  },
  'an rpm': {
    marked: `FROM rockylinux:9\nRUN «rpm» -ivh ${RPM} \\\n && «dnf» install -y tool-extras https://example.com/b-1.rpm\n`,
    fixed: `FROM rockylinux:9\nARG TOOL_SHA256=${sha(RPM)}\nARG B_1_SHA256=${sha('https://example.com/b-1.rpm')}\nRUN curl -fsSL ${RPM} -o /tmp/tool-1.2.rpm \\\n && echo "\${TOOL_SHA256}  /tmp/tool-1.2.rpm" | sha256sum -c --quiet \\\n && rpm -ivh /tmp/tool-1.2.rpm \\\n && rm /tmp/tool-1.2.rpm \\\n && curl -fsSL https://example.com/b-1.rpm -o /tmp/b-1.rpm \\\n && echo "\${B_1_SHA256}  /tmp/b-1.rpm" | sha256sum -c --quiet \\\n && dnf install -y tool-extras /tmp/b-1.rpm \\\n && rm /tmp/b-1.rpm\n`,
    severities: ['information', 'information'],
    says: ['whether its signature is looked at depends on settings that a Dockerfile does not show'],
  },
  'an rpm without a look at its signature': {
    marked: `FROM example/base\nRUN «yum» install -y --nogpgcheck ${RPM}\n`,
    severities: ['warning'],
    reviewed: `FROM example/base\nARG TOOL_SHA256=${sha(RPM)}\nRUN curl -fsSL ${RPM} -o /tmp/tool-1.2.rpm \\\n    && echo "\${TOOL_SHA256}  /tmp/tool-1.2.rpm" | sha256sum -c --quiet \\\n    && yum install -y --nogpgcheck /tmp/tool-1.2.rpm \\\n    && rm /tmp/tool-1.2.rpm\n`,
  },
  'a key that rpm is to trust': {
    marked: 'FROM centos:7\nRUN «rpm» --import https://example.com/RPM-GPG-KEY-tool\n',
    fixed: `FROM centos:7\nARG RPM_GPG_KEY_TOOL_FILE_SHA256=${sha('https://example.com/RPM-GPG-KEY-tool')}\nRUN curl -fsSL https://example.com/RPM-GPG-KEY-tool -o /tmp/RPM-GPG-KEY-tool \\\n    && echo "\${RPM_GPG_KEY_TOOL_FILE_SHA256}  /tmp/RPM-GPG-KEY-tool" | sha256sum -c --quiet \\\n    && rpm --import /tmp/RPM-GPG-KEY-tool \\\n    && rm /tmp/RPM-GPG-KEY-tool\n`,
    says: ['rpm fetches RPM-GPG-KEY-tool from example.com as a key to trust, and nothing verifies it'],
  },
  'a list of requirements': unfixed(
    '«pip» install -r https://example.com/requirements.txt',
    'pip compares no hash of a list of requirements',
  ),
  'a URL in a variable': unfixed(
    'T=https://example.com/t-1.0.whl; «pip» install $T',
    'a variable holds the URL: write #sha256=… there',
  ),
  'an archive that npm is given': unfixed(
    '«npm» install -g https://example.com/tool-1.2.tgz',
    'npm is told no hash: save the file, verify it, and install that',
  ),
  uv: unfixed(`«uv» pip install ${WHEEL}`, 'uv is told no hash'),
  'a package of Alpine': unfixed('«apk» add https://example.com/tool.apk', 'apk is told no hash', 'information'),
  'one that is not to be trusted': unfixed(
    '«apk» add --allow-untrusted https://example.com/tool.apk',
    'apk is told no hash',
  ),
  'the beginning of a commit': unfixed(
    `«pip» install git+${REPOSITORY}@0a1b2c3`,
    'only the history of the repository tells which commit 0a1b2c3 is',
  ),
  'a key that apt is to trust': unfixed(
    '«apt-key» adv --fetch-keys https://example.com/7fa2af80.pub',
    'nothing here says which file it becomes',
  ),
  'what is pinned, and what is no URL of a package': {
    marked: [
      'FROM debian',
      `RUN pip install ${WHEEL}#sha256=0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef`,
      `RUN pip install git+${REPOSITORY}@0123456789abcdef0123456789abcdef01234567`,
      'RUN pip install --index-url https://example.com/simple --find-links https://example.com/wheels -i https://e.com/simple tool',
      'RUN npm install --registry https://npm.example.com tool @scope/tool ./local && npm install',
      'RUN npm install o/tool#0123456789abcdef0123456789abcdef01234567',
      'RUN apk add --repository https://dl-cdn.example.com/edge/testing -X https://dl-cdn.example.com/edge tool',
      'RUN rpm -qp https://example.com/tool.rpm && yum install -y tool',
      'RUN go install example.com/tool@latest && gem install tool --source https://gems.example.com',
      '',
    ].join('\n'),
  },
});
