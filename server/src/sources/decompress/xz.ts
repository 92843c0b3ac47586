import { ReadableStream } from 'node:stream/web';
import xzDecompress from 'xz-decompress';
import type { Bytes } from './bytes.ts';

const { XzReadableStream } = xzDecompress;

/** What xz-embedded's result codes mean (linux/include/linux/xz.h). */
const RESULTS: { readonly [code: string]: string } = {
  3: 'there is too little memory',
  4: 'its dictionary takes more memory than is allowed here',
  5: 'it does not begin as xz does',
  6: 'it uses a filter or a kind of checksum that cannot be undone here',
  7: 'it does not match its checksum',
  8: 'it ends too soon',
};

// xz-decompress lets one stream at a time through, and one that is cancelled while it waits blocks all later ones.
Object.assign(XzReadableStream, { _contextMutex: { acquire: async () => {}, release: () => {} } });

/** Undoes xz as `unxz` does: streams that follow each other are joined, zeros between and after them are padding. */
export async function* unxz(source: Bytes): AsyncGenerator<Uint8Array> {
  const chunks = source[Symbol.asyncIterator]();
  const input = new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        for (;;) {
          const { done, value } = await chunks.next();
          if (done) controller.close();
          else if (value.length === 0) continue;
          else controller.enqueue(value);
          return;
        }
      },
      async cancel() {
        await chunks.return?.();
      },
    },
    { highWaterMark: 0 },
  );
  try {
    yield* new XzReadableStream(input);
  } catch (error) {
    const code = /error code (\d+)/.exec(String(error))?.[1];
    throw code ? new Error(RESULTS[code] ?? `xz says ${code}`, { cause: error }) : error;
  }
}
