/** The thread that hashes a large body for apart.ts. */

import { parentPort, workerData } from 'node:worker_threads';
import type { Sha256, SourceErrorReason, Step } from '../core/sources.ts';
import type { Bytes } from './decompress/bytes.ts';
import { digest } from './digest.ts';

/** What a thread is started for. */
export interface Assignment {
  readonly ways: readonly (readonly Step[])[];
  /** What messages call the file. */
  readonly name: string;
  /** The most that any step of decompression may give. */
  readonly maxBytes: number;
}

/** Memory that goes back and forth. */
export type Block = Uint8Array<ArrayBuffer>;

/** The next bytes of the body: the first `length` of the portion. */
export interface Portion {
  readonly portion: Block;
  readonly length: number;
}

/** A portion that may be filled again, or what came out at last. */
export type Reply =
  | { readonly portion: Block }
  | {
      readonly digests: {
        readonly size: number;
        readonly results: readonly (Sha256 | { readonly reason: SourceErrorReason; readonly message: string })[];
      };
    };

const port = parentPort!;
const waiting: (Portion | null)[] = [];
let wake = () => {};
port.on('message', (message: Portion | null) => {
  waiting.push(message);
  wake();
});

/** The body as it arrives; a portion goes back when the next one is asked for. */
async function* body(): Bytes {
  for (;;) {
    while (waiting.length === 0) await new Promise<void>((resolve) => (wake = resolve));
    const next = waiting.shift();
    if (!next) return;
    yield next.portion.subarray(0, next.length);
    const { portion } = next;
    port.postMessage({ portion } satisfies Reply, [portion.buffer]);
  }
}

const { ways, name, maxBytes }: Assignment = workerData;
// Whoever gives up ends the thread.
const { signal } = new AbortController();
digest(body(), ways, { name, maxBytes, signal }).then(({ size, results }) => {
  const plain = results.map((one) => (typeof one === 'string' ? one : { reason: one.reason, message: one.message }));
  port.postMessage({ digests: { size, results: plain } } satisfies Reply);
});
