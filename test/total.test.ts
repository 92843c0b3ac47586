import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { parseDockerfile } from '../server/src/core/dockerfile/parse.ts';
import { fixAll } from '../server/src/core/fix.ts';
import { lint } from '../server/src/core/lint.ts';
import { noProject } from '../server/src/core/project.ts';
import { questionKey } from '../server/src/core/sources.ts';
import { shapes } from './execution/shapes.ts';
import { pretendedAnswer } from './rule-tester.ts';

const portrait = (name: string): string =>
  readFileSync(new URL(`cases/portrait/docker/${name}`, import.meta.url), 'utf8');

const texts = [
  portrait('Dockerfile.cpu'),
  portrait('Dockerfile.gpu'),
  ...Object.values(shapes).map(({ text }) => text),
];

/** Text that is wrong in ways that a half-typed or damaged file is. */
const broken: Readonly<Record<string, string>> = {
  nothing: '',
  'a byte order mark alone': '\uFEFF',
  'no FROM': 'RUN curl -O https://e.com/x\nLABEL a=b\nHEALTHCHECK CMD curl localhost/health\n',
  'a continuation at the end': 'FROM a\nRUN curl -O https://e.com/x \\',
  'a continuation and a comment at the end': 'FROM a\nRUN curl -O https://e.com/x \\\n# c',
  'a heredoc without an end': 'FROM a\nRUN <<EOF\ncurl -O https://e.com/x\n',
  'heredocs without names': 'FROM a\nRUN <<\nRUN <<-\nCOPY <<"" /x\n',
  'unclosed quotes': 'FROM a\nRUN curl -o "x https://e.com/x && echo \'\nLABEL a="b\nENV X=\'\n',
  'unclosed expansions':
    'FROM ${A\nARG B=${\nENV C=${B:-\nRUN curl -O https://e.com/${X\nRUN echo $(curl https://e.com/x\nRUN echo `curl\n',
  'half a JSON array': 'FROM a\nRUN ["curl", "-O"\nRUN ["curl", "\\u12"]\nRUN []\nRUN [""]\nHEALTHCHECK CMD ["curl"\n',
  'half an if':
    'FROM a\nRUN if [ -f x ]; then curl -O https://e.com/x\nRUN for i in; do\nRUN case x in a) wget\nRUN f() { curl\n',
  'operators alone': 'FROM a\nRUN && ||\nRUN |\nRUN ;\nRUN &\nRUN > <\nRUN ( ) { }\n',
  'keywords alone':
    'FROM\nRUN\nLABEL\nENV\nARG\nADD\nCOPY\nHEALTHCHECK\nHEALTHCHECK --\nHEALTHCHECK --interval=\nONBUILD\nONBUILD ONBUILD\nSHELL\nSHELL []\nMAINTAINER\nWORKDIR\nFROM a AS\nFROM --platform= a\n',
  'a stage that starts from itself': 'FROM a AS a\nFROM b AS c\nFROM c AS b\nRUN curl -O https://e.com/x\n',
  'lone carriage returns and other white space': 'FROM a\rRUN curl\r\n\u00a0RUN curl -O https://e.com/x\n\u2028\n\0\n',
  'lone surrogates': 'FROM a\nLABEL description="\ud800" version=\udc00\nRUN echo \ud800\n',
  'an escape directive': '# escape=`\nFROM a\nRUN curl -O https://e.com/x `\n && echo `\n',
  'a very deep nesting': `FROM a\nRUN ${'$('.repeat(300)}${'{ '.repeat(300)}${'( '.repeat(300)}`,
  'a very long line': `FROM a\nRUN ${'echo a && '.repeat(3000)}curl -O https://e.com/x\n`,
  'sh -c in sh -c': `FROM a\nRUN sh -c "sh -c \\"sh -c 'sh -c \\\\\\"curl -O https://e.com/x\\\\\\"'\\""\n`,
};

/** What was committed before, which has pins of the same hash. */
const committed = texts.join('').replace(/\d+\.\d+/g, '9.9');

function total(text: string): void {
  const { instructions } = parseDockerfile(text);
  for (const { span } of instructions) assert.ok(span.start >= 0 && span.start <= span.end && span.end <= text.length);
  for (const { span, message } of lint({ text, project: { ...noProject, committed } }).diagnostics) {
    assert.ok(
      span.start >= 0 && span.start <= span.end && span.end <= text.length,
      `${message}: ${JSON.stringify(span)}`,
    );
    assert.ok(!message.includes('\n') && !message.includes('undefined'), message);
  }
}

/** Fixes with made-up answers; comes to rest, and leaves nothing that it says it fixed. */
async function settles(text: string): Promise<void> {
  const fix = (source: string) =>
    fixAll(source, {
      wanted: () => true,
      lint: async (state) => lint({ text: state.text }),
      read: () => null,
      ask: async (questions) =>
        new Map(questions.map((question) => [questionKey(question), pretendedAnswer(question)])),
    });
  const once = await fix(text);
  assert.equal((await fix(once.text)).text, once.text);
}

describe('anything is a Dockerfile', () => {
  for (const [name, text] of Object.entries(broken)) {
    it(name, async () => {
      for (const variant of [text, `\uFEFF${text}`, text.replaceAll('\n', '\r\n')]) {
        total(variant);
        await settles(variant);
      }
    });
  }

  it('every beginning of a file, as it is typed', () => {
    for (const text of texts)
      for (let end = 0; end <= text.length; end += text.length > 500 ? 7 : 1) total(text.slice(0, end));
  });

  it('files with pieces missing or doubled', async () => {
    let seed = 7;
    const random = (below: number) => {
      seed = (seed * 48271) % 2147483647;
      return seed % below;
    };
    for (let round = 0; round < 300; round++) {
      const text = texts[random(texts.length)]!;
      const at = random(text.length);
      const size = random(40);
      const damaged = round % 2 ? text.slice(0, at) + text.slice(at + size) : text.slice(0, at + size) + text.slice(at);
      total(damaged);
      await settles(damaged);
    }
  });
});
