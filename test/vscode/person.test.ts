/** What a person sees and does with the packaged extension, from the first wavy line to the hardened file. */

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import type { Page } from 'playwright-core';
import type { ServerOptions } from '../../scripts/host/server.ts';
import { copySample, type Sample } from '../../scripts/sample.ts';
import { missingForServer } from '../../scripts/vscode-host.ts';
import { served } from '../cases/portrait-served.ts';
import { type Internet, startInternet } from '../internet/internet.ts';
import { held } from './suite/held.ts';
import {
  answer,
  applyFix,
  goTo,
  notification,
  openBulb,
  openWorkbench,
  runCommand,
  save,
  screenshot,
  squiggles,
  type Workbench,
} from './workbench.ts';

const skip = missingForServer() ?? false;
const MODEL = 'https://github.com/brightfold/face-parsing/releases/download/v0.2.0/model.pth';
const PIN = 'Pin the SHA-256 of model.pth and verify it (as github.com declares it, else from a download)';
const fixedByHand = readFileSync(new URL('../cases/portrait-fixed/Dockerfile.cpu', import.meta.url), 'utf8');

/** As a picture shows it best. */
const settings = { 'workbench.activityBar.location': 'hidden', 'editor.wordWrap': 'on' };

let internet: Internet;
let sample: Sample;
let workbench: Workbench;
const onDisk = () => readFileSync(join(sample.folder, sample.dockerfile), 'utf8');

async function start(options: ServerOptions): Promise<Page> {
  internet = await startInternet();
  for (const [url, bytes] of Object.entries(served('right'))) internet.serve(url, bytes);
  sample = copySample();
  workbench = await openWorkbench(sample.folder, sample.dockerfile, { ...options, env: internet.env });
  if (options.workspaceTrust) await answer(workbench.page, "No, I don't trust the authors");
  await squiggles(workbench.page).first().waitFor();
  // The first keys of a page go nowhere unless something in it has the focus.
  await workbench.page.locator('.view-line').first().click();
  return workbench.page;
}

async function stop(): Promise<void> {
  await workbench?.close();
  sample?.remove();
  await internet?.close();
}

describe('a person who hardens a Dockerfile', { skip }, () => {
  let page: Page;

  before(async () => {
    page = await start({ settings });
    await page.setViewportSize({ width: 1120, height: 700 });
    await page.keyboard.press('Control+b');
  });
  after(stop);

  it('fixes a download from the light bulb', async () => {
    const download = held(served('right')[MODEL]!);
    internet.serve(MODEL, download.handler);
    await goTo(page, 15, 27);
    await openBulb(page);
    await screenshot(page, 'bulb');
    await page.keyboard.press('Escape');
    await applyFix(page, 15, 27, PIN);
    await page.getByText('Download from github.com?').waitFor();
    await screenshot(page, 'question');
    assert.equal(internet.requests.length, 0);
    await answer(page, 'Allow');
    await download.asked;
    await notification(page, 'model.pth from github.com').waitFor();
    await screenshot(page, 'progress');
    download.send();
    await notification(page, 'trust on first use').waitFor();
    await page.locator('.view-line', { hasText: 'ARG FACE_PARSING_MODEL_SHA256=' }).waitFor();
    await screenshot(page, 'fixed');
  });

  it('hardens the rest at one go, after a look at every change', async () => {
    await runCommand(page, 'Notifications: Clear All Notifications');
    await runCommand(page, 'Harden Dockerfile');
    await page.getByText('Download from files.facemarks.example?').waitFor();
    await answer(page, 'Allow');
    const preview = page.locator('.bulk-edit-panel');
    await preview.locator('.monaco-list-row', { hasText: 'org.opencontainers.image.vendor' }).waitFor();
    await notification(page, 'Hardening').waitFor({ state: 'detached' });
    await screenshot(page, 'preview');
    await preview.getByText('Apply', { exact: true }).click();
    await notification(page, 'fixes applied').waitFor();
    await squiggles(page).first().waitFor({ state: 'detached' });
    await save(page);
    await screenshot(page, 'hardened');
    assert.equal(onDisk(), fixedByHand);
    const files = internet.requests.filter(({ url }) => Object.hasOwn(served('right'), url));
    assert.equal(files.length, 3);
  });

  it('is led to the details in the output', async () => {
    await notification(page, 'fixes applied').getByText('Details').click();
    // What stands there is written by a native module, which the VS Code server from npm has not.
    const shown = page.locator('.panel option:checked', { hasText: 'Harden Dockerfile' });
    await shown.first().waitFor({ state: 'attached' });
  });
});

describe('a person in Restricted Mode', { skip }, () => {
  let page: Page;

  before(async () => {
    page = await start({ settings: { ...settings, 'hardenDockerfile.preview': false }, workspaceTrust: true });
  });
  after(stop);

  it('is told why nothing is downloaded, and nothing is', async () => {
    await applyFix(page, 15, 27, PIN);
    await notification(page, 'nothing is downloaded in Restricted Mode').waitFor();
    await screenshot(page, 'restricted');
    await runCommand(page, 'Harden Dockerfile');
    await notification(page, '3 could not be applied').waitFor();
    await screenshot(page, 'restricted-hardened');
    await page.locator('.view-line', { hasText: 'org.opencontainers.image.vendor' }).waitFor();
    assert.equal(internet.requests.length, 0);
  });

  it('may download once the workspace is trusted', async () => {
    await notification(page, '3 could not be applied').getByText('Manage Workspace Trust').click();
    await page.locator('.workspace-trust-editor').getByText('Trust', { exact: true }).click();
    await runCommand(page, 'View: Close Editor');
    await runCommand(page, 'Harden Dockerfile');
    await answer(page, 'Allow');
    await notification(page, '3 fixes applied').waitFor();
    await save(page);
    assert.equal(onDisk(), fixedByHand);
  });
});
