import type { Source } from './rule.ts';

/** A view derived from a snapshot, computed once however many rules ask for it. */
export function fact<T>(derive: (source: Source) => T): (source: Source) => T {
  const known = new WeakMap<Source, { readonly value: T }>();
  return (source) => {
    const found = known.get(source) ?? { value: derive(source) };
    known.set(source, found);
    return found.value;
  };
}
