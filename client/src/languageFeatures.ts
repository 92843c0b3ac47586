import { type Disposable, Disposable as Disposables, extensions, workspace } from 'vscode';

/** Extensions that give hover, completion and formatting for Dockerfiles: with one of them ours would show twice. */
const OTHERS = ['ms-azuretools.vscode-docker', 'ms-azuretools.vscode-containers', 'docker.docker'];

/** Whether the server is to give more than findings and fixes; `own` is what the others do not have. */
export function languageFeatures(): boolean | 'own' {
  const wish = workspace.getConfiguration('hardenDockerfile').get<'auto' | 'on' | 'off'>('languageFeatures', 'auto');
  if (wish !== 'auto') return wish === 'on';
  return OTHERS.some((id) => extensions.getExtension(id)) ? 'own' : true;
}

/** Calls back when the answer of `languageFeatures` has changed. */
export function onLanguageFeaturesChange(changed: () => void): Disposable {
  let last = languageFeatures();
  const compare = () => {
    const now = languageFeatures();
    if (now !== last) changed();
    last = now;
  };
  return Disposables.from(workspace.onDidChangeConfiguration(compare), extensions.onDidChange(compare));
}
