import { matches } from './model.ts';

/** How often a file names paths that are about health, as routes or otherwise; patterns end in a star. */
export type Named = ReadonlyMap<string, number>;

const QUOTED = /(["'`])(?:GET |HEAD )?\^?(\/[\w/-]{1,100})(?:\/?\$|(\/?\*{1,2})|\/)?\1/g;
const ABOUT_HEALTH = /health|live|ready|readiness|alive|ping|\bup\b|heartbeat/i;

/** The paths about health that a source file has in quotes. */
export function namedIn(text: string): Named {
  const named = new Map<string, number>();
  for (const [, , path, star] of matches(text, QUOTED)) {
    if (!ABOUT_HEALTH.test(path!)) continue;
    const name = `${bare(path!)}${star ? '*' : ''}`;
    named.set(name, (named.get(name) ?? 0) + 1);
  }
  return named;
}

/** How often a path is named, itself or by a pattern. */
export function timesNamed(named: Named, path: string): number {
  let times = 0;
  for (const [name, count] of named)
    if (name.endsWith('*') ? bare(path).startsWith(bare(name.slice(0, -1))) : name === bare(path)) times += count;
  return times;
}

/** A path without the slash that ends it. */
export const bare = (path: string): string => path.replace(/\/+$/, '');

/** A Python function or class behind a decorator that may ask for credentials. */
const GUARDED =
  /^[ \t]*@[^\n]{0,100}(?:requires|login|auth|permission|staff|superuser|token|jwt|api_?key)[^\n]{0,100}\n(?:[ \t]*@[^\n]{0,200}\n){0,8}[ \t]*(?:async[ \t]+)?(?:def|class)[ \t]+(\w+)/gim;

/** The functions of a file that may ask for credentials, wherever they are made routes. */
export const guardedIn = (text: string): ReadonlySet<string> =>
  new Set(matches(text, GUARDED).map(([, name]) => name!));
