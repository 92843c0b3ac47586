import { type TextDocument, workspace } from 'vscode';
import { openDockerfile } from './documents.ts';
import { withProgress } from './progress.ts';
import { hardenRequest, type Outcome } from './protocol.ts';
import { tellOutcome } from './report.ts';
import type { Services } from './services.ts';
import { CANCELLED, hardened } from './summary.ts';
import { MANAGE_TRUST, manageTrust } from './trust.ts';

const REVIEW = 'Review';
const WORK = { command: 'Harden Dockerfile', done: 'hardened' };

/**
 * Hardens the Dockerfile that a menu or a code action names, else the one in the editor, else one that the user picks.
 * It is opened first, so that the user sees what is edited and can undo it. Answers what came of it, unless there was
 * none or the user said no.
 */
export async function harden(services: Services, target: unknown, review = false): Promise<Outcome | undefined> {
  const document = await openDockerfile(services.client, target, WORK);
  if (!document) return undefined;
  const file = workspace.asRelativePath(document.uri);
  const outcome = await request(services, document, file, review);
  if (!outcome) return undefined;
  const buttons = [
    ...(!review && outcome.review.length > 0 ? [REVIEW] : []),
    ...(!workspace.isTrusted && outcome.failed.length > 0 ? [MANAGE_TRUST] : []),
  ];
  void tellOutcome(services.log, file, outcome, hardened(file, outcome), buttons).then((answer) => {
    if (answer === REVIEW) void harden(services, document.uri, true);
    if (answer === MANAGE_TRUST) void manageTrust();
  });
  return outcome;
}

/** With fixes to review the edits are always shown first: to look at them is what review means. */
async function request({ client, permission }: Services, document: TextDocument, file: string, review: boolean) {
  const uri = client.code2ProtocolConverter.asUri(document.uri);
  const network = await permission.ask({ uri, review });
  if (network === undefined) return undefined;
  const preview = review || workspace.getConfiguration('hardenDockerfile', document).get('preview', true);
  return withProgress(client, `Hardening ${file}`, CANCELLED, (workDoneToken, cancellation) =>
    client.sendRequest(hardenRequest, { uri, network, preview, review, workDoneToken }, cancellation),
  );
}
