import type { Download } from '../facts/downloads/model.ts';
import { baseName } from '../facts/paths.ts';
import type { Source } from '../rule.ts';
import { at } from '../text/span.ts';
import { declareHashes, holderOf, type Pin, questionsOf, targets } from './pin.ts';

/** Pins what a PowerShell cmdlet writes: a comparison that throws, as the statement behind it. */
export function pinPowershell(source: Source, download: Download): Pin {
  const { powershell } = download;
  if (!powershell) return { obstacle: 'only PowerShell statements that name the file are rewritten, outside try' };
  const wanted = targets(source, download);
  if ('obstacle' in wanted) return wanted;
  const [target] = wanted;
  const [hash] = target?.hashes ?? [];
  if (!target || !hash || wanted.length > 1) return { obstacle: 'several downloads share one statement' };
  const { text, end, next } = powershell;
  const { source: file, eol, escape } = source.file;
  const ending = powershell.isQuoted ? '; ' : `; ${escape}${eol}    `;
  const separator = next > end ? file.slice(text.after(end), text.span(next, next).start) : ending;
  const name = baseName(target.file.paths[0] ?? 'the file').replaceAll("'", "''");
  const check = (holder: string) =>
    `if ((Get-FileHash ${powershell.target} -Algorithm SHA256).Hash -ne $env:${holder}) { throw '${name} is not the file that was pinned' }`;
  return {
    ...questionsOf(wanted),
    edits: (answers) => [
      ...declareHashes(source, download, target, answers),
      { span: at(text.after(end)), text: separator + text.encode(check(holderOf(source, download, target, answers))) },
    ],
  };
}
