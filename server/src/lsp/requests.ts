import type { CancellationToken, WorkDoneProgressReporter } from 'vscode-languageserver';
import type { Diagnostic, Fix } from '../core/rule.ts';
import type { Question } from '../core/sources.ts';
import { pinsOf } from '../core/verify.ts';
import { type Editing, editLatest, type Job, LABEL } from './editing.ts';
import { carryOut } from './fixing.ts';
import { offerOf } from './keys.ts';
import { type Learned, learning } from './learned.ts';
import type { Log } from './log.ts';
import { type Ask, hostsOf, offline, online, remembering } from './network.ts';
import { downloadProgress } from './progress.ts';
import { type Proposal, proposeAll, proposeOne } from './proposals.ts';
import type {
  ApplyFixParams,
  HardenParams,
  HostsParams,
  HostsResult,
  Outcome,
  Updated,
  UpdatePinsParams,
  Verified,
  VerifyParams,
} from './protocol.ts';
import type { Runtime } from './runtime.ts';
import type { SettingsReader } from './settings.ts';
import type { Snapshot } from './snapshots.ts';
import { createVerifier, pinQuestions } from './verifying.ts';

/** What the client asks for by name. */
export interface Requests {
  hosts(params: HostsParams): Promise<HostsResult>;
  applyFix(params: ApplyFixParams, way: Way): Promise<Outcome>;
  harden(params: HardenParams, way: Way): Promise<Outcome>;
  verify(params: VerifyParams, way: Way): Promise<Verified>;
  updatePins(params: UpdatePinsParams): Promise<Updated>;
  /** Answers how many downloads were forgotten. */
  clearCache(): Promise<number>;
}

/** Where progress goes, and what ends the work. */
export interface Way {
  readonly reporter: WorkDoneProgressReporter;
  readonly token: CancellationToken;
}

export interface RequestSources extends Editing {
  readonly runtime: Runtime;
  readonly settings: SettingsReader;
  readonly log: Log;
  readonly learned: Learned;
  readonly isTrusted: () => boolean;
  /** Fires when the server ends. */
  readonly stopped: AbortSignal;
}

/** What work is about, and whether the user agrees to the network being asked. */
interface Wish {
  readonly uri: string;
  readonly network: boolean;
  /** Whether files are downloaded that were downloaded before, even where the server says that they are the same. */
  readonly afresh?: boolean;
}

/** Work that may use the network, with a progress that ends when it is `ready`. */
interface Work {
  readonly ask: Ask;
  readonly signal: AbortSignal;
  readonly ready: () => void;
}

export function createRequests(sources: RequestSources): Requests {
  const { runtime, snapshots, settings, log, learned, isTrusted, stopped } = sources;
  const verifier = createVerifier(snapshots);

  async function askFor({ uri, network, afresh = false }: Wish, way: Way, signal: AbortSignal): Promise<Ask> {
    if (!isTrusted()) return offline('this workspace is not trusted; trust it, and the file is downloaded');
    if (!network) return offline('downloads were not allowed; allow them, and the file is downloaded');
    const { allowedHosts, cache } = await settings.of(uri);
    const asking = {
      allowHosts: allowedHosts,
      cache: cache && !afresh,
      signal,
      onProgress: downloadProgress(way.reporter),
    };
    return remembering(learning(online(runtime, log, asking), learned));
  }

  async function run<T>(wish: Wish, way: Way, work: (means: Work) => Promise<T>): Promise<T> {
    const { signal, release } = signalOf(way.token, stopped);
    way.reporter.begin(LABEL, undefined, undefined, true);
    const ready = once(() => way.reporter.done());
    try {
      return await work({ ask: await askFor(wish, way, signal), signal, ready });
    } finally {
      ready();
      release();
    }
  }

  const fix = (
    job: Pick<Job<Proposal>, 'uri' | 'preview'> & { readonly network: boolean },
    way: Way,
    propose: (snapshot: Snapshot, ask: Ask) => Promise<Proposal | undefined>,
  ): Promise<Outcome> =>
    run(job, way, ({ ask, signal, ready }) =>
      carryOut({ ...job, signal, ready, propose: (snapshot) => propose(snapshot, ask) }, sources),
    );

  return {
    async hosts(params) {
      const snapshot = await snapshots.latest(params.uri);
      return { hosts: snapshot ? hostsOf(questionsOf(snapshot, params)) : [] };
    },
    applyFix: ({ uri, key, network }, way) =>
      fix({ uri, network, preview: false }, way, (snapshot, ask) => proposeOne(snapshot, key, ask)),
    harden: ({ uri, network, preview, review = false }, way) =>
      fix({ uri, network, preview }, way, (snapshot, ask) => proposeAll(snapshot, isWanted(review), ask)),
    verify: (params, way) =>
      run({ ...params, afresh: true }, way, ({ ask, signal }) => verifier.verify(params.uri, ask, signal)),
    clearCache: () => runtime.clearCache(),
    async updatePins({ uri, id }) {
      const propose = async (snapshot: Snapshot) => verifier.propose(snapshot, id);
      const job = { uri, preview: false, signal: stopped, ready: () => {}, propose };
      const result = await editLatest(job, sources);
      return { status: result.status, names: result.status === 'applied' ? result.proposal.names : [] };
    },
  };
}

/** What would have to be asked: for the pins, for one fix, or for hardening. */
function questionsOf({ subject, lint }: Snapshot, { key, review = false, pins }: HostsParams): readonly Question[] {
  if (pins) return pinQuestions(pinsOf(subject.text, subject.config));
  if (key !== undefined) return offerOf(lint, key)?.fix.needs ?? [];
  const isAsked = isWanted(review);
  return lint.diagnostics.flatMap((one) => one.fixes?.find((fix) => isAsked(one, fix))?.needs ?? []);
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
