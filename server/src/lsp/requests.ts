import type { CancellationToken, Connection, WorkDoneProgressReporter } from 'vscode-languageserver';
import type { Diagnostic, Fix } from '../core/rule.ts';
import { carryOut, type Job, LABEL } from './fixing.ts';
import { offerOf } from './keys.ts';
import type { Log } from './log.ts';
import { type Ask, hostsOf, offline, online, remembering } from './network.ts';
import { downloadProgress } from './progress.ts';
import { proposeAll, proposeOne } from './proposals.ts';
import type { ApplyFixParams, HardenParams, HostsParams, HostsResult, Outcome } from './protocol.ts';
import type { Runtime } from './runtime.ts';
import type { SettingsReader } from './settings.ts';
import type { Snapshots } from './snapshots.ts';
import type { EditWriter } from './workspaceEdit.ts';

/** What the client asks for by name. */
export interface Requests {
  hosts(params: HostsParams): Promise<HostsResult>;
  applyFix(params: ApplyFixParams, way: Way): Promise<Outcome>;
  harden(params: HardenParams, way: Way): Promise<Outcome>;
}

/** Where progress goes, and what ends the work. */
export interface Way {
  readonly reporter: WorkDoneProgressReporter;
  readonly token: CancellationToken;
}

export interface RequestSources {
  readonly connection: Connection;
  readonly runtime: Runtime;
  readonly snapshots: Snapshots;
  readonly settings: SettingsReader;
  readonly writer: EditWriter;
  readonly log: Log;
  readonly isTrusted: () => boolean;
  /** Fires when the server ends. */
  readonly stopped: AbortSignal;
}

export function createRequests(sources: RequestSources): Requests {
  const { connection, runtime, snapshots, settings, writer, log, isTrusted, stopped } = sources;

  async function askFor(
    uri: string,
    network: boolean,
    reporter: WorkDoneProgressReporter,
    signal: AbortSignal,
  ): Promise<Ask> {
    if (!isTrusted()) return offline('this workspace is not trusted; trust it, and the file is downloaded to pin it');
    if (!network) return offline('downloads were not allowed; allow them, and the file is downloaded to pin it');
    const { allowedHosts } = await settings.of(uri);
    const onProgress = downloadProgress(reporter);
    return remembering(online(runtime, log, { allowHosts: allowedHosts, signal, onProgress }));
  }

  async function run(
    job: Pick<Job, 'uri' | 'preview'> & { readonly network: boolean },
    { reporter, token }: Way,
    propose: (ask: Ask) => Job['propose'],
  ): Promise<Outcome> {
    const { signal, release } = signalOf(token, stopped);
    reporter.begin(LABEL, undefined, undefined, true);
    const ready = once(() => reporter.done());
    try {
      const ask = await askFor(job.uri, job.network, reporter, signal);
      return await carryOut({ ...job, signal, ready, propose: propose(ask) }, connection, snapshots, writer);
    } finally {
      ready();
      release();
    }
  }

  return {
    async hosts({ uri, key, review = false }) {
      const snapshot = await snapshots.latest(uri);
      if (!snapshot) return { hosts: [] };
      const isAsked = isWanted(review);
      const fixes =
        key === undefined
          ? snapshot.lint.diagnostics.flatMap((one) => one.fixes?.find((fix) => isAsked(one, fix)) ?? [])
          : [offerOf(snapshot.lint, key)?.fix];
      return { hosts: hostsOf(fixes.flatMap((fix) => fix?.needs ?? [])) };
    },
    applyFix: ({ uri, key, network }, way) =>
      run({ uri, network, preview: false }, way, (ask) => (snapshot) => proposeOne(snapshot, key, ask)),
    harden: ({ uri, network, preview, review = false }, way) =>
      run({ uri, network, preview }, way, (ask) => (snapshot) => proposeAll(snapshot, isWanted(review), ask)),
  };
}

const isWanted =
  (review: boolean) =>
  (_: Diagnostic, { safety }: Fix): boolean =>
    review || safety === 'safe';

/** Fires when the client cancels or the server ends. */
function signalOf(token: CancellationToken, stopped: AbortSignal): { signal: AbortSignal; release: () => void } {
  const controller = new AbortController();
  const abort = () => controller.abort();
  if (token.isCancellationRequested || stopped.aborted) abort();
  const listener = token.onCancellationRequested(abort);
  stopped.addEventListener('abort', abort);
  return {
    signal: controller.signal,
    release() {
      listener.dispose();
      stopped.removeEventListener('abort', abort);
    },
  };
}

function once(work: () => void): () => void {
  let isDone = false;
  return () => {
    if (!isDone) work();
    isDone = true;
  };
}
