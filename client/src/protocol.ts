/** What the language server understands beyond the Language Server Protocol; its own copy stands in server/src/lsp/protocol.ts. */

import { NotificationType, RequestType } from 'vscode-languageclient/node';

/** What the server is told when it starts. */
export interface InitializationOptions {
  /** Whether the workspace is trusted: in one that is not, nothing is ever downloaded. */
  readonly trusted: boolean;
  /** This client registers the commands, so the server must not. */
  readonly commands: 'client';
  /** Whether the server gives hover, completion and formatting too; with `own` only what no other extension has. */
  readonly languageFeatures: boolean | 'own';
}

/** A fix of one Dockerfile, found again by its key in whatever the text has become. */
export interface FixReference {
  readonly uri: string;
  readonly key: string;
}

export interface ApplyFixParams extends FixReference {
  readonly network: boolean;
  readonly workDoneToken: string;
}

export interface HardenParams {
  readonly uri: string;
  readonly network: boolean;
  /** Whether the editor shows the edits before it makes them. */
  readonly preview: boolean;
  /** Whether the fixes that a person should look at are wanted too. */
  readonly review?: boolean;
  readonly workDoneToken: string;
}

interface Named {
  readonly rule: string;
  readonly title: string;
}

/** What came of a request to fix. */
export interface Outcome {
  readonly status: 'applied' | 'nothing' | 'declined' | 'changed' | 'cancelled';
  readonly applied: readonly (Named & { readonly provenance: readonly string[] })[];
  readonly failed: readonly (Named & { readonly reason: string })[];
  readonly review: readonly (Named & { readonly reason: string })[];
  /** Findings of the fixed text. */
  readonly remaining: number;
}

export interface VerifyParams {
  readonly uri: string;
  readonly network: boolean;
  readonly workDoneToken: string;
}

/** What became of the pins of a Dockerfile. */
export interface Verified {
  readonly status: 'done' | 'cancelled' | 'closed';
  /** Names this verification in a request to update. */
  readonly id: number;
  readonly pins: readonly VerifiedPin[];
}

export interface VerifiedPin {
  readonly name: string;
  readonly line: number;
  readonly status: 'match' | 'mismatch' | 'gone' | 'unreachable' | 'unknown';
  readonly url?: string;
  /** The SHA-256 that is pinned, and the one of what is served now. */
  readonly expected?: string;
  readonly actual?: string;
  readonly reason?: string;
  /** Whether the hash can be updated without another file's check becoming wrong. */
  readonly updatable: boolean;
}

export interface UpdatePinsParams {
  readonly uri: string;
  readonly id: number;
}

/** What came of a request to update hashes. */
export interface Updated {
  readonly status: Outcome['status'];
  readonly names: readonly string[];
}

/** A fix, the pins, or hardening where neither is given. */
export interface HostsParams {
  readonly uri: string;
  readonly key?: string;
  readonly pins?: boolean;
  /** Whether hardening is to include the fixes that a person should look at. */
  readonly review?: boolean;
}

/** The hosts that would be asked; asks nothing of anybody. */
export const hostsRequest = new RequestType<HostsParams, { hosts: string[] }, void>('hardenDockerfile/hosts');

/** Applies one fix. */
export const applyFixRequest = new RequestType<ApplyFixParams, Outcome, void>('hardenDockerfile/applyFix');

/** Applies every fix that can be applied, in one edit. */
export const hardenRequest = new RequestType<HardenParams, Outcome, void>('hardenDockerfile/harden');

/** Downloads what is pinned and compares it; changes nothing. */
export const verifyRequest = new RequestType<VerifyParams, Verified, void>('hardenDockerfile/verify');

/** Writes the hashes that a verification found to have changed. */
export const updatePinsRequest = new RequestType<UpdatePinsParams, Updated, void>('hardenDockerfile/updatePins');

/** Forgets what downloads came to; answers how many there were. */
export const clearCacheRequest = new RequestType<null, number, void>('hardenDockerfile/clearCache');

/** The user trusts the workspace from now on. */
export const trustNotification = new NotificationType<{ trusted: boolean }>('hardenDockerfile/trust');
