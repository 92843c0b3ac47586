import type { Script } from './model.ts';

/** A view derived from a script, computed once however many commands ask for it. */
export function perScript<T extends object>(derive: (script: Script) => T): (script: Script) => T {
  const known = new WeakMap<Script, T>();
  return (script) => {
    const found = known.get(script) ?? derive(script);
    known.set(script, found);
    return found;
  };
}
