import { window, workspace } from 'vscode';
import { withProgress } from './progress.ts';
import { applyFixRequest, type FixReference, type Outcome } from './protocol.ts';
import { tell } from './report.ts';
import type { Services } from './services.ts';
import { fixed } from './summary.ts';
import { MANAGE_TRUST, manageTrust } from './trust.ts';

/** Applies a fix that needs the network, as its code action names it. Answers what came of it, unless the user said no. */
export async function applyFix(services: Services, { uri, key }: FixReference): Promise<Outcome | undefined> {
  if (!workspace.isTrusted) {
    void explainRestriction();
    return undefined;
  }
  const network = await services.permission.ask({ uri, key });
  if (network === undefined) return undefined;
  const file = workspace.asRelativePath(services.client.protocol2CodeConverter.asUri(uri));
  const outcome = await withProgress(services.client, `Fixing ${file}`, (workDoneToken, cancellation) =>
    services.client.sendRequest(applyFixRequest, { uri, key, network, workDoneToken }, cancellation),
  );
  void tell(services.log, file, outcome, fixed(file, outcome));
  return outcome;
}

async function explainRestriction(): Promise<void> {
  const message = 'This fix has to download a file, and nothing is downloaded in Restricted Mode.';
  if ((await window.showWarningMessage(message, MANAGE_TRUST)) === MANAGE_TRUST) await manageTrust();
}
