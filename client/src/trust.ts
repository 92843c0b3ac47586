import { commands, window } from 'vscode';

/** The button that leads out of Restricted Mode. */
export const MANAGE_TRUST = 'Manage Workspace Trust';

/** Opens the page where the user decides whether to trust the workspace. */
export const manageTrust = (): Thenable<unknown> => commands.executeCommand('workbench.trust.manage');

/** Says that something which has to go online does not do so in Restricted Mode, and leads out of it. */
export async function explainRestriction(what: string): Promise<void> {
  const message = `${what}, and nothing is downloaded in Restricted Mode.`;
  if ((await window.showWarningMessage(message, MANAGE_TRUST)) === MANAGE_TRUST) await manageTrust();
}
