import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Outcome } from '../../server/src/lsp/protocol.ts';
import { type Internet, startInternet } from '../internet/internet.ts';
import { makeFolder } from '../project/folder.ts';
import { type Editor, QUIET, startEditor } from './client.ts';

const TOOL = 'https://example.com/tool-1.0.tgz';
const TEXT = `FROM debian:12\nRUN curl -fsSLO ${TOOL}\n`;
let internet: Internet;
let editor: Editor;
let settings: object = QUIET;

before(async () => {
  internet = await startInternet();
  internet.serve(TOOL, (_, response) => response.setHeader('ETag', '"1"').end('a tool'));
  const env = { ...internet.env, XDG_CACHE_HOME: makeFolder({}) };
  editor = await startEditor({ root: makeFolder({}), env, settings: () => settings });
});
after(async () => {
  await editor.close();
  await internet.close();
});

let files = 0;
/** What a fix says of its hash. */
async function provenance(): Promise<string> {
  const { uri } = editor.open(`Dockerfile.${files++}`, TEXT);
  const wish = { uri, network: true, preview: false };
  const { applied } = await editor.connection.sendRequest<Outcome>('hardenDockerfile/harden', wish);
  return applied[0]!.provenance.join();
}

describe('the cache', () => {
  it('spares a download that the server says is the same, until it is cleared', async () => {
    assert.match(await provenance(), /just downloaded/);
    assert.match(await provenance(), /the same now/);
    assert.equal(await editor.connection.sendRequest('hardenDockerfile/clearCache', null), 1);
    assert.match(await provenance(), /just downloaded/);
  });
  it('can be cleared by a command', async () => {
    await editor.connection.sendRequest('workspace/executeCommand', { command: 'hardenDockerfile.clearCache' });
    assert.deepEqual(editor.messages, ['Harden Dockerfile: 1 download forgotten']);
  });
  it('is not used where the settings say so', async () => {
    await provenance();
    settings = { ...QUIET, cache: false };
    await editor.connection.sendNotification('workspace/didChangeConfiguration', { settings: {} });
    assert.match(await provenance(), /just downloaded/);
  });
});
