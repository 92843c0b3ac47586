import { type Loss, lossOf } from '../facts/failure/loss.ts';
import { baseName } from '../facts/paths.ts';
import { type StalePin, stalePins } from '../facts/pins/stalePins.ts';
import { type EmptyChecksum, emptyChecksums } from '../facts/verification/addChecksums.ts';
import { type Check, checks } from '../facts/verification/checks.ts';
import { sharedServer } from '../facts/verification/origin.ts';
import { type Refusal, refusalOf } from '../facts/verification/refusals.ts';
import { keepsFromUse } from '../facts/verification/uses.ts';
import type { Obstacle } from '../repairs/chain.ts';
import { countFailure } from '../repairs/countFailure.ts';
import { digestOrigin } from '../repairs/digestOrigin.ts';
import { fillChecksum } from '../repairs/fillChecksum.ts';
import { mendCheck } from '../repairs/mendCheck.ts';
import { renewPin } from '../repairs/renewPin.ts';
import type { Finding, Fix, Rule, Source } from '../rule.ts';
import { wordSpan } from '../shell/model.ts';
import { unwrap, wordText } from '../shell/unwrap.ts';
import type { Edit } from '../text/span.ts';

/** Finds checks of checksums and signatures that cannot do their work, and lets them do it. */
export const ineffectiveVerification: Rule = {
  id: 'ineffective-verification',
  summary: 'A check of a checksum or signature passes for the right bytes, and stops the build for any others.',
  severity: 'warning',
  *check(source) {
    for (const check of checks(source)) {
      const found = refused(source, check) ?? lost(source, check) ?? shared(source, check);
      if (found) yield found;
    }
    for (const empty of emptyChecksums(source)) yield unfilled(source, empty);
    for (const stale of stalePins(source)) yield outdated(source, stale);
  },
};

/** A check that fails whatever the bytes are. */
function refused(source: Source, check: Check): Finding | undefined {
  const refusal = refusalOf(source, check);
  if (!refusal) return undefined;
  const fix = toFix(check, 'Spell it as busybox reads it', mendCheck(source, check, refusal));
  return finding(check, `${what(check)}, but fails whatever the bytes are: ${reason(check, refusal)}`, fix);
}

function reason({ program }: Check, refusal: Refusal): string {
  switch (refusal.kind) {
    case 'options':
      return `busybox’s ${program} knows no ${refusal.words.map(wordText).join(' ')}; use its short options`;
    case 'gap':
      return 'busybox before 1.36 (Alpine 3.18) wants two blanks between a hash and its file; write two';
    case 'case':
      return 'busybox before 1.37 (Alpine 3.21) compares with lower-case digits; write them so';
  }
}

/** A check whose failure does not stop the build. */
function lost(source: Source, check: Check): Finding | undefined {
  const { build } = check.verification;
  const loss = lossOf(source, build, check.item, check.node, check.inverted);
  if (!loss) return undefined;
  const kept = keepsFromUse(source, check, loss);
  const stake = kept ? 'bad bytes are not used, but the build goes on' : 'other bytes go into the image unnoticed';
  const doubt =
    loss.how === 'swallowed' || loss.how === 'said'
      ? 'it may be so because the check fails today: look at the build’s output first'
      : check.kind === 'signature'
        ? 'whether the signature passes today is not known here: look at the build’s output first'
        : undefined;
  const fix = toFix(check, 'Let its failure stop the build', countFailure(source, build, check.item, loss), doubt);
  const found = finding(check, `${what(check)}, but ${cause(loss)}: ${stake}; ${remedy(loss)}`, fix);
  return kept ? { ...found, severity: 'information' } : found;
}

function cause({ how, by, skipped }: Loss): string {
  switch (how) {
    case 'swallowed':
      return `|| ${excerpt(by)} takes its failure for success`;
    case 'sequence':
      if (skipped.length > 0) return `it only skips what && joins to it, and ${excerpt(by)} runs whatever it says`;
      return `without set -e the next command (${excerpt(by)}) runs whatever it says`;
    case 'ignored':
      return `set -e passes over what stands in front of && or in a condition, and ${excerpt(by)} runs whatever it says`;
    case 'round':
      return 'its loop goes on, and only the last round counts';
    case 'background':
      return 'it runs in the background and nothing waits for it';
    case 'pipe':
      return `without pipefail only the end of its pipe to ${excerpt(by)} counts`;
    case 'negated':
      return 'the ! in front turns its answer round';
    case 'said':
      return 'the if that asks it only prints';
  }
}

function remedy({ how }: Loss): string {
  switch (how) {
    case 'background':
      return 'take the & away';
    case 'pipe':
      return 'set -o pipefail or take the pipe away';
    case 'negated':
      return 'take the ! away';
    default:
      return 'let its failure end in exit 1';
  }
}

/** What an item or a command is, in a few characters. */
function excerpt(node: Loss['by']): string {
  if (!node) return 'it';
  const { text } = ('script' in node ? node.script : node.list.script).text;
  const written = text.slice(node.start, node.end).replace(/\s+/g, ' ');
  return written.length > 30 ? `${written.slice(0, 29)}…` : written;
}

/** A check against a list that comes from the same place as the file. */
function shared(source: Source, check: Check): Finding | undefined {
  const server = sharedServer(source, check);
  if (!server) return undefined;
  const message = `${what(check)} with a list that the build fetches from ${server} as well: that catches a damaged transfer, but not somebody who replaces both; write the hash into the Dockerfile`;
  return { ...finding(check, message), severity: 'information' };
}

/** An `ADD --checksum` that holds nothing. */
function unfilled(source: Source, empty: EmptyChecksum): Finding {
  const { flag, stage, name, why } = empty;
  const filled = fillChecksum(source, empty);
  const found = {
    span: flag.span,
    message: `ADD --checksum verifies nothing, silently, where it is empty: ${emptiness(empty)}`,
    ...(why === 'given' && { severity: 'information' as const }),
  };
  if ('obstacle' in filled) return { ...found, message: `${found.message} (no fix is offered: ${filled.obstacle})` };
  const key = `ineffective-verification ${stage.name ?? stage.index} ADD ${name}`;
  return { ...found, fixes: [{ key, title: `Declare ${name} in the stage`, safety: 'safe', ...filled }] };
}

/** A hash that stayed while the URL of its file changed. */
function outdated(source: Source, stale: StalePin): Finding {
  const { pin, hash, span, change, moved } = stale;
  const kind = hash.length === 64 ? 'SHA-256' : 'hash';
  const message = `The URL of ${pin.name} changed since the last commit${change ? ` (${change})` : ''}, its ${kind} did not: unless it is the same file, the build stops here; pin the ${kind} of the new one`;
  const renewed = renewPin(source, stale);
  const found = { span, message, ...(moved && { severity: 'information' as const }) };
  if ('obstacle' in renewed) return { ...found, message: `${message} (no fix is offered: ${renewed.obstacle})` };
  const key = `ineffective-verification ${pin.name} ${hash}`;
  const title = `Pin the SHA-256 of the new ${pin.name} (${digestOrigin(renewed.needs)})`;
  const reason = 'it replaces the SHA-256 that the last commit trusts: make sure that the new URL is meant';
  return { ...found, fixes: [{ key, title, safety: 'review', reason, ...renewed }] };
}

function emptiness({ name, why }: EmptyChecksum): string {
  switch (why) {
    case 'empty':
      return `${name ?? 'its value'} is; write sha256:… there`;
    case 'global':
      return `ARG ${name} stands in front of FROM and this stage does not declare it; add ARG ${name}`;
    case 'given':
      return `ARG ${name} has no default, so it is unless the build is given one; add a default`;
    case 'unset':
      return `nothing here sets ${name}; add ARG ${name}=sha256:…`;
  }
}

function finding({ verification }: Check, message: string, fix?: Fix | Obstacle): Finding {
  const span = wordSpan(unwrap(verification.command).name!);
  if (!fix) return { span, message };
  return 'obstacle' in fix
    ? { span, message: `${message} (no fix is offered: ${fix.obstacle})` }
    : { span, message, fixes: [fix] };
}

function toFix(check: Check, title: string, edits: readonly Edit[] | Obstacle, doubt?: string): Fix | Obstacle {
  if ('obstacle' in edits) return edits;
  const { stage, script } = check.verification.build;
  const key = `ineffective-verification ${stage.name ?? stage.index} ${script.text.text.slice(check.item.start, check.item.end)}`;
  return { key, title, edits: () => edits, ...(doubt ? { safety: 'review', reason: doubt } : { safety: 'safe' }) };
}

function what({ program, kind, verification: { subjects = [] } }: Check): string {
  const verb = kind === 'signature' ? 'verifies' : 'checks';
  const names = [...new Set(subjects.map(baseName))].filter((name) => name !== '' && !name.includes('*'));
  if (names.length === 0) return `${program} ${verb} a file`;
  const signed = names.find((name) => !/\.(?:asc|sig|sign|gpg|minisig)$/.test(name)) ?? names[0];
  return `${program} ${verb} ${names.length > 2 || kind === 'signature' ? signed : names.join(' and ')}`;
}
