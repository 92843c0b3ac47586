import { type Connection, MessageType, ShowMessageNotification } from 'vscode-languageserver';

/** Says what goes on to whoever reads the client's log. */
export interface Log {
  info(line: string): void;
  /** Tells of work that failed, which is a bug, and that nobody else waits for. */
  failing(what: string, work: Promise<unknown>): void;
}

export const createLog = ({ console }: Connection): Log => ({
  info: (line) => console.info(line),
  failing: (what, work) => {
    work.catch((error) => console.error(`${what}: ${error instanceof Error ? (error.stack ?? error.message) : error}`));
  },
});

/** Shows a line to the user, who has nothing to answer. */
export function show(connection: Connection, kind: 'info' | 'warning', message: string): void {
  const type = kind === 'info' ? MessageType.Info : MessageType.Warning;
  // A client that is gone has nobody to tell.
  connection.sendNotification(ShowMessageNotification.type, { type, message }).catch(() => {});
}
