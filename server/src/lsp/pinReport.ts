import type { Connection } from 'vscode-languageserver';
import { countsOf, STATUS_WORDS } from '../core/verify.ts';
import { createLog, show } from './log.ts';
import type { Updated, Verified, VerifiedPin } from './protocol.ts';
import type { Requests } from './requests.ts';

const UPDATE = 'Update';

interface Teller {
  readonly connection: Connection;
  readonly requests: Requests;
}

/** Tells what became of the pins: in one sentence, and each in the log. What has changed is updated if the user says so. */
export function tellPins(teller: Teller, uri: string, verified: Verified): void {
  const { connection } = teller;
  const { pins } = verified;
  const log = createLog(connection);
  for (const pin of pins) log.info(line(pin));
  const isBad = pins.some(({ status }) => status === 'mismatch' || status === 'gone' || status === 'unreachable');
  // The user may take any time over it.
  if (pins.some(({ updatable }) => updatable)) log.failing('updating hashes', offerUpdate(teller, uri, verified));
  else show(connection, isBad ? 'warning' : 'info', `Harden Dockerfile: ${summary(verified)}`);
}

async function offerUpdate({ connection, requests }: Teller, uri: string, verified: Verified): Promise<void> {
  const message = `Harden Dockerfile: ${summary(verified)}`;
  const answer = await connection.window.showWarningMessage(message, { title: UPDATE });
  if (answer?.title !== UPDATE) return;
  const updated = await requests.updatePins({ uri, id: verified.id });
  show(connection, updated.status === 'applied' ? 'info' : 'warning', `Harden Dockerfile: ${outcome(updated)}`);
}

/** What became of the pins, in one line. */
function summary({ status, pins }: Verified): string {
  if (status === 'cancelled') return 'cancelled, nothing was compared';
  if (status === 'closed') return 'the file is not open as a Dockerfile';
  if (pins.length === 0) return 'no download is pinned here';
  const changed = pins.filter((pin) => pin.status === 'mismatch').map(({ name }) => name);
  const warning = changed.length > 0 ? `; ${changed.join(', ')}: a new release, or somebody else` : '';
  return `${countsOf(pins.map(({ status }) => status)).join(', ')}${warning}`;
}

function line({ name, line, status, url, expected, actual, reason }: VerifiedPin): string {
  const difference = status === 'mismatch' ? `: pinned ${expected}, served ${actual}` : '';
  const details = [`${name}, line ${line}`, ...(url === undefined ? [] : [url])].join(', ');
  return `${STATUS_WORDS[status]}: ${details}${difference}${reason === undefined ? '' : `: ${reason}`}`;
}

function outcome({ status, names }: Updated): string {
  if (status === 'applied') return `updated the SHA-256 of ${names.join(', ')}`;
  if (status === 'declined') return 'the editor did not apply the edit';
  return 'what was compared is no longer there, so nothing was changed; verify again';
}
