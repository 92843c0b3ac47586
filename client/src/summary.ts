import type { Outcome } from './protocol.ts';
import { count, oneLine, sentence } from './words.ts';

/** What came of fixing that was cancelled before it began. */
export const CANCELLED: Outcome = { status: 'cancelled', applied: [], failed: [], review: [], remaining: 0 };

/** What came of hardening a file, in one sentence or two; empty where the user knows already. */
export function hardened(file: string, { status, applied, failed, review, remaining }: Outcome): string {
  if (status === 'cancelled') return '';
  if (status === 'declined') return `${file} is unchanged.`;
  if (status === 'changed')
    return `${file} was edited meanwhile, so nothing was changed in it. Please run Harden Dockerfile again.`;
  const isApplied = status === 'applied';
  const refused = isApplied ? String(failed.length) : count(failed.length, 'fix', 'fixes');
  const left = remaining - failed.length - review.length;
  const rest = [
    ...(isApplied ? [`${count(applied.length, 'fix', 'fixes')} applied`] : []),
    ...(failed.length > 0 ? [`${refused} could not be applied`] : []),
    ...(review.length > 0 ? [`${review.length} for you to review`] : []),
    ...(left > 0 ? [`${count(left, 'finding')} left`] : []),
  ];
  if (rest.length === 0) return `${file} has nothing to fix.`;
  const reason = failed[0] ? ` ${sentence(failed[0].reason)}` : '';
  return `${file}${isApplied ? '' : ' is unchanged'}: ${rest.join(', ')}.${reason}`;
}

/** What came of one quick fix, in one sentence; empty where the user knows already. */
export function fixed(file: string, { status, applied, failed }: Outcome): string {
  if (status === 'cancelled') return '';
  if (status === 'changed')
    return `${file} was edited meanwhile and what was to be fixed is gone, so nothing was changed.`;
  if (status === 'declined') return `${file} is unchanged: the edit was not accepted.`;
  const [failure] = failed;
  if (failure) return sentence(failure.reason);
  const [fix] = applied;
  return fix
    ? [`Done: ${fix.title}`, ...fix.provenance].map(sentence).join(' ')
    : `${file} has nothing left to fix here.`;
}

/** Everything that an outcome tells, a line for each fix and each reason. */
export function details(file: string, outcome: Outcome): string {
  const { applied, failed, review, remaining } = outcome;
  const entries = [
    ...applied.map(({ provenance, ...one }) => entry('fixed ', one, provenance)),
    ...failed.map(({ reason, ...one }) => entry('failed', one, [reason])),
    ...review.map(({ reason, ...one }) => entry('review', one, [reason])),
  ];
  return [`${file}: ${outcome.status}, ${count(remaining, 'finding')} left`, ...entries.flat()].join('\n');
}

function entry(label: string, { rule, title }: { rule: string; title: string }, notes: readonly string[]): string[] {
  const told = notes.filter((note) => note !== '').map((note) => `          ${oneLine(note)}`);
  return [`  ${label}  ${oneLine(title)} [${rule}]`, ...told];
}
