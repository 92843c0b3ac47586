import assert from 'node:assert/strict';
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import {
  type CompletionItem,
  createProtocolConnection,
  type DocumentLink,
  type Hover,
  type InitializeResult,
  IPCMessageReader,
  IPCMessageWriter,
  type Location,
  type TextEdit,
  type WorkspaceEdit,
} from 'vscode-languageserver/node';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import { stall } from '../internet/handlers.ts';
import { type Internet, startInternet } from '../internet/internet.ts';
import { makeFolder } from '../project/folder.ts';
import { type Editor, PROGRESS, startEditor, until } from './client.ts';

const TEXT = 'FROM node:20 AS base\nWORKDIR   /app\nFROM base\nCOPY --from=base /app /app\n';

let internet: Internet;
before(async () => {
  internet = await startInternet();
});
after(() => internet.close());

describe('what every Dockerfile editor has', () => {
  let editor: Editor;
  let document: TextDocument;
  before(async () => {
    const root = makeFolder({});
    editor = await startEditor({ root, env: internet.env });
    document = editor.open(join(root, 'Dockerfile'), TEXT);
  });
  after(() => editor.close());

  const ask = <T>(method: string, more: object = {}): Promise<T> =>
    editor.connection.sendRequest(`textDocument/${method}`, { textDocument: { uri: document.uri }, ...more });

  it('is hover, completion and definitions', async () => {
    const hover = await ask<Hover>('hover', { position: { line: 1, character: 2 } });
    assert.match(JSON.stringify(hover.contents), /working directory/i);
    const items = await ask<CompletionItem[]>('completion', { position: { line: 4, character: 0 } });
    assert.ok(items.some(({ label }) => label.startsWith('HEALTHCHECK')));
    const definition = await ask<Location>('definition', { position: { line: 2, character: 6 } });
    assert.equal(definition.range.start.line, 0);
  });

  it('is formatting, renaming, symbols, links, folding, highlights and tokens', async () => {
    const edits = await ask<TextEdit[]>('formatting', { options: { tabSize: 4, insertSpaces: true } });
    assert.ok(Array.isArray(edits));
    const position = { line: 2, character: 6 };
    const rename = await ask<WorkspaceEdit>('rename', { position, newName: 'first' });
    assert.equal(rename.changes?.[document.uri]?.length, 3);
    assert.equal((await ask<unknown[]>('documentHighlight', { position })).length, 3);
    assert.equal((await ask<unknown[]>('documentSymbol')).length, 4);
    const [link] = await ask<DocumentLink[]>('documentLink');
    const resolved = await editor.connection.sendRequest<DocumentLink>('documentLink/resolve', link);
    assert.equal(resolved.target, 'https://hub.docker.com/_/node/');
    assert.deepEqual(await ask('foldingRange'), []);
    assert.ok((await ask<{ data: number[] }>('semanticTokens/full')).data.length > 0);
  });

  it('asks Docker Hub nothing while an image is typed', async () => {
    assert.deepEqual(await ask('completion', { position: { line: 0, character: 'FROM node:20'.length } }), []);
  });

  it('is left to another extension where there is one, but for what is ours', async () => {
    const capabilitiesWith = async (languageFeatures: boolean | 'own') => {
      const other = await startEditor({ root: makeFolder({}), options: { languageFeatures } });
      await other.close();
      return Object.keys(other.initialized.capabilities).toSorted();
    };
    const always = ['codeActionProvider', 'diagnosticProvider', 'executeCommandProvider', 'textDocumentSync'];
    assert.deepEqual(await capabilitiesWith(false), always);
    assert.deepEqual(await capabilitiesWith('own'), [...always, 'completionProvider', 'hoverProvider'].toSorted());
  });
});

describe('the server starts', () => {
  const main = (path: string) => fileURLToPath(new URL(`../../server/src/${path}`, import.meta.url));

  it('from the command line', async () => {
    const command = [process.execPath, '--import', import.meta.resolve('tsx'), main('cli/main.ts'), 'lsp', '--stdio'];
    const editor = await startEditor({ root: makeFolder({}), command });
    assert.equal(editor.initialized.serverInfo?.name, 'harden-dockerfile');
    await editor.close();
  });

  it('over the channel that VS Code opens', async () => {
    const child = fork(main('lsp/main.ts'), ['--node-ipc'], { execArgv: ['--import', import.meta.resolve('tsx')] });
    after(() => child.kill());
    const connection = createProtocolConnection(new IPCMessageReader(child), new IPCMessageWriter(child));
    connection.listen();
    const params = { processId: process.pid, rootUri: null, capabilities: {} };
    const { serverInfo } = await connection.sendRequest<InitializeResult>('initialize', params);
    assert.equal(serverInfo?.name, 'harden-dockerfile');
    await connection.sendRequest('shutdown');
    await connection.sendNotification('exit');
    const [status] = await once(child, 'exit');
    assert.equal(status, 0);
  });
});

describe('the end of the server', () => {
  it('ends a download', async () => {
    const url = 'https://example.com/v1.0/big.tar';
    internet.serve(url, stall(5000));
    const root = makeFolder({});
    const editor = await startEditor({ root, env: internet.env });
    const { uri } = editor.open(join(root, 'Dockerfile'), `FROM debian:12\nRUN curl -LO ${url}\n`);
    const params = { uri, network: true, preview: false, workDoneToken: PROGRESS };
    const outcome = editor.connection.sendRequest<{ status: string }>('hardenDockerfile/harden', params);
    await until(() => editor.progress.length > 1, 'a download');
    const start = Date.now();
    await editor.close();
    assert.equal((await outcome).status, 'cancelled');
    assert.ok(Date.now() - start < 5000);
  });
});
