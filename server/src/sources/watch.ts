import { setMaxListeners } from 'node:events';
import type { Readable } from 'node:stream';
import { SourceError } from '../core/sources.ts';
import type { Settings } from './settings.ts';

/** Bytes a second below which a download is given up, as if nothing came at all. */
const SLOWEST = 100;
/** Over how many times the patience for silence that is measured. */
const STRETCH = 4;

/** Ends a download that its user gives up or that stays silent for too long. */
export interface Watch {
  /** Aborted when the download is to end, or has. */
  readonly signal: AbortSignal;
  /** The promise's result, or a SourceError where the user or the clock is faster. */
  within<T>(promise: Promise<T>): Promise<T>;
  /** The chunks of a stream, each waited for as `within` waits; the stream is closed when the reading ends. */
  chunks(stream: Readable): AsyncGenerator<Uint8Array>;
  /** Ends everything that still runs. */
  stop(): void;
}

/** Starts to watch; `file` is what messages call the download. */
function startWatch(file: string, idleSeconds: number, user: AbortSignal | undefined): Watch {
  const controller = new AbortController();
  const { signal } = controller;
  // Every hop of a redirect listens, and Node takes more than ten listeners for a leak.
  setMaxListeners(0, signal);
  const cancel = () => controller.abort(cancelled(file));
  const giveUp = () => controller.abort(timeout(file, idleSeconds));
  if (user?.aborted) cancel();
  user?.addEventListener('abort', cancel, { once: true });
  return {
    signal,
    async within<T>(promise: Promise<T>) {
      const timer = setTimeout(giveUp, idleSeconds * 1000);
      const interruption = rejectOnAbort(signal);
      try {
        return await Promise.race([promise, interruption.promise]);
      } catch (error) {
        // Whatever an aborted request says of itself, this is why.
        throw signal.aborted ? signal.reason : error;
      } finally {
        clearTimeout(timer);
        interruption.release();
      }
    },
    chunks: (stream) => watchedChunks(stream, { signal, giveUp, idleSeconds, file }),
    stop() {
      user?.removeEventListener('abort', cancel);
      controller.abort();
    },
  };
}

/** What reading a stream is watched by. */
interface Reading {
  readonly signal: AbortSignal;
  /** Ends the download for its silence. */
  giveUp(): void;
  readonly idleSeconds: number;
  readonly file: string;
}

async function* watchedChunks(stream: Readable, reading: Reading): AsyncGenerator<Uint8Array> {
  const { signal, giveUp, idleSeconds } = reading;
  const pace = paceOf(reading);
  let isWaiting = false;
  // One timer for all waits: there may be a million of them. What the reader does with a chunk takes what it takes.
  const timer = setTimeout(() => (isWaiting ? giveUp() : timer.refresh()), idleSeconds * 1000);
  const close = () => {
    clearTimeout(timer);
    stream.destroy();
  };
  signal.addEventListener('abort', close);
  if (signal.aborted) close();
  const chunks = stream[Symbol.asyncIterator]();
  try {
    for (;;) {
      if (!signal.aborted) timer.refresh();
      isWaiting = true;
      const { done, value } = await chunks.next();
      isWaiting = false;
      signal.throwIfAborted();
      if (done) return;
      pace(value.length);
      yield value;
    }
  } catch (error) {
    // Whatever a closed stream says of itself, this is why.
    throw signal.aborted ? signal.reason : error;
  } finally {
    signal.removeEventListener('abort', close);
    close();
  }
}

/** Counts what comes, over one long enough stretch after the other; throws where one was too slow. */
function paceOf({ idleSeconds, file }: Reading): (bytes: number) => void {
  let [since, received] = [Date.now(), 0];
  return (bytes) => {
    received += bytes;
    const seconds = (Date.now() - since) / 1000;
    if (seconds < STRETCH * idleSeconds) return;
    if (received < SLOWEST * seconds) throw new SourceError('timeout', tooSlow(file));
    [since, received] = [Date.now(), 0];
  };
}

/** Does work under a watch, which ends with it. */
export async function watching<T>(
  file: string,
  { idleSeconds }: Pick<Settings, 'idleSeconds'>,
  user: AbortSignal | undefined,
  work: (watch: Watch) => Promise<T>,
): Promise<T> {
  const watch = startWatch(file, idleSeconds, user);
  try {
    return await work(watch);
  } finally {
    watch.stop();
  }
}

/** A promise for one wait only: racing one that lives as long as the download would keep every wait in memory. */
function rejectOnAbort(signal: AbortSignal): { readonly promise: Promise<never>; release(): void } {
  let listener = () => {};
  const promise = new Promise<never>((_, reject) => {
    listener = () => reject(signal.reason);
    if (signal.aborted) listener();
    else signal.addEventListener('abort', listener);
  });
  return { promise, release: () => signal.removeEventListener('abort', listener) };
}

/** The user gave up. */
export const cancelled = (file: string): SourceError =>
  new SourceError('cancelled', `The download of ${file} was cancelled.`);

const tooSlow = (file: string): string =>
  `${file} could not be downloaded: it comes at less than ${SLOWEST} bytes a second; try again later.`;

const timeout = (file: string, seconds: number): SourceError =>
  new SourceError('timeout', `${file} could not be downloaded: no data came for ${seconds} s; try again later.`);
