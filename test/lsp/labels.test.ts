import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import type { CompletionItem, Hover, TextEdit } from 'vscode-languageserver/node';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { makeFolder } from '../project/folder.ts';
import { type Editor, FULL, startEditor } from './client.ts';

const OCI = 'org.opencontainers.image.';
const root = makeFolder({ 'package.json': '{ "license": "ISC", "name": "portrait" }' });
const TEXT = `FROM debian\nLABEL ${OCI}licenses="" \\\n  org\n`;
const capabilities = {
  ...FULL,
  textDocument: {
    ...FULL.textDocument,
    hover: { contentFormat: ['markdown' as const] },
    completion: { completionItem: { snippetSupport: true, documentationFormat: ['markdown' as const] } },
  },
};

for (const languageFeatures of [true, 'own']) {
  describe(`labels while typing, with language features: ${languageFeatures}`, () => {
    let editor: Editor;
    let document: TextDocument;
    before(async () => {
      editor = await startEditor({ root, capabilities, options: { languageFeatures } });
      document = editor.open(join(root, 'Dockerfile'), TEXT);
    });
    after(() => editor.close());

    const ask = <T>(method: string, line: number, character: number): Promise<T> =>
      editor.connection.sendRequest(`textDocument/${method}`, {
        textDocument: { uri: document.uri },
        position: { line, character },
      });
    const typed = ({ textEdit }: CompletionItem) => TextDocument.applyEdits(document, [textEdit as TextEdit]);

    it('says what a key means and what the project says', async () => {
      const { contents, range } = await ask<Hover>('hover', 1, 20);
      assert.match(JSON.stringify(contents), /SPDX.*This project says `ISC` \(package\.json\)/);
      assert.deepEqual(range!.start, { line: 1, character: 6 });
    });

    it('completes a value with what the project says first', async () => {
      const items = await ask<CompletionItem[]>('completion', 1, TEXT.split('\n')[1]!.indexOf('""') + 1);
      assert.equal(items[0]!.label, 'ISC');
      assert.equal(typed(items[0]!), TEXT.replace('""', '"ISC"'));
    });

    it('completes a key and leaves the cursor in its value', async () => {
      const items = await ask<CompletionItem[]>('completion', 2, 5);
      const [title, vendor] = [`${OCI}title`, `${OCI}vendor`].map((key) => items.find(({ label }) => label === key)!);
      assert.equal(typed(title!), TEXT.replace(/org$/m, `${OCI}title="portrait"`));
      assert.equal(typed(vendor!), TEXT.replace(/org$/m, `${OCI}vendor="$0"`));
      assert.match(JSON.stringify(vendor!.documentation), /organisation/);
    });
  });
}
