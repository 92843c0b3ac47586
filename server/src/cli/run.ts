import { UsageError } from './arguments.ts';
import { sayBug } from './bug.ts';
import { clearCache } from './cache.ts';
import { check } from './check.ts';
import { fix } from './fix.ts';
import { hash } from './hash.ts';
import { HELP } from './help.ts';
import type { Connect } from './network.ts';
import { type Command, parseCommandLine } from './options.ts';
import { CLEAN, FAILED, INTERRUPTED } from './status.ts';
import { complaints, type Terminal } from './terminal.ts';
import { verify } from './verify.ts';
import { VERSION } from './version.ts';

/** Runs a command line (without the program's own name) and answers with the exit status. Never throws. */
export async function run(argv: readonly string[], terminal: Terminal, connect: Connect): Promise<number> {
  const complain = complaints(terminal);
  try {
    return await start(parseCommandLine(argv), terminal, connect);
  } catch (error) {
    if (terminal.signal.aborted) return INTERRUPTED;
    if (error instanceof UsageError) {
      complain.say(error.message);
      return FAILED;
    }
    sayBug(error, terminal, complain);
    return FAILED;
  }
}

async function start(command: Command, terminal: Terminal, connect: Connect): Promise<number> {
  switch (command.name) {
    case 'check':
      return check(command, terminal);
    case 'fix':
      return fix(command, terminal, connect);
    case 'verify':
      return verify(command, terminal, connect);
    case 'hash':
      return hash(command, terminal, connect);
    case 'cache':
      return clearCache(terminal);
    case 'lsp': {
      // Loaded only here: the other commands start without it.
      const { serve } = await import('./lsp.ts');
      return serve(terminal.signal);
    }
    case 'help':
      terminal.stdout.write(HELP);
      return CLEAN;
    case 'version':
      terminal.stdout.write(`${VERSION}\n`);
      return CLEAN;
  }
}
