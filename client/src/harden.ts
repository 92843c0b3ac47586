import { type TextDocument, Uri, window, workspace } from 'vscode';
import { chosenDockerfile, isDockerfile } from './documents.ts';
import { withProgress } from './progress.ts';
import { hardenRequest, type Outcome } from './protocol.ts';
import { tell } from './report.ts';
import type { Services } from './services.ts';
import { hardened } from './summary.ts';
import { MANAGE_TRUST, manageTrust } from './trust.ts';

const REVIEW = 'Review';

/**
 * Hardens the Dockerfile that a menu or a code action names, else the one in the editor, else one that the user picks.
 * Answers what came of it, unless there was none or the user said no.
 */
export async function harden(services: Services, target: unknown): Promise<Outcome | undefined> {
  const uri = named(services, target) ?? (await chosenDockerfile());
  return uri && hardenFile(services, uri, false);
}

/** Menus give a Uri, and code actions the text of one. */
function named({ client }: Services, target: unknown): Uri | undefined {
  if (target instanceof Uri) return target;
  const { uri } = (target ?? {}) as { uri?: unknown };
  return typeof uri === 'string' ? client.protocol2CodeConverter.asUri(uri) : undefined;
}

/** Opens the file first, so that the user sees what is edited and can undo it. */
async function hardenFile(services: Services, uri: Uri, review: boolean): Promise<Outcome | undefined> {
  const document = await workspace.openTextDocument(uri);
  await window.showTextDocument(document, { preview: false });
  const file = workspace.asRelativePath(uri);
  if (!isDockerfile(document)) {
    void window.showWarningMessage(`VS Code does not take ${file} for a Dockerfile: change its language mode first.`);
    return undefined;
  }
  const outcome = await request(services, document, file, review);
  if (!outcome) return undefined;
  const buttons = [
    ...(!review && outcome.review.length > 0 ? [REVIEW] : []),
    ...(!workspace.isTrusted && outcome.failed.length > 0 ? [MANAGE_TRUST] : []),
  ];
  void tell(services.log, file, outcome, hardened(file, outcome), buttons).then((answer) => {
    if (answer === REVIEW) void hardenFile(services, uri, true);
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
  return withProgress(client, `Hardening ${file}`, (workDoneToken, cancellation) =>
    client.sendRequest(hardenRequest, { uri, network, preview, review, workDoneToken }, cancellation),
  );
}
