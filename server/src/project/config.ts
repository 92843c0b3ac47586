import { join } from 'node:path';
import { type ParseError, parse, printParseErrorCode } from 'jsonc-parser';
import { type Config, defaultConfig } from '../core/config.ts';
import { upwards } from './paths.ts';
import { readBytes, UnreadableError } from './read.ts';
import { exists } from './root.ts';
import { readSettings, type Settings } from './settings.ts';

/** The name of a project's settings file. */
export const CONFIG_NAME = '.harden-dockerfile.json';

/** Settings and the file they stand in; without a file they are the defaults. */
export interface ProjectConfig extends Settings {
  readonly path: string | undefined;
}

/**
 * The settings in force in a folder: those of the nearest settings file from there up to the root; what it does not say
 * is as in `base`. Paths are absolute.
 */
export async function loadConfig(
  folder: string,
  root: string,
  rules: readonly string[],
  base: Config = defaultConfig,
): Promise<ProjectConfig> {
  for (const candidate of upwards(folder, root)) {
    const path = join(candidate, CONFIG_NAME);
    if (await exists(path)) return { path, ...(await readConfig(path, rules, base)) };
  }
  return { path: undefined, config: base, problems: [] };
}

async function readConfig(path: string, rules: readonly string[], base: Config): Promise<Settings> {
  try {
    return parseConfig((await readBytes(path)).toString('utf8'), rules, base);
  } catch (error) {
    if (!(error instanceof UnreadableError)) throw error;
    return { config: base, problems: [error.message] };
  }
}

/** The settings that a text in JSON with comments states. */
export function parseConfig(text: string, rules: readonly string[], base: Config = defaultConfig): Settings {
  const errors: ParseError[] = [];
  const value: unknown = parse(text.replace(/^\uFEFF/, ''), errors, { allowTrailingComma: true });
  const [error] = errors;
  if (!error) return readSettings(value, rules, base);
  const line = text.slice(0, error.offset).split('\n').length;
  return {
    config: base,
    problems: [`line ${line} is not JSON: ${inWords(printParseErrorCode(error.error))}`],
  };
}

/** "CommaExpected" as "comma expected". */
const inWords = (code: string): string => code.replace(/([a-z])([A-Z])/g, '$1 $2').toLowerCase();
