import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { Run } from '../execution/run.ts';

/** A Docker Engine of a test's own; close it, or the process lives on. */
export interface Engine {
  /** Where a test may put files: the folder goes with the engine. */
  readonly folder: string;
  /** Runs the docker client. */
  docker(args: readonly string[], input?: string | Uint8Array): Promise<Run>;
  /** Ends the engine, and everything that it holds or runs. */
  close(): Promise<void>;
}

const CACHE = fileURLToPath(new URL('../../node_modules/.cache/docker-engine', import.meta.url));

/** What Debian's engine needs that a small Debian lacks; unpacked into a folder, never installed. */
const PACKAGES = ['docker.io', 'containerd', 'runc', 'tini'];

/** Starts an engine; throws the reason where this machine cannot have one. */
export async function startEngine(): Promise<Engine> {
  requireRootOnDebian();
  const root = unpackedPackages();
  const folder = mkdtempSync(join(tmpdir(), 'engine-'));
  const env = {
    PATH: `${join(root, 'usr/bin')}:${join(root, 'usr/sbin')}:${process.env.PATH}`,
    DOCKER_HOST: `unix://${join(folder, 'docker.sock')}`,
    DOCKER_CONFIG: join(folder, 'client'),
    DOCKER_BUILDKIT: '1',
  };
  const script = fileURLToPath(new URL('engine.sh', import.meta.url));
  // A session of its own: an interrupt from the keyboard ends this process, and the script then ends the engine.
  const child = spawn('sh', [script, folder], { env, detached: true, stdio: ['pipe', 'ignore', 'pipe'] });
  const ended = once(child, 'exit');
  let log = '';
  child.stderr.on('data', (data) => (log = `${log}${data}`.slice(-10_000)));
  const engine: Engine = {
    folder,
    docker: (args, input) => run('docker', args, env, input),
    async close() {
      child.stdin.end();
      await ended;
    },
  };
  try {
    for (let tries = 300; (await engine.docker(['version'])).status !== 0; tries--) {
      if (tries === 0 || child.exitCode !== null) throw new Error(lastLine(log));
      await setTimeout(100);
    }
    return engine;
  } catch (error) {
    await engine.close();
    throw new Error(`the Docker Engine does not start: ${(error as Error).message}`);
  }
}

function requireRootOnDebian(): void {
  if (process.getuid?.() !== 0) throw new Error('only root can start a Docker Engine');
  if (!existsSync('/etc/debian_version')) throw new Error('the Docker Engine is taken from packages of Debian');
  const { status, stderr } = spawnSync('unshare', ['--mount', '--pid', '--fork', 'true'], { encoding: 'utf8' });
  if (status !== 0) throw new Error(`a Docker Engine needs namespaces: ${lastLine(stderr ?? 'unshare is missing')}`);
}

/** The folder that stands for `/` of the packages; about 65 MB are downloaded where it is not there yet. */
function unpackedPackages(): string {
  const root = join(CACHE, 'root');
  if (existsSync(root)) return root;
  const unfinished = join(CACHE, 'unfinished');
  rmSync(unfinished, { recursive: true, force: true });
  mkdirSync(unfinished, { recursive: true });
  const apt = 'apt-get -qq -o APT::Sandbox::User=root';
  const download = `${apt} download ${PACKAGES.join(' ')}`;
  const unpack = 'for package in *.deb; do dpkg -x "$package" root || exit; done';
  const { status, stderr } = spawnSync(`${download} || { ${apt} update && ${download}; } && ${unpack}`, {
    shell: true,
    cwd: unfinished,
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`the packages of the Docker Engine cannot be had: ${lastLine(stderr)}`);
  renameSync(join(unfinished, 'root'), root);
  rmSync(unfinished, { recursive: true });
  return root;
}

const lastLine = (text: string): string => text.trim().split('\n').at(-1)!;

function run(
  program: string,
  args: readonly string[],
  env: Readonly<Record<string, string>>,
  input: string | Uint8Array = '',
): Promise<Run> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { env });
    let output = '';
    child.stdout.on('data', (data) => (output += data));
    child.stderr.on('data', (data) => (output += data));
    child.stdin.on('error', () => {}); // A client that fails does not read to the end; its status says so.
    child.stdin.end(input);
    child.on('error', reject);
    child.on('close', (status) => resolve({ status: status ?? 128, output }));
  });
}
