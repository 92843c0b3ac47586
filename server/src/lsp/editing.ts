import type { Connection } from 'vscode-languageserver';
import type { Changes } from './proposals.ts';
import type { Snapshot, Snapshots } from './snapshots.ts';
import type { EditWriter } from './workspaceEdit.ts';

/** How often a document may change under the work before it is given up. */
const MAX_TRIES = 5;

/** What progress and edits are called. */
export const LABEL = 'Harden Dockerfile';

/** One request to edit a document. */
export interface Job<Proposal extends Changes> {
  readonly uri: string;
  /** What to do to a snapshot; undefined where that is no longer possible. Asked again when the document has changed. */
  readonly propose: (snapshot: Snapshot) => Promise<Proposal | undefined>;
  readonly preview: boolean;
  readonly signal: AbortSignal;
  /** The edit is ready: what is left is up to the client, which may take its time over a preview. */
  readonly ready: () => void;
}

/** What came of it; `nothing` and `declined` say what had been proposed. */
export type Result<Proposal extends Changes> =
  | {
      readonly status: 'applied' | 'nothing' | 'declined';
      readonly snapshot: Snapshot;
      readonly proposal: Proposal;
    }
  | { readonly status: 'changed' | 'cancelled' };

/** Where edits go, and what they are made of. */
export interface Editing {
  readonly connection: Connection;
  readonly snapshots: Snapshots;
  readonly writer: EditWriter;
}

/**
 * Proposes, and applies in one edit what was proposed for the text as it is now: whenever the document or another file
 * to edit has changed meanwhile, the proposal is made afresh.
 */
export async function editLatest<Proposal extends Changes>(
  job: Job<Proposal>,
  { connection, snapshots, writer }: Editing,
): Promise<Result<Proposal>> {
  try {
    for (let tries = 0; tries < MAX_TRIES; tries++) {
      const snapshot = await snapshots.latest(job.uri);
      const proposal = snapshot && (await job.propose(snapshot));
      job.signal.throwIfAborted();
      if (!snapshot || !proposal) break;
      const isCurrent = async () => (await snapshots.latest(job.uri)) === snapshot;
      if (isEmpty(proposal)) return { status: 'nothing', snapshot, proposal };
      if (!(await writer.isOnDisk(snapshot, proposal))) snapshots.renew(job.uri);
      if (!(await isCurrent())) continue;
      job.ready();
      const edit = writer.write(snapshot, proposal, job.preview);
      const { applied } = await connection.workspace.applyEdit({ label: LABEL, edit });
      if (applied) return { status: 'applied', snapshot, proposal };
      // A client refuses an edit of an older version; otherwise the user did.
      if (await isCurrent()) return { status: 'declined', snapshot, proposal };
    }
    return { status: 'changed' };
  } catch (error) {
    if (job.signal.aborted) return { status: 'cancelled' };
    throw error;
  }
}

const isEmpty = ({ edits, others }: Changes): boolean =>
  edits.length === 0 && [...others.values()].every((other) => other.edits.length === 0);
