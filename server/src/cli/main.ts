import { addAbortSignal } from 'node:stream';
import { connect } from '../sources/index.ts';
import { run } from './run.ts';
import { FAILED } from './status.ts';
import type { Terminal } from './terminal.ts';

const stop = new AbortController();
process.once('SIGINT', () => stop.abort());

/** Whoever reads our output may have seen enough (`| head`), which is no error; a full disk is one. */
function failed(error: NodeJS.ErrnoException): void {
  if (error.code === 'EPIPE') return;
  process.stderr.write(`harden-dockerfile: the output could not be written: ${error.message}\n`);
  process.once('exit', () => {
    process.exitCode = FAILED;
  });
}
process.stdout.on('error', failed);
process.stderr.on('error', () => {});

const terminal: Terminal = {
  cwd: process.cwd(),
  env: process.env,
  // Opened only where it is read: an idle pipe would keep the process alive.
  get stdin() {
    return addAbortSignal(stop.signal, process.stdin);
  },
  stdout: process.stdout,
  stderr: process.stderr,
  signal: stop.signal,
};

/** Ends once all is written; what nobody waits for any more, such as the look-up of a name, does not keep the process. */
async function end(status: number): Promise<void> {
  process.exitCode = status;
  const written = [process.stdout, process.stderr].map((stream) => new Promise((done) => stream.write('', done)));
  await Promise.all(written);
  process.exit();
}

run(process.argv.slice(2), terminal, connect).then(end);
