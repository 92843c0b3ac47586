import picocolors from 'picocolors';

/** A stream that takes text; what is a terminal's own is undefined elsewhere. */
export interface Output {
  write(text: string): unknown;
  readonly isTTY?: boolean | undefined;
  readonly columns?: number | undefined;
}

/** All that the command line sees of the process that runs it. */
export interface Terminal {
  /** Absolute. */
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly stdin: AsyncIterable<Uint8Array | string>;
  readonly stdout: Output;
  readonly stderr: Output;
  /** Fires when the user wants everything to stop. */
  readonly signal: AbortSignal;
}

export type Colors = ReturnType<typeof picocolors.createColors>;

/** How text for people is written to a stream. */
export interface Style {
  readonly colors: Colors;
  /** Columns that a line of source may take. */
  readonly width: number;
}

const WIDTH = 120;

/** Colours where the stream is a terminal; NO_COLOR (no-color.org) forbids them, FORCE_COLOR settles it. */
export function styleOf({ isTTY, columns }: Output, env: Terminal['env']): Style {
  const { FORCE_COLOR: force, NO_COLOR: no, TERM: term } = env;
  const enabled = force ? force !== '0' && force !== 'false' : isTTY === true && !no && term !== 'dumb';
  return { colors: picocolors.createColors(enabled), width: Math.max(40, Math.min(columns ?? WIDTH, WIDTH)) };
}

/** Text that cannot steer a terminal: control characters, and those that reorder what is seen, are made visible. */
export const harmless = (text: string): string =>
  text.replace(
    /[\0-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );

/** Errors on standard error, one line each, and how many there were. */
export interface Complaints {
  readonly count: number;
  say(line: string): void;
}

export function complaints(terminal: Terminal): Complaints {
  const { colors } = styleOf(terminal.stderr, terminal.env);
  let count = 0;
  return {
    get count() {
      return count;
    },
    say: (line) => {
      count++;
      terminal.stderr.write(`${colors.red('harden-dockerfile:')} ${harmless(line).replace(/\s*\n\s*/g, ' ')}\n`);
    },
  };
}
