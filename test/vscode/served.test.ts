/** The packaged extension in a fresh profile of a real VS Code, seen and used as a person would. */

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { copySample, type Sample } from '../../scripts/sample.ts';
import { missingForServer } from '../../scripts/vscode-host.ts';
import { openWorkbench, screenshot, squiggles, type Workbench } from './workbench.ts';

const missing = missingForServer();

describe('the packaged extension', { skip: missing ?? false }, () => {
  let sample: Sample;
  let workbench: Workbench;

  before(async () => {
    sample = copySample();
    workbench = await openWorkbench(sample.folder, sample.dockerfile);
  });
  after(async () => {
    await workbench?.close();
    sample?.remove();
  });

  it('underlines what it finds, and leaves the shell its colours', async () => {
    const { page } = workbench;
    await squiggles(page).first().waitFor();
    await screenshot(page, 'found');
    const words = page.locator('.view-line', { hasText: 'apt-get install' }).locator('span[class*="mtk"]');
    const colours = await words.evaluateAll((spans) => spans.map((span) => [span.textContent?.trim(), span.className]));
    const { 'apt-get': command, install: argument, '-y': option } = Object.fromEntries(colours);
    assert.equal(new Set([command, argument, option]).size, 3, JSON.stringify(colours));
  });
});
