import type { Connection } from 'vscode-languageserver';
import type { Config } from '../core/config.ts';
import { rules } from '../core/rules/index.ts';
import { readSettings } from '../project/settings.ts';
import { SECTION } from './protocol.ts';

/** What the user settled in the editor. */
export interface UserSettings {
  readonly config: Config;
  /** Hosts at local addresses that may be asked. */
  readonly allowedHosts: readonly string[];
  /** Whether what downloads came to is remembered. */
  readonly cache: boolean;
}

export interface SettingsReader {
  /** The settings in force for a document. */
  of(uri: string): Promise<UserSettings>;
  /** The settings are no longer what they were; `settings` is what clients that cannot be asked send instead. */
  changed(settings: unknown): void;
}

/** Keys of the section that are not for `Config`. */
const OTHER_KEYS = new Set(['allowedHosts', 'cache', 'preview', 'languageFeatures', 'trace']);

/** Reads the client's settings: by asking where the client `answers`, else as it sent them. */
export function settingsReader(connection: Connection, answers: boolean): SettingsReader {
  const asked = new Map<string, Promise<UserSettings>>();
  let sent: unknown;
  const ask = async (uri: string): Promise<UserSettings> => {
    const value: unknown = answers
      ? await connection.workspace.getConfiguration({ scopeUri: uri, section: SECTION })
      : sent;
    return read(value, (problem) => connection.console.warn(`settings: ${problem}`));
  };
  return {
    of(uri) {
      const known = asked.get(uri) ?? ask(uri);
      asked.set(uri, known);
      known.catch(() => asked.delete(uri));
      return known;
    },
    changed(settings) {
      asked.clear();
      sent = settings && typeof settings === 'object' ? (settings as Record<string, unknown>)[SECTION] : undefined;
    },
  };
}

function read(value: unknown, warn: (problem: string) => void): UserSettings {
  const entries = Object.entries(value && typeof value === 'object' ? value : {});
  const own = entries.filter(([key, one]) => !OTHER_KEYS.has(key) && one !== null);
  const { config, problems } = readSettings(
    Object.fromEntries(own),
    rules.map(({ id }) => id),
  );
  problems.forEach(warn);
  const { allowedHosts, cache } = Object.fromEntries(entries);
  const hosts = Array.isArray(allowedHosts) ? allowedHosts.filter((host) => typeof host === 'string') : [];
  return { config, allowedHosts: hosts, cache: cache !== false };
}
