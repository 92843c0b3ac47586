import type { Applied } from '../core/fix.ts';
import { type Editing, editLatest, type Job } from './editing.ts';
import { offers } from './keys.ts';
import type { Proposal } from './proposals.ts';
import type { AppliedFix, OpenFix, Outcome } from './protocol.ts';
import type { Snapshot, Snapshots } from './snapshots.ts';

/** Applies fixes, and tells what came of it. */
export async function carryOut(job: Job<Proposal>, editing: Editing): Promise<Outcome> {
  const { snapshots } = editing;
  const result = await editLatest(job, editing);
  switch (result.status) {
    case 'applied':
      return { status: 'applied', ...(await done(job, result.snapshot, result.proposal, snapshots)) };
    case 'nothing':
      return { status: 'nothing', applied: [], ...leftOf(result.proposal) };
    case 'declined': {
      const remaining = result.snapshot.lint.diagnostics.length;
      return { status: 'declined', applied: [], ...leftOf(result.proposal), remaining };
    }
    default:
      return untouched(result.status, await snapshots.latest(job.uri));
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
  { uri, preview }: Job<Proposal>,
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
