import { createConnection, ProposedFeatures } from 'vscode-languageserver/node';
import manifest from '../../../package.json' with { type: 'json' };
import { fileSystem } from '../project/places.ts';
import { clearCache, connect } from '../sources/index.ts';
import { startServer } from './server.ts';

const connection = createConnection(ProposedFeatures.all);
process.on('unhandledRejection', (error) => {
  connection.console.error(`unhandled: ${error instanceof Error ? (error.stack ?? error.message) : error}`);
});
startServer(connection, { version: manifest.version, connect, clearCache, ...fileSystem });
