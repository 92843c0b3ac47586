import { commands } from 'vscode';

/** The button that leads out of Restricted Mode. */
export const MANAGE_TRUST = 'Manage Workspace Trust';

/** Opens the page where the user decides whether to trust the workspace. */
export const manageTrust = (): Thenable<unknown> => commands.executeCommand('workbench.trust.manage');
