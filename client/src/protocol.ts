/** What the language server understands beyond the Language Server Protocol; its own copy stands in server/src/lsp/protocol.ts. */

import { NotificationType, RequestType } from 'vscode-languageclient/node';

/** What the server is told when it starts. */
export interface InitializationOptions {
  /** Whether the workspace is trusted: in one that is not, nothing is ever downloaded. */
  readonly trusted: boolean;
  /** This client registers the commands, so the server must not. */
  readonly commands: 'client';
  /** Whether the server gives hover, completion and formatting too. */
  readonly languageFeatures: boolean;
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

/** A fix, or hardening where no key is given. */
export interface HostsParams {
  readonly uri: string;
  readonly key?: string;
  /** Whether hardening is to include the fixes that a person should look at. */
  readonly review?: boolean;
}

/** The hosts that would be asked; asks nothing of anybody. */
export const hostsRequest = new RequestType<HostsParams, { hosts: string[] }, void>('hardenDockerfile/hosts');

/** Applies one fix. */
export const applyFixRequest = new RequestType<ApplyFixParams, Outcome, void>('hardenDockerfile/applyFix');

/** Applies every fix that can be applied, in one edit. */
export const hardenRequest = new RequestType<HardenParams, Outcome, void>('hardenDockerfile/harden');

/** The user trusts the workspace from now on. */
export const trustNotification = new NotificationType<{ trusted: boolean }>('hardenDockerfile/trust');
