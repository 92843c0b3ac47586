import { type LogOutputChannel, workspace } from 'vscode';
import { CancellationToken, LanguageClient, RevealOutputChannelOn, TransportKind } from 'vscode-languageclient/node';
import { dockerfiles } from './documents.ts';
import { languageFeatures } from './languageFeatures.ts';
import { ticked } from './preview.ts';
import type { InitializationOptions } from './protocol.ts';

/** The client of the language server at `path`, not started yet; both write to the log. */
export function createClient(path: string, log: LogOutputChannel): LanguageClient {
  const initializationOptions = (): InitializationOptions => ({
    trusted: workspace.isTrusted,
    commands: 'client',
    languageFeatures: languageFeatures(),
  });
  const server = { module: path, transport: TransportKind.ipc, options: { env: proxyVariables() } };
  return new LanguageClient('hardenDockerfile', 'Harden Dockerfile', server, {
    documentSelector: dockerfiles,
    outputChannel: log,
    revealOutputChannelOn: RevealOutputChannelOn.Never,
    initializationOptions,
    middleware: { workspace: { handleApplyEdit: (params, next) => next(ticked(params), CancellationToken.None) } },
  });
}

/** VS Code's own proxy settings in the form that the server, a process of its own, understands. */
function proxyVariables(): Record<string, string> {
  const settings = workspace.getConfiguration('http');
  const proxy = settings.get('proxySupport') === 'off' ? undefined : settings.get<string>('proxy');
  const except = settings.get<readonly string[]>('noProxy', []);
  return {
    ...(proxy && { HTTP_PROXY: proxy, HTTPS_PROXY: proxy, http_proxy: proxy, https_proxy: proxy }),
    ...(except.length > 0 && { NO_PROXY: except.join(','), no_proxy: except.join(',') }),
  };
}
