import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ticked } from '../../client/src/preview.ts';
import { linkless } from '../../client/src/words.ts';

const range = { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } };
const edit = (uri: string, needsConfirmation: boolean) => ({
  documentChanges: [{ textDocument: { uri, version: 3 }, edits: [{ range, newText: 'x', annotationId: 'fix 1' }] }],
  changeAnnotations: { 'fix 1': { label: 'Pin it', description: 'computed', needsConfirmation } },
});

describe('the preview', () => {
  it('shows every change ticked', () => {
    const before = edit('file:///project/Dockerfile', true);
    const after = ticked({ label: 'Harden', edit: before });
    assert.deepEqual(after, {
      label: 'Harden',
      edit: {
        documentChanges: [
          ...before.documentChanges,
          {
            kind: 'create',
            uri: 'file:///project/Dockerfile',
            options: { ignoreIfExists: true },
            annotationId: 'preview',
          },
        ],
        changeAnnotations: {
          'fix 1': { label: 'Pin it', description: 'computed', needsConfirmation: false },
          preview: { label: 'Preview', needsConfirmation: true },
        },
      },
    });
  });

  for (const [name, untouched] of [
    ['an edit that is not to be shown', edit('file:///project/Dockerfile', false)],
    ['a document that was never saved', edit('untitled:Untitled-1', true)],
  ] as const) {
    it(`leaves ${name} as it is`, () => assert.deepEqual(ticked({ edit: untouched }), { edit: untouched }));
  }
});

describe('a notification', () => {
  it('has no link that the Dockerfile brings', () => {
    assert.equal(linkless('[a](command:b) [c](https://d)'), '[a] (command:b) [c] (https://d)');
  });
});
