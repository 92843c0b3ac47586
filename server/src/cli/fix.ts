import { type Fixed, fixAll } from '../core/fix.ts';
import type { Diagnostic, Fix } from '../core/rule.ts';
import type { Question } from '../core/sources.ts';
import { completeLint, type Subject } from '../project/complete.ts';
import { absolutePath } from '../project/paths.ts';
import { orBug } from './bug.ts';
import { fixOutput } from './fix-output.ts';
import { type Ask, type Connect, network, offline, remembering } from './network.ts';
import type { FixCommand } from './options.ts';
import { reaches } from './report/findings.ts';
import { type Change, type FixReport, fixReport } from './report/fixed.ts';
import { CLEAN, FAILED, FINDINGS } from './status.ts';
import { openTargets, shownPath, type Target } from './targets.ts';
import { type Complaints, complaints, type Terminal } from './terminal.ts';
import { replaceFiles, WriteError } from './write.ts';

/** What goes with every step of one run. */
interface Run {
  readonly command: FixCommand;
  readonly terminal: Terminal;
  readonly complain: Complaints;
  readonly ask: Ask;
}

/** Fixes what is found in the Dockerfiles that the operands mean: with --write on disk, else as a diff. */
export async function fix(command: FixCommand, terminal: Terminal, connect: Connect): Promise<number> {
  const complain = complaints(terminal);
  const online = () => network(connect(command), terminal);
  const ask = remembering(command.offline ? offline : online(), terminal.signal);
  const run: Run = { command, terminal, complain, ask };
  const targets = await readTargets(run);
  await ask(await questionsAbout(targets, run));
  const output = fixOutput(command, terminal);
  let remains = false;
  for await (const report of fixTargets(targets, run)) {
    output.add(report);
    remains ||= reaches(report.after.findings, command.failOn);
  }
  output.end();
  if (complain.count > 0) return FAILED;
  return remains ? FINDINGS : CLEAN;
}

async function readTargets({ command, terminal, complain }: Run): Promise<Target[]> {
  const targets: Target[] = [];
  for await (const target of openTargets(command.paths, terminal, complain)) {
    if (target.faithful) targets.push({ ...target, subject: withDigests(target.subject, command) });
    else complain.say(`${target.shown}: is not UTF-8, so writing it back would change more than what is fixed`);
  }
  return targets;
}

/** What the command line says of where digests come from counts before the settings. */
function withDigests(subject: Subject, { digests }: FixCommand): Subject {
  const { config } = subject;
  return digests === undefined
    ? subject
    : { ...subject, config: { ...config, download: { ...config.download, digests } } };
}

/** What the first fixes want to know, of all files: so it is asked in one go. */
async function questionsAbout(targets: readonly Target[], { command, terminal }: Run): Promise<Question[]> {
  const questions: Question[] = [];
  for (const { subject } of targets) {
    // A bug is reported when the file's turn comes.
    const lint = await completeLint(subject, terminal.signal).catch(() => undefined);
    for (const diagnostic of lint?.diagnostics ?? []) {
      questions.push(...(diagnostic.fixes?.find((one) => isWanted(command, diagnostic, one))?.needs ?? []));
    }
  }
  return questions;
}

/** Fixes one file after the other; a later one sees what earlier ones did to files that they share. */
async function* fixTargets(targets: readonly Target[], run: Run): AsyncGenerator<FixReport> {
  const { command, terminal, complain } = run;
  const edited = new Map<string, ReadonlyMap<string, string>>();
  for (const target of targets) {
    const { root } = target.subject.files;
    const others = edited.get(root) ?? new Map<string, string>();
    const subject = { ...target.subject, others };
    const fixed = await orBug(target.shown, terminal, complain, () => fixSubject(subject, run));
    terminal.signal.throwIfAborted();
    if (!fixed) continue;
    const changes = changesOf(target, subject, fixed, terminal);
    if (command.write && !(await write(changes, run))) continue;
    edited.set(root, new Map([...others, ...fixed.others]));
    yield fixReport(target.shown, fixed, ({ rule }) => concerns(command, rule.id), changes);
  }
}

function fixSubject(subject: Subject & { others: ReadonlyMap<string, string> }, run: Run): Promise<Fixed> {
  const { command, terminal, ask } = run;
  return fixAll(subject.text, {
    wanted: (diagnostic, one) => isWanted(command, diagnostic, one),
    lint: ({ text, others }) =>
      completeLint({ ...subject, text, others: new Map([...subject.others, ...others]) }, terminal.signal),
    read: subject.files.view(subject.path, subject.others).project.read,
    ask,
  });
}

const concerns = ({ rules }: FixCommand, rule: string): boolean => rules.length === 0 || rules.includes(rule);

const isWanted = (command: FixCommand, { rule }: Diagnostic, { safety }: Fix): boolean =>
  concerns(command, rule.id) && (safety === 'safe' || command.all);

function changesOf({ shown, file, subject }: Target, { others }: Subject, fixed: Fixed, { cwd }: Terminal): Change[] {
  const { root, view } = subject.files;
  const { read } = view(subject.path, others).project;
  const changes = [...fixed.others].map(([path, after]): Change => {
    const absolute = absolutePath(root, path);
    return { shown: shownPath(cwd, absolute), file: absolute, root, before: read(path) ?? null, after };
  });
  return [{ shown, file, root, before: subject.text, after: fixed.text }, ...changes].filter(
    ({ before, after }) => before !== after,
  );
}

/** Writes one Dockerfile's changes, all or none; says what stood against it. */
async function write(changes: readonly Change[], { terminal, complain }: Run): Promise<boolean> {
  try {
    await replaceFiles(
      changes.flatMap(({ file, before, after }) => (file === undefined ? [] : [{ file, before, after }])),
    );
    return true;
  } catch (error) {
    if (!(error instanceof WriteError)) throw error;
    complain.say(`${shownPath(terminal.cwd, error.file)}: ${error.message}`);
    return false;
  }
}
