import { jsonStrings } from '../../dockerfile/json.ts';
import type { Instruction } from '../../dockerfile/model.ts';
import type { Source } from '../../rule.ts';
import type { MappedText } from '../../text/mapped.ts';
import { baseName } from '../paths.ts';
import { shellAt } from '../shells.ts';
import type { Stage } from '../stages.ts';
import { isCheckFile, isSignature } from './checkFiles.ts';
import type { Download } from './model.ts';

/** Where a command's name can stand in PowerShell and in cmd: at the start, and behind a separator, a brace or an assignment. */
const POSITION = String.raw`(?:^|[;|{}(&\n=]|\b(?:do|try|else|then)\b)\s*`;
const COMMANDS = new RegExp(
  `(${POSITION})(Invoke-WebRequest|iwr|Invoke-RestMethod|irm|Start-BitsTransfer|curl(?:\\.exe)?|wget(?:\\.exe)?|bitsadmin(?:\\.exe)?|certutil(?:\\.exe)?)(?=\\s)`,
  'gi',
);
const METHODS = /\.(DownloadFile|DownloadString|DownloadData)(?:Async|TaskAsync)?\s*\(/gi;
const RUNS = /(?:^|[;|{(&\s])(?:iex|Invoke-Expression)\b/i;

/** What PowerShell and cmd fetch: cmdlets and their aliases, WebClient's methods, curl.exe, BITS. */
export function powershellDownloads(source: Source, stage: Stage): Download[] {
  return stage.instructions
    .filter(({ keyword }) => keyword === 'RUN')
    .flatMap((instruction) =>
      windowsTexts(source, stage, instruction).flatMap((text) => inText(stage, instruction, text)),
    );
}

function windowsTexts(source: Source, stage: Stage, instruction: Instruction): MappedText[] {
  const strings = jsonStrings(instruction.body);
  if (strings) return /(?:powershell|pwsh)(?:\.exe)?$/i.test(strings[0]?.text ?? '') ? strings.slice(1) : [];
  const { family } = shellAt(source, stage, instruction);
  const body = [instruction.body, ...instruction.heredocs.map(({ content }) => content)];
  if (family === 'powershell' || family === 'cmd') return body;
  const program = /(?:^|[;&|]\s*)(?:powershell|pwsh)(?:\.exe)?\s+(?:-\w+\s+)*/i.exec(instruction.body.text);
  return program ? [instruction.body.slice(program.index + program[0].length)] : [];
}

function inText(stage: Stage, instruction: Instruction, text: MappedText): Download[] {
  const plain = blankComments(text.text);
  const inner =
    /^\s*(?:powershell|pwsh)(?:\.exe)?\s+(?:-\w+(?:\s+(?:Bypass|Unrestricted|RemoteSigned))?\s+)*["']?/i.exec(
      plain,
    )?.[0].length ?? 0;
  const code = ' '.repeat(inner) + plain.slice(inner);
  const found: Download[] = [];
  for (const match of code.matchAll(COMMANDS))
    found.push(...toDownload(stage, instruction, text, code, match.index + match[1]!.length, match[2]!));
  for (const match of code.matchAll(METHODS))
    found.push(...toDownload(stage, instruction, text, code, match.index + 1, match[1]!));
  return found;
}

function toDownload(
  stage: Stage,
  instruction: Instruction,
  text: MappedText,
  code: string,
  at: number,
  name: string,
): Download[] {
  if (isQuoted(code, at)) return [];
  const statement = statementAt(code, at);
  const url = /(?:https?|ftp):\/\/[^\s"'`);,]+/i.exec(statement)?.[0];
  const target =
    /-(?:OutFile|o|Destination|Dest)[\s:]+(\S+)/i.exec(statement)?.[1] ??
    /,\s*(["'][^"']+["']|\$[\w:]+)\s*\)/.exec(statement)?.[1];
  const runs = RUNS.test(wholeStatement(code, at));
  const keeps =
    target !== undefined ||
    /file$/i.test(name) ||
    /^(?:Start-BitsTransfer|bitsadmin|certutil)/i.test(name) ||
    (/^(?:curl|wget)/i.test(name) && /\s(?:-[a-zA-Z]*[oO]|--output|--remote-name)\b/.test(statement));
  if (!url && !/\$/.test(statement)) return [];
  if (!runs && !keeps) return [];
  const path = (target ?? baseName(url ?? '')).replace(/["'),;`]/g, '');
  if (isCheckFile(url ?? path, [path]) || isSignature(url ?? '')) return [];
  const resource = {
    url: undefined,
    text: url ?? '',
    unknown: url && !/[${]/.test(url) ? undefined : 'only PowerShell can tell the URL',
    output: { kind: 'file', path, written: undefined },
  } as const;
  const files = [{ resource, paths: [path], kept: undefined, verified: isVerified(code.slice(at), path) }];
  return [
    {
      stage,
      instruction,
      run: undefined,
      tool: name,
      kind: runs ? 'execute' : 'file',
      span: text.span(at, at + name.length),
      files,
      personal: undefined,
    },
  ];
}

/** Whether Get-FileHash (or certutil -hashfile) behind the download is of the same file; a variable may be. */
function isVerified(behind: string, path: string): boolean {
  for (const [, rest = ''] of behind.matchAll(/(?:Get-FileHash|certutil(?:\.exe)?\s+-hashfile)\s+((?:[^;|)\n])+)/gi)) {
    const subject =
      rest
        .replace(/-(?:Path|LiteralPath|Algorithm\s+\S+|A\s+\S+)\s*/gi, ' ')
        .trim()
        .split(/\s+/)[0]
        ?.replace(/["'`]/g, '') ?? '';
    if (subject.includes('$') || path.includes('$') || windowsName(subject) === windowsName(path)) return true;
  }
  return /\[(?:System\.)?Security\.Cryptography\.SHA\d+/i.test(behind);
}

const windowsName = (path: string): string => path.replace(/^.*[\\/]/, '').toLowerCase();

/** Comments blanked out, so that offsets stay: `#` outside quotes and `<# … #>`. */
const blankComments = (text: string): string =>
  text
    .replace(/<#[^]*?#>/g, (comment) => ' '.repeat(comment.length))
    .replace(/(^|[\s;])#[^\n]*/g, (comment) => ' '.repeat(comment.length));

/** Whether an offset stands inside a single-quoted string, or inside a double-quoted one that a command prints. */
function isQuoted(code: string, at: number): boolean {
  let quote = '';
  for (let offset = 0; offset < at; offset++) {
    const character = code[offset]!;
    if (quote) quote = character === quote ? '' : quote;
    else if (character === "'" || character === '"') quote = character;
  }
  return quote !== '' && /\b(?:Write-(?:Host|Output|Verbose)|echo)\b[^;\n]*$/i.test(code.slice(0, at));
}

const statementAt = (code: string, at: number): string => /^[^;\n]*/.exec(code.slice(at))![0];

function wholeStatement(code: string, at: number): string {
  const before = Math.max(code.lastIndexOf(';', at), code.lastIndexOf('\n', at)) + 1;
  return code.slice(before, at) + statementAt(code, at);
}
