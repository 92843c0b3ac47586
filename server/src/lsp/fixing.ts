import type { Connection } from 'vscode-languageserver';
import type { Applied } from '../core/fix.ts';
import { offers } from './keys.ts';
import type { Proposal } from './proposals.ts';
import type { AppliedFix, OpenFix, Outcome } from './protocol.ts';
import type { Snapshot, Snapshots } from './snapshots.ts';
import type { EditWriter } from './workspaceEdit.ts';

/** How often a document may change under the work before it is given up. */
const MAX_TRIES = 5;

/** What progress and edits are called. */
export const LABEL = 'Harden Dockerfile';

/** One request to fix. */
export interface Job {
  readonly uri: string;
  /** What to do to a snapshot; undefined where that is no longer possible. Asked again when the document has changed. */
  readonly propose: (snapshot: Snapshot) => Promise<Proposal | undefined>;
  readonly preview: boolean;
  readonly signal: AbortSignal;
  /** The edit is ready: what is left is up to the client, which may take its time over a preview. */
  readonly ready: () => void;
}

/**
 * Proposes, and applies in one edit what was proposed for the text as it is now: whenever the document or another file
 * to edit has changed meanwhile, the proposal is made afresh.
 */
export async function carryOut(
  job: Job,
  connection: Connection,
  snapshots: Snapshots,
  writer: EditWriter,
): Promise<Outcome> {
  try {
    for (let tries = 0; tries < MAX_TRIES; tries++) {
      const snapshot = await snapshots.latest(job.uri);
      const proposal = snapshot && (await job.propose(snapshot));
      job.signal.throwIfAborted();
      if (!snapshot || !proposal) break;
      const isCurrent = async () => (await snapshots.latest(job.uri)) === snapshot;
      const left = leftOf(proposal);
      if (proposal.applied.length === 0) return { status: 'nothing', applied: [], ...left };
      if (!(await writer.isOnDisk(snapshot, proposal))) snapshots.renew(job.uri);
      if (!(await isCurrent())) continue;
      job.ready();
      const edit = writer.write(snapshot, proposal, job.preview);
      const { applied } = await connection.workspace.applyEdit({ label: LABEL, edit });
      if (applied) return { status: 'applied', ...(await done(job, snapshot, proposal, snapshots)) };
      // A client refuses an edit of an older version; otherwise the user did.
      if (await isCurrent()) {
        return { status: 'declined', applied: [], ...left, remaining: snapshot.lint.diagnostics.length };
      }
    }
    return untouched('changed', await snapshots.latest(job.uri));
  } catch (error) {
    if (job.signal.aborted) return untouched('cancelled', await snapshots.latest(job.uri));
    throw error;
  }
}

const untouched = (status: Outcome['status'], snapshot: Snapshot | undefined): Outcome => ({
  status,
  applied: [],
  failed: [],
  review: [],
  remaining: snapshot?.lint.diagnostics.length ?? 0,
});

/** What was applied: in a preview the user may have left some of it out, which the document then shows. */
async function done(
  { uri, preview }: Job,
  { document }: Snapshot,
  proposal: Proposal,
  snapshots: Snapshots,
): Promise<Omit<Outcome, 'status'>> {
  const now = preview ? await snapshots.latest(uri) : undefined;
  const isNewer = now !== undefined && now.document.version > document.version;
  const remaining = isNewer ? now.lint.diagnostics : proposal.remaining;
  const open = new Set(isNewer ? offers(now.lint).map(({ fix }) => fix.key) : []);
  const applied = distinct(proposal.applied).filter(({ fix }) => !open.has(fix.key));
  return {
    ...leftOf({ ...proposal, remaining }),
    applied: applied.map(
      ({ diagnostic, fix, provenance }): AppliedFix => ({ rule: diagnostic.rule.id, title: fix.title, provenance }),
    ),
  };
}

/** Each fix once, however many findings shared it. */
const distinct = (applied: readonly Applied[]): readonly Applied[] => [
  ...new Map(applied.map((one) => [JSON.stringify([one.pass, one.fix.key, one.edits]), one])).values(),
];

function leftOf({ failed, remaining }: Proposal): Pick<Outcome, 'failed' | 'review' | 'remaining'> {
  const review = new Map<string, OpenFix>();
  for (const { rule, fixes = [] } of remaining) {
    const [first] = fixes;
    if (first === undefined || fixes.some(({ safety }) => safety === 'safe')) continue;
    review.set(first.key, { rule: rule.id, title: first.title, reason: first.reason ?? '' });
  }
  return {
    failed: failed.map(({ diagnostic, fix, error }) => ({
      rule: diagnostic.rule.id,
      title: fix.title,
      reason: error.message,
    })),
    review: [...review.values()],
    remaining: remaining.length,
  };
}
