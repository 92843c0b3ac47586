import { jsonStrings } from '../dockerfile/json.ts';
import type { Instruction } from '../dockerfile/model.ts';
import { fact } from '../fact.ts';
import type { Source } from '../rule.ts';
import { innerScripts, readsScript } from '../shell/inner.ts';
import type { Command, Script } from '../shell/model.ts';
import { parseExec, parseScript } from '../shell/parse.ts';
import { type MappedText, MappedTextBuilder } from '../text/mapped.ts';
import { shellAt } from './shells.ts';
import { type Stage, stages } from './stages.ts';

/** A script that the build runs, with where it comes from. */
export interface BuildScript {
  readonly stage: Stage;
  readonly instruction: Instruction;
  readonly script: Script;
  /** The command that hands it to a shell (`sh -c '…'`); undefined where it is the instruction's own. */
  readonly host: { readonly build: BuildScript; readonly command: Command } | undefined;
  /** The call of the function that is looked into, where one call is looked at by itself. */
  readonly call?: Command | undefined;
}

const NESTING = 4;

/** Every shell script that the build runs, those handed to `sh -c` included, in order. */
export const buildScripts = fact((source): readonly BuildScript[] =>
  stages(source).flatMap((stage) =>
    stage.instructions
      .filter(({ keyword }) => keyword === 'RUN')
      .flatMap((instruction) => runScripts(source, stage, instruction)),
  ),
);

function runScripts(source: Source, stage: Stage, instruction: Instruction): BuildScript[] {
  if (shellAt(source, stage, instruction).family !== 'posix' && !jsonStrings(instruction.body)) return [];
  return scriptsOf(instruction).flatMap((script) => nested({ stage, instruction, script, host: undefined }, NESTING));
}

function nested(build: BuildScript, depth: number): BuildScript[] {
  if (depth === 0) return [build];
  const inner = build.script.commands.flatMap((command) =>
    handedOver(command).flatMap((script) => nested({ ...build, script, host: { build, command } }, depth - 1)),
  );
  return [build, ...inner];
}

function handedOver(command: Command): Script[] {
  const heredoc = command.redirects.find((redirect) => redirect.heredoc)?.heredoc;
  if (heredoc && readsScript(command))
    return [parseScript(command.script.text.slice(heredoc.start, heredoc.end), 'heredoc')];
  return innerScripts(command);
}

/** The scripts of a RUN, or of what stands behind CMD in a HEALTHCHECK. */
export function scriptsOf(instruction: Instruction, body: MappedText = instruction.body): Script[] {
  const { heredocs } = instruction;
  if (heredocs.length === 0) {
    const strings = jsonStrings(body);
    return [strings ? parseExec(strings) : parseScript(body, 'shell')];
  }
  if (/^(?:\d*<<-?(["']?)[^<>"'\s]+\1\s*)+$/.test(body.text)) {
    return heredocs
      .filter(({ content }) => isShell(content.text))
      .map(({ content }) => parseScript(content, 'heredoc'));
  }
  const whole = new MappedTextBuilder(body.span(0, 0).start);
  whole.append(body);
  for (const { name, content } of heredocs) {
    const start = content.span(0, 0).start;
    whole.add('\n', start, start);
    whole.append(content);
    const end = content.after(content.text.length);
    whole.add(name, end, end);
  }
  return [parseScript(whole.build(), 'shell')];
}

/** Whether a heredoc is read by a shell: it has no shebang, or a shell's. */
function isShell(text: string): boolean {
  const shebang = /^#!\s*(\S+)(?:\s+-S)?(?:\s+(\S+))?/.exec(text);
  if (!shebang) return true;
  const program = shebang[1]!.endsWith('/env') ? shebang[2] : shebang[1];
  return /(?:^|\/)(?:ba|da|a|k|z)?sh$/.test(program ?? '');
}
