/**
 * Stands in for the desktop's `code` where it cannot be downloaded: takes the arguments that runTests() of
 * @vscode/test-electron passes, runs the suite in the extension host of a VS Code server, driven by a Chromium without
 * a window, and exits with the suite's own status. E2E_REPORT names the file that the suite reports to;
 * HARDEN_VERBOSE=1 shows what the workbench logs.
 */

import { resolve } from 'node:path';
import { format, parseArgs } from 'node:util';
import { launchBrowser } from './browser.ts';
import { closingTotals } from './report.ts';
import { startServer } from './server.ts';

const limit = 5 * 60_000;
const verbose = process.env.HARDEN_VERBOSE === '1';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  strict: false,
  options: {
    extensionDevelopmentPath: { type: 'string', multiple: true },
    extensionTestsPath: { type: 'string' },
  },
});

/** Native modules are not built, and the server does without. */
const harmless = /Could not locate the bindings file|build\/Release\/watchdog|vsda|\[Service Worker\]/;

/** The workbench's last words, shown where the suite has none. */
const log: string[] = [];

function keep(text: string): void {
  if (harmless.test(text)) return;
  if (verbose) console.error(text);
  log.push(text);
  log.splice(0, log.length - 60);
}

/** The address that opens the folder with the extension in development and runs the suite. */
function address(port: number): string {
  const remote = (path: unknown) => `vscode-remote://127.0.0.1:${port}${encodeURI(resolve(String(path)))}`;
  const developed = (values.extensionDevelopmentPath ?? []) as unknown[];
  const payload = [
    ...developed.map((path) => ['extensionDevelopmentPath', remote(path)]),
    ['extensionTestsPath', remote(values.extensionTestsPath)],
    ['enableProposedApi', ''],
    ['skipWelcome', 'true'],
  ];
  const [folder] = positionals;
  const opened: [string, string] = folder ? ['folder', resolve(folder)] : ['ew', 'true'];
  return `http://127.0.0.1:${port}/?${new URLSearchParams([opened, ['payload', JSON.stringify(payload)]])}`;
}

/** Opens the address; answers with the status that the workbench would exit with. */
async function runSuite(port: number): Promise<number> {
  const browser = await launchBrowser();
  try {
    const page = await browser.newPage({ viewport: { width: 1200, height: 800 } });
    page.on('pageerror', (error) => keep(`page error: ${error.message}`));
    const crashed = new Promise<never>((_, fail) => page.on('crash', () => fail(new Error('the page crashed'))));
    // Both must be there before the page loads.
    await page.exposeFunction('codeAutomationLog', (type: string, args: unknown[]) =>
      keep(`[${type}] ${format(...args)}`),
    );
    const exited = new Promise<number>((done) => page.exposeFunction('codeAutomationExit', done));
    await page.goto(address(port));
    return await Promise.race([exited, crashed]);
  } finally {
    await browser.close();
  }
}

/** An extension host that dies in the middle of the suite is reported as status 0: only the suite's last line is trusted. */
function trusted(status: number): number {
  const totals = closingTotals(process.env.E2E_REPORT ?? '');
  if (!totals) keep('The extension host ended before the suite did.');
  if (!totals && !verbose) console.error(log.join('\n'));
  return totals ? status : status || 1;
}

const server = await startServer({ log: keep });
const stopped = new Promise<number>((done) => {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => done(130));
  setTimeout(() => done(124), limit).unref();
});
const ended = server.ended.then(() => 1);
let status = 1;
try {
  status = await Promise.race([runSuite(server.port), ended, stopped]);
} catch (error) {
  keep(String(error));
}
await server.stop();
process.exit(trusted(status));
