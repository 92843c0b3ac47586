/** What this server and its clients say to each other beyond the protocol. All of it is plain JSON. */

/** What a client says about itself when it starts the server. */
export interface InitializationOptions {
  /** Whether the network may be asked at all; true. */
  readonly trusted?: boolean;
  /** Who registers the commands; with `client` the server advertises none. */
  readonly commands?: 'server' | 'client';
  /** Whether hover, completion, formatting and the like are wanted; true. With `own` only what no other Dockerfile server has. */
  readonly languageFeatures?: boolean | 'own';
}

/** The section of the client's settings that the server reads. */
export const SECTION = 'hardenDockerfile';

/** Notification: whether the network may be asked from now on. */
export const TRUST = 'hardenDockerfile/trust';
/** Request: the hosts that would be asked; nothing is asked. */
export const HOSTS = 'hardenDockerfile/hosts';
/** Request: applies one fix. */
export const APPLY_FIX = 'hardenDockerfile/applyFix';
/** Request: applies all fixes that are safe. */
export const HARDEN = 'hardenDockerfile/harden';
/** Request: downloads what is pinned and compares it; changes nothing. */
export const VERIFY = 'hardenDockerfile/verify';
/** Request: writes the hashes that a verification found to have changed. */
export const UPDATE_PINS = 'hardenDockerfile/updatePins';

/** Request: forgets what downloads came to; answers how many there were. */
export const CLEAR_CACHE = 'hardenDockerfile/clearCache';

/** Command with a `FixReference`. */
export const APPLY_FIX_COMMAND = 'hardenDockerfile.applyFix';
/** Command with `{ uri }`. */
export const HARDEN_COMMAND = 'hardenDockerfile.harden';
/** Command with `{ uri }`. */
export const VERIFY_COMMAND = 'hardenDockerfile.verify';

/** Command without arguments. */
export const CLEAR_CACHE_COMMAND = 'hardenDockerfile.clearCache';

/** One fix of a document: `key` finds it again after edits elsewhere. */
export interface FixReference {
  readonly uri: string;
  readonly key: string;
}

export interface TrustParams {
  readonly trusted: boolean;
}

/** Of one fix, of the pins, or of hardening the whole file. */
export interface HostsParams {
  readonly uri: string;
  readonly key?: string;
  /** Whether hardening applies fixes for review too. */
  readonly review?: boolean;
  /** Whether it is about verifying what is pinned. */
  readonly pins?: boolean;
}

export interface HostsResult {
  /** As in a URL, with a port where there is one; sorted. */
  readonly hosts: readonly string[];
}

export interface ApplyFixParams extends FixReference {
  /** Whether the user agrees to the network being asked. */
  readonly network: boolean;
  readonly workDoneToken?: string | number;
}

export interface HardenParams {
  readonly uri: string;
  /** Whether the user agrees to the network being asked. */
  readonly network: boolean;
  /** Whether the client shows each edit for confirmation. */
  readonly preview: boolean;
  /** Whether fixes for review are applied too. */
  readonly review?: boolean;
  readonly workDoneToken?: string | number;
}

export interface VerifyParams {
  readonly uri: string;
  /** Whether the user agrees to the network being asked. */
  readonly network: boolean;
  readonly workDoneToken?: string | number;
}

/** What became of the pins of a document. */
export interface Verified {
  /** `closed`: it is not open as a Dockerfile. */
  readonly status: 'done' | 'cancelled' | 'closed';
  /** Names this verification in a request to update. */
  readonly id: number;
  /** In the order of the text. */
  readonly pins: readonly VerifiedPin[];
}

export interface VerifiedPin {
  readonly name: string;
  /** From 1. */
  readonly line: number;
  /** `gone` is no longer served, `unreachable` could not be asked now, `unknown` cannot be asked at all. */
  readonly status: 'match' | 'mismatch' | 'gone' | 'unreachable' | 'unknown';
  /** As it may be shown: without credentials. */
  readonly url?: string;
  /** The SHA-256 that is pinned, and the one of what is served now. */
  readonly expected?: string;
  readonly actual?: string;
  /** Why it is gone, unreachable or unknown. */
  readonly reason?: string;
  /** Whether the hash can be updated: no other file that is compared with it has another one now. */
  readonly updatable: boolean;
}

/** Only the latest verification of a document can be updated from. */
export interface UpdatePinsParams {
  readonly uri: string;
  readonly id: number;
}

/** What came of a request to update hashes. */
export interface Updated {
  readonly status: Outcome['status'];
  /** The files whose hashes were written. */
  readonly names: readonly string[];
}

/** What came of a request to fix. */
export interface Outcome {
  /**
   * `nothing`: there was nothing to apply; `declined`: the user or the client refused the edit; `changed`: the document
   * changed so that what was asked for is no longer there. Only with `applied` was anything changed.
   */
  readonly status: 'applied' | 'nothing' | 'declined' | 'changed' | 'cancelled';
  readonly applied: readonly AppliedFix[];
  /** Fixes whose questions had no answer; their lines are as they were. */
  readonly failed: readonly OpenFix[];
  /** Fixes that a person should look at first. */
  readonly review: readonly OpenFix[];
  /** How many findings are left. */
  readonly remaining: number;
}

export interface AppliedFix {
  readonly rule: string;
  readonly title: string;
  /** What the world said, and who says so. */
  readonly provenance: readonly string[];
}

export interface OpenFix {
  readonly rule: string;
  readonly title: string;
  readonly reason: string;
}
