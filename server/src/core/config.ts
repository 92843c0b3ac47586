import type { ArchitectureName } from './facts/architectures.ts';
import type { Severity } from './severity.ts';
import type { DigestSource } from './sources.ts';

/** What a project or a user settled; the defaults are in `defaultConfig`. The same keys stand in `.harden-dockerfile.json` and in the editor's settings. */
export interface Config {
  /** Severity by rule id; `off` silences a rule. A rule without an entry decides itself. */
  readonly severity: Readonly<Record<string, Severity | 'off'>>;
  /** What the images run on, where the file does not say. */
  readonly target: 'auto' | 'cpu' | 'gpu';
  readonly healthcheck: {
    /** The path that a probe should ask where the application names none. */
    readonly readinessPath: string;
    /** Seconds that an image which loads models is given. */
    readonly modelStartPeriod: number;
    /** Seconds that any other image is given. */
    readonly startPeriod: number;
  };
  readonly labels: {
    /** OCI keys without their prefix `org.opencontainers.image.`. */
    readonly required: readonly string[];
  };
  readonly download: {
    /** Whether a decompressed download is verified as it is kept or as it was fetched. */
    readonly verify: 'artifact' | 'download';
    /** Where a digest comes from. */
    readonly digests: DigestSource;
    /** The architectures that a download is pinned for where its URL differs between them. */
    readonly architectures: readonly ArchitectureName[];
  };
}

export const defaultConfig: Config = {
  severity: {},
  target: 'auto',
  healthcheck: { readinessPath: '/ready', modelStartPeriod: 180, startPeriod: 30 },
  labels: { required: ['source', 'version', 'description', 'licenses', 'title', 'vendor'] },
  download: { verify: 'artifact', digests: 'publisher', architectures: ['amd64', 'arm64'] },
};
