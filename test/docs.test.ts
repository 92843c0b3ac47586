import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { lint } from '../server/src/core/lint.ts';
import { rules } from '../server/src/core/rules/index.ts';
import { fixWith, projectOf, settingsFor } from './rule-tester.ts';

const folder = new URL('../docs/rules/', import.meta.url);

/** A fenced block of a page: the words behind its fence and its text. */
interface Block {
  readonly words: readonly string[];
  readonly text: string;
}

for (const rule of rules) {
  describe(`docs/rules/${rule.id}.md`, () => {
    const blocks = read(rule.id);
    const examples = blocks.flatMap((block, index) =>
      ['before', 'reviewed', 'silent'].some((word) => block.words.includes(word)) ? [index] : [],
    );
    for (const index of examples) it(`example ${examples.indexOf(index) + 1}`, () => check(rule.id, blocks, index));
    it('has examples', () => assert.ok(examples.length > 0));
  });
}

describe('docs/rules', () => {
  it('has a page for each rule and no other', () => {
    const pages = readdirSync(folder).filter((name) => name !== 'README.md');
    assert.deepEqual(pages.toSorted(), rules.map(({ id }) => `${id}.md`).toSorted());
  });
});

async function check(id: string, blocks: readonly Block[], index: number): Promise<void> {
  const rule = rules.find((one) => one.id === id)!;
  const { words, text } = blocks[index]!;
  const one = { marked: text, ...settings(words), ...projectBefore(blocks, index) };
  if (words.includes('silent')) {
    const { diagnostics } = lint({ text, project: projectOf(one), config: settingsFor(rule) }, [rule]);
    assert.deepEqual(
      diagnostics.map(({ message }) => message),
      [],
    );
    return;
  }
  const after = blocks[index + 1];
  assert.deepEqual(after?.words.includes('after'), true, 'an example has its outcome behind it');
  const safety = words.includes('reviewed') ? 'review' : 'safe';
  assert.equal((await fixWith(rule, one, text, safety)).text, after?.text);
}

const settings = (words: readonly string[]): Record<string, string> =>
  Object.fromEntries(
    words.flatMap((word) =>
      /^(?:path|origin)=/.test(word) ? [[word.slice(0, word.indexOf('=')), word.slice(word.indexOf('=') + 1)]] : [],
    ),
  );

/** The files of the project, and the Dockerfile in the last commit, that stand directly in front of an example. */
function projectBefore(blocks: readonly Block[], index: number): { files: Record<string, string>; committed?: string } {
  const files: Record<string, string> = {};
  let committed: string | undefined;
  for (let at = index - 1; at >= 0; at--) {
    const { words, text } = blocks[at]!;
    const name = words.find((word) => word.startsWith('file='));
    if (name) files[name.slice('file='.length)] = text;
    else if (words.includes('committed')) committed = text;
    else break;
  }
  return { files, ...(committed !== undefined && { committed }) };
}

function read(id: string): Block[] {
  const page = readFileSync(new URL(`${id}.md`, folder), 'utf8');
  return [...page.matchAll(/^```(.*)\n([^]*?)^```$/gm)].map(([, info = '', text = '']) => ({
    words: info.trim().split(/\s+/),
    text,
  }));
}
