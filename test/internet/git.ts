import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Handler } from './sites.ts';

/** Serves the bare repositories of a folder over git's smart HTTP, by `git http-backend`. */
export const gitBackend =
  (folder: string): Handler =>
  (request, response) => {
    const url = new URL(request.url ?? '', 'http://git.example');
    const backend = spawn('git', ['http-backend'], {
      env: {
        PATH: process.env.PATH,
        GIT_PROJECT_ROOT: folder,
        GIT_HTTP_EXPORT_ALL: '1',
        REQUEST_METHOD: request.method,
        PATH_INFO: url.pathname,
        QUERY_STRING: url.search.slice(1),
        CONTENT_TYPE: request.headers['content-type'] ?? '',
        HTTP_CONTENT_ENCODING: request.headers['content-encoding'] ?? '',
        GIT_PROTOCOL: String(request.headers['git-protocol'] ?? ''),
        GIT_CONFIG_NOSYSTEM: '1',
        HOME: folder,
      },
      stdio: ['pipe', 'pipe', 'ignore'],
    });
    request.pipe(backend.stdin);
    const chunks: Buffer[] = [];
    backend.stdout.on('data', (chunk) => chunks.push(chunk));
    backend.on('close', () => {
      const output = Buffer.concat(chunks);
      const end = output.indexOf('\r\n\r\n');
      const headers = Object.fromEntries(
        output
          .toString('latin1', 0, end)
          .split('\r\n')
          .map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 1).trim()]),
      );
      response.writeHead(Number.parseInt(headers.Status ?? '200', 10), headers).end(output.subarray(end + 4));
    });
  };

/** A repository that a test fills. */
export interface Repository {
  /** Runs git in its working tree. */
  git(...args: readonly string[]): string;
  /** Writes a file, commits it, pushes every branch and tag, and says which commit that is. */
  commit(file: string, content: string): string;
  /** Pushes every branch and tag as they are, whatever the server has. */
  push(): void;
}

/** Makes `NAME.git` in a folder, with a working tree beside it in which the branch `main` is checked out. */
export function createRepository(folder: string, name: string): Repository {
  const tree = join(folder, `${name}-tree`);
  mkdirSync(tree, { recursive: true });
  run(folder, 'init', '--quiet', '--bare', '--initial-branch=main', `${name}.git`);
  run(tree, 'init', '--quiet', '--initial-branch=main');
  run(tree, 'remote', 'add', 'origin', `../${name}.git`);
  return openRepository(folder, name);
}

/** A repository that `createRepository` has made there, or in a folder that this one is a copy of. */
export function openRepository(folder: string, name: string): Repository {
  const tree = join(folder, `${name}-tree`);
  const git = (...args: readonly string[]) => run(tree, ...args);
  const push = () => void git('push', '--quiet', '--force', 'origin', 'refs/heads/*', 'refs/tags/*');
  return {
    git,
    push,
    commit(file, content) {
      writeFileSync(join(tree, file), content);
      git('add', '--all');
      git('commit', '--quiet', '--message', `Change ${file}`);
      push();
      return git('rev-parse', 'HEAD');
    },
  };
}

function run(cwd: string, ...args: readonly string[]): string {
  const { status, stdout, stderr } = spawnSync('git', args, { cwd, encoding: 'utf8', env: { ...IDENTITY, HOME: cwd } });
  if (status !== 0) throw new Error(`git ${args.join(' ')}: ${stderr}`);
  return stdout.trim();
}

const IDENTITY = {
  PATH: process.env.PATH,
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_AUTHOR_NAME: 'A',
  GIT_AUTHOR_EMAIL: 'a@example.com',
  GIT_COMMITTER_NAME: 'A',
  GIT_COMMITTER_EMAIL: 'a@example.com',
};

/** Where git is. */
export const gitProgram = (): string => spawnSync('sh', ['-c', 'command -v git'], { encoding: 'utf8' }).stdout.trim();
