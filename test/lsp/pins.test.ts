import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import type { Hover, MarkupContent } from 'vscode-languageserver/node';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import type { Outcome, Verified } from '../../server/src/lsp/protocol.ts';
import { type Internet, startInternet } from '../internet/internet.ts';
import { makeFolder } from '../project/folder.ts';
import { makeRepository } from '../project/repository.ts';
import { type Editor, FULL, QUIET, type Start, startEditor } from './client.ts';

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');
const OLD = '0123456789abcdef'.repeat(4);
const jq = (version: string) => `https://example.com/jq-${version}/jq-linux64`;
const text = (version: string, hash = OLD) =>
  `FROM debian:12\nARG JQ=${version}\nARG JQ_SHA256=${hash}\nRUN curl -fsSLo jq https://example.com/jq-\${JQ}/jq-linux64 && echo "\${JQ_SHA256}  jq" | sha256sum -c --quiet\n`;

const editors: Editor[] = [];
let internet: Internet;
before(async () => {
  internet = await startInternet();
  internet.serve(jq('1.6'), 'six');
  internet.serve(jq('1.7.1'), 'seven');
});
after(async () => {
  await Promise.all(editors.map((editor) => editor.close()));
  await internet.close();
});

async function start(options: Start): Promise<Editor> {
  const editor = await startEditor({ env: internet.env, settings: () => QUIET, ...options });
  editors.push(editor);
  return editor;
}

/** What hovering says in the middle of a text. */
async function hover(editor: Editor, document: TextDocument, what: string): Promise<string | undefined> {
  const position = document.positionAt(document.getText().indexOf(what) + what.length / 2);
  const params = { textDocument: { uri: document.uri }, position };
  const found = await editor.connection.sendRequest<Hover | null>('textDocument/hover', params);
  return found ? (found.contents as MarkupContent).value : undefined;
}

const verify = (editor: Editor, { uri }: TextDocument): Promise<Verified> =>
  editor.connection.sendRequest('hardenDockerfile/verify', { uri, network: true });

describe('hovering over a hash', () => {
  it('tells its file, its URL and where it is compared, without asking anybody', async () => {
    const root = makeFolder({});
    const editor = await start({ root });
    const document = editor.open(join(root, 'Dockerfile'), text('1.6'));
    const asked = internet.requests.length;
    const said = `jq: the build compares its SHA-256 on line 4.\n\n${jq('1.6')}`;
    assert.equal(await hover(editor, document, OLD), said);
    assert.equal(internet.requests.length, asked);
  });

  it('tells what a verification learned: size, source and when', async () => {
    const root = makeFolder({});
    const editor = await start({ root });
    const document = editor.open(join(root, 'Dockerfile'), text('1.6', sha256('six')));
    await verify(editor, document);
    const match = await hover(editor, document, sha256('six'));
    assert.match(match!, /\n\nAs pinned when it was compared just now \(computed from 3 bytes downloaded\)\.$/);
    editor.edit(document, sha256('six'), OLD);
    const changed = await hover(editor, document, OLD);
    assert.match(
      changed!,
      new RegExp(`\\n\\nChanged when it was compared just now .*: what is served has the SHA-256 ${sha256('six')}\\.$`),
    );
    editor.edit(document, 'ARG JQ=1.6', 'ARG JQ=1.8');
    await verify(editor, document);
    assert.match((await hover(editor, document, OLD))!, /Gone when it was asked for just now: .*404/);
  });

  it('tells what a pin that was made here came from', async () => {
    const root = makeFolder({});
    const editor = await start({ root });
    const document = editor.open(join(root, 'Dockerfile'), `FROM debian:12\nRUN curl -fsSLo jq ${jq('1.6')}\n`);
    const { uri } = document;
    const outcome: Outcome = await editor.connection.sendRequest('hardenDockerfile/harden', {
      uri,
      network: true,
      preview: false,
    });
    assert.equal(outcome.status, 'applied');
    assert.match(
      (await hover(editor, document, sha256('six')))!,
      /As pinned .* \(computed from 3 bytes downloaded\)\.$/,
    );
  });

  it('says why a hash is not compared here', async () => {
    const root = makeFolder({});
    const editor = await start({ root });
    const sha512 = `${OLD}${OLD}`;
    const document = editor.open(
      join(root, 'Dockerfile'),
      `FROM debian:12\nRUN curl -fsSLO https://example.com/x && echo "${sha512}  x" | sha512sum -c\n`,
    );
    assert.equal(
      await hover(editor, document, sha512),
      'x: the build compares its SHA-512 on line 2.\n\nhttps://example.com/x\n\nIt cannot be compared here: its hash is no SHA-256.',
    );
  });

  it('tells when its line was committed, where git may be run', async () => {
    const { root } = makeRepository({ Dockerfile: text('1.6') });
    const editor = await start({ root, options: { trusted: false } });
    const document = editor.open(join(root, 'Dockerfile'), text('1.6'));
    assert.doesNotMatch((await hover(editor, document, OLD))!, /committed/);
    await editor.connection.sendNotification('hardenDockerfile/trust', { trusted: true });
    assert.match(
      (await hover(editor, document, OLD))!,
      /\n\nIts line was last committed \d+ years? ago, on 2024-03-04\.$/,
    );
  });

  it('is nothing but text, without credentials, and leaves the rest to the language service', async () => {
    const root = makeFolder({});
    const capabilities = {
      ...FULL,
      textDocument: { ...FULL.textDocument, hover: { contentFormat: ['markdown' as const] } },
    };
    const editor = await start({ root, capabilities });
    const document = editor.open(
      join(root, 'Dockerfile'),
      `FROM debian:12\nADD --checksum=sha256:${OLD} https://me:secret@example.com/a_[x](command:y).tgz?sig=abc /\n`,
    );
    const said = (await hover(editor, document, OLD))!;
    assert.match(
      said,
      /^a\\_\\\[x\\\]\\\(command:y\\\)\\\.tgz: the build compares its SHA\\-256 on line 2\\\.\n\n`https:\/\/example\.com\//,
    );
    assert.doesNotMatch(said, /secret|abc/);
    const keyword = await editor.connection.sendRequest<Hover>('textDocument/hover', {
      textDocument: { uri: document.uri },
      position: { line: 1, character: 1 },
    });
    assert.match(JSON.stringify(keyword.contents), /ADD/);
  });
});

describe('a pin whose URL changed since the last commit', () => {
  const stale = async (editor: Editor, document: TextDocument) =>
    (await editor.pull(document)).map(({ code, message, range }) => `${code} ${document.getText(range)}: ${message}`);

  it('is found while it is typed, and its fix pins what is served now', async () => {
    const { root } = makeRepository({ Dockerfile: text('1.6') });
    const editor = await start({ root });
    const document = editor.open(join(root, 'Dockerfile'), text('1.6'));
    assert.deepEqual(await stale(editor, document), []);
    editor.edit(document, 'JQ=1.6', 'JQ=1.7.1');
    const asked = internet.requests.length;
    const [found, ...others] = await stale(editor, document);
    assert.deepEqual(others, []);
    assert.match(
      found!,
      new RegExp(
        `^ineffective-verification ${OLD}: The URL of jq changed since the last commit \\(1\\.6 -> 1\\.7\\.1\\), its SHA-256 did not`,
      ),
    );
    assert.equal(internet.requests.length, asked);
    const at = document.positionAt(document.getText().indexOf(OLD));
    const [action] = await editor.actions(document, { start: at, end: at });
    assert.equal(action?.title, 'Pin the SHA-256 of the new jq (as its publisher declares it, else from a download)');
    const [{ uri, key }] = action!.command!.arguments as [{ uri: string; key: string }];
    const outcome: Outcome = await editor.connection.sendRequest('hardenDockerfile/applyFix', {
      uri,
      key,
      network: true,
    });
    assert.equal(outcome.status, 'applied');
    assert.equal(document.getText(), text('1.7.1', sha256('seven')));
    assert.deepEqual(await stale(editor, document), []);
  });

  it('is said to be right where the same file is served', async () => {
    const { root } = makeRepository({ Dockerfile: text('1.6', sha256('seven')) });
    const editor = await start({ root });
    const document = editor.open(join(root, 'Dockerfile'), text('1.7.1', sha256('seven')));
    const { uri } = document;
    await editor.pull(document);
    const key = `ineffective-verification jq ${sha256('seven')}`;
    const outcome: Outcome = await editor.connection.sendRequest('hardenDockerfile/applyFix', {
      uri,
      key,
      network: true,
    });
    assert.deepEqual(
      [outcome.status, outcome.failed.map(({ reason }) => reason)],
      ['nothing', ['jq is the pinned file at its new URL too: its SHA-256 is right']],
    );
    assert.equal(document.getText(), text('1.7.1', sha256('seven')));
  });

  it('is not looked for where git may not be run, until it may', async () => {
    const { root } = makeRepository({ Dockerfile: text('1.6') });
    const editor = await start({ root, options: { trusted: false } });
    const document = editor.open(join(root, 'Dockerfile'), text('1.7.1'));
    assert.deepEqual(await stale(editor, document), []);
    await editor.connection.sendNotification('hardenDockerfile/trust', { trusted: true });
    assert.equal((await stale(editor, document)).length, 1);
  });

  it('is forgotten once it is committed, as git says in its log', async () => {
    const { root, git } = makeRepository({ Dockerfile: text('1.6') });
    const editor = await start({ root });
    const document = editor.open(join(root, 'Dockerfile'), text('1.7.1'));
    assert.equal((await stale(editor, document)).length, 1);
    writeFileSync(join(root, 'Dockerfile'), text('1.7.1'));
    git('commit', '--quiet', '--all', '--message', 'Second');
    const uri = new URL(`file://${join(root, '.git/logs/HEAD')}`).href;
    await editor.connection.sendNotification('workspace/didChangeWatchedFiles', { changes: [{ uri, type: 2 }] });
    assert.deepEqual(await stale(editor, document), []);
  });

  it('is none in a file that git does not know', async () => {
    const { root } = makeRepository({ README: 'x' });
    mkdirSync(join(root, 'docker'));
    const editor = await start({ root });
    assert.deepEqual(await stale(editor, editor.open(join(root, 'docker/Dockerfile'), text('1.7.1'))), []);
    assert.deepEqual(await stale(editor, editor.open('untitled:Untitled-1', text('1.7.1'))), []);
  });
});
