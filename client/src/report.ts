import { type LogOutputChannel, window } from 'vscode';
import type { Outcome } from './protocol.ts';
import { details } from './summary.ts';
import { linkless } from './words.ts';

const DETAILS = 'Details';

/** Tells what came of fixing a file: the sentence in a notification, the rest in the log. Answers which other button was pressed. */
export async function tell(
  log: LogOutputChannel,
  file: string,
  outcome: Outcome,
  sentence: string,
  buttons: readonly string[] = [],
): Promise<string | undefined> {
  if (sentence === '') return undefined;
  log.info(details(file, outcome));
  const bad = outcome.failed.length > 0 || outcome.status === 'changed';
  const show = bad ? window.showWarningMessage : window.showInformationMessage;
  const answer = await show(linkless(sentence), ...buttons, DETAILS);
  if (answer === DETAILS) log.show(true);
  return answer;
}
