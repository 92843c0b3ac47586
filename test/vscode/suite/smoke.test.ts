import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import * as vscode from 'vscode';

describe('the extension', () => {
  const extension = vscode.extensions.getExtension('harden-dockerfile.harden-dockerfile');
  const [folder] = vscode.workspace.workspaceFolders ?? [];

  it('is there', () => {
    assert.ok(extension);
    assert.ok(folder);
  });

  it('takes what is named like a Dockerfile for one', async () => {
    for (const name of ['docker/Dockerfile.cpu', 'api.Dockerfile', 'Containerfile', 'Containerfile.dev']) {
      const uri = vscode.Uri.joinPath(folder!.uri, name);
      if (name !== 'docker/Dockerfile.cpu') await vscode.workspace.fs.writeFile(uri, Buffer.from('FROM debian:12\n'));
      const document = await vscode.workspace.openTextDocument(uri);
      assert.equal(document.languageId, 'dockerfile', name);
    }
  });

  it('is active once a Dockerfile is shown', async () => {
    await vscode.window.showTextDocument(vscode.Uri.joinPath(folder!.uri, 'docker/Dockerfile.cpu'));
    await extension!.activate();
    assert.ok(extension!.isActive);
  });
});
