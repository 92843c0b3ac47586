import {
  CodeActionKind,
  type Connection,
  FileChangeType,
  type InitializeParams,
  type InitializeResult,
  TextDocumentSyncKind,
  TextDocuments,
  type WorkspaceFoldersChangeEvent,
} from 'vscode-languageserver';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { createActions, FIX_ALL } from './actions.ts';
import { ASSISTANCE, type Assistant, registerAssistants } from './assistants.ts';
import { COMMANDS, execute } from './commands.ts';
import { type Diagnostics, pulled, pushed } from './diagnostics.ts';
import { isDockerfile } from './documents.ts';
import { FEATURES, registerFeatures } from './features.ts';
import { labelAssistant } from './labelAssistant.ts';
import { createLearned } from './learned.ts';
import { createLog } from './log.ts';
import { pinHover } from './pinHover.ts';
import {
  APPLY_FIX,
  type ApplyFixParams,
  CLEAR_CACHE,
  HARDEN,
  type HardenParams,
  HOSTS,
  type HostsParams,
  type InitializationOptions,
  TRUST,
  type TrustParams,
  UPDATE_PINS,
  type UpdatePinsParams,
  VERIFY,
  type VerifyParams,
} from './protocol.ts';
import { createRequests } from './requests.ts';
import type { Runtime } from './runtime.ts';
import { settingsReader } from './settings.ts';
import { createSnapshots, type Snapshots } from './snapshots.ts';
import { watch } from './watching.ts';
import { editWriter } from './workspaceEdit.ts';

export type { Runtime } from './runtime.ts';

/** Serves a client until it ends the connection. */
export function startServer(connection: Connection, runtime: Runtime): void {
  const documents = new TextDocuments(TextDocument);
  const stop = new AbortController();
  connection.onInitialize((params) => initialize(params, { connection, runtime, documents, stopped: stop.signal }));
  connection.onShutdown(() => stop.abort());
  documents.listen(connection);
  connection.listen();
}

interface Surroundings {
  readonly connection: Connection;
  readonly runtime: Runtime;
  readonly documents: TextDocuments<TextDocument>;
  readonly stopped: AbortSignal;
}

function initialize(params: InitializeParams, around: Surroundings): InitializeResult {
  const { connection, runtime, documents } = around;
  const { capabilities } = params;
  const options: InitializationOptions = params.initializationOptions ?? {};
  const log = createLog(connection);
  const settings = settingsReader(connection, capabilities.workspace?.configuration === true);
  const folders = openFolders(params);
  let trusted = options.trusted !== false;
  const isTrusted = () => trusted;
  const snapshots = createSnapshots({ ...around, settings, folders: folders.uris, isTrusted });
  const writer = editWriter(runtime, capabilities);
  const pulls = capabilities.textDocument?.diagnostic !== undefined;
  const mayRefresh = capabilities.workspace?.diagnostics?.refreshSupport === true;
  const diagnostics = pulls ? pulled(connection, snapshots, log, mayRefresh) : pushed(connection, snapshots, log);
  follow(around, snapshots, diagnostics, capabilities.workspace?.didChangeWatchedFiles?.dynamicRegistration === true);
  connection.onDidChangeConfiguration((change) => {
    settings.changed(change.settings);
    snapshots.forgetAll();
    diagnostics.refresh(snapshots.dockerfiles());
  });

  const actions = createActions(snapshots, writer, capabilities);
  connection.onCodeAction((wish) => actions.list(wish));
  connection.onCodeActionResolve((action) => actions.resolve(action));

  connection.onNotification(TRUST, (change: TrustParams) => {
    trusted = change.trusted;
    snapshots.forgetAll();
    diagnostics.refresh(snapshots.dockerfiles());
  });
  const learned = createLearned();
  const requests = createRequests({ ...around, snapshots, settings, writer, log, learned, isTrusted });
  const reporter = (token: string | number | undefined) => connection.window.attachWorkDoneProgress(token);
  connection.onRequest(HOSTS, (wish: HostsParams) => requests.hosts(wish));
  connection.onRequest(APPLY_FIX, (wish: ApplyFixParams, token) =>
    requests.applyFix(wish, { reporter: reporter(wish.workDoneToken), token }),
  );
  connection.onRequest(HARDEN, (wish: HardenParams, token) =>
    requests.harden(wish, { reporter: reporter(wish.workDoneToken), token }),
  );
  connection.onRequest(VERIFY, (wish: VerifyParams, token) =>
    requests.verify(wish, { reporter: reporter(wish.workDoneToken), token }),
  );
  connection.onRequest(UPDATE_PINS, (wish: UpdatePinsParams) => requests.updatePins(wish));
  connection.onRequest(CLEAR_CACHE, () => requests.clearCache());
  connection.onExecuteCommand((wish, token) => execute(wish, connection, requests, token));

  const { languageFeatures = true } = options;
  const assistants: readonly Assistant[] = [
    { hover: pinHover({ ...around, snapshots, learned, isTrusted }, capabilities) },
    labelAssistant(snapshots, capabilities),
    ...(languageFeatures === true ? [registerFeatures(connection, documents, capabilities)] : []),
  ];
  if (languageFeatures) registerAssistants(connection, assistants);
  connection.onInitialized(() => {
    log.failing('registration', watch(connection, capabilities));
    if (capabilities.workspace?.workspaceFolders) connection.workspace.onDidChangeWorkspaceFolders(folders.changed);
  });
  return {
    serverInfo: { name: 'harden-dockerfile', version: runtime.version },
    capabilities: {
      textDocumentSync: { openClose: true, change: TextDocumentSyncKind.Incremental, save: true },
      codeActionProvider: { codeActionKinds: [CodeActionKind.QuickFix, FIX_ALL], resolveProvider: true },
      ...(pulls && {
        diagnosticProvider: {
          identifier: 'harden-dockerfile',
          interFileDependencies: true,
          workspaceDiagnostics: false,
        },
      }),
      ...(options.commands !== 'client' && { executeCommandProvider: { commands: [...COMMANDS] } }),
      ...(languageFeatures && (languageFeatures === 'own' ? ASSISTANCE : FEATURES)),
    },
  };
}

/** Keeps findings current while documents and files change. */
function follow(
  { connection, documents }: Surroundings,
  snapshots: Snapshots,
  diagnostics: Diagnostics,
  watched: boolean,
): void {
  documents.onDidChangeContent(({ document }) => {
    if (isDockerfile(document)) diagnostics.changed(document.uri);
    diagnostics.refresh(snapshots.edited(document.uri));
  });
  documents.onDidClose(({ document }) => {
    if (isDockerfile(document)) diagnostics.closed(document.uri);
    diagnostics.refresh(snapshots.edited(document.uri));
  });
  // Where no files are watched, a Dockerfile that is saved is the time to look at what stands around it again.
  documents.onDidSave(({ document }) => {
    if (watched || !isDockerfile(document)) return;
    snapshots.renew(document.uri);
    diagnostics.refresh([document.uri]);
  });
  connection.onDidChangeWatchedFiles(({ changes }) => {
    const touches = changes.map(({ uri, type }) => ({ uri, cameOrWent: type !== FileChangeType.Changed }));
    diagnostics.refresh(snapshots.touched(touches));
  });
}

/** The folders that were open at first, and how they change. */
function openFolders({ workspaceFolders, rootUri }: InitializeParams) {
  let uris = workspaceFolders?.map(({ uri }) => uri) ?? (rootUri ? [rootUri] : []);
  return {
    uris: () => uris,
    changed({ added, removed }: WorkspaceFoldersChangeEvent) {
      const gone = removed.map(({ uri }) => uri);
      uris = [...uris.filter((uri) => !gone.includes(uri)), ...added.map(({ uri }) => uri)];
    },
  };
}
