import type { Fix } from '../../rule.ts';
import type { Edit } from '../../text/span.ts';

/** A fix of this rule; one with a reason is for review. `subject` tells it from others of its kind. */
export const fixOf = (subject: string, title: string, edits: readonly Edit[], reason?: string): Fix => ({
  key: `broken-healthcheck ${subject}`,
  title,
  safety: reason === undefined ? 'safe' : 'review',
  ...(reason !== undefined && { reason }),
  edits: () => edits,
});
