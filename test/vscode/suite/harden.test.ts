import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, afterEach, before, beforeEach, describe, it } from 'mocha';
import * as vscode from 'vscode';
import type { Outcome, Verified } from '../../../client/src/protocol.ts';
import { served } from '../../cases/portrait-served.ts';
import { type Internet, startInternet } from '../../internet/internet.ts';
import { answering, cancelling, eventually, findings, open, pressing, quickFix, revert, run } from './editor.ts';
import { held } from './held.ts';

const MODEL = 'https://github.com/brightfold/face-parsing/releases/download/v0.2.0/model.pth';
const PIN = /^Pin the SHA-256 of model\.pth and verify it/;
const extension = vscode.extensions.getExtension('harden-dockerfile.harden-dockerfile')!;
const fixedByHand = readFileSync(join(extension.extensionPath, 'test/cases/portrait-fixed/Dockerfile.cpu'), 'utf8');

let internet: Internet;
let document: vscode.TextDocument;
let original: string;
/** How many requests there had been when the test began. */
let earlier = 0;

// Before all suites: the language server takes over the environment when it is started.
before(async () => {
  internet = await startInternet();
  Object.assign(process.env, internet.env);
});
after(() => internet.close());

describe('the portrait service', () => {
  before(async () => {
    await set('preview', false);
    document = await open('docker/Dockerfile.cpu');
    original = document.getText();
  });
  beforeEach(async () => {
    await set('allowedHosts', ['github.com', 'files.facemarks.example']);
    for (const [url, bytes] of Object.entries(served('right'))) internet.serve(url, bytes);
    earlier = internet.requests.length;
  });
  after(async () => {
    await set('preview', undefined);
    await set('allowedHosts', undefined);
  });
  afterEach(() => revert(document));

  it('is judged as soon as it is opened', async () => {
    const found = await findings(document);
    assert.deepEqual(
      found.map(({ code, range, severity }) => [
        `${range.start.line + 1}:${range.start.character + 1}`,
        document.getText(range),
        vscode.DiagnosticSeverity[severity],
        (code as { value: string }).value,
      ]),
      [
        ['12:5', 'wget', 'Warning', 'unverified-download'],
        ['12:13', 'http://files.facemarks.example/landmarks_68.dat.bz2', 'Warning', 'insecure-transport'],
        ['15:25', 'wget', 'Warning', 'unverified-download'],
        ['18:48', 'python', 'Warning', 'unverified-download'],
        ['24:5', 'pip', 'Warning', 'cuda-torch-index'],
        ['28:1', 'LABEL', 'Information', 'missing-oci-label'],
        ['28:7', 'maintainer', 'Warning', 'non-oci-label'],
        ['29:7', 'description', 'Warning', 'non-oci-label'],
        ['30:7', 'version', 'Warning', 'non-oci-label'],
        ['46:1', 'HEALTHCHECK', 'Warning', 'liveness-healthcheck'],
        ['46:1', 'HEALTHCHECK', 'Warning', 'liveness-healthcheck'],
      ],
    );
    const said = [
      /^wget fetches landmarks_68\.dat\.bz2 from files\.facemarks\.example and nothing verifies it/,
      /^landmarks_68\.dat\.bz2 is fetched over http, so whoever is on the line can replace it/,
      /^wget fetches model\.pth from github\.com and nothing verifies it/,
      /^rembg fetches u2net_human_seg\.onnx from github\.com by itself/,
      /^torch==2\.0\.1 of requirements\.txt comes from PyPI.*Dockerfile\.cpu.*download\.pytorch\.org\/whl\/cpu/,
      /no OCI label for source, licenses and title.*the git remote.*LICENSE.*README\.md/,
      /"maintainer".*org\.opencontainers\.image\.vendor/,
      /"description".*org\.opencontainers\.image\.description/,
      /"version".*org\.opencontainers\.image\.version/,
      /^\/health says only that the process answers.*ask \/ready.*app\/main\.py/,
      /start period of 120s.*rembg.*--start-period=180s/,
    ];
    for (const [index, { message }] of found.entries()) assert.match(message, said[index]!);
  });

  it('has a download pinned by its quick fix', async () => {
    const outcome = await run<Outcome>(await pinOfModel());
    assert.equal(outcome.status, 'applied');
    assert.match(outcome.applied[0]!.provenance.join(), /^computed from .* just downloaded.*: trust on first use$/);
    assert.equal(document.getText(), withModelPinned(original));
    assert.deepEqual(fetched(), [MODEL]);
  });

  it('is hardened as the command line does it, in one step that one undo takes back', async () => {
    const outcome = await harden();
    assert.equal(document.getText(), fixedByHand);
    assert.deepEqual([outcome.status, outcome.failed, outcome.remaining], ['applied', [], 1]);
    assert.deepEqual(
      outcome.review.map(({ rule }) => rule),
      ['insecure-transport'],
    );
    assert.deepEqual(fetched().sort(), Object.keys(served('right')).sort());
    await eventually('http is all that is left', () =>
      vscode.languages
        .getDiagnostics(document.uri)
        .every(({ severity }) => severity === vscode.DiagnosticSeverity.Information),
    );
    await vscode.commands.executeCommand('undo');
    assert.equal(document.getText(), original);
  });

  it('is left alone by a second run', async () => {
    await harden();
    const before = document.version;
    assert.equal((await harden()).status, 'nothing');
    assert.equal(document.version, before);
  });

  it('stays as it is when a slow download is cancelled', async () => {
    const download = held('never sent');
    internet.serve(MODEL, download.handler);
    const outcome = harden();
    await download.asked;
    assert.equal((await cancelling(outcome)).status, 'cancelled');
    assert.equal(document.getText(), original);
    await download.closed;
  });

  it('has the fix where the text is by the time that the file has arrived', async () => {
    const download = held(served('right')[MODEL]!);
    internet.serve(MODEL, download.handler);
    const outcome = run<Outcome>(await pinOfModel());
    await download.asked;
    await edit((change) => change.insert(document.uri, new vscode.Position(0, 0), '# Written meanwhile.\n'));
    download.send();
    assert.equal((await outcome).status, 'applied');
    assert.equal(document.getText(), `# Written meanwhile.\n${withModelPinned(original)}`);
  });

  it('is not touched by a fix whose line is gone by then', async () => {
    const download = held(served('right')[MODEL]!);
    internet.serve(MODEL, download.handler);
    const outcome = run<Outcome>(await pinOfModel());
    await download.asked;
    await edit((change) => change.delete(document.uri, document.lineAt(14).rangeIncludingLineBreak));
    const without = document.getText();
    download.send();
    assert.equal((await outcome).status, 'changed');
    assert.equal(document.getText(), without);
  });

  it('is told why a download failed, and has everything else fixed', async () => {
    internet.serve(MODEL, (_, response) => response.writeHead(404).end());
    const outcome = await harden();
    assert.equal(outcome.status, 'applied');
    assert.deepEqual(
      outcome.failed.map(({ rule }) => rule),
      ['unverified-download'],
    );
    assert.match(outcome.failed[0]!.reason, /404/);
    const lines = (text: string) => text.split('\n').filter((line) => /FACE_PARSING|model\.pth/.test(line));
    assert.deepEqual(lines(document.getText()), lines(original));
    assert.equal(document.getText().includes('U2NET_HUMAN_SEG_SHA256'), true);
  });

  it('is asked about, host by host, before its first download', async () => {
    await set('allowedHosts', ['github.com']);
    const refused = await answering('Continue Without Downloads', harden);
    assert.match(refused.questions.join(), /^Download from files\.facemarks\.example\?$/);
    assert.deepEqual([asked(), refused.result.failed.length], [[], 3]);
    await revert(document);
    assert.equal((await answering(undefined, harden)).result, undefined);
    assert.equal(document.getText(), original);

    const allowed = await answering('Allow', harden);
    assert.equal(allowed.questions.length, 1);
    assert.equal(document.getText(), fixedByHand);
    await revert(document);
    assert.deepEqual((await answering(undefined, harden)).questions, []);
    assert.equal(document.getText(), fixedByHand);
  });

  it('is opened to be hardened from the explorer', async () => {
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    const outcome = await vscode.commands.executeCommand<Outcome>('hardenDockerfile.harden', document.uri);
    assert.equal(outcome.status, 'applied');
    document = vscode.window.activeTextEditor!.document;
    assert.equal(document.getText(), fixedByHand);
  });

  it('is judged anew when a setting changes', async () => {
    const codes = () =>
      vscode.languages.getDiagnostics(document.uri).map(({ code }) => (code as { value: string }).value);
    await findings(document);
    await set('severity', { 'non-oci-label': 'off', 'cuda-torch-index': 'error' });
    await eventually('no label to be named', () => codes().length > 0 && !codes().includes('non-oci-label'));
    const torch = vscode.languages.getDiagnostics(document.uri)[codes().indexOf('cuda-torch-index')];
    assert.equal(torch?.severity, vscode.DiagnosticSeverity.Error);
    await set('severity', undefined);
    await eventually('labels to be named again', () => codes().includes('non-oci-label'));
  });

  it('is explained word by word, unless nobody wants that', async () => {
    const hovers = () =>
      vscode.commands.executeCommand<vscode.Hover[]>(
        'vscode.executeHoverProvider',
        document.uri,
        new vscode.Position(2, 1),
      );
    assert.equal((await hovers()).length, 1);
    await set('languageFeatures', 'off');
    await eventually('no hover', async () => (await hovers()).length === 0);
    await set('languageFeatures', undefined);
    await eventually('a hover', async () => (await hovers()).length === 1);
    await findings(document);
  });
});

describe('a file that was pinned', () => {
  const url = 'https://github.com/brightfold/tool/releases/download/v1.0/tool';
  const sha256 = (bytes: string) => createHash('sha256').update(bytes).digest('hex');
  const verify = () => vscode.commands.executeCommand<Verified>('hardenDockerfile.verify');
  const pinned = (bytes: string) => `FROM debian:12\nADD --checksum=sha256:${sha256(bytes)} ${url} /\n`;

  before(() => set('allowedHosts', ['github.com']));
  after(async () => {
    await set('allowedHosts', undefined);
    await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
  });

  it('is compared again, and its hash is updated where the user says so', async () => {
    const untitled = await vscode.workspace.openTextDocument({ language: 'dockerfile', content: pinned('old') });
    await vscode.window.showTextDocument(untitled);
    internet.serve(url, 'old');
    assert.deepEqual(
      (await verify()).pins.map(({ status }) => status),
      ['match'],
    );
    internet.serve(url, 'new');
    const [changed] = (await verify()).pins;
    assert.deepEqual(
      [changed?.status, changed?.actual, untitled.getText()],
      ['mismatch', sha256('new'), pinned('old')],
    );
    await pressing('Update', verify, () => untitled.getText() === pinned('new'));
    assert.deepEqual(
      (await verify()).pins.map(({ status }) => status),
      ['match'],
    );
  });
});

const harden = async (): Promise<Outcome> => vscode.commands.executeCommand<Outcome>('hardenDockerfile.harden');

/** The URLs that were asked for since the test began. */
const asked = (): string[] => internet.requests.slice(earlier).map(({ url }) => url);

/** The files among them; the others are questions about what their publishers declare. */
const fetched = (): string[] => asked().filter((url) => Object.hasOwn(served('right'), url));

/** The quick fix that pins model.pth. */
async function pinOfModel(): Promise<vscode.CodeAction> {
  const found = await findings(document);
  return quickFix(document, found.find(({ message }) => message.includes('model.pth'))!, PIN);
}

/** The original with what the file fixed by hand has for model.pth. */
function withModelPinned(text: string): string {
  const [declaration] = /^ARG FACE_PARSING_MODEL_SHA256=.*\n/m.exec(fixedByHand)!;
  const [command] = /^RUN .*model\.pth.*\n/m.exec(fixedByHand)!;
  return text
    .replace('# Parts of a face.\n', (comment) => declaration + comment)
    .replace(/^RUN .*model\.pth.*\n/m, () => command);
}

async function edit(describe: (change: vscode.WorkspaceEdit) => void): Promise<void> {
  const change = new vscode.WorkspaceEdit();
  describe(change);
  assert.equal(await vscode.workspace.applyEdit(change), true);
}

/** Changes a setting of the user. */
const set = async (key: string, value: unknown): Promise<void> =>
  vscode.workspace.getConfiguration('hardenDockerfile').update(key, value, vscode.ConfigurationTarget.Global);
