import type { Source } from '../../rule.ts';
import type { Command, Item } from '../../shell/model.ts';
import { commandName, unwrap } from '../../shell/unwrap.ts';
import { isKeyPlace } from '../downloads/sinks.ts';
import type { Loss } from '../failure/loss.ts';
import { onlySays } from '../failure/outcome.ts';
import { baseName, type ImagePath, textOf } from '../paths.ts';
import type { BuildScript } from '../scripts.ts';
import { lookupAt } from '../shellVariables.ts';
import type { Check } from './checks.ts';
import { commandsOf } from './list.ts';

/**
 * Whether a check that cannot stop the build at least keeps bad bytes from being used: what uses the file follows it
 * by `&&`, and nothing that runs all the same touches it.
 */
export function keepsFromUse(source: Source, check: Check, loss: Loss): boolean {
  const { build, subjects = [] } = check.verification;
  if (subjects.some(isInPlace)) return false;
  const skipped = loss.skipped
    .filter((item) => !onlySays(item))
    .flatMap(commandsIn)
    .filter((command) => !tidiesUp(command));
  if (skipped.length === 0) return false;
  const end = Math.max(...loss.skipped.filter(({ list }) => list.script === build.script).map((item) => item.end));
  const running = build.script.commands.filter((command) => command.start >= end && !tidiesUp(command));
  const names = (check.verification.subjects ?? []).map(baseName);
  return !running.some((command) => names.some((name) => mentions(source, build, command, name)));
}

/** Whether a file lies where the image uses it from: nothing more has to happen to it. */
const isInPlace = (path: ImagePath): boolean =>
  isKeyPlace(path) || /^\/(?:usr\/(?:local\/)?)?(?:s?bin|lib|etc)\//.test(path);

const commandsIn = ({ pipeline }: Item): readonly Command[] => pipeline.flatMap(commandsOf);

const tidiesUp = (command: Command): boolean =>
  /^(?:rm|gpgconf|kill|pkill|cd|command|set|export|unset|umask|:)$/.test(commandName(unwrap(command).name) ?? '');

function mentions(source: Source, build: BuildScript, command: Command, name: string): boolean {
  const lookup = lookupAt(source, build, command);
  return name !== '' && command.args.some((word) => textOf(word, lookup).includes(name));
}
