import { execFile } from 'node:child_process';
import { dirname } from 'node:path';
import { absolutePath } from './paths.ts';

/** A Dockerfile in its repository: the root of its project and its path below that, with slashes. */
export interface Tracked {
  readonly root: string;
  readonly path: string;
}

/** The text of a file in the last commit (HEAD); null without git, a repository, a commit or the file in it. */
export const committedText = ({ root, path }: Tracked): Promise<string | null> =>
  git(dirname(absolutePath(root, path)), ['cat-file', 'blob', `HEAD:./${nameOf(path)}`]);

/** When the line that holds a hash was committed last, as HEAD has it; undefined where git cannot say so at once. */
export async function committedAt({ root, path }: Tracked, hash: string): Promise<Date | undefined> {
  const line = ['--porcelain', '--no-textconv', '-L', `/${hash}/,+1`, 'HEAD', '--', nameOf(path)];
  const told = await git(dirname(absolutePath(root, path)), ['blame', ...line]);
  const seconds = /^committer-time (\d+)$/m.exec(told ?? '')?.[1];
  return seconds === undefined ? undefined : new Date(Number(seconds) * 1000);
}

/** Who committed a file first, under whatever name it had then, as `Name <address>`; null where git cannot say so at once. */
export async function firstAuthor({ root, path }: Tracked): Promise<string | null> {
  const asked = ['log', '--follow', '--diff-filter=A', '--no-ext-diff', '--no-textconv', '--format=%aN <%aE>', 'HEAD'];
  const told = await git(dirname(absolutePath(root, path)), [...asked, '--', nameOf(path)]);
  return told?.trim().split('\n').at(-1) || null;
}

const nameOf = (path: string): string => path.replace(/^.*\//, '');

const MAX_BYTES = 1024 * 1024;
const MAX_MILLISECONDS = 2000;

/**
 * What git says about a folder; null where it fails, takes long or says more than a Dockerfile can hold. It runs no
 * program that the repository names and asks no network, not even for objects that a partial clone lacks.
 */
function git(folder: string, args: readonly string[]): Promise<string | null> {
  const options = {
    // Windows looks for programs in the current folder first, which must not be one of the repository.
    cwd: dirname(process.execPath),
    env: environment(),
    encoding: 'utf8',
    maxBuffer: MAX_BYTES,
    timeout: MAX_MILLISECONDS,
    killSignal: 'SIGKILL',
    windowsHide: true,
  } as const;
  return new Promise((resolve) => {
    execFile('git', ['-C', folder, '-c', 'core.fsmonitor=false', ...args], options, (error, stdout) =>
      resolve(error ? null : stdout),
    );
  });
}

/** Without what points git at another repository, such as a hook's; with what keeps it from the network and from waiting. */
const environment = (): NodeJS.ProcessEnv => ({
  ...Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^GIT_/i.test(name))),
  GIT_ALLOW_PROTOCOL: '',
  GIT_NO_LAZY_FETCH: '1',
  GIT_OPTIONAL_LOCKS: '0',
  GIT_TERMINAL_PROMPT: '0',
});
