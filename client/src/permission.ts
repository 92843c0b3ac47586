import { type Memento, window, workspace } from 'vscode';
import type { LanguageClient } from 'vscode-languageclient/node';
import { type HostsParams, hostsRequest } from './protocol.ts';
import { list } from './words.ts';

/** Says whether the network may be used for a fix, to verify what is pinned, or else for hardening. */
export interface Permission {
  /** Asks the user where nobody has decided yet; undefined where the user wants nothing done at all. */
  ask(subject: HostsParams): Promise<boolean | undefined>;
}

const REMEMBERED = 'allowedHosts';
const ALLOW = 'Allow';
const WITHOUT = 'Continue Without Downloads';

const detail = (
  purpose: string,
): string => `Harden Dockerfile gets from there what this Dockerfile gets from there, ${purpose}. \
Redirects are followed; nothing else is asked for, and nothing is sent to anybody. \
The answer is kept for this workspace.`;

/** Remembers in `memory` the hosts that the user has allowed; those of the user's settings need no question. */
export function createPermission(client: LanguageClient, memory: Memento): Permission {
  const allowed = (): readonly string[] => [
    ...memory.get<readonly string[]>(REMEMBERED, []),
    ...workspace.getConfiguration('hardenDockerfile').get<readonly string[]>('allowedHosts', []),
  ];
  return {
    async ask(subject) {
      if (!workspace.isTrusted) return false;
      const { hosts } = await client.sendRequest(hostsRequest, subject);
      const fresh = hosts.filter((host) => !allowed().some((one) => covers(one, host)));
      if (fresh.length === 0) return true;
      const buttons = subject.key === undefined && !subject.pins ? [ALLOW, WITHOUT] : [ALLOW];
      const purpose = subject.pins ? 'to compare it with what is pinned' : 'to pin exactly that';
      const question = `Download from ${list(fresh)}?`;
      const answer = await window.showInformationMessage(
        question,
        { modal: true, detail: detail(purpose) },
        ...buttons,
      );
      if (answer === ALLOW)
        await memory.update(REMEMBERED, [...memory.get<readonly string[]>(REMEMBERED, []), ...fresh]);
      return answer === undefined ? undefined : answer === ALLOW;
    },
  };
}

/** A host without a port stands for all of its ports. */
const covers = (allowed: string, host: string): boolean =>
  [host, host.replace(/:\d+$/, '')].includes(allowed.toLowerCase());
