import { randomUUID } from 'node:crypto';
import { type CancellationToken, ProgressLocation, window } from 'vscode';
import { type LanguageClient, LSPErrorCodes, ResponseError, WorkDoneProgress } from 'vscode-languageclient/node';
import { linkless } from './words.ts';

/**
 * Sends a request while a notification shows how far it is and lets the user cancel it; answers `cancelled` where the
 * request did not even begin. The notification goes when the server says that its work is done, which is before the user
 * decides on a preview.
 */
export async function withProgress<T>(
  client: LanguageClient,
  title: string,
  cancelled: T,
  send: (workDoneToken: string, cancellation: CancellationToken) => Promise<T>,
): Promise<T> {
  const workDoneToken = randomUUID();
  let outcome: Promise<T> | undefined;
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
      outcome = send(workDoneToken, cancellation).catch((error) => {
        if (error instanceof ResponseError && error.code === LSPErrorCodes.RequestCancelled) return cancelled;
        throw error;
      });
      await Promise.race([end, outcome]).finally(() => subscription.dispose());
    },
  );
  return outcome ?? cancelled;
}

/** Promise.withResolvers, which Node 20 has not. */
function withResolvers(): { promise: Promise<void>; resolve: () => void } {
  let resolve = () => {};
  const promise = new Promise<void>((settle) => (resolve = settle));
  return { promise, resolve };
}
