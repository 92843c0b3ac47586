import {
  type ClientCapabilities,
  type Connection,
  DidChangeConfigurationNotification,
  DidChangeTextDocumentNotification,
  DidChangeWatchedFilesNotification,
  DidCloseTextDocumentNotification,
  DidOpenTextDocumentNotification,
  TextDocumentSyncKind,
} from 'vscode-languageserver';

/** Files that rules read beside the Dockerfile; unsaved ones count as they stand in the editor. */
const PROJECT_FILES = [
  { scheme: 'file', pattern: '**/*.{txt,in,toml,json,xml,yml,yaml,properties,sh}' },
  { scheme: 'file', pattern: '**/*.{py,js,mjs,cjs,ts,mts,cts,go,java,kt}' },
];

/** Asks the client to tell what happens around the Dockerfiles, as far as it can. */
export async function watch({ client }: Connection, { workspace, textDocument }: ClientCapabilities): Promise<void> {
  if (workspace?.didChangeConfiguration?.dynamicRegistration)
    await client.register(DidChangeConfigurationNotification.type);
  if (workspace?.didChangeWatchedFiles?.dynamicRegistration) {
    await client.register(DidChangeWatchedFilesNotification.type, { watchers: [{ globPattern: '**/*' }] });
  }
  if (textDocument?.synchronization?.dynamicRegistration) {
    const documentSelector = PROJECT_FILES;
    await client.register(DidOpenTextDocumentNotification.type, { documentSelector });
    // In full: a Dockerfile that these patterns match too is told twice, which must do no harm.
    await client.register(DidChangeTextDocumentNotification.type, {
      documentSelector,
      syncKind: TextDocumentSyncKind.Full,
    });
    await client.register(DidCloseTextDocumentNotification.type, { documentSelector });
  }
}
