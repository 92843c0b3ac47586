import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { CancellationTokenSource, type TextDocumentEdit } from 'vscode-languageserver/node';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import type { Updated, Verified } from '../../server/src/lsp/protocol.ts';
import { stall } from '../internet/handlers.ts';
import { type Internet, startInternet } from '../internet/internet.ts';
import { makeFolder } from '../project/folder.ts';
import { type Editor, PROGRESS, QUIET, startEditor, until } from './client.ts';

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');
const OLD = '0123456789abcdef'.repeat(4);
const SAME = 'https://example.com/same-1.0.tgz';
const CHANGED = 'https://example.com/changed-1.0.tgz';
const GONE = 'https://example.com/gone-1.0.tgz';
const NOW = sha256('changed');

const get = (url: string, hash: string) => {
  const file = url.replace(/^.*\//, '');
  return `RUN curl -fsSLO ${url} && echo "${hash}  ${file}" | sha256sum -c --quiet`;
};
const GONE_LINE = get(GONE, OLD.replace('0', '1'));
const TEXT = `${['FROM debian:12', `ARG CHANGED_SHA256=${OLD.toUpperCase()}`, get(SAME, sha256('same')), get(CHANGED, '${CHANGED_SHA256}'), GONE_LINE, get('https://example.com/$X/known.tgz', OLD.replace('0', '2'))].join('\n')}\n`;
const UPDATED = TEXT.replace(OLD.toUpperCase(), NOW.toUpperCase());

const editors: Editor[] = [];
let internet: Internet;
before(async () => {
  internet = await startInternet();
  internet.serve(SAME, 'same');
  internet.serve(CHANGED, 'changed');
});
after(async () => {
  await Promise.all(editors.map((editor) => editor.close()));
  await internet.close();
});

async function opened(text = TEXT, options: object = {}) {
  const root = makeFolder({});
  const editor = await startEditor({ root, env: internet.env, settings: () => QUIET, options });
  editors.push(editor);
  const document = editor.open(join(root, 'Dockerfile'), text);
  return { editor, document };
}

const verify = (editor: Editor, { uri }: TextDocument, more: object = {}): Promise<Verified> =>
  editor.connection.sendRequest('hardenDockerfile/verify', { uri, network: true, ...more });
const update = (editor: Editor, { uri }: TextDocument, id: number): Promise<Updated> =>
  editor.connection.sendRequest('hardenDockerfile/updatePins', { uri, id });
const statuses = ({ pins }: Verified) => pins.map(({ name, status, line }) => `${line} ${name} ${status}`);

describe('verifying what is pinned', () => {
  it('downloads each file with one progress, says what became of it, and changes nothing', async () => {
    const { editor, document } = await opened();
    const asked = internet.requests.length;
    const verified = await verify(editor, document, { workDoneToken: PROGRESS });
    assert.deepEqual(
      [verified.status, statuses(verified)],
      ['done', ['2 changed-1.0.tgz mismatch', '3 same-1.0.tgz match', '5 gone-1.0.tgz gone', '6 known.tgz unknown']],
    );
    const [changed, , gone] = verified.pins;
    assert.deepEqual(changed, {
      name: 'changed-1.0.tgz',
      line: 2,
      status: 'mismatch',
      url: CHANGED,
      expected: OLD,
      actual: NOW,
      updatable: true,
    });
    assert.match(gone!.reason!, /404/);
    assert.deepEqual(
      internet.requests
        .slice(asked)
        .map(({ url }) => url)
        .toSorted(),
      [CHANGED, GONE, SAME],
    );
    assert.deepEqual([editor.progress.at(0)?.kind, editor.progress.at(-1)?.kind], ['begin', 'end']);
    assert.deepEqual([document.getText(), editor.edits.length], [TEXT, 0]);
  });

  it('names the hosts that it would ask', async () => {
    const { editor, document } = await opened();
    const asked = internet.requests.length;
    const hosts = await editor.connection.sendRequest('hardenDockerfile/hosts', { uri: document.uri, pins: true });
    assert.deepEqual(hosts, { hosts: ['example.com'] });
    assert.equal(internet.requests.length, asked);
  });

  it('asks nobody without consent, in a workspace that is not trusted, or where nothing is pinned', async () => {
    const asked = internet.requests.length;
    const { editor, document } = await opened(TEXT, { trusted: false });
    const verified = await verify(editor, document);
    assert.equal(verified.pins.filter(({ status }) => status === 'unreachable').length, 3);
    assert.match(verified.pins[0]!.reason!, /^not asked: this workspace is not trusted/);
    await editor.connection.sendNotification('hardenDockerfile/trust', { trusted: true });
    const refused = await verify(editor, document, { network: false });
    assert.match(refused.pins[0]!.reason!, /^not asked: downloads were not allowed/);
    const none = await opened('FROM debian:12\n');
    assert.deepEqual((await verify(none.editor, none.document)).pins, []);
    const { uri } = none.document;
    assert.equal((await verify(none.editor, { ...none.document, uri: `${uri}.closed` })).status, 'closed');
    assert.equal(internet.requests.length, asked);
  });

  it('shows no credentials', async () => {
    const { editor, document } = await opened(
      `FROM debian:12\nADD --checksum=sha256:${OLD} https://me:secret@example.com/changed-1.0.tgz?token=abc /\n`,
    );
    const verified = await verify(editor, document);
    assert.equal(verified.pins[0]!.url, `${CHANGED}?…`);
    assert.doesNotMatch([JSON.stringify(verified), ...editor.log].join(), /secret|abc,/);
  });

  it('is cancelled in the middle of a download', async () => {
    const { editor, document } = await opened();
    const asked = internet.requests.length;
    internet.serve(CHANGED, stall(5000));
    const cancel = new CancellationTokenSource();
    const params = { uri: document.uri, network: true, workDoneToken: PROGRESS };
    const verified = editor.connection.sendRequest<Verified>('hardenDockerfile/verify', params, cancel.token);
    await until(() => internet.requests.length > asked && editor.progress.length > 1, 'a download');
    cancel.cancel();
    const { status, pins, id } = await verified;
    internet.serve(CHANGED, 'changed');
    assert.deepEqual([status, pins, editor.progress.at(-1)?.kind], ['cancelled', [], 'end']);
    assert.equal((await update(editor, document, id)).status, 'changed');
    assert.deepEqual([document.getText(), editor.edits.length], [TEXT, 0]);
  });
});

describe('updating what has changed', () => {
  it('writes the hash that was shown, in its case, as one edit with a version; twice changes nothing', async () => {
    const { editor, document } = await opened();
    const { id } = await verify(editor, document);
    internet.serve(CHANGED, 'changed again');
    const asked = internet.requests.length;
    assert.deepEqual(await update(editor, document, id), { status: 'applied', names: ['changed-1.0.tgz'] });
    internet.serve(CHANGED, 'changed');
    assert.equal(internet.requests.length, asked);
    assert.equal(document.getText(), UPDATED);
    const [edit] = editor.edits[0]!.edit.documentChanges as [TextDocumentEdit];
    assert.deepEqual(edit.textDocument, { uri: document.uri, version: 1 });
    assert.deepEqual(await update(editor, document, id), { status: 'nothing', names: [] });
    assert.equal(editor.edits.length, 1);
  });

  it('finds the hash where it is by then', async () => {
    const { editor, document } = await opened();
    const { id } = await verify(editor, document);
    editor.edit(document, 'FROM', '# One more line.\nFROM');
    assert.equal((await update(editor, document, id)).status, 'applied');
    assert.equal(document.getText(), `# One more line.\n${UPDATED}`);
  });

  it('is made afresh when the client has a newer text than the edit', async () => {
    const { editor, document } = await opened();
    const { id } = await verify(editor, document);
    editor.onEdit = ({ edit }) => {
      if (editor.edits.length === 1) editor.edit(document, 'FROM', '# Typed meanwhile.\nFROM');
      return { applied: editor.apply(edit) };
    };
    assert.equal((await update(editor, document, id)).status, 'applied');
    assert.equal(editor.edits.length, 2);
    assert.equal(document.getText(), `# Typed meanwhile.\n${UPDATED}`);
  });

  it('leaves what is no longer what was compared', async () => {
    for (const [what, by] of [
      [OLD.toUpperCase(), OLD.replace('0', '9')],
      [CHANGED, CHANGED.replace('1.0', '2.0')],
      [GONE_LINE, `${get('https://example.com/other-1.0.tgz', '${CHANGED_SHA256}')}\n${GONE_LINE}`],
    ] as const) {
      const { editor, document } = await opened();
      const { id } = await verify(editor, document);
      editor.edit(document, what, by);
      const now = document.getText();
      assert.deepEqual(await update(editor, document, id), { status: 'nothing', names: [] });
      assert.deepEqual([document.getText(), editor.edits.length], [now, 0]);
    }
  });

  it('takes the latest verification only', async () => {
    const { editor, document } = await opened();
    const { id } = await verify(editor, document);
    const latest = await verify(editor, document);
    assert.equal((await update(editor, document, id)).status, 'changed');
    assert.equal((await update(editor, document, latest.id)).status, 'applied');
  });

  it('says when the user does not want the edit', async () => {
    const { editor, document } = await opened();
    const { id } = await verify(editor, document);
    editor.onEdit = () => ({ applied: false });
    assert.equal((await update(editor, document, id)).status, 'declined');
  });
});

describe('a client without commands of its own', () => {
  const command = (editor: Editor, { uri }: TextDocument) =>
    editor.connection.sendRequest('workspace/executeCommand', {
      command: 'hardenDockerfile.verify',
      arguments: [{ uri }],
    });

  it('is asked whether to update, with each pin in the log', async () => {
    const { editor, document } = await opened();
    editor.answer = 'Update';
    await command(editor, document);
    await until(() => editor.messages.length > 0, 'the hash is updated');
    assert.deepEqual(editor.questions, [
      'Harden Dockerfile: 1 as pinned, 1 changed, 1 gone, 1 not compared; changed-1.0.tgz: a new release, or somebody else',
    ]);
    assert.deepEqual(editor.messages, ['Harden Dockerfile: updated the SHA-256 of changed-1.0.tgz']);
    assert.equal(document.getText(), UPDATED);
    const log = editor.log.join('\n');
    assert.match(
      log,
      new RegExp(`^changed: changed-1\\.0\\.tgz, line 2, ${CHANGED}: pinned ${OLD}, served ${NOW}$`, 'm'),
    );
    assert.match(log, /^as pinned: same-1\.0\.tgz, line 3/m);
    assert.equal(editor.tokens.length, 1);
  });

  it('keeps its text where the user does not answer', async () => {
    const { editor, document } = await opened();
    await command(editor, document);
    await until(() => editor.questions.length > 0, 'the user is asked');
    await editor.pull(document);
    assert.deepEqual([document.getText(), editor.messages], [TEXT, []]);
  });

  it('is told that all is well', async () => {
    const { editor, document } = await opened(`FROM debian:12\n${get(SAME, sha256('same'))}\n`);
    await command(editor, document);
    await until(() => editor.messages.length > 0, 'a message');
    assert.deepEqual([editor.messages, editor.questions], [['Harden Dockerfile: 1 as pinned'], []]);
  });
});
