import { join } from 'node:path';
import { downloadAndUnzipVSCode } from '@vscode/test-electron';
import { chromiumPath } from './host/browser.ts';
import { installServer } from './host/install.ts';
import { hasScreen } from './host/machine.ts';

/** A VS Code for runTests() of @vscode/test-electron to start, or why there is none. */
export type Host = { readonly executable: string } | { readonly missing: string };

/** The desktop's VS Code where it can be downloaded and shown; else the server's, behind the executable that stands in. */
export async function vscodeHost(): Promise<Host> {
  if (hasScreen()) {
    try {
      return { executable: await downloadAndUnzipVSCode() };
    } catch (error) {
      console.log(`VS Code cannot be downloaded (${(error as Error).message}); a VS Code server serves instead.`);
    }
  }
  const missing = missingForServer();
  return missing ? { missing } : { executable: join(import.meta.dirname, 'host/code.mjs') };
}

/** What the VS Code server in a browser without a window lacks here; installs the server where it is missing. */
export function missingForServer(): string | undefined {
  if (process.platform === 'win32') return 'the VS Code server runs on Linux and macOS only';
  if (!chromiumPath()) return 'there is no Chromium on the PATH';
  try {
    installServer();
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}
