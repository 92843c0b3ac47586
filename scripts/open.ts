import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { dirname, join, resolve } from 'node:path';
import { hasScreen, onPath } from './host/machine.ts';
import { startServer } from './host/server.ts';
import { copySample } from './sample.ts';

const root = resolve(import.meta.dirname, '..');

/** A folder to open, and the file in it to show. */
interface Shown {
  readonly folder: string;
  readonly file: string;
  /** What is to be done once it is closed. */
  close(): void;
}

/** Opens the file, or a copy of the sample, in the desktop's VS Code; where there is none, serves VS Code to a browser until Ctrl-C. */
export async function open(file?: string): Promise<void> {
  if (file && !existsSync(file)) throw new Error(`There is no file ${file}.`);
  const shown = file ? { folder: projectOf(file), file, close: () => {} } : sample();
  if (!openOnDesktop(shown)) await serve(shown);
}

function sample(): Shown {
  const { folder, dockerfile, remove } = copySample();
  return { folder, file: join(folder, dockerfile), close: remove };
}

/** The git clone that holds the file, or else its folder. */
function projectOf(file: string): string {
  const above = (folder: string): string | undefined => {
    if (existsSync(join(folder, '.git'))) return folder;
    return dirname(folder) === folder ? undefined : above(dirname(folder));
  };
  return above(dirname(file)) ?? dirname(file);
}

/** Whether the desktop's VS Code took it. One that runs elsewhere, or as root, knows no extension in development. */
function openOnDesktop({ folder, file }: Shown): boolean {
  const remote = process.env.VSCODE_IPC_HOOK_CLI !== undefined || process.getuid?.() === 0;
  if (remote || !hasScreen() || !onPath('code')) return false;
  const { status } = spawnSync('code', [`--extensionDevelopmentPath=${root}`, folder, '--goto', file], {
    stdio: 'inherit',
    shell: process.platform === 'win32',
  });
  if (status === 0) console.log(`Opened in VS Code: ${file}`);
  return status === 0;
}

async function serve({ folder, file, close }: Shown): Promise<void> {
  const token = randomBytes(16).toString('hex');
  const server = await startServer({ token });
  const stopped = new Promise<void>((done) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => done());
  });
  const remote = (path: string) => `vscode-remote://127.0.0.1:${server.port}${encodeURI(path)}`;
  const payload = JSON.stringify([
    ['extensionDevelopmentPath', remote(root)],
    ['openFile', remote(file)],
    ['skipWelcome', 'true'],
  ]);
  const target = `http://127.0.0.1:${server.port}/?${new URLSearchParams({ tkn: token, folder, payload })}`;
  const entrance = await redirect(`/${token}`, target);
  console.log(`\nVS Code with the extension, on ${file}:\n\n  ${entrance.address}\n\nCtrl-C stops it.`);
  await Promise.race([server.ended, stopped]);
  entrance.close();
  await server.stop();
  close();
}

/** A short address for a long one; the secret in it keeps others on this machine out. */
async function redirect(path: string, target: string): Promise<{ readonly address: string; close(): void }> {
  const server = createServer(({ url }, response) => {
    response.writeHead(url === path ? 302 : 404, url === path ? { location: target } : {}).end();
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as AddressInfo;
  return { address: `http://127.0.0.1:${port}${path}`, close: () => server.close() };
}
