import type { Download } from '../facts/downloads/model.ts';
import { shellAt } from '../facts/shells.ts';
import { userlandAt } from '../facts/userland.ts';
import type { Source } from '../rule.ts';
import { at } from '../text/span.ts';
import { indentOf } from './lines.ts';
import { checkCommand, declareHashes, type Pin, questionsOf, type Target, targets } from './pin.ts';
import { escaped } from './quoting.ts';

/** Pins what a RUN in exec form writes: no shell reads it, so the check is a RUN of its own behind it. */
export function pinExec(source: Source, download: Download): Pin {
  const { build } = download.run!;
  const { instruction } = download;
  const wanted = targets(source, download);
  if ('obstacle' in wanted) return wanted;
  if (shellAt(source, build.stage, instruction).family !== 'posix' || userlandAt(source, build) === 'unknown')
    return { obstacle: 'whether the image has a shell that could check it is not known' };
  if (instruction.flags.some(({ name }) => name === 'mount'))
    return { obstacle: 'what is mounted for one RUN is not there in the next' };
  const checks: { readonly target: Target; readonly path: string }[] = [];
  for (const target of wanted) {
    const { output } = target.file.resource;
    if (output.kind !== 'file' || !output.written) return { obstacle: 'nothing here says which file it becomes' };
    checks.push({ target, path: escaped(output.path) });
  }
  const { source: text, eol } = source.file;
  const keyword = text.slice(instruction.span.start, instruction.keywordSpan.end);
  const line = `${eol}${indentOf(source.file, instruction)}${keyword} `;
  return {
    ...questionsOf(wanted),
    edits: (answers) => [
      ...wanted.flatMap((target) => declareHashes(source, download, target, answers)),
      {
        span: at(instruction.span.end),
        text: checks.map(({ target, path }) => line + checkCommand(source, build, target, path, answers)).join(''),
      },
    ],
  };
}
