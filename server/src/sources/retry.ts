import { setTimeout as sleep } from 'node:timers/promises';
import { SourceError } from '../core/sources.ts';
import type { Settings } from './settings.ts';
import { type Watch, watching } from './watch.ts';

/** The longest that a server's Retry-After is waited for, in seconds. */
const MOST_PATIENCE = 60;

/** A failure that may be over when the same is asked again. */
export class PassingError extends SourceError {
  /** Seconds that the server asks to wait; 0 where it does not say. */
  readonly seconds: number;

  constructor(error: SourceError, seconds = 0) {
    super(error.reason, error.message, { cause: error.cause });
    this.seconds = seconds;
  }
}

/** Seconds of a Retry-After header, a number or a date [RFC 9110, 10.2.3]; 0 where it says neither. */
export function retryAfter(header: string | null): number {
  if (header === null) return 0;
  if (/^\s*\d+\s*$/.test(header)) return Number(header);
  const date = Date.parse(header);
  return Number.isNaN(date) ? 0 : Math.max(0, (date - Date.now()) / 1000);
}

/** Does work under a watch, and again after a while where it failed with a PassingError; `signal` ends the waiting. */
export async function persist<T>(
  file: string,
  settings: Settings,
  signal: AbortSignal | undefined,
  work: (watch: Watch) => Promise<T>,
): Promise<T> {
  for (const seconds of settings.retrySeconds) {
    try {
      return await watching(file, settings, signal, work);
    } catch (error) {
      if (!(error instanceof PassingError) || error.seconds > MOST_PATIENCE || signal?.aborted) throw error;
      await pause(Math.max(seconds, error.seconds), signal);
    }
  }
  return watching(file, settings, signal, work);
}

/** Waits so many seconds, or until the signal fires. */
const pause = (seconds: number, signal: AbortSignal | undefined): Promise<void> =>
  sleep(seconds * 1000, undefined, signal ? { signal } : {}).catch(() => {});
