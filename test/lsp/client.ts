import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath, pathToFileURL } from 'node:url';
import {
  type ApplyWorkspaceEditParams,
  type ApplyWorkspaceEditResult,
  type ClientCapabilities,
  type CodeAction,
  createProtocolConnection,
  type Diagnostic,
  type InitializeResult,
  type ProtocolConnection,
  type PublishDiagnosticsParams,
  type Range,
  type ShowMessageRequestParams,
  StreamMessageReader,
  StreamMessageWriter,
  type TextEdit,
  WorkDoneProgress,
  type WorkDoneProgressBegin,
  type WorkDoneProgressEnd,
  type WorkDoneProgressReport,
  type WorkspaceEdit,
} from 'vscode-languageserver/node';
import { TextDocument } from 'vscode-languageserver-textdocument';

const main = fileURLToPath(new URL('../../server/src/lsp/main.ts', import.meta.url));

/** An editor as the server sees it: the server is a process of its own, talked to over its standard streams. */
export interface Editor {
  readonly connection: ProtocolConnection;
  readonly initialized: InitializeResult;
  /** What the server wrote to the log so far. */
  readonly log: readonly string[];
  /** What the server showed to the user so far. */
  readonly messages: readonly string[];
  /** What the server asked the user so far. */
  readonly questions: readonly string[];
  /** The button that answers all questions. */
  answer: string | undefined;
  readonly published: readonly PublishDiagnosticsParams[];
  /** Of the server's own tokens and of `PROGRESS`. */
  readonly progress: readonly Progress[];
  /** The tokens that the server made. */
  readonly tokens: readonly string[];
  readonly edits: readonly ApplyWorkspaceEditParams[];
  readonly registrations: readonly string[];
  /** How often the server asked to be asked for findings again. */
  readonly refreshes: number;
  /** Answers an edit; by default it is applied if its versions are the documents'. */
  onEdit: (params: ApplyWorkspaceEditParams) => ApplyWorkspaceEditResult | Promise<ApplyWorkspaceEditResult>;
  open(path: string, text: string, languageId?: string): TextDocument;
  /** Replaces the first occurrence of a text, as an incremental change. */
  edit(document: TextDocument, what: string, by: string): void;
  pull(document: TextDocument): Promise<Diagnostic[]>;
  actions(document: TextDocument, range: Range, only?: string[]): Promise<CodeAction[]>;
  apply(edit: WorkspaceEdit): boolean;
  close(): Promise<void>;
}

interface Versioned {
  readonly textDocument: { readonly uri: string; readonly version: number | null };
  readonly edits: readonly TextEdit[];
}

type Progress = WorkDoneProgressBegin | WorkDoneProgressReport | WorkDoneProgressEnd;

/** A token for requests of the tests. */
export const PROGRESS = 'progress of a test';

export interface Start {
  readonly root: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly options?: object;
  readonly capabilities?: ClientCapabilities;
  /** The section `hardenDockerfile` of the settings. */
  readonly settings?: () => object;
  readonly command?: readonly string[];
}

/** What VS Code can, as far as it matters here. */
export const FULL: ClientCapabilities = {
  workspace: {
    configuration: true,
    applyEdit: true,
    workspaceEdit: { documentChanges: true, changeAnnotationSupport: { groupsOnLabel: true } },
    didChangeWatchedFiles: { dynamicRegistration: true },
    didChangeConfiguration: { dynamicRegistration: true },
    diagnostics: { refreshSupport: true },
    workspaceFolders: true,
  },
  textDocument: {
    diagnostic: {},
    synchronization: { dynamicRegistration: true },
    codeAction: { resolveSupport: { properties: ['edit'] }, dataSupport: true },
  },
  window: { workDoneProgress: true },
};

/** Settings for texts that are no whole images. */
export const QUIET = { severity: { 'missing-oci-label': 'off' } };

/** Starts the server and tells it who asks. */
export async function startEditor(start: Start): Promise<Editor> {
  const { root, env = {}, options = {}, capabilities = FULL, settings = () => ({}) } = start;
  const command = start.command ?? [process.execPath, '--import', import.meta.resolve('tsx'), main, '--stdio'];
  const child = spawn(command[0]!, command.slice(1), { cwd: root, env: { ...process.env, ...env } });
  child.stderr.on('data', (data: Buffer) => process.stderr.write(data));
  const connection = createProtocolConnection(
    new StreamMessageReader(child.stdout),
    new StreamMessageWriter(child.stdin),
  );
  const documents = new Map<string, TextDocument>();
  const seen = {
    log: [] as string[],
    messages: [] as string[],
    questions: [] as string[],
    answer: undefined as string | undefined,
    published: [] as PublishDiagnosticsParams[],
    progress: [] as Progress[],
    tokens: [] as string[],
    edits: [] as ApplyWorkspaceEditParams[],
    registrations: [] as string[],
    refreshes: 0,
  };
  const editor: Editor = Object.assign(seen, {
    connection,
    initialized: undefined as unknown as InitializeResult,
    onEdit: ({ edit }: ApplyWorkspaceEditParams) => ({ applied: apply(edit) }),
    open(path: string, text: string, languageId = 'dockerfile') {
      const uri = path.includes(':') ? path : pathToFileURL(path).href;
      const document = TextDocument.create(uri, languageId, 1, text);
      documents.set(uri, document);
      notify('textDocument/didOpen', { textDocument: { uri, languageId, version: 1, text } });
      return document;
    },
    edit(document: TextDocument, what: string, by: string) {
      const start = document.getText().indexOf(what);
      if (start < 0) throw new Error(`no ${what} in the document`);
      const range = { start: document.positionAt(start), end: document.positionAt(start + what.length) };
      change(document, [{ range, text: by }]);
    },
    async pull({ uri }: TextDocument) {
      const report: { items: Diagnostic[] } = await connection.sendRequest('textDocument/diagnostic', {
        textDocument: { uri },
      });
      return report.items;
    },
    actions: ({ uri }: TextDocument, range: Range, only?: string[]) =>
      connection.sendRequest<CodeAction[]>('textDocument/codeAction', {
        textDocument: { uri },
        range,
        context: { diagnostics: [], ...(only && { only }) },
      }),
    apply,
    async close() {
      await connection.sendRequest('shutdown');
      await connection.sendNotification('exit');
      await ended(child);
      connection.dispose();
    },
  });

  function notify(method: string, params: object): void {
    void connection.sendNotification(method, params);
  }

  function change(document: TextDocument, contentChanges: { range: Range; text: string }[]): void {
    const version = document.version + 1;
    TextDocument.update(document, contentChanges, version);
    notify('textDocument/didChange', { textDocument: { uri: document.uri, version }, contentChanges });
  }

  /** As VS Code does: none of it is applied where one version is not the document's. */
  function apply(edit: WorkspaceEdit): boolean {
    const all =
      (edit.documentChanges as Versioned[] | undefined) ??
      Object.entries(edit.changes ?? {}).map(
        ([uri, edits]): Versioned => ({ textDocument: { uri, version: null }, edits }),
      );
    const isOld = all.some(
      ({ textDocument: { uri, version } }) => version !== null && documents.get(uri)?.version !== version,
    );
    if (isOld) return false;
    for (const { textDocument, edits } of all) {
      const document = documents.get(textDocument.uri);
      if (!document) continue;
      const sorted = edits
        .toReversed()
        .toSorted((a, b) => document.offsetAt(b.range.start) - document.offsetAt(a.range.start));
      change(
        document,
        sorted.map(({ range, newText }) => ({ range, text: newText })),
      );
    }
    return true;
  }

  connection.onNotification('window/logMessage', ({ message }: { message: string }) => {
    seen.log.push(message);
  });
  connection.onNotification('window/showMessage', ({ message }: { message: string }) => {
    seen.messages.push(message);
  });
  connection.onRequest('window/showMessageRequest', ({ message, actions = [] }: ShowMessageRequestParams) => {
    seen.questions.push(message);
    return actions.find(({ title }) => title === editor.answer) ?? null;
  });
  connection.onNotification('textDocument/publishDiagnostics', (params: PublishDiagnosticsParams) => {
    seen.published.push(params);
  });
  const follow = (token: string | number) =>
    connection.onProgress(WorkDoneProgress.type, token, (value) => {
      seen.progress.push(value);
    });
  follow(PROGRESS);
  connection.onRequest('workspace/configuration', ({ items }: { items: object[] }) => items.map(() => settings()));
  connection.onRequest('workspace/diagnostic/refresh', () => {
    seen.refreshes++;
    return null;
  });
  connection.onRequest('client/registerCapability', ({ registrations }: { registrations: { method: string }[] }) => {
    seen.registrations.push(...registrations.map(({ method }) => method));
    return null;
  });
  connection.onRequest('window/workDoneProgress/create', ({ token }: { token: string }) => {
    seen.tokens.push(token);
    follow(token);
    return null;
  });
  connection.onRequest('workspace/applyEdit', (params: ApplyWorkspaceEditParams) => {
    seen.edits.push(params);
    return editor.onEdit(params);
  });
  connection.listen();
  const initialized = await connection.sendRequest<InitializeResult>('initialize', {
    processId: process.pid,
    rootUri: pathToFileURL(root).href,
    workspaceFolders: [{ name: 'project', uri: pathToFileURL(root).href }],
    capabilities,
    initializationOptions: options,
  });
  await connection.sendNotification('initialized', {});
  return Object.assign(editor, { initialized });
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
}

/** Waits until something is the case. */
export async function until(what: () => boolean, name: string): Promise<void> {
  for (const end = Date.now() + 20_000; Date.now() < end; ) {
    if (what()) return;
    await new Promise((done) => setTimeout(done, 10));
  }
  throw new Error(`this did not come about: ${name}`);
}
