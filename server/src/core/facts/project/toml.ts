import { parse } from 'smol-toml';

/** A TOML file as plain data; undefined where it does not parse, as while somebody types in it. */
export function parseToml(text: string): unknown {
  try {
    return parse(text);
  } catch {
    return undefined;
  }
}
