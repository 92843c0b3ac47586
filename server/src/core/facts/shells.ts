import { jsonStrings } from '../dockerfile/json.ts';
import type { Instruction } from '../dockerfile/model.ts';
import type { Source } from '../rule.ts';
import { lineage, rootImage, type Stage } from './stages.ts';

/** The shell that reads an instruction's shell form. */
export interface Shell {
  readonly family: 'posix' | 'powershell' | 'cmd' | 'other';
  /** Whether SHELL itself asks that a failing command ends the script (`-e`). */
  readonly errexit: boolean;
  /** Whether SHELL itself asks that each member of a pipe counts. */
  readonly pipefail: boolean;
}

const WINDOWS_IMAGE =
  /(?:^|\/)(?:windows(?:servercore)?|nanoserver|servercore|dotnet-framework|iis)(?:[:/@]|$)|^microsoft\/aspnet(?:[:@]|$)|dotnet\/framework\/|windowsservercore|nanoserver/i;

/** Images and tags of Linux alone, whatever the file's escape character is. */
const LINUX_IMAGE =
  /^(?:docker\.io\/)?(?:library\/)?(?:debian|ubuntu|alpine|fedora|rockylinux|almalinux|amazonlinux)(?:[:@]|$)|[:-](?:slim|alpine|stretch|buster|bullseye|bookworm|trixie|focal|jammy|noble)(?![a-z])/;

/** The shell in force at an instruction: the last SHELL in front of it, in the stages below too. */
export function shellAt(source: Source, stage: Stage, instruction: Instruction): Shell {
  for (const { instructions } of lineage(stage)) {
    const end = instructions.indexOf(instruction);
    const before = end < 0 ? instructions : instructions.slice(0, end);
    const setting = before.findLast(({ keyword }) => keyword === 'SHELL');
    if (setting) return fromWords(jsonStrings(setting.body)?.map(({ text }) => text) ?? []);
  }
  const image = rootImage(stage);
  const windows = WINDOWS_IMAGE.test(image) || (source.file.escape === '`' && !LINUX_IMAGE.test(image));
  return { family: windows ? 'cmd' : 'posix', errexit: false, pipefail: false };
}

/** The shell may stand behind another program: `conda run -n env /bin/bash -c`, `/usr/bin/env bash -c`; some are scripts. */
function fromWords(words: readonly string[]): Shell {
  const names = words.map((word) =>
    word
      .replace(/^.*[\\/]/, '')
      .replace(/\.exe$/i, '')
      .toLowerCase(),
  );
  const at = names.findIndex((one) => /^(?:(?:ba|da|a|k|z|mk)?sh|powershell|pwsh|cmd|.+\.sh)$/.test(one));
  const name = (names[at] ?? '').replace(/^.+\.sh$/, 'sh');
  const options = words.slice(at + 1);
  const errexit = options.some(
    (option, index) => /^-[a-z]*e/.test(option) || (options[index - 1] === '-o' && option === 'errexit'),
  );
  const pipefail = options.includes('pipefail');
  if (/^(?:ba|da|a|k|z|mk)?sh$/.test(name)) return { family: 'posix', errexit, pipefail };
  const family = /^(?:powershell|pwsh)$/.test(name) ? 'powershell' : name === 'cmd' ? 'cmd' : 'other';
  return { family, errexit: false, pipefail: false };
}
