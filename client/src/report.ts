import { type LogOutputChannel, window } from 'vscode';
import type { Outcome } from './protocol.ts';
import { details } from './summary.ts';
import { linkless } from './words.ts';

const DETAILS = 'Details';

/** What a person is told. */
export interface Report {
  /** For a notification; empty where there is nothing to say. */
  readonly sentence: string;
  /** For the log. */
  readonly details: string;
  readonly isBad: boolean;
}

/** Tells the sentence in a notification, the rest in the log. Answers which other button was pressed. */
export async function tell(
  log: LogOutputChannel,
  { sentence, details, isBad }: Report,
  buttons: readonly string[] = [],
): Promise<string | undefined> {
  if (sentence === '') return undefined;
  log.info(details);
  const show = isBad ? window.showWarningMessage : window.showInformationMessage;
  const answer = await show(linkless(sentence), ...buttons, DETAILS);
  if (answer === DETAILS) log.show(true);
  return answer;
}

/** Tells what came of fixing a file. */
export function tellOutcome(
  log: LogOutputChannel,
  file: string,
  outcome: Outcome,
  sentence: string,
  buttons: readonly string[] = [],
): Promise<string | undefined> {
  const isBad = outcome.failed.length > 0 || outcome.status === 'changed';
  return tell(log, { sentence, details: details(file, outcome), isBad }, buttons);
}
