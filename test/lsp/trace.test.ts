import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Applied } from '../../server/src/core/fix.ts';
import { lint } from '../../server/src/core/lint.ts';
import type { Edit } from '../../server/src/core/text/span.ts';
import { tracedEdits } from '../../server/src/lsp/trace.ts';

const [diagnostic] = lint({ text: 'FROM debian:12\nMAINTAINER me\n' }).diagnostics;

/** A fix that was applied in a pass. */
const applied = (title: string, pass: number, ...edits: readonly Edit[]): Applied => ({
  fix: { key: title, title, safety: 'safe', edits: () => edits },
  diagnostic: diagnostic!,
  provenance: [],
  pass,
  edits,
});
const edit = (start: number, end: number, text: string, path?: string): Edit => ({
  span: { start, end },
  text,
  ...(path && { path }),
});
const trace = (original: string, fixes: readonly Applied[], result: string, path?: string) =>
  tracedEdits(original, fixes, result, path).map(({ span: { start, end }, text, fixes: from }) => [
    start,
    end,
    text,
    from.map(({ fix }) => fix.title).join(),
  ]);

describe('the edits of several passes', () => {
  it('are given in the text before the first', () => {
    const fixes = [applied('a', 0, edit(0, 0, '>>')), applied('b', 1, edit(5, 7, 'X'))];
    assert.deepEqual(trace('abcdef', fixes, '>>abcXf'), [
      [0, 0, '>>', 'a'],
      [3, 5, 'X', 'b'],
    ]);
  });
  it('that change what an earlier pass wrote are one with it', () => {
    const fixes = [applied('a', 0, edit(2, 3, '<new>')), applied('b', 1, edit(3, 6, 'old'))];
    assert.deepEqual(trace('abcdef', fixes, 'ab<old>def'), [[2, 3, '<old>', 'a,b']]);
  });
  it('that several fixes share are there once', () => {
    const fixes = [applied('a', 0, edit(1, 2, '')), applied('b', 0, edit(1, 2, ''), edit(3, 3, '+'))];
    assert.deepEqual(trace('abcd', fixes, 'ac+d'), [
      [1, 2, '', 'a,b'],
      [3, 3, '+', 'b'],
    ]);
  });
  it('at one place keep their order', () => {
    const fixes = [applied('a', 0, edit(1, 1, '1')), applied('b', 0, edit(1, 1, '2'), edit(1, 2, 'B'))];
    assert.deepEqual(trace('abc', fixes, 'a12Bc'), [[1, 2, '12B', 'a,b']]);
  });
  it('that take each other back are none', () => {
    const fixes = [applied('a', 0, edit(1, 2, 'x')), applied('b', 1, edit(1, 2, 'b'))];
    assert.deepEqual(trace('abc', fixes, 'abc'), []);
  });
  it('of another file are its own', () => {
    const fixes = [applied('a', 0, edit(0, 1, 'A'), edit(0, 1, 'Z', 'other.txt'))];
    assert.deepEqual(trace('z', fixes, 'Z', 'other.txt'), [[0, 1, 'Z', 'a']]);
  });
  it('must give the text that the passes came to', () => {
    assert.throws(() => trace('abc', [applied('a', 0, edit(0, 1, 'A'))], 'abc'), /do not add up/);
  });
});
