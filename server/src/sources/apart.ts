import { Worker } from 'node:worker_threads';
import { SourceError, type Step } from '../core/sources.ts';
import type { Assignment, Block, Portion, Reply } from './apart-worker.ts';
import { type Bytes, peek } from './decompress/bytes.ts';
import { type Digests, digest, type Limits } from './digest.ts';

/** Bytes that are hashed where they arrive: a thread takes longer to start. */
const SMALL = 4 * 1024 ** 2;
/** Bytes that are handed over at a time. */
const PORTION = 1024 ** 2;
/** Portions under way at a time; whoever reads faster than the thread hashes waits. */
const PORTIONS = 4;

/** Bundled beside the programs; where those run from their sources, the last build's. */
const WORKER = new URL(import.meta.url.endsWith('.ts') ? '../../../dist/digests.js' : './digests.js', import.meta.url);

/** What `digest` gives; the work on a large body is done in a thread of its own. */
export async function digestApart(body: Bytes, ways: readonly (readonly Step[])[], limits: Limits): Promise<Digests> {
  const { head, isAll, whole } = await peek(body, SMALL + 1);
  return isAll ? digest(head, ways, limits) : inThread(whole, ways, limits);
}

async function inThread(
  body: Bytes,
  ways: readonly (readonly Step[])[],
  { name, maxBytes, signal }: Limits,
): Promise<Digests> {
  const assignment: Assignment = { ways, name, maxBytes };
  const thread = openThread(assignment, signal);
  try {
    await feed(body, thread);
    return await thread.result;
  } finally {
    await thread.close();
  }
}

/** Copies a body into portions, until it ends or the thread wants no more of it. */
async function feed(body: Bytes, thread: Thread): Promise<void> {
  let portion = await thread.spare();
  let used = 0;
  for await (const chunk of body) {
    for (let start = 0; start < chunk.length; ) {
      if (!portion) return;
      const piece = chunk.subarray(start, start + portion.length - used);
      portion.set(piece, used);
      start += piece.length;
      used += piece.length;
      if (used < portion.length) continue;
      thread.send(portion, used);
      portion = await thread.spare();
      used = 0;
    }
  }
  if (portion && used > 0) thread.send(portion, used);
  thread.end();
}

interface Thread {
  readonly result: Promise<Digests>;
  /** A portion to fill, as soon as there is one; undefined once the thread wants no more. */
  spare(): Promise<Block | undefined>;
  /** Hands over the first bytes of a portion, which is the thread's from then on. */
  send(portion: Block, length: number): void;
  end(): void;
  close(): Promise<unknown>;
}

function openThread(workerData: Assignment, signal: AbortSignal): Thread {
  const worker = new Worker(WORKER, { workerData });
  const free = Array.from({ length: PORTIONS }, () => new Uint8Array(PORTION));
  let isOver = false;
  let wake = () => {};
  const result = new Promise<Digests>((resolve, reject) => {
    const finish = (settle: () => void) => {
      isOver = true;
      settle();
      wake();
    };
    const abort = () => finish(() => reject(signal.reason));
    if (signal.aborted) abort();
    signal.addEventListener('abort', abort, { once: true });
    worker.on('error', (error) => finish(() => reject(error)));
    worker.on('exit', () => finish(() => reject(new Error('the thread that hashes ended early'))));
    worker.on('message', (reply: Reply) => {
      if ('digests' in reply) return finish(() => resolve(received(reply)));
      free.push(reply.portion);
      wake();
    });
  });
  result.catch(() => {});
  return {
    result,
    async spare() {
      while (free.length === 0 && !isOver) await new Promise<void>((resolve) => (wake = resolve));
      return isOver ? undefined : free.pop();
    },
    send(portion, length) {
      worker.postMessage({ portion, length } satisfies Portion, [portion.buffer]);
    },
    end: () => worker.postMessage(null),
    close: () => worker.terminate(),
  };
}

/** An error comes from the thread as what it says. */
const received = ({ digests: { size, results } }: Extract<Reply, { digests: unknown }>): Digests => ({
  size,
  results: results.map((one) => (typeof one === 'string' ? one : new SourceError(one.reason, one.message))),
});
