import { nearest } from '../core/text/nearest.ts';

/** Ends a message about a word that is none of the candidates: which one was probably meant, else `otherwise`, else all of them. */
export function hint(
  word: string,
  candidates: readonly string[],
  otherwise = `: there are ${candidates.join(', ')}`,
): string {
  const best = nearest(word, candidates);
  return best === undefined ? otherwise : `: did you mean ${best}?`;
}
