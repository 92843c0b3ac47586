import { downloads } from '../facts/downloads/downloads.ts';
import type { Download, DownloadedFile } from '../facts/downloads/model.ts';
import { inFunction } from '../facts/shellVariables.ts';
import type { Source } from '../rule.ts';
import type { Command } from '../shell/model.ts';

/** Whether a command leaves the folder that the script is in: `env -C`, `os.chdir`. */
export const changesFolder = ({ script, start, end }: Command): boolean =>
  /\bchdir\b|\benv\s(?:\S+\s+)*-C\b/.test(script.text.text.slice(start, end));

/** Whether another download writes one of the files, and which of the two a check is about cannot be told from their order. */
export function hasRival(source: Source, { stage, run, files }: Download): boolean {
  const paths = files.flatMap((file) => file.paths);
  return downloads(source).some(
    (other) =>
      other.stage === stage &&
      other.run !== undefined &&
      other.run.command !== run!.command &&
      other.run.build.instruction === run!.build.instruction &&
      (other.run.build.script !== run!.build.script ||
        inFunction(other.run.command) ||
        inFunction(run!.command) ||
        (other.tool === 'wget' && namedByUrl(files) && isStillThere(other, run!.command))) &&
      other.files.some((file) => file.paths.some((path) => paths.includes(path))),
  );
}

/** Whether a file that was downloaded before a command is not moved or removed in between, nor its alternative. */
function isStillThere({ run, files }: Download, { script, start }: Command): boolean {
  const { command } = run!;
  const between = script.text.text.slice(command.end, start);
  const moved = files.some(({ paths }) => paths.length > 1) || /\brm\s/.test(between);
  return command.start < start && !moved && !/\|\|/.test(between);
}

/** wget gives a file whose name is taken another one; curl overwrites it. */
const namedByUrl = (files: readonly DownloadedFile[]): boolean =>
  files.some(({ resource: { output } }) => output.kind === 'file' && output.written?.from === 'url');
