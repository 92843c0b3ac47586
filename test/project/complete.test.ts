import assert from 'node:assert/strict';
import { it } from 'node:test';
import { defaultConfig } from '../../server/src/core/config.ts';
import type { Rule } from '../../server/src/core/rule.ts';
import { rules } from '../../server/src/core/rules/index.ts';
import { completeLint } from '../../server/src/project/complete.ts';
import { projectFiles } from '../../server/src/project/files.ts';
import { makeFolder } from './folder.ts';

/** Follows a chain of files, each naming the next; reports what the last one says. */
const chain: Rule = {
  id: 'chain',
  summary: '',
  severity: 'hint',
  *check({ project }) {
    let text: string | null | undefined = 'a.txt';
    let last = '';
    while (text) {
      last = text;
      text = project.read(text);
    }
    yield { span: { start: 0, end: 0 }, message: text === null ? last : 'incomplete' };
  },
};
(rules as Rule[]).splice(0, rules.length, chain);

const root = makeFolder({ 'a.txt': 'b.txt', 'b.txt': 'c.txt', 'c.txt': 'the end' });
const subject = { text: 'FROM a', path: 'Dockerfile', config: defaultConfig };
const messages = async (others?: ReadonlyMap<string, string>) =>
  (await completeLint({ ...subject, files: projectFiles(root), ...(others && { others }) })).diagnostics.map(
    ({ message }) => message,
  );

it('lints until all that was asked for is loaded', async () => assert.deepEqual(await messages(), ['the end']));
it('sees edited texts', async () => assert.deepEqual(await messages(new Map([['b.txt', 'edited']])), ['edited']));
it('stops when it is told to', async () => {
  const stop = new AbortController();
  const lint = completeLint({ ...subject, files: projectFiles(root) }, stop.signal);
  stop.abort();
  await assert.rejects(lint, { name: 'AbortError' });
});
it('serves several at once', async () => {
  const files = projectFiles(root);
  const all = await Promise.all(Array.from({ length: 5 }, () => completeLint({ ...subject, files })));
  assert.deepEqual(
    all.map(({ diagnostics }) => diagnostics[0]?.message),
    Array(5).fill('the end'),
  );
});
