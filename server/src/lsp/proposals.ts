import { type Applied, type Fixed, fixAll, type Texts } from '../core/fix.ts';
import type { Lint } from '../core/lint.ts';
import type { Diagnostic, Fix } from '../core/rule.ts';
import { completeLint } from '../project/complete.ts';
import { offerOf } from './keys.ts';
import type { Ask } from './network.ts';
import type { Snapshot } from './snapshots.ts';
import { type TracedEdit, tracedEdits } from './trace.ts';

/** What is to be edited: the Dockerfile, and other files by path, each with the text that its edits are for. */
export interface Changes {
  readonly edits: readonly TracedEdit[];
  readonly others: ReadonlyMap<string, { readonly text: string; readonly edits: readonly TracedEdit[] }>;
}

/** What fixing would do to a snapshot. */
export interface Proposal extends Changes {
  readonly applied: readonly Applied[];
  readonly failed: Fixed['failed'];
  /** The findings that would be left. */
  readonly remaining: readonly Diagnostic[];
}

/** All fixes that are wanted, as far as their questions have answers. */
export async function proposeAll(
  snapshot: Snapshot,
  wanted: (diagnostic: Diagnostic, fix: Fix) => boolean,
  ask: Ask,
): Promise<Proposal> {
  const { text, path, files, others } = snapshot.subject;
  // All that a fix edits was read by the lint that found it.
  const read = (name: string) => files.view(path, others).project.read(name);
  const fixed = await fixAll(text, { wanted, ask, read, lint: (texts) => lintOf(snapshot, texts) });
  const { applied, failed, remaining } = fixed;
  const changed = [...fixed.others].map(([name, after]) => {
    const before = read(name) ?? '';
    return [name, { text: before, edits: tracedEdits(before, applied, after, name) }] as const;
  });
  return { applied, failed, remaining, edits: tracedEdits(text, applied, fixed.text), others: new Map(changed) };
}

/** One fix; undefined where the snapshot does not offer it. */
export async function proposeOne(snapshot: Snapshot, key: string, ask: Ask): Promise<Proposal | undefined> {
  const offer = offerOf(snapshot.lint, key);
  return offer && proposeAll(snapshot, (_, fix) => fix === offer.fix, ask);
}

/** The findings of the snapshot itself, or those after edits that nobody has applied yet. */
async function lintOf({ subject, lint }: Snapshot, { text, others }: Texts): Promise<Lint> {
  if (text === subject.text && others.size === 0) return lint;
  return completeLint({ ...subject, text, others: new Map([...(subject.others ?? []), ...others]) });
}
