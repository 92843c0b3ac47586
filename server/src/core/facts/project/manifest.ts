import { isPlaceholder } from './placeholders.ts';

/** What a project's manifest says about it. URLs and licences are as written there. */
export interface Manifest {
  readonly title?: string | undefined;
  readonly version?: string | undefined;
  readonly description?: string | undefined;
  /** An SPDX expression or what people write instead of one. */
  readonly licence?: string | undefined;
  /** Who publishes it, where the manifest has a place for that. */
  readonly organisation?: string | undefined;
  readonly authors?: string | undefined;
  readonly url?: string | undefined;
  readonly source?: string | undefined;
  readonly documentation?: string | undefined;
}

/** What the project says about itself, and where. */
export interface Statement {
  readonly text: string;
  /** For a message: "package.json", "the git remote". */
  readonly by: string;
}

/** The value at a path of keys in parsed JSON or TOML. */
export function valueAt(value: unknown, ...path: readonly string[]): unknown {
  return path.reduce<unknown>(
    (inner, key) =>
      inner !== null && typeof inner === 'object' && Object.hasOwn(inner, key) ? inner[key as never] : undefined,
    value,
  );
}

/** A text on one line; undefined where the value is no text, an empty one or a placeholder. */
export function line(value: unknown): string | undefined {
  if (typeof value !== 'string') return undefined;
  const text = value.replace(/[\s\p{Cc}\p{Cf}]+/gu, ' ').trim();
  return text === '' || isPlaceholder(text) ? undefined : text;
}

/** The text at a path of keys, on one line. */
export const textAt = (value: unknown, ...path: readonly string[]): string | undefined => line(valueAt(value, ...path));

/** People as a label names them: `Name <address>, Name`. Each is a text or has `name` and `email`. */
export function people(value: unknown): string | undefined {
  const all = Array.isArray(value) ? value : [value];
  const names = all.flatMap((one: unknown) => {
    const name = line(one) ?? textAt(one, 'name');
    const email = textAt(one, 'email');
    return name && email ? [`${name} <${email}>`] : (name ?? email ?? []);
  });
  return names.length > 0 ? names.join(', ') : undefined;
}

/** The text under the first of several names of a table, case and separators aside ("Source Code"). */
export function named(table: unknown, names: readonly string[]): string | undefined {
  if (table === null || typeof table !== 'object') return undefined;
  const entries = Object.entries(table).map(
    ([key, value]) => [key.toLowerCase().replace(/[^a-z]/g, ''), value] as const,
  );
  return names.map((name) => line(entries.find(([key]) => key === name)?.[1])).find((text) => text !== undefined);
}
