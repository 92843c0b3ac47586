import { applyEdits, type Edit } from '../core/text/span.ts';
import { judge, pinsOf, updates } from '../core/verify.ts';
import { type Connect, network } from './network.ts';
import type { VerifyCommand } from './options.ts';
import { type PinReport, pinReport, verifyJson, verifyText } from './report/pins.ts';
import { CLEAN, FAILED, FINDINGS } from './status.ts';
import { openTargets, shownPath, type Target } from './targets.ts';
import { complaints, styleOf, type Terminal } from './terminal.ts';
import { replaceFiles, WriteError } from './write.ts';

/** Downloads what the Dockerfiles that the operands mean have pinned, and compares it; with --update writes new hashes. */
export async function verify(command: VerifyCommand, terminal: Terminal, connect: Connect): Promise<number> {
  const complain = complaints(terminal);
  const targets: Target[] = [];
  for await (const target of openTargets(command.paths, terminal, complain)) {
    if (!command.update || target.faithful) targets.push(target);
    else complain.say(`${target.shown}: is not UTF-8, so writing it back would change more than its hashes`);
  }
  const pinned = targets.map((target) => ({ target, pins: pinsOf(target.subject.text, target.subject.config) }));
  const questions = pinned.flatMap(({ pins }) => pins.flatMap((pin) => ('why' in pin ? [] : [pin.question])));
  const ask = network(connect({ allowHosts: command.allowHosts, cache: false }), terminal);
  const answers = questions.length > 0 ? await ask(questions) : new Map();
  terminal.signal.throwIfAborted();
  const reports: PinReport[] = [];
  for (const { target, pins } of pinned) {
    const { shown, file, subject } = target;
    const verdicts = pins.map((pin) => judge(pin, answers));
    const edits = command.update ? updates(pins, answers, subject.text) : [];
    const written = edits.length > 0 && file !== undefined && (await write(file, subject.text, edits)) ? edits : [];
    reports.push(pinReport(shown, subject.text, verdicts, command.update ? written : undefined));
  }
  terminal.stdout.write(
    command.format === 'json' ? verifyJson(reports) : verifyText(reports, styleOf(terminal.stdout, terminal.env)),
  );
  return statusOf(reports, complain.count);

  async function write(file: string, before: string, edits: readonly Edit[]): Promise<boolean> {
    try {
      await replaceFiles([{ file, before, after: applyEdits(before, edits) }]);
      return true;
    } catch (error) {
      if (!(error instanceof WriteError)) throw error;
      complain.say(`${shownPath(terminal.cwd, error.file)}: ${error.message}`);
      return false;
    }
  }
}

/** What does not match counts before what could not be asked; pins of which none could be compared are no success. */
function statusOf(reports: readonly PinReport[], complaints: number): number {
  const pins = reports.flatMap((report) => report.pins);
  if (complaints > 0) return FAILED;
  if (pins.some(({ status, updated }) => status === 'gone' || (status === 'mismatch' && !updated))) return FINDINGS;
  if (pins.some(({ status }) => status === 'unreachable')) return FAILED;
  return pins.length > 0 && pins.every(({ status }) => status === 'unknown') ? FAILED : CLEAN;
}
