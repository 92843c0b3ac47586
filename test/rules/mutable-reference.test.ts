import { mutableReference } from '../../server/src/core/rules/mutable-reference.ts';
import { pretendedCommit, testRule } from '../rule-tester.ts';

const H = '0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef';
const C = '0123456789abcdef0123456789abcdef01234567';
const commit = (repository: string, branch = 'main'): string => pretendedCommit(repository, branch);
const TOOL = commit('https://github.com/o/r');

/** A URL with a «branch», and what becomes of it. */
const becomes = (url: string, pinned: string) => ({
  marked: `FROM debian\nRUN curl -fsSL -o x «${url}»\n`,
  reviewed: `FROM debian\nRUN curl -fsSL -o x ${pinned}\n`,
});

testRule(mutableReference, {
  'a model of Hugging Face': {
    ...becomes(
      'https://huggingface.co/org/m/resolve/main/model.bin?download=true',
      `https://huggingface.co/org/m/resolve/${commit('https://huggingface.co/org/m')}/model.bin?download=true`,
    ),
    says: [
      'model.bin comes from the branch main of org/m, so the next build may get other bytes without a word; name a commit',
    ],
    severities: ['warning'],
  },
  'a data set of Hugging Face, a model without an owner': {
    marked:
      'FROM debian\nRUN wget -q «"https://huggingface.co/datasets/o/d/resolve/dev/a/b.csv"» «https://huggingface.co/gpt2/resolve/main/vocab.json»\n',
    reviewed: `FROM debian\nRUN wget -q "https://huggingface.co/datasets/o/d/resolve/${commit('https://huggingface.co/datasets/o/d', 'dev')}/a/b.csv" https://huggingface.co/gpt2/resolve/${commit('https://huggingface.co/gpt2')}/vocab.json\n`,
  },
  'a raw file of GitHub': becomes(
    'https://raw.githubusercontent.com/o/r/main/install.sh',
    `https://raw.githubusercontent.com/o/r/${TOOL}/install.sh`,
  ),
  'a raw file of GitHub, with the whole name of its branch': becomes(
    'https://raw.githubusercontent.com/o/r/refs/heads/main/install.sh',
    `https://raw.githubusercontent.com/o/r/${TOOL}/install.sh`,
  ),
  'a raw file below the repository': becomes(
    'https://github.com/o/r/raw/main/a.bin',
    `https://github.com/o/r/raw/${TOOL}/a.bin`,
  ),
  'archives of branches': {
    marked:
      'FROM debian\nRUN curl -fsSL «https://github.com/o/r/archive/main.tar.gz» | tar xz --strip-components=1 && curl -fsSL «https://github.com/o/r/archive/refs/heads/main.zip» -o a.zip && curl -fsSL «https://codeload.github.com/o/r/tar.gz/main» | tar xz -C /x --strip=1\n',
    reviewed: `FROM debian\nRUN curl -fsSL https://github.com/o/r/archive/${TOOL}.tar.gz | tar xz --strip-components=1 && curl -fsSL https://github.com/o/r/archive/${TOOL}.zip -o a.zip && curl -fsSL https://codeload.github.com/o/r/tar.gz/${TOOL} | tar xz -C /x --strip=1\n`,
  },
  'the latest release': {
    marked: 'FROM debian\nADD «https://github.com/o/r/releases/latest/download/tool» /usr/bin/tool\n',
    reviewed: 'FROM debian\nADD https://github.com/o/r/releases/download/v1.2.3/tool /usr/bin/tool\n',
    says: [
      'tool comes from the latest release of o/r, so the next build may get other bytes without a word; name the release',
    ],
  },
  'what is verified': {
    marked: `FROM debian\nRUN curl -fsSLO «https://raw.githubusercontent.com/o/r/main/a» && echo "${H}  a" | sha256sum -c -\n`,
    severities: ['information'],
    says: ['the build stops at its check as soon as that moves'],
    reviewed: `FROM debian\nRUN curl -fsSLO https://raw.githubusercontent.com/o/r/${TOOL}/a && echo "${H}  a" | sha256sum -c -\n`,
  },
  'a name that may be that of a tag': {
    ...becomes(
      'https://raw.githubusercontent.com/o/r/stable/x',
      `https://raw.githubusercontent.com/o/r/${commit('https://github.com/o/r', 'stable')}/x`,
    ),
    says: ['x comes from stable, which looks like a branch of o/r'],
  },
  'a branch in a variable': {
    marked: 'FROM debian\nARG B=main\nRUN curl -fsSLO «https://raw.githubusercontent.com/o/r/$B/a»\n',
    says: ['no fix is offered: a variable holds that part of the URL'],
  },
  'an archive whose folder the build names': {
    marked: 'FROM debian\nRUN curl -fsSL «https://github.com/o/r/archive/main.tar.gz» | tar xz && cd r-main && make\n',
    says: ['no fix is offered: the archive of a commit has another folder than r-main'],
  },
  'what stays what it is': {
    marked: [
      'FROM debian',
      `RUN curl -fsSLO https://huggingface.co/o/m/resolve/${C}/x && curl -fsSLO https://raw.githubusercontent.com/o/r/${C}/y`,
      'RUN curl -fsSLO https://raw.githubusercontent.com/o/r/v1.2.3/y && curl -fsSLO https://github.com/o/r/archive/v1.2.tar.gz',
      'RUN curl -fsSLO https://github.com/o/r/archive/refs/tags/v1.tar.gz && curl -fsSLO https://github.com/o/r/releases/download/nightly/x',
      'RUN curl -fsSLO https://example.com/main/latest/x && git clone https://github.com/o/r',
      '',
    ].join('\n'),
  },
});
