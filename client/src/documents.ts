import { languages, type TextDocument, Uri, window, workspace } from 'vscode';
import type { LanguageClient } from 'vscode-languageclient/node';

/** Where Dockerfiles are; not in the read-only views of git and of comparisons, where nobody could fix a finding. */
const SCHEMES = ['file', 'untitled', 'vscode-remote', 'vscode-vfs'];

/** The documents that are Dockerfiles: those that the editor calls so, whatever their names. */
export const dockerfiles = SCHEMES.map((scheme) => ({ scheme, language: 'dockerfile' }));

export const isDockerfile = (document: TextDocument): boolean => languages.match(dockerfiles, document) > 0;

/** The names that Dockerfiles have, for the search of a workspace. */
const NAMES = '**/{Dockerfile,Dockerfile.*,*.Dockerfile,*.dockerfile,Containerfile,Containerfile.*}';

/**
 * Shows the Dockerfile that a menu or another command names, else the one in the editor, else the only one of the
 * workspace, else the one that the user picks; undefined where there is none, or VS Code does not take it for one.
 */
export async function openDockerfile(
  client: LanguageClient,
  target: unknown,
  work: Work,
): Promise<TextDocument | undefined> {
  const uri = named(client, target) ?? (await chosenDockerfile(work));
  if (!uri) return undefined;
  const document = await workspace.openTextDocument(uri);
  await window.showTextDocument(document, { preview: false });
  if (isDockerfile(document)) return document;
  const file = workspace.asRelativePath(uri);
  void window.showWarningMessage(`VS Code does not take ${file} for a Dockerfile: change its language mode first.`);
  return undefined;
}

/** Menus give a Uri, and code actions the text of one. */
function named(client: LanguageClient, target: unknown): Uri | undefined {
  if (target instanceof Uri) return target;
  const { uri } = (target ?? {}) as { uri?: unknown };
  return typeof uri === 'string' ? client.protocol2CodeConverter.asUri(uri) : undefined;
}

/** What a Dockerfile is wanted for, as a person says it. */
interface Work {
  readonly command: string;
  readonly done: string;
}

async function chosenDockerfile({ command, done }: Work): Promise<Uri | undefined> {
  const active = window.activeTextEditor?.document;
  if (active && isDockerfile(active)) return active.uri;
  const found = await workspace.findFiles(NAMES, '**/node_modules/**', 1000);
  if (found.length === 0)
    void window.showInformationMessage(`There is no Dockerfile here: open one, then run ${command}.`);
  if (found.length <= 1) return found[0];
  const items = found.map((uri) => ({ label: workspace.asRelativePath(uri), uri }));
  const sorted = items.sort((a, b) => a.label.localeCompare(b.label));
  return (await window.showQuickPick(sorted, { placeHolder: `Which Dockerfile is to be ${done}?` }))?.uri;
}
