/** What a person does in VS Code, done in a browser without a window, with the packaged extension in a fresh profile. */

import { mkdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Locator, Page } from 'playwright-core';
import { launchBrowser } from '../../scripts/host/browser.ts';
import { type ServerOptions, startServer } from '../../scripts/host/server.ts';

const root = resolve(import.meta.dirname, '../..');

/** An open VS Code. */
export interface Workbench {
  readonly page: Page;
  close(): Promise<void>;
}

/** The extension as `npm run package` left it. */
export function packagedExtension(): string {
  const { name, version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  return join(root, `${name}-${version}.vsix`);
}

/** Settings that keep pictures calm. */
const calm = {
  'editor.minimap.enabled': false,
  'files.autoSave': 'off', // With it a tab never shows that it is not saved yet.
  'git.enabled': false,
  'workbench.colorTheme': 'Default Dark Modern',
};

/** Opens VS Code on a folder and, below it, a file; with the packaged extension unless `options` name another. */
export async function openWorkbench(folder: string, file: string, options: ServerOptions = {}): Promise<Workbench> {
  const settings = { ...calm, ...options.settings };
  const server = await startServer({ vsix: packagedExtension(), ...options, settings });
  try {
    const browser = await launchBrowser();
    const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
    const payload = [
      ['openFile', `vscode-remote://127.0.0.1:${server.port}${encodeURI(join(folder, file))}`],
      ['skipWelcome', 'true'],
    ];
    const query = new URLSearchParams({ folder, payload: JSON.stringify(payload) });
    await page.goto(`http://127.0.0.1:${server.port}/?${query}`);
    const close = async () => {
      await browser.close();
      await server.stop();
    };
    return { page, close };
  } catch (error) {
    await server.stop();
    throw error;
  }
}

/** The wavy lines below what was found; the promise of one that is to come is `squiggles(page).first().waitFor()`. */
export function squiggles(page: Page, severity: 'error' | 'warning' | 'info' | 'hint' = 'warning'): Locator {
  return page.locator(`.monaco-editor .squiggly-${severity}`);
}

/** Puts the cursor at a line and column, both from 1. */
export async function goTo(page: Page, line: number, column: number): Promise<void> {
  const place = page.locator('.statusbar-item', { hasText: `Ln ${line}, Col ${column}` });
  await repeated(place, async () => {
    await page.keyboard.press('Control+g');
    await page.locator('.quick-input-widget input').fill(`:${line}:${column}`);
    await page.keyboard.press('Enter');
  });
  await page.locator('.editor-instance .monaco-editor.focused').waitFor();
}

/** Opens the light bulb's menu where the cursor is; answers its entries. */
export async function openBulb(page: Page): Promise<Locator> {
  const entries = page.locator('.action-widget .monaco-list-row.action');
  await repeated(entries.first(), () => page.keyboard.press('Control+.'));
  return entries;
}

/** Does something until it shows: what is pressed while VS Code still thinks is lost. */
async function repeated(shown: Locator, action: () => Promise<void>): Promise<void> {
  for (let tries = 0; tries < 5; tries++) {
    await action();
    const isShown = await shown.waitFor({ timeout: 5000 }).then(
      () => true,
      () => false,
    );
    if (isShown) return;
    await shown.page().keyboard.press('Escape');
  }
  await shown.waitFor();
}

/** Applies the fix with this title to what stands at a line and column. */
export async function applyFix(page: Page, line: number, column: number, title: string): Promise<void> {
  await goTo(page, line, column);
  const entries = await openBulb(page);
  const entry = entries.filter({ hasText: title }).first();
  await entry.hover({ force: true }); // The menu takes no click before the pointer has moved.
  await entry.click();
  await entry.waitFor({ state: 'detached' });
}

/** Runs a command by its title in the palette. */
export async function runCommand(page: Page, title: string): Promise<void> {
  await page.keyboard.press('F1');
  await page.locator('.quick-input-widget input').fill(`>${title}`);
  await page.locator('.quick-input-widget .monaco-list-row', { hasText: title }).first().click();
}

/** Answers a modal question by its button. */
export async function answer(page: Page, button: string): Promise<void> {
  await page.locator('.monaco-dialog-box .monaco-button', { hasText: button }).click();
}

/** The message, at the lower right, that holds the text. */
export function notification(page: Page, text: string): Locator {
  return page.locator('.notification-toast', { hasText: text });
}

/** Saves the editor's file; resolves once the tab no longer marks it as changed. */
export async function save(page: Page): Promise<void> {
  await page.keyboard.press('Control+s');
  await page.locator('.tab.active.dirty').waitFor({ state: 'detached' });
}

/** Takes a picture into .vscode-test/screenshots. */
export async function screenshot(page: Page, name: string): Promise<void> {
  const folder = join(root, '.vscode-test/screenshots');
  mkdirSync(folder, { recursive: true });
  await page.screenshot({ path: join(folder, `${name}.png`), animations: 'disabled' });
}
