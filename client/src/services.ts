import type { LogOutputChannel } from 'vscode';
import type { LanguageClient } from 'vscode-languageclient/node';
import type { Permission } from './permission.ts';

/** What every command works with. */
export interface Services {
  readonly client: LanguageClient;
  readonly log: LogOutputChannel;
  readonly permission: Permission;
}
