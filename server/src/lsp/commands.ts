import type { CancellationToken, Connection, ExecuteCommandParams } from 'vscode-languageserver';
import { show } from './log.ts';
import { tellPins } from './pinReport.ts';
import {
  APPLY_FIX_COMMAND,
  CLEAR_CACHE_COMMAND,
  type FixReference,
  HARDEN_COMMAND,
  type Outcome,
  VERIFY_COMMAND,
} from './protocol.ts';
import type { Requests, Way } from './requests.ts';

/** The commands that the server runs for clients that do not run them themselves. */
export const COMMANDS: readonly string[] = [APPLY_FIX_COMMAND, HARDEN_COMMAND, VERIFY_COMMAND, CLEAR_CACHE_COMMAND];

/** Runs a command with a progress that the user can cancel, and tells what came of it. */
export async function execute(
  { command, arguments: [argument] = [] }: ExecuteCommandParams,
  connection: Connection,
  requests: Requests,
  requestToken: CancellationToken,
): Promise<void> {
  if (command === CLEAR_CACHE_COMMAND) {
    const forgotten = await requests.clearCache();
    return show(connection, 'info', `Harden Dockerfile: ${count(forgotten, 'download', 'downloads')} forgotten`);
  }
  const { uri, key } = (argument ?? {}) as Partial<FixReference>;
  if (typeof uri !== 'string') throw new Error(`${command} takes { uri }, the document to work on`);
  const reporter = await connection.window.createWorkDoneProgress();
  const way: Way = { reporter, token: eitherOf(reporter.token, requestToken) };
  if (command === HARDEN_COMMAND)
    return tell(connection, await requests.harden({ uri, network: true, preview: false }, way));
  if (command === VERIFY_COMMAND)
    return tellPins({ connection, requests }, uri, await requests.verify({ uri, network: true }, way));
  if (typeof key !== 'string') throw new Error(`${command} takes { uri, key }, the fix to apply`);
  tell(connection, await requests.applyFix({ uri, key, network: true }, way));
}

function eitherOf(a: CancellationToken, b: CancellationToken): CancellationToken {
  return {
    get isCancellationRequested() {
      return a.isCancellationRequested || b.isCancellationRequested;
    },
    onCancellationRequested(listener) {
      const listeners = [a.onCancellationRequested(listener), b.onCancellationRequested(listener)];
      return {
        dispose() {
          for (const one of listeners) one.dispose();
        },
      };
    },
  };
}

function tell(connection: Connection, outcome: Outcome): void {
  const isBad = outcome.failed.length > 0 || outcome.status === 'changed';
  show(connection, isBad ? 'warning' : 'info', `Harden Dockerfile: ${summary(outcome)}`);
}

/** What came of it, in one line. */
function summary({ status, applied, failed, review }: Outcome): string {
  const parts = [
    STATUS[status] ?? `${count(applied.length, 'fix', 'fixes')} applied`,
    ...failed.map(({ title, reason }) => `not done: ${title} (${reason})`),
    ...(review.length > 0 ? [`${count(review.length, 'fix', 'fixes')} to look at first: see the quick fixes`] : []),
  ];
  return parts.join('; ');
}

const STATUS: Partial<Record<Outcome['status'], string>> = {
  nothing: 'nothing was changed',
  declined: 'the editor did not apply the edit',
  changed: 'the file changed meanwhile and what was to be fixed is no longer there, so nothing was changed',
  cancelled: 'cancelled, nothing was changed',
};

const count = (number: number, one: string, many: string): string => `${number} ${number === 1 ? one : many}`;
