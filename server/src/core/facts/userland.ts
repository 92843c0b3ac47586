import type { Source } from '../rule.ts';
import type { Command } from '../shell/model.ts';
import { commandName, unwrap, wordText } from '../shell/unwrap.ts';
import { isBusybox, isGnu } from './linuxImages.ts';
import { type BuildScript, buildScripts } from './scripts.ts';
import { lineage, rootImage } from './stages.ts';

/** Whose coreutils an image has: their options differ. */
export type Userland = 'gnu' | 'busybox' | 'unknown';

/** Package managers of distributions with GNU's coreutils. */
const GNU_PACKAGES = /^(?:apt|apt-get|dpkg|yum|dnf|microdnf|tdnf|zypper|pacman)$/;

/**
 * The userland at a script: the base image's, or GNU's once an earlier instruction has installed coreutils to stay; a
 * package manager tells more than the image's name.
 */
export function userlandAt(source: Source, at: BuildScript): Userland {
  const image = rootImage(at.stage);
  const commands = commandsBefore(source, at);
  const calls = (programs: RegExp) => commands.some((command) => programs.test(commandName(command.name) ?? ''));
  const alpine = isBusybox(image) || (calls(/^apk$/) && !calls(GNU_PACKAGES));
  if (alpine) return keepsCoreutils(source, at) ? 'gnu' : 'busybox';
  return isGnu(image) || (calls(GNU_PACKAGES) && !calls(/^apk$/)) ? 'gnu' : 'unknown';
}

/** What the stage and those below it have run up to and with a script's instruction. */
const commandsBefore = (source: Source, at: BuildScript): Command[] =>
  scriptsBefore(source, at).flatMap(({ script }) => script.commands.map(unwrap));

function scriptsBefore(source: Source, at: BuildScript): BuildScript[] {
  const line = new Set(lineage(at.stage));
  return buildScripts(source).filter(
    (build) => line.has(build.stage) && build.instruction.span.start <= at.instruction.span.start,
  );
}

/** Whether an instruction in front of a script's installs coreutils, and not for a while only. */
const keepsCoreutils = (source: Source, at: BuildScript): boolean =>
  scriptsBefore(source, at).some(
    ({ instruction, script }) => instruction !== at.instruction && script.commands.map(unwrap).some(installsCoreutils),
  );

function installsCoreutils({ name, args }: Command): boolean {
  const texts = args.map(wordText);
  const isVirtual = texts.some((text) => /^(?:-t|--virtual)/.test(text));
  return commandName(name) === 'apk' && texts.includes('coreutils') && !texts.includes('del') && !isVirtual;
}
