import { workspace } from 'vscode';
import { withProgress } from './progress.ts';
import { applyFixRequest, type FixReference, type Outcome } from './protocol.ts';
import { tellOutcome } from './report.ts';
import type { Services } from './services.ts';
import { CANCELLED, fixed } from './summary.ts';
import { explainRestriction } from './trust.ts';

/** Applies a fix that needs the network, as its code action names it. Answers what came of it, unless the user said no. */
export async function applyFix(services: Services, { uri, key }: FixReference): Promise<Outcome | undefined> {
  if (!workspace.isTrusted) {
    void explainRestriction('This fix has to download a file');
    return undefined;
  }
  const network = await services.permission.ask({ uri, key });
  if (network === undefined) return undefined;
  const file = workspace.asRelativePath(services.client.protocol2CodeConverter.asUri(uri));
  const outcome = await withProgress(services.client, `Fixing ${file}`, CANCELLED, (workDoneToken, cancellation) =>
    services.client.sendRequest(applyFixRequest, { uri, key, network, workDoneToken }, cancellation),
  );
  void tellOutcome(services.log, file, outcome, fixed(file, outcome));
  return outcome;
}
