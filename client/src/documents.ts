import { languages, type TextDocument, type Uri, window, workspace } from 'vscode';

/** Where Dockerfiles are; not in the read-only views of git and of comparisons, where nobody could fix a finding. */
const SCHEMES = ['file', 'untitled', 'vscode-remote', 'vscode-vfs'];

/** The documents that are Dockerfiles: those that the editor calls so, whatever their names. */
export const dockerfiles = SCHEMES.map((scheme) => ({ scheme, language: 'dockerfile' }));

export const isDockerfile = (document: TextDocument): boolean => languages.match(dockerfiles, document) > 0;

/** The names that Dockerfiles have, for the search of a workspace. */
const NAMES = '**/{Dockerfile,Dockerfile.*,*.Dockerfile,*.dockerfile,Containerfile,Containerfile.*}';

/** The Dockerfile in the editor, else the only one of the workspace, else the one that the user picks. */
export async function chosenDockerfile(): Promise<Uri | undefined> {
  const active = window.activeTextEditor?.document;
  if (active && isDockerfile(active)) return active.uri;
  const found = await workspace.findFiles(NAMES, '**/node_modules/**', 1000);
  if (found.length === 0)
    void window.showInformationMessage('There is no Dockerfile here: open one, then run Harden Dockerfile.');
  if (found.length <= 1) return found[0];
  const items = found.map((uri) => ({ label: workspace.asRelativePath(uri), uri }));
  const sorted = items.sort((a, b) => a.label.localeCompare(b.label));
  return (await window.showQuickPick(sorted, { placeHolder: 'Which Dockerfile is to be hardened?' }))?.uri;
}
