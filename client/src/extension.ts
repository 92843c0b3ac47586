import { commands, type ExtensionContext, window, workspace } from 'vscode';
import type { LanguageClient } from 'vscode-languageclient/node';
import { applyFix } from './applyFix.ts';
import { clearCache } from './clearCache.ts';
import { harden } from './harden.ts';
import { onLanguageFeaturesChange } from './languageFeatures.ts';
import { createPermission } from './permission.ts';
import { trustNotification } from './protocol.ts';
import { createClient } from './server.ts';
import { verify } from './verify.ts';

let client: LanguageClient | undefined;

/** Starts the language server and registers the commands; VS Code calls it when a Dockerfile is there. */
export async function activate(context: ExtensionContext): Promise<void> {
  const log = window.createOutputChannel('Harden Dockerfile', { log: true });
  const server = createClient(context.asAbsolutePath('dist/server.js'), log);
  client = server;
  const services = { client: server, log, permission: createPermission(server, context.workspaceState) };
  context.subscriptions.push(
    log,
    commands.registerCommand('hardenDockerfile.harden', (target) => harden(services, target)),
    commands.registerCommand('hardenDockerfile.verify', (target) => verify(services, target)),
    commands.registerCommand('hardenDockerfile.clearCache', () => clearCache(services)),
    commands.registerCommand('hardenDockerfile.applyFix', (reference) => applyFix(services, reference)),
    workspace.onDidGrantWorkspaceTrust(() => server.sendNotification(trustNotification, { trusted: true })),
    onLanguageFeaturesChange(() => server.restart()),
  );
  await server.start();
}

/** Ends the language server; VS Code waits for it. */
export const deactivate = (): Promise<void> | undefined => client?.stop();
