import { workspace } from 'vscode';
import { openDockerfile } from './documents.ts';
import { pinDetails, updated, verified } from './pinSummary.ts';
import { withProgress } from './progress.ts';
import { updatePinsRequest, type Verified, verifyRequest } from './protocol.ts';
import { tell } from './report.ts';
import type { Services } from './services.ts';
import { explainRestriction } from './trust.ts';

const UPDATE = 'Update';
const WORK = { command: 'Verify Pinned Checksums', done: 'verified' };
const CANCELLED: Verified = { status: 'cancelled', id: 0, pins: [] };

/**
 * Downloads what a Dockerfile has pinned and compares it: the one that a menu names, else the one in the editor, else one
 * that the user picks. Where hashes have changed the user may have them updated. Answers what became of the pins, unless
 * nothing was asked.
 */
export async function verify(services: Services, target: unknown): Promise<Verified | undefined> {
  if (!workspace.isTrusted) {
    void explainRestriction('What is pinned has to be downloaded to compare it');
    return undefined;
  }
  const { client, permission, log } = services;
  const document = await openDockerfile(client, target, WORK);
  if (!document) return undefined;
  const uri = client.code2ProtocolConverter.asUri(document.uri);
  if (!(await permission.ask({ uri, pins: true }))) return undefined;
  const file = workspace.asRelativePath(document.uri);
  const result = await withProgress(client, `Verifying ${file}`, CANCELLED, (workDoneToken, cancellation) =>
    client.sendRequest(verifyRequest, { uri, network: true, workDoneToken }, cancellation),
  );
  const isBad = result.pins.some(({ status }) => status !== 'match' && status !== 'unknown');
  const buttons = result.pins.some(({ updatable }) => updatable) ? [UPDATE] : [];
  const report = { sentence: verified(file, result), details: pinDetails(file, result), isBad };
  void tell(log, report, buttons).then((answer) => {
    if (answer === UPDATE) void update(services, uri, file, result.id);
  });
  return result;
}

/** Writes the hashes that the user was shown. */
async function update({ client, log }: Services, uri: string, file: string, id: number): Promise<void> {
  const result = await client.sendRequest(updatePinsRequest, { uri, id });
  const sentence = updated(file, result);
  await tell(log, { sentence, details: sentence, isBad: result.status !== 'applied' });
}
