import { type Connection, type DocumentDiagnosticReport, LSPErrorCodes, ResponseError } from 'vscode-languageserver';
import { toLspDiagnostic } from './convert.ts';
import type { Log } from './log.ts';
import type { Snapshots } from './snapshots.ts';

/** Milliseconds for which a document must be left alone before its findings are pushed, or pulled a second time. */
const QUIET = 150;

/** Brings findings to the client, in the one way that it knows best. */
export interface Diagnostics {
  /** A document was opened or edited. */
  changed(uri: string): void;
  closed(uri: string): void;
  /** These documents may have other findings though they themselves were not edited. */
  refresh(uris: readonly string[]): void;
}

type Lsp = ReturnType<typeof toLspDiagnostic>;

/** Answers the client's requests for findings. */
export function pulled(connection: Connection, snapshots: Snapshots, log: Log, mayRefresh: boolean): Diagnostics {
  const edited = new Map<string, number>();
  const sent = new Map<string, { readonly id: string; readonly text: string }>();
  let ids = 0;
  connection.languages.diagnostics.on(async ({ textDocument: { uri }, previousResultId }, token) => {
    await pause(Math.max(0, (edited.get(uri) ?? 0) + QUIET - Date.now()));
    if (token.isCancellationRequested) return new ResponseError(LSPErrorCodes.RequestCancelled, 'cancelled');
    const items = (await findings(snapshots, uri)) ?? [];
    const text = JSON.stringify(items);
    const before = sent.get(uri);
    if (before && before.id === previousResultId && before.text === text)
      return { kind: 'unchanged', resultId: before.id };
    const id = String(++ids);
    sent.set(uri, { id, text });
    return { kind: 'full', resultId: id, items } satisfies DocumentDiagnosticReport;
  });
  return {
    changed(uri) {
      // What was just opened is shown at once.
      edited.set(uri, edited.has(uri) ? Date.now() : 0);
    },
    closed(uri) {
      edited.delete(uri);
      sent.delete(uri);
    },
    refresh(uris) {
      if (uris.length > 0 && mayRefresh) log.failing('refresh', connection.languages.diagnostics.refresh());
    },
  };
}

/** Sends findings unasked, once a document is left alone. */
export function pushed(connection: Connection, snapshots: Snapshots, log: Log): Diagnostics {
  const timers = new Map<string, ReturnType<typeof setTimeout>>();
  const publish = async (uri: string) => {
    const snapshot = await snapshots.latest(uri);
    if (!snapshot) return;
    const { document, lint } = snapshot;
    const diagnostics = lint.diagnostics.map((one) => toLspDiagnostic(document, one));
    await connection.sendDiagnostics({ uri, version: document.version, diagnostics });
  };
  const schedule = (uri: string, wait: number) => {
    clearTimeout(timers.get(uri));
    timers.set(
      uri,
      setTimeout(() => log.failing(`findings of ${uri}`, publish(uri)), wait),
    );
  };
  return {
    changed: (uri) => schedule(uri, timers.has(uri) ? QUIET : 0),
    closed(uri) {
      clearTimeout(timers.get(uri));
      timers.delete(uri);
      log.failing(`findings of ${uri}`, connection.sendDiagnostics({ uri, diagnostics: [] }));
    },
    refresh: (uris) => {
      for (const uri of uris) schedule(uri, QUIET);
    },
  };
}

async function findings(snapshots: Snapshots, uri: string): Promise<Lsp[] | undefined> {
  const snapshot = await snapshots.latest(uri);
  return snapshot?.lint.diagnostics.map((one) => toLspDiagnostic(snapshot.document, one));
}

const pause = (milliseconds: number): Promise<void> => new Promise((done) => setTimeout(done, milliseconds));
