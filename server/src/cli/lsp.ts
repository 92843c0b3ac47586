import { createConnection, ProposedFeatures } from 'vscode-languageserver/node';
import { startServer } from '../lsp/server.ts';
import { fileSystem } from '../project/places.ts';
import { clearCache, connect } from '../sources/index.ts';
import { INTERRUPTED } from './status.ts';
import { VERSION } from './version.ts';

/** Serves an editor over standard input and output until it leaves, which ends the process, or the user interrupts. */
export function serve(signal: AbortSignal): Promise<number> {
  const connection = createConnection(ProposedFeatures.all, process.stdin, process.stdout);
  startServer(connection, { version: VERSION, connect, clearCache, ...fileSystem });
  return new Promise(() => signal.addEventListener('abort', () => process.exit(INTERRUPTED)));
}
