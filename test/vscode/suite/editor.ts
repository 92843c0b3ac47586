/** What the suites do in the editor, and what they see of it. */

import { setTimeout as wait } from 'node:timers/promises';
import * as vscode from 'vscode';

/** The file at a path below the workspace's folder, in an editor of its own, as it is on disk. */
export async function open(path: string): Promise<vscode.TextDocument> {
  await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  const [folder] = vscode.workspace.workspaceFolders!;
  const { document } = await vscode.window.showTextDocument(vscode.Uri.joinPath(folder!.uri, path));
  return document;
}

/** Takes back everything that was done to the document since it was last saved. */
export async function revert(document: vscode.TextDocument): Promise<void> {
  await vscode.window.showTextDocument(document);
  await vscode.commands.executeCommand('workbench.action.files.revert');
}

/** Waits until it is so. */
export async function eventually(what: string, isSo: () => boolean | PromiseLike<boolean>): Promise<void> {
  const end = Date.now() + 20_000;
  while (!(await isSo())) {
    if (Date.now() > end) throw new Error(`Waited in vain for ${what}`);
    await wait(20);
  }
}

/** The document's findings, once there are any. */
export async function findings(document: vscode.TextDocument): Promise<readonly vscode.Diagnostic[]> {
  await eventually('findings', () => vscode.languages.getDiagnostics(document.uri).length > 0);
  return vscode.languages.getDiagnostics(document.uri);
}

/** The quick fix with this title for the finding. */
export async function quickFix(
  document: vscode.TextDocument,
  finding: vscode.Diagnostic,
  title: RegExp,
): Promise<vscode.CodeAction> {
  const actions = await vscode.commands.executeCommand<vscode.CodeAction[]>(
    'vscode.executeCodeActionProvider',
    document.uri,
    finding.range,
    vscode.CodeActionKind.QuickFix.value,
  );
  const found = actions.find((action) => title.test(action.title));
  if (!found) throw new Error(`No fix ${title} among: ${actions.map((action) => action.title).join('; ')}`);
  return found;
}

/** Runs the command that a quick fix carries; answers what came of it. */
export const run = <T>({ command }: vscode.CodeAction): Promise<T> =>
  Promise.resolve(vscode.commands.executeCommand<T>(command!.command, ...(command!.arguments ?? [])));

/** Answers the questions that are asked while the work goes on, all with the same button; undefined is Cancel. */
export async function answering<T>(
  button: string | undefined,
  work: () => Promise<T>,
): Promise<{ readonly result: T; readonly questions: readonly string[] }> {
  const questions: string[] = [];
  const { showInformationMessage: show } = vscode.window;
  // A test has no user, and VS Code shows modal dialogs to nobody.
  const answer = async (message: string, options: unknown) => {
    if (!(options as vscode.MessageOptions).modal) return undefined;
    questions.push(message);
    return button;
  };
  Object.assign(vscode.window, { showInformationMessage: answer });
  try {
    return { result: await work(), questions };
  } finally {
    Object.assign(vscode.window, { showInformationMessage: show });
  }
}

/** Presses this button of the warnings that are shown while the work goes on, until it is so. */
export async function pressing(button: string, work: () => PromiseLike<unknown>, isSo: () => boolean): Promise<void> {
  const { showWarningMessage: show } = vscode.window;
  const press = async (_: string, ...buttons: readonly string[]) => buttons.find((one) => one === button);
  Object.assign(vscode.window, { showWarningMessage: press });
  try {
    await work();
    await eventually(button, isSo);
  } finally {
    Object.assign(vscode.window, { showWarningMessage: show });
  }
}

/** Presses Cancel in the notification that shows the progress of the work, which appears after a moment. */
export async function cancelling<T>(work: Promise<T>): Promise<T> {
  // What takes a key of the newest notification could meet an older one's.
  await vscode.commands.executeCommand('notifications.clearAll');
  const timer = setInterval(() => vscode.commands.executeCommand('notification.acceptPrimaryAction'), 100);
  return work.finally(() => clearInterval(timer));
}
