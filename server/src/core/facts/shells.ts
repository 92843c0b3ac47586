import { jsonStrings } from '../dockerfile/json.ts';
import type { Instruction } from '../dockerfile/model.ts';
import type { Source } from '../rule.ts';
import { lineage, rootImage, type Stage } from './stages.ts';

/** The shell that reads an instruction's shell form. */
export interface Shell {
  readonly family: 'posix' | 'powershell' | 'cmd' | 'other';
  /** Whether SHELL itself asks that a failing command ends the script (`-e`). */
  readonly errexit: boolean;
}

const WINDOWS_IMAGE =
  /(?:^|\/)(?:windows(?:servercore)?|nanoserver|servercore|dotnet-framework|iis)(?:[:/@]|$)|^microsoft\/aspnet(?:[:@]|$)|dotnet\/framework\/|windowsservercore|nanoserver/i;

/** The shell in force at an instruction: the last SHELL in front of it, in the stages below too. */
export function shellAt(source: Source, stage: Stage, instruction: Instruction): Shell {
  for (const { instructions } of lineage(stage)) {
    const end = instructions.indexOf(instruction);
    const before = end < 0 ? instructions : instructions.slice(0, end);
    const setting = before.findLast(({ keyword }) => keyword === 'SHELL');
    if (setting) return fromWords(jsonStrings(setting.body)?.map(({ text }) => text) ?? []);
  }
  const windows = WINDOWS_IMAGE.test(rootImage(stage)) || source.file.escape === '`';
  return { family: windows ? 'cmd' : 'posix', errexit: false };
}

function fromWords([program = '', ...options]: readonly string[]): Shell {
  const name = program
    .replace(/^.*[\\/]/, '')
    .replace(/\.exe$/i, '')
    .toLowerCase();
  const errexit = options.some(
    (option, index) => /^-[a-z]*e/.test(option) || (options[index - 1] === '-o' && option === 'errexit'),
  );
  if (/^(?:ba|da|a|k|z|mk)?sh$/.test(name)) return { family: 'posix', errexit };
  if (/^(?:powershell|pwsh)$/.test(name)) return { family: 'powershell', errexit: false };
  return { family: name === 'cmd' ? 'cmd' : 'other', errexit: false };
}
