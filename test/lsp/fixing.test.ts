import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import {
  CancellationTokenSource,
  type CodeAction,
  DiagnosticSeverity,
  type TextDocumentEdit,
} from 'vscode-languageserver/node';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import type { Outcome } from '../../server/src/lsp/protocol.ts';
import { stall } from '../internet/handlers.ts';
import { type Handler, type Internet, startInternet } from '../internet/internet.ts';
import { makeFolder } from '../project/folder.ts';
import { type Editor, FULL, PROGRESS, QUIET, type Start, startEditor, until } from './client.ts';
import { portrait, SERVED } from './portrait.ts';

const editors: Editor[] = [];
let internet: Internet;
before(async () => {
  internet = await startInternet();
  for (const [url, bytes] of Object.entries(SERVED)) internet.serve(url, bytes);
});
after(async () => {
  await Promise.all(editors.map((editor) => editor.close()));
  await internet.close();
});

async function start(options: Start): Promise<Editor> {
  const editor = await startEditor({ env: internet.env, ...options });
  editors.push(editor);
  return editor;
}

const MODEL = 'https://github.com/brightfold/face-parsing/releases/download/v0.2.0/model.pth';
const MODEL_KEY = `unverified-download model-downloader ${MODEL}`;
const HASH = '41c1c6eea78e7ab7a27deb322c13f5506f7273fc6dc1c9422d31f6344bd0f667';

const harden = (editor: Editor, { uri }: TextDocument, more: object = {}): Promise<Outcome> =>
  editor.connection.sendRequest('hardenDockerfile/harden', { uri, network: true, preview: false, ...more });
const applyFix = (editor: Editor, { uri }: TextDocument, key: string, more: object = {}): Promise<Outcome> =>
  editor.connection.sendRequest('hardenDockerfile/applyFix', { uri, key, network: true, ...more });

const start0 = { line: 0, character: 0 };
const whole = (document: TextDocument) => ({ start: start0, end: document.positionAt(document.getText().length) });

describe('hardening a file', () => {
  it('gives the text that the command line gives, in one edit with a version', async () => {
    const { root, path, text, fixed } = portrait();
    const editor = await start({ root });
    const document = editor.open(path, text);
    const outcome = await harden(editor, document, { workDoneToken: PROGRESS });
    assert.equal(document.getText(), fixed);
    assert.equal(editor.edits.length, 1);
    const [edit] = editor.edits[0]!.edit.documentChanges as [TextDocumentEdit];
    assert.deepEqual(edit.textDocument, { uri: document.uri, version: 1 });
    assert.deepEqual([outcome.status, outcome.failed, outcome.remaining], ['applied', [], 1]);
    assert.deepEqual(
      outcome.review.map(({ rule, reason }) => [rule, reason]),
      [['insecure-transport', 'an image without certificate authorities (ca-certificates) cannot ask over https']],
    );
    assert.deepEqual(
      outcome.applied.map(({ rule, title, provenance }) => [rule, title, provenance.length]),
      [
        ['unverified-download', 'Pin the SHA-256 of landmarks_68.dat.bz2 and verify it (from a download)', 1],
        [
          'unverified-download',
          'Pin the SHA-256 of model.pth and verify it (as github.com declares it, else from a download)',
          1,
        ],
        [
          'unverified-download',
          'Pin the SHA-256 of u2net_human_seg.onnx and verify it (as github.com declares it, else from a download)',
          1,
        ],
        ['cuda-torch-index', 'Add --extra-index-url https://download.pytorch.org/whl/cpu', 0],
        ['missing-oci-label', 'Add source, licenses and title as the project states them', 0],
        ['non-oci-label', 'Give 3 labels their OCI keys, in one LABEL instruction', 0],
        ['liveness-healthcheck', 'Ask /ready instead of /health', 0],
        ['liveness-healthcheck', 'Set --start-period=180s', 0],
      ],
    );
    assert.deepEqual([editor.progress.at(0)?.kind, editor.progress.at(-1)?.kind], ['begin', 'end']);
    const left = await editor.pull(document);
    assert.deepEqual(
      left.map(({ code, severity }) => [code, severity]),
      [['insecure-transport', DiagnosticSeverity.Information]],
    );
    assert.deepEqual((await harden(editor, document)).status, 'nothing');
    assert.equal(document.getText(), fixed);
  });

  it('is previewed edit by edit, each with its fix and who vouches for it', async () => {
    const { root, path, text, fixed } = portrait();
    const editor = await start({ root });
    const document = editor.open(path, text);
    let kinds: string[] = [];
    editor.onEdit = ({ edit }) => {
      kinds = editor.progress.map(({ kind }) => kind);
      return { applied: editor.apply(edit) };
    };
    await harden(editor, document, { preview: true, workDoneToken: PROGRESS });
    assert.equal(kinds.at(-1), 'end', 'the work is done before the user looks at the preview');
    assert.equal(document.getText(), fixed);
    const { documentChanges, changeAnnotations } = editor.edits[0]!.edit;
    const annotated = (documentChanges as [TextDocumentEdit])[0].edits.map((edit) => {
      const { annotationId, newText } = edit as { annotationId: string; newText: string };
      return [changeAnnotations![annotationId]!, newText] as const;
    });
    assert.ok(annotated.every(([{ needsConfirmation }]) => needsConfirmation));
    const pin = annotated.filter(([, inserted]) => inserted.includes('FACE_PARSING_MODEL_SHA256'));
    assert.equal(pin.length, 2);
    for (const [{ label, description }] of pin) {
      assert.equal(
        label,
        'Pin the SHA-256 of model.pth and verify it (as github.com declares it, else from a download)',
      );
      assert.match(description!, /^computed from 14\.0 kB just downloaded: trust on first use$/);
    }
  });

  it('changes nothing when the user declines', async () => {
    const { root, path, text } = portrait();
    const editor = await start({ root });
    const document = editor.open(path, text);
    editor.onEdit = () => ({ applied: false });
    const outcome = await harden(editor, document, { preview: true });
    assert.deepEqual([outcome.status, outcome.applied, editor.edits.length], ['declined', [], 1]);
    assert.equal(document.getText(), text);
  });

  it('says what the user left out of a preview', async () => {
    const { root, path, text } = portrait();
    const editor = await start({ root });
    const document = editor.open(path, text);
    editor.onEdit = ({ edit }) => {
      const [{ textDocument, edits }] = edit.documentChanges as [TextDocumentEdit];
      const period = edits.filter((one) => 'newText' in one && one.newText.includes('--start-period'));
      return { applied: editor.apply({ documentChanges: [{ textDocument, edits: period }] }) };
    };
    const { applied, remaining } = await harden(editor, document, { preview: true });
    assert.deepEqual(
      applied.map(({ title }) => title),
      ['Set --start-period=180s'],
    );
    assert.equal(remaining, 10);
  });

  it('without the network does what needs none', async () => {
    const { root, path, text } = portrait();
    const editor = await start({ root });
    const document = editor.open(path, text);
    const asked = internet.requests.length;
    const outcome = await harden(editor, document, { network: false });
    assert.equal(internet.requests.length, asked);
    assert.equal(outcome.status, 'applied');
    assert.deepEqual(
      outcome.failed.map(({ rule }) => rule),
      ['unverified-download', 'unverified-download', 'unverified-download'],
    );
    assert.match(outcome.failed[0]!.reason, /^not asked: downloads were not allowed/);
    assert.match(document.getText(), /start-period=180s/);
  });

  it('asks nobody in a workspace that is not trusted, until it is', async () => {
    const { root, path, text, fixed } = portrait();
    const editor = await start({ root, options: { trusted: false } });
    const document = editor.open(path, text);
    const asked = internet.requests.length;
    const outcome = await harden(editor, document);
    assert.match(outcome.failed[0]!.reason, /^not asked: this workspace is not trusted/);
    assert.equal(internet.requests.length, asked);
    assert.deepEqual(editor.log, []);
    await editor.connection.sendNotification('hardenDockerfile/trust', { trusted: true });
    await harden(editor, document);
    assert.equal(document.getText(), fixed);
    assert.match(editor.log.join('\n'), /^asking github\.com for model\.pth$/m);
    assert.match(editor.log.join('\n'), new RegExp(`^github\\.com, model\\.pth: 14\\.0 kB, SHA-256 ${HASH}$`, 'm'));
  });

  it('starts afresh when the file changes meanwhile, and asks nothing twice', async () => {
    const { root, path, text, fixed } = portrait();
    const editor = await start({ root });
    const document = editor.open(path, text);
    const asked = internet.requests.length;
    const slow = slowly(MODEL);
    const outcome = harden(editor, document);
    await slow.asked;
    editor.edit(document, '# CPU image of the portrait service.', '# The image for CPUs.\n#');
    // An answer tells that the edit has arrived.
    await editor.pull(document);
    slow.answer();
    assert.equal((await outcome).status, 'applied');
    assert.equal(document.getText(), fixed.replace('# CPU image of the portrait service.', '# The image for CPUs.\n#'));
    const urls = internet.requests.slice(asked).map(({ url }) => url);
    for (const url of Object.keys(SERVED)) assert.equal(urls.filter((one) => one === url).length, 1, url);
    assert.equal(new Set(urls).size, urls.length);
  });

  it('edits other files with it, unless they have changed on disk', async () => {
    const files = {
      'Dockerfile.cpu':
        'FROM python:3.11-slim\nCOPY requirements.txt .\nRUN pip install -r requirements.txt\nRUN pip install flask\n',
      'requirements.txt': 'torch==2.0.1+cu118\n--extra-index-url https://download.pytorch.org/whl/cu118\n',
    };
    const root = makeFolder(files);
    const editor = await start({ root });
    const document = editor.open(join(root, 'Dockerfile.cpu'), files['Dockerfile.cpu']);
    const before = await harden(editor, document);
    assert.deepEqual([before.status, before.review.length], ['nothing', 1]);
    const requirements = editor.open(join(root, 'requirements.txt'), files['requirements.txt'], 'plaintext');
    const outcome = await harden(editor, document, { review: true });
    assert.equal(outcome.status, 'applied');
    assert.match(
      requirements.getText(),
      /^torch==2\.0\.1\+cpu\n--extra-index-url https:\/\/download\.pytorch\.org\/whl\/cpu\n$/,
    );
    const changes = editor.edits[0]!.edit.documentChanges as TextDocumentEdit[];
    assert.deepEqual(
      changes.map(({ textDocument }) => textDocument),
      [{ uri: requirements.uri, version: 1 }],
    );
  });

  it('re-reads a closed file before it edits it', async () => {
    const files = {
      'Dockerfile.cpu': 'FROM python:3.11-slim\nCOPY requirements.txt .\nRUN pip install -r requirements.txt\n',
      'requirements.txt': 'torch==2.0.1+cu118\n--extra-index-url https://download.pytorch.org/whl/cu118\n',
    };
    const root = makeFolder(files);
    const editor = await start({ root });
    const document = editor.open(join(root, 'Dockerfile.cpu'), files['Dockerfile.cpu']);
    await editor.pull(document);
    // Nobody tells the server.
    writeFileSync(join(root, 'requirements.txt'), `flask\n${files['requirements.txt']}`);
    await harden(editor, document, { review: true });
    const [change] = editor.edits[0]!.edit.documentChanges as [TextDocumentEdit];
    assert.equal(change.textDocument.version, null);
    assert.deepEqual(
      change.edits.map((edit) => 'range' in edit && edit.range.start.line),
      [1, 2],
    );
    assert.match(readFileSync(join(root, 'requirements.txt'), 'utf8'), /^flask/);
  });
});

describe('a fix that needs the network', () => {
  it('is a command, says whom it would ask, and pins what it gets', async () => {
    const { root, path, text, fixed } = portrait();
    const editor = await start({ root, options: { commands: 'client' } });
    assert.equal(editor.initialized.capabilities.executeCommandProvider, undefined);
    const document = editor.open(path, text);
    const at = document.positionAt(text.indexOf('wget -q https://github'));
    const [action] = await editor.actions(document, { start: at, end: at });
    assert.equal(action?.edit, undefined);
    assert.deepEqual(action?.command?.arguments, [{ uri: document.uri, key: MODEL_KEY }]);
    const asked = internet.requests.length;
    const { uri } = document;
    const hosts = (params: object) => editor.connection.sendRequest('hardenDockerfile/hosts', params);
    assert.deepEqual(await hosts({ uri, key: MODEL_KEY }), { hosts: ['github.com'] });
    assert.deepEqual(await hosts({ uri }), { hosts: ['files.facemarks.example', 'github.com'] });
    assert.equal(internet.requests.length, asked);
    const outcome = await applyFix(editor, document, MODEL_KEY, { workDoneToken: PROGRESS });
    assert.deepEqual([outcome.status, outcome.applied.length, outcome.remaining], ['applied', 1, 10]);
    assert.equal(document.getText(), pinned(text, fixed));
    const messages = editor.progress.flatMap((one) => ('message' in one ? [one.message] : []));
    assert.match(messages.join('\n'), /^model\.pth from github\.com: 0 bytes of 14\.0 kB$/m);
  });

  it('leaves the text alone when it is cancelled in the middle of a download', async () => {
    const { root, path, text } = portrait();
    const editor = await start({ root });
    const document = editor.open(path, text);
    const asked = internet.requests.length;
    internet.serve(MODEL, stall(5000));
    const cancel = new CancellationTokenSource();
    const outcome = editor.connection.sendRequest<Outcome>(
      'hardenDockerfile/applyFix',
      { uri: document.uri, key: MODEL_KEY, network: true, workDoneToken: PROGRESS },
      cancel.token,
    );
    await until(() => internet.requests.length > asked && editor.progress.length > 1, 'a download');
    cancel.cancel();
    assert.equal((await outcome).status, 'cancelled');
    assert.equal(editor.progress.at(-1)?.kind, 'end');
    internet.serve(MODEL, SERVED[MODEL]!);
    assert.deepEqual([document.getText(), editor.edits.length], [text, 0]);
  });

  it('is found again after an edit elsewhere', async () => {
    const { root, path, text, fixed } = portrait();
    const editor = await start({ root });
    const document = editor.open(path, text);
    const slow = slowly(MODEL);
    const outcome = applyFix(editor, document, MODEL_KEY);
    await slow.asked;
    editor.edit(document, '# Parts of a face.', '# Eyes,\n# mouth and nose.');
    await editor.pull(document);
    slow.answer();
    assert.equal((await outcome).status, 'applied');
    assert.equal(document.getText(), pinned(text, fixed).replace('# Parts of a face.', '# Eyes,\n# mouth and nose.'));
  });

  it('is dropped when its line is gone', async () => {
    const { root, path, text } = portrait();
    const editor = await start({ root });
    const document = editor.open(path, text);
    const slow = slowly(MODEL);
    const outcome = applyFix(editor, document, MODEL_KEY);
    await slow.asked;
    editor.edit(document, ` && wget -q ${MODEL} -O parsing/model.pth`, '');
    const now = document.getText();
    await editor.pull(document);
    slow.answer();
    assert.deepEqual([(await outcome).status, editor.edits.length, document.getText()], ['changed', 0, now]);
  });

  it('is made afresh when the client has a newer text than the edit', async () => {
    const { root, path, text, fixed } = portrait();
    const editor = await start({ root });
    const document = editor.open(path, text);
    editor.onEdit = ({ edit }) => {
      if (editor.edits.length === 1) editor.edit(document, '# Parts of a face.', '#');
      return { applied: editor.apply(edit) };
    };
    assert.equal((await applyFix(editor, document, MODEL_KEY)).status, 'applied');
    assert.equal(editor.edits.length, 2);
    assert.equal(document.getText(), pinned(text, fixed).replace('# Parts of a face.', '#'));
  });

  it('says why it could not be done', async () => {
    const { root } = portrait();
    const editor = await start({ root });
    const url = 'https://example.com/gone-1.0.tar';
    const text = `FROM debian:12\nRUN curl -LO ${url}\n`;
    const document = editor.open(join(root, 'Dockerfile'), text);
    const outcome = await applyFix(editor, document, `unverified-download 0 ${url}`);
    assert.equal(outcome.status, 'nothing');
    assert.match(outcome.failed[0]!.reason, /gone-1\.0\.tar could not be downloaded: .*404/);
    assert.match(editor.log.join('\n'), /^example\.com, gone-1\.0\.tar: missing: /m);
    assert.equal(document.getText(), text);
  });

  it('of two that are alike is the one that was chosen', async () => {
    const { root } = portrait();
    const editor = await start({ root });
    const line = `RUN wget -q ${MODEL}`;
    const document = editor.open(join(root, 'Dockerfile'), `FROM debian:12\n${line}\nWORKDIR /other\n${line}\n`);
    const at = { line: 3, character: 5 };
    const [action] = await editor.actions(document, { start: at, end: at });
    const { key } = action!.command!.arguments![0];
    assert.equal((await applyFix(editor, document, key)).status, 'applied');
    assert.match(document.getText(), new RegExp(`^FROM debian:12\\n${line}\\nWORKDIR /other\\nARG `));
  });
});

describe('a client without commands of its own', () => {
  it('gets progress from the server, and what came of it as a message', async () => {
    const { root, path, text, fixed } = portrait();
    const editor = await start({ root });
    assert.deepEqual(editor.initialized.capabilities.executeCommandProvider?.commands, [
      'hardenDockerfile.applyFix',
      'hardenDockerfile.harden',
      'hardenDockerfile.verify',
      'hardenDockerfile.clearCache',
    ]);
    const document = editor.open(path, text);
    await execute(editor, 'hardenDockerfile.harden', { uri: document.uri });
    assert.equal(document.getText(), fixed);
    assert.equal(editor.tokens.length, 1);
    assert.equal(editor.progress.at(-1)?.kind, 'end');
    assert.deepEqual(editor.messages, [
      'Harden Dockerfile: 8 fixes applied; 1 fix to look at first: see the quick fixes',
    ]);
  });

  it('cancels by the progress', async () => {
    const { root, path, text } = portrait();
    const editor = await start({ root });
    const document = editor.open(path, text);
    internet.serve(MODEL, stall(5000));
    const asked = internet.requests.length;
    const done = execute(editor, 'hardenDockerfile.applyFix', { uri: document.uri, key: MODEL_KEY });
    await until(() => internet.requests.length > asked && editor.progress.length > 1, 'a download');
    await editor.connection.sendNotification('window/workDoneProgress/cancel', { token: editor.tokens[0] });
    await done;
    internet.serve(MODEL, SERVED[MODEL]!);
    assert.deepEqual(editor.messages, ['Harden Dockerfile: cancelled, nothing was changed']);
    assert.equal(document.getText(), text);
  });

  it('needs neither versions, nor annotations, nor progress', async () => {
    const { root, path, text, fixed } = portrait();
    const editor = await start({ root, capabilities: { workspace: { applyEdit: true } } });
    const document = editor.open(path, text);
    await execute(editor, 'hardenDockerfile.harden', { uri: document.uri });
    assert.equal(document.getText(), fixed);
    assert.deepEqual(Object.keys(editor.edits[0]!.edit), ['changes']);
  });

  it('hears of a command that makes no sense', async () => {
    const editor = await start({ root: makeFolder({}) });
    await assert.rejects(execute(editor, 'hardenDockerfile.applyFix', { key: 'x' }), /takes \{ uri \}/);
    await execute(editor, 'hardenDockerfile.harden', { uri: 'file:///nowhere/Dockerfile' });
    assert.match(editor.messages.join(), /no longer there/);
  });
});

describe('a fix that needs no network', () => {
  const TEXT = 'FROM debian:12\r\nLABEL maintainer="A Person"\r\nRUN curl -LO https://example.com/v1.0/a.tar\r\n';

  async function opened(capabilities = FULL) {
    const root = makeFolder({});
    const editor = await start({ root, capabilities, settings: () => QUIET });
    const document = editor.open(join(root, 'Dockerfile'), TEXT);
    const list = async (only?: string[]) => editor.actions(document, whole(document), only);
    const resolve = (action: CodeAction): Promise<CodeAction> =>
      editor.connection.sendRequest('codeAction/resolve', action);
    return { editor, document, list, resolve };
  }
  const titled = (actions: readonly CodeAction[], title: RegExp): CodeAction => {
    const [found] = actions.filter((action) => title.test(action.title));
    assert.ok(found, `${title} among ${actions.map((action) => action.title).join(', ')}`);
    return found;
  };

  it('is an edit for the text as it is when the action is chosen', async () => {
    const { editor, document, list, resolve } = await opened();
    const action = titled(await list(), /^Rename maintainer/);
    assert.equal(action.isPreferred, true);
    assert.equal(action.diagnostics?.[0]?.code, 'non-oci-label');
    editor.edit(document, 'FROM', '# A comment.\r\nFROM');
    editor.apply((await resolve(action)).edit!);
    assert.equal(
      document.getText(),
      `# A comment.\r\n${TEXT.replace('maintainer', 'org.opencontainers.image.authors')}`,
    );
  });

  it('has its edit from the start for a client that does not resolve', async () => {
    const { editor, document, list } = await opened({ workspace: { applyEdit: true } });
    editor.apply(titled(await list(), /^Rename maintainer/).edit!);
    assert.match(document.getText(), /LABEL org\.opencontainers\.image\.authors="A Person"\r\n/);
  });

  it('may be to silence the rule there', async () => {
    const { editor, document, list } = await opened();
    const actions = await list(['quickfix']);
    assert.match(actions.at(-1)!.title, /^Ignore /);
    editor.apply(titled(actions, /^Ignore non-oci-label here$/).edit!);
    assert.match(document.getText(), /^FROM debian:12\r\n# harden ignore=non-oci-label\r\nLABEL maintainer/);
    editor.edit(document, 'LABEL maintainer="A Person"', 'ENV A=1');
    editor.edit(document, 'ENV A=1\r\n', '');
    editor.apply(titled(await list(['quickfix']), /^Ignore unverified-download here$/).edit!);
    assert.match(
      document.getText(),
      /^FROM debian:12\r\n# harden ignore=non-oci-label,unverified-download\r\nRUN curl/,
    );
    assert.deepEqual(await editor.pull(document), []);
  });

  it('is applied with all others of its kind by source.fixAll', async () => {
    const { editor, document, list, resolve } = await opened();
    const asked = internet.requests.length;
    for (const only of [['source.fixAll.hardenDockerfile'], ['source.fixAll'], ['source']]) {
      const actions = await list(only);
      assert.deepEqual(
        actions.map(({ kind }) => kind),
        ['source.fixAll.hardenDockerfile'],
      );
    }
    const [action] = await list(['source.fixAll']);
    editor.apply((await resolve(action!)).edit!);
    assert.equal(document.getText(), TEXT.replace('maintainer', 'org.opencontainers.image.authors'));
    assert.equal(internet.requests.length, asked);
    assert.deepEqual(await list(['source.fixAll']), []);
    assert.deepEqual(await list(['refactor']), []);
  });
});

/** The text with only the model's SHA-256 pinned. */
const pinned = (text: string, fixed: string): string => {
  const run = text.split('\n').find((line) => line.includes(MODEL))!;
  const lines = fixed.split('\n');
  const index = lines.findIndex((line) => line.includes(MODEL));
  return text
    .replace(run, `${lines[index - 2]}\n# Parts of a face.\n${lines[index]}`)
    .replace('# Parts of a face.\n', '');
};

/** Serves a file only when it is told to. */
function slowly(url: string): { readonly asked: Promise<void>; answer(): void } {
  let [wasAsked, answer] = [() => {}, () => {}];
  const asked = new Promise<void>((done) => (wasAsked = done));
  const answered = new Promise<void>((done) => (answer = done));
  const handler: Handler = (_, response) => {
    wasAsked();
    void answered.then(() => response.end(SERVED[url]));
  };
  internet.serve(url, handler);
  return {
    asked,
    answer() {
      internet.serve(url, SERVED[url]!);
      answer();
    },
  };
}

const execute = (editor: Editor, command: string, argument: object): Promise<void> =>
  editor.connection.sendRequest('workspace/executeCommand', { command, arguments: [argument] });
