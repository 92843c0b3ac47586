import { isPassedOn, type ProbeCommand } from '../../facts/health/probes.ts';
import type { Command } from '../../shell/model.ts';
import { commandName, unwrap, wordText } from '../../shell/unwrap.ts';

/** Commands that look neither at what a client prints nor at what it saves. */
const LOOKS_AT_NOTHING = /^(?:curl|wget|exit|echo|printf|true|false|:|kill|sleep|pgrep|pidof|pg_isready)$/;

/** Whether no command of a health check may look at what another one of them brought. */
export const lookAtNothing = (commands: readonly ProbeCommand[]): boolean =>
  commands.every(({ command }) => LOOKS_AT_NOTHING.test(commandName(unwrap(command).name) ?? ''));

/** Whether what a command prints is dropped, or goes to the engine's log. */
export const printsForNobody = (command: Command): boolean =>
  !isPassedOn(command) &&
  command.redirects.every(
    ({ operator, target }) =>
      target && (wordText(target) === '/dev/null' || (/&$/.test(operator) && /^[\d-]$/.test(wordText(target)))),
  );
