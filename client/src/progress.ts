import { randomUUID } from 'node:crypto';
import { type CancellationToken, ProgressLocation, window } from 'vscode';
import { type LanguageClient, LSPErrorCodes, ResponseError, WorkDoneProgress } from 'vscode-languageclient/node';
import type { Outcome } from './protocol.ts';
import { linkless } from './words.ts';

const CANCELLED: Outcome = { status: 'cancelled', applied: [], failed: [], review: [], remaining: 0 };

/**
 * Sends a request while a notification shows how far it is and lets the user cancel it. The notification goes when the
 * server says that its work is done, which is before the user decides on a preview.
 */
export async function withProgress(
  client: LanguageClient,
  title: string,
  send: (workDoneToken: string, cancellation: CancellationToken) => Promise<Outcome>,
): Promise<Outcome> {
  const workDoneToken = randomUUID();
  let outcome = Promise.resolve(CANCELLED);
  await window.withProgress(
    { location: ProgressLocation.Notification, title: linkless(title), cancellable: true },
    async (progress, cancellation) => {
      let percentage = 0;
      const { promise: end, resolve } = withResolvers();
      const subscription = client.onProgress(WorkDoneProgress.type, workDoneToken, (value) => {
        if (value.kind === 'end') return resolve();
        const increment = Math.max(0, (value.percentage ?? percentage) - percentage);
        percentage += increment;
        progress.report({ increment, message: linkless(value.message ?? '') });
      });
      outcome = send(workDoneToken, cancellation).catch(orCancelled);
      await Promise.race([end, outcome]).finally(() => subscription.dispose());
    },
  );
  return outcome;
}

function orCancelled(error: unknown): Outcome {
  if (error instanceof ResponseError && error.code === LSPErrorCodes.RequestCancelled) return CANCELLED;
  throw error;
}

/** Promise.withResolvers, which Node 20 has not. */
function withResolvers(): { promise: Promise<void>; resolve: () => void } {
  let resolve = () => {};
  const promise = new Promise<void>((settle) => (resolve = settle));
  return { promise, resolve };
}
