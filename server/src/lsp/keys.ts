import type { Lint } from '../core/lint.ts';
import type { Diagnostic, Fix } from '../core/rule.ts';
import { type Answer, type Question, questionKey } from '../core/sources.ts';

/** A fix on offer, with a key that no other fix of the file has. */
export interface Offer {
  readonly key: string;
  readonly fix: Fix;
  readonly diagnostic: Diagnostic;
}

/**
 * All fixes on offer. A fix that several findings share has one key; where different ones have the same, because a file
 * does the same thing twice, the later ones are numbered.
 */
export function offers({ diagnostics }: Lint): readonly Offer[] {
  const known = new Map<string, string[]>();
  return diagnostics.flatMap((diagnostic) =>
    (diagnostic.fixes ?? []).map((fix): Offer => {
      const effect = effectOf(fix);
      const effects = known.get(fix.key) ?? [];
      if (!effects.includes(effect)) effects.push(effect);
      known.set(fix.key, effects);
      const index = effects.indexOf(effect);
      return { key: index === 0 ? fix.key : `${fix.key} (${index + 1})`, fix, diagnostic };
    }),
  );
}

/** The fix that a key means. */
export const offerOf = (lint: Lint, key: string): Offer | undefined => offers(lint).find((offer) => offer.key === key);

const ANY_ANSWER: Readonly<Record<Question['kind'], Answer>> = {
  digest: { sha256: '0'.repeat(64), size: 0, provenance: '' },
  revision: { commit: '0'.repeat(40), ref: 'refs/heads/main', provenance: '' },
  release: { tag: 'v0', provenance: '' },
  secure: { secure: '', provenance: '' },
};

/** What a fix would do, whatever the world answers. */
const effectOf = (fix: Fix): string =>
  JSON.stringify(fix.edits(new Map((fix.needs ?? []).map((need) => [questionKey(need), ANY_ANSWER[need.kind]]))));
