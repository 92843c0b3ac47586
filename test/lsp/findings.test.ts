import assert from 'node:assert/strict';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { pathToFileURL } from 'node:url';
import type { Diagnostic } from 'vscode-languageserver/node';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import { makeFolder } from '../project/folder.ts';
import { type Editor, FULL, QUIET, type Start, startEditor, until } from './client.ts';
import { portrait } from './portrait.ts';

const editors: Editor[] = [];
after(() => Promise.all(editors.map((editor) => editor.close())));

async function start(options: Start): Promise<Editor> {
  const editor = await startEditor({ settings: () => QUIET, ...options });
  editors.push(editor);
  return editor;
}

/** Where a finding is, by the text that it is about. */
const about = (document: TextDocument, { range, severity, code, source }: Diagnostic) =>
  `${range.start.line + 1} ${document.getText(range)} ${severity} ${source} ${code}`;

const PUSHED = { ...FULL, textDocument: { codeAction: {} }, workspace: { applyEdit: true } };

const EXPECTED = [
  '12 wget 2 harden-dockerfile unverified-download',
  '12 http://files.facemarks.example/landmarks_68.dat.bz2 2 harden-dockerfile insecure-transport',
  '15 wget 2 harden-dockerfile unverified-download',
  '18 python 2 harden-dockerfile unverified-download',
  '24 pip 2 harden-dockerfile cuda-torch-index',
  '28 LABEL 3 harden-dockerfile missing-oci-label',
  '28 maintainer 2 harden-dockerfile non-oci-label',
  '29 description 2 harden-dockerfile non-oci-label',
  '30 version 2 harden-dockerfile non-oci-label',
  '46 HEALTHCHECK 2 harden-dockerfile liveness-healthcheck',
  '46 HEALTHCHECK 2 harden-dockerfile liveness-healthcheck',
];

describe('the findings of an open Dockerfile', () => {
  it('are pulled, with their rules and the pages that explain them', async () => {
    const { root, path, text } = portrait();
    const editor = await start({ root, settings: () => ({}) });
    const document = editor.open(path, text);
    const found = await editor.pull(document);
    assert.deepEqual(
      found.map((one) => about(document, one)),
      EXPECTED,
    );
    assert.match(
      String(found[0]!.message),
      /^wget fetches landmarks_68\.dat\.bz2 from files\.facemarks\.example and nothing/,
    );
    assert.equal(
      found[0]!.codeDescription?.href,
      'https://github.com/harden-dockerfile/harden-dockerfile/blob/main/docs/rules/unverified-download.md',
    );
    assert.equal(editor.initialized.capabilities.diagnosticProvider !== undefined, true);
    assert.deepEqual(editor.published, []);
  });

  it('are pushed to a client that does not pull', async () => {
    const { root, path, text } = portrait();
    const editor = await start({ root, capabilities: PUSHED });
    assert.equal(editor.initialized.capabilities.diagnosticProvider, undefined);
    const document = editor.open(path, text);
    await until(() => editor.published.length > 0, 'findings are pushed');
    const [first] = editor.published;
    assert.equal(first?.version, 1);
    assert.deepEqual(
      first?.diagnostics.map((one) => about(document, one)),
      EXPECTED,
    );
    editor.edit(document, 'HEALTHCHECK', '# harden ignore=liveness-healthcheck\nHEALTHCHECK');
    editor.edit(document, 'LABEL', '#');
    await until(() => editor.published.length > 1, 'findings of the edited text are pushed');
    assert.equal(editor.published[1]?.version, 3);
    assert.deepEqual(
      editor.published[1]?.diagnostics.map((one) => one.range.start.line + 1),
      [12, 12, 15, 18, 24, 29, 29, 30],
    );
  });

  it('follow its edits, and are not sent again while they stay the same', async () => {
    const root = makeFolder({});
    const editor = await start({ root });
    const document = editor.open(join(root, 'Dockerfile'), 'FROM debian:12\nRUN true\n');
    assert.deepEqual(await editor.pull(document), []);
    editor.edit(document, 'true', 'cu');
    editor.edit(document, 'cu', 'curl -LO https://example.com/v1.0/a.tar');
    const [finding] = await editor.pull(document);
    assert.equal(finding && about(document, finding), '2 curl 2 harden-dockerfile unverified-download');
    const params = { textDocument: { uri: document.uri } };
    const full = await editor.connection.sendRequest<{ kind: string; resultId: string }>(
      'textDocument/diagnostic',
      params,
    );
    const again = await editor.connection.sendRequest<object>('textDocument/diagnostic', {
      ...params,
      previousResultId: full.resultId,
    });
    assert.deepEqual(again, { kind: 'unchanged', resultId: full.resultId });
  });

  for (const uri of [
    'untitled:Untitled-1',
    'git:/repo/Dockerfile?{"ref":"HEAD"}',
    'vscode-vfs://github/o/r/Dockerfile',
  ]) {
    it(`need no file: ${uri}`, async () => {
      const editor = await start({ root: makeFolder({}) });
      const document = editor.open(uri, 'FROM debian:12\nRUN curl https://example.com/i.sh | sh\n');
      assert.deepEqual(
        (await editor.pull(document)).map(({ code }) => code),
        ['unverified-download'],
      );
    });
  }

  it('are there for files that are Dockerfiles by name, and only for those', async () => {
    const root = makeFolder({});
    const editor = await start({ root });
    for (const [name, expected] of Object.entries({
      'Dockerfile.prod': 1,
      'api.Dockerfile': 1,
      Containerfile: 1,
      'Dockerfile.dockerignore': 0,
      'notes.txt': 0,
    })) {
      const document = editor.open(
        join(root, name),
        'FROM debian:12\nRUN curl https://example.com/i.sh | sh\n',
        'plaintext',
      );
      assert.equal((await editor.pull(document)).length, expected, name);
    }
  });

  it('are not computed for a text that nobody wrote', async () => {
    const editor = await start({ root: makeFolder({}) });
    const line = 'RUN curl https://example.com/i.sh | sh\n';
    const document = editor.open('untitled:Dockerfile', `FROM debian:12\n${line.repeat(30_000)}`);
    assert.deepEqual(await editor.pull(document), []);
  });
});

describe('a change around a Dockerfile', () => {
  const FILES = {
    '.harden-dockerfile.json': JSON.stringify(QUIET),
    'Dockerfile.cpu': 'FROM python:3.11-slim\nCOPY requirements.txt .\nRUN pip install -r requirements.txt\n',
    'requirements.txt': 'flask==3.0.0\n',
  };
  const CUDA = /torch==2\.0\.1 of requirements\.txt/;

  it('on disk lets the client ask again', async () => {
    const root = makeFolder(FILES);
    const editor = await start({ root });
    const document = editor.open(join(root, 'Dockerfile.cpu'), FILES['Dockerfile.cpu']);
    assert.deepEqual(await pip(editor, document), []);
    await until(() => editor.registrations.includes('workspace/didChangeWatchedFiles'), 'files are watched');
    writeFileSync(join(root, 'requirements.txt'), 'torch==2.0.1\n');
    await changed(editor, join(root, 'requirements.txt'), 2);
    await until(() => editor.refreshes > 0, 'a refresh');
    assert.match((await pip(editor, document)).join(), CUDA);
    rmSync(join(root, 'requirements.txt'));
    await changed(editor, join(root, 'requirements.txt'), 3);
    await until(() => editor.refreshes > 1, 'another refresh');
    assert.deepEqual(await pip(editor, document), []);
  });

  it('that no finding depends on lets nobody do anything', async () => {
    const root = makeFolder(FILES);
    const editor = await start({ root });
    const document = editor.open(join(root, 'Dockerfile.cpu'), FILES['Dockerfile.cpu']);
    await editor.pull(document);
    await changed(editor, join(root, 'picture.png'), 1);
    await editor.pull(document);
    assert.equal(editor.refreshes, 0);
  });

  it('in the editor counts before it is saved', async () => {
    const root = makeFolder(FILES);
    const editor = await start({ root });
    const document = editor.open(join(root, 'Dockerfile.cpu'), FILES['Dockerfile.cpu']);
    assert.deepEqual(await pip(editor, document), []);
    const requirements = editor.open(join(root, 'requirements.txt'), FILES['requirements.txt'], 'pip-requirements');
    editor.edit(requirements, 'flask==3.0.0', 'torch==2.0.1');
    await until(() => editor.refreshes > 0, 'a refresh');
    assert.match((await pip(editor, document)).join(), CUDA);
  });

  it('is noticed by a client that watches nothing when the Dockerfile is saved', async () => {
    const root = makeFolder(FILES);
    const editor = await start({ root, capabilities: PUSHED });
    const { uri } = editor.open(join(root, 'Dockerfile.cpu'), FILES['Dockerfile.cpu']);
    await until(() => editor.published.length > 0, 'findings');
    writeFileSync(join(root, 'requirements.txt'), 'torch==2.0.1\n');
    await editor.connection.sendNotification('textDocument/didSave', { textDocument: { uri } });
    await until(() => editor.published.length > 1, 'new findings');
    assert.match(JSON.stringify(editor.published[1]?.diagnostics), CUDA);
  });
});

describe('settings', () => {
  const TEXT = 'FROM debian:12\nRUN curl https://example.com/i.sh | sh\n';

  it('come from the client, and those of the project win', async () => {
    let settings: object = {
      severity: { ...QUIET.severity, 'unverified-download': 'error' },
      preview: true,
      allowedHosts: [],
      target: null,
    };
    const root = makeFolder({ 'own/.harden-dockerfile.json': '{ "severity": { "unverified-download": "hint" } }' });
    const editor = await start({ root, settings: () => settings });
    const plain = editor.open(join(root, 'Dockerfile'), TEXT);
    const own = editor.open(join(root, 'own', 'Dockerfile'), TEXT);
    assert.deepEqual(
      (await Promise.all([plain, own].map(editor.pull))).map(([one]) => one?.severity),
      [1, 4],
    );
    settings = { severity: { ...QUIET.severity, 'unverified-download': 'off' } };
    await editor.connection.sendNotification('workspace/didChangeConfiguration', { settings: null });
    await until(() => editor.refreshes > 0, 'a refresh');
    assert.deepEqual(
      (await Promise.all([plain, own].map(editor.pull))).map(([one]) => one?.severity),
      [undefined, 4],
    );
    assert.deepEqual(editor.messages, []);
  });

  it('that cannot be meant are named', async () => {
    const root = makeFolder({ '.harden-dockerfile.json': '{ "targt": "cpu" }' });
    const editor = await start({ root, settings: () => ({ ...QUIET, target: 'tpu' }) });
    const document = editor.open(join(root, 'Dockerfile'), TEXT);
    assert.equal((await editor.pull(document)).length, 1);
    assert.match(editor.messages.join(), /\.harden-dockerfile\.json: unknown key "targt": did you mean target\?/);
    assert.match(editor.log.join(), /"target" must be one of auto, cpu, gpu, not "tpu"/);
  });
});

const pip = async (editor: Editor, document: TextDocument): Promise<string[]> =>
  (await editor.pull(document)).filter(({ code }) => code === 'cuda-torch-index').map(({ message }) => String(message));

const changed = (editor: Editor, path: string, type: number): Promise<void> =>
  editor.connection.sendNotification('workspace/didChangeWatchedFiles', {
    changes: [{ uri: pathToFileURL(path).href, type }],
  });
