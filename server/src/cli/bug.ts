import type { Complaints, Terminal } from './terminal.ts';

/** Says that the program itself is at fault, in one line; with HARDEN_DEBUG where. */
export function sayBug(error: unknown, terminal: Terminal, complain: Complaints, file?: string): void {
  const { message, stack } = error instanceof Error ? error : new Error(String(error));
  const where = file === undefined ? '' : `${file}: `;
  const hint = terminal.env.HARDEN_DEBUG ? '' : ' (HARDEN_DEBUG=1 shows where)';
  complain.say(`${where}internal error: ${message}; this is a bug, please report it${hint}`);
  if (terminal.env.HARDEN_DEBUG) terminal.stderr.write(`${stack ?? message}\n`);
}

/** Does the work on one file; a bug in it is told, and the other files go on. */
export async function orBug<T>(
  file: string,
  terminal: Terminal,
  complain: Complaints,
  work: () => Promise<T>,
): Promise<T | undefined> {
  try {
    return await work();
  } catch (error) {
    if (terminal.signal.aborted) throw error;
    sayBug(error, terminal, complain, file);
    return undefined;
  }
}
