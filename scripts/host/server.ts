import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { installServer } from './install.ts';

/** A running VS Code server with a profile of its own. */
export interface Server {
  /** Where it listens, at 127.0.0.1. */
  readonly port: number;
  /** Resolves when it has ended, by itself or by `stop`. */
  readonly ended: Promise<void>;
  /** Ends it with its extension hosts and their processes, and removes its profile. */
  stop(): Promise<void>;
}

/** How a VS Code server is to be; all of it may be left out. */
export interface ServerOptions {
  /** What a browser must know to be let in; without it everybody on this machine is. */
  readonly token?: string;
  /** Whether folders are opened in Restricted Mode until the user trusts them. */
  readonly workspaceTrust?: boolean;
  /** A packaged extension to install. */
  readonly vsix?: string;
  readonly settings?: Readonly<Record<string, unknown>>;
  /** Environment variables for the extension host and its processes. */
  readonly env?: Readonly<Record<string, string>>;
  /** Is told what the server prints. */
  readonly log?: (text: string) => void;
}

/** Starts a VS Code server at a free port, with a fresh profile. */
export async function startServer(options: ServerOptions = {}): Promise<Server> {
  const program = join(installServer(), 'out/server-main.js');
  const profile = mkdtempSync(join(tmpdir(), 'vsc-')); // A short name: the paths of Unix sockets are limited.
  const environment = serverEnvironment(profile, options);
  furnish(profile, options);
  const places = ['--server-data-dir', profile, '--extensions-dir', join(profile, 'extensions')];
  if (options.vsix) {
    const install = [program, ...places, '--install-extension', options.vsix];
    execFileSync(process.execPath, install, { env: environment, stdio: 'pipe' });
  }
  const child = spawn(process.execPath, [program, ...places, ...switches(options)], {
    env: environment,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ended = new Promise<void>((done) => child.once('exit', () => done()));
  const stop = async () => {
    await endGroup(child, ended);
    rmSync(profile, { recursive: true, force: true, maxRetries: 10 });
  };
  try {
    return { port: await listening(child, options.log), ended, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** No variables of a VS Code that this may run in, no gallery to ask, and every folder inside the profile. */
function serverEnvironment(profile: string, { env }: ServerOptions): NodeJS.ProcessEnv {
  const own = Object.entries(process.env).filter(([name]) => !/^(?:VSCODE|ELECTRON)_/.test(name));
  return {
    ...Object.fromEntries(own),
    ...env,
    EXTENSIONS_GALLERY: '{}',
    XDG_RUNTIME_DIR: profile,
    XDG_CACHE_HOME: join(profile, 'cache'),
    XDG_CONFIG_HOME: join(profile, 'config'),
  };
}

function furnish(profile: string, { settings = {} }: ServerOptions): void {
  const machine = join(profile, 'data/Machine');
  mkdirSync(machine, { recursive: true });
  mkdirSync(join(profile, 'extensions'));
  writeFileSync(join(machine, 'settings.json'), JSON.stringify(settings));
}

function switches({ token, workspaceTrust }: ServerOptions): readonly string[] {
  return [
    ...['--host', '127.0.0.1', '--port', '0', '--log', 'error'],
    ...['--accept-server-license-terms', '--disable-telemetry'],
    ...(token ? ['--connection-token', token] : ['--without-connection-token']),
    ...(workspaceTrust ? [] : ['--disable-workspace-trust']),
  ];
}

function listening(child: ChildProcess, log?: (text: string) => void): Promise<number> {
  let output = '';
  return new Promise((done, fail) => {
    const read = (chunk: Buffer) => {
      log?.(chunk.toString().trimEnd());
      output += chunk;
      const port = /Extension host agent listening on (\d+)/.exec(output)?.[1];
      if (port) done(Number(port));
    };
    child.stdout?.on('data', read);
    child.stderr?.on('data', read);
    child.once('error', fail);
    child.once('exit', (code) => fail(new Error(`The VS Code server ended (${code}):\n${output.slice(-2000)}`)));
  });
}

async function endGroup(child: ChildProcess, ended: Promise<void>): Promise<void> {
  signalGroup(child, 'SIGTERM');
  await Promise.race([ended, new Promise((done) => setTimeout(done, 3000).unref())]);
  signalGroup(child, 'SIGKILL');
}

function signalGroup({ pid }: ChildProcess, signal: NodeJS.Signals): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, signal);
  } catch {
    // Nothing of the group is left.
  }
}
