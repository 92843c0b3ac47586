import { jsonStrings } from '../../dockerfile/json.ts';
import type { Instruction } from '../../dockerfile/model.ts';
import type { Source } from '../../rule.ts';
import type { MappedText } from '../../text/mapped.ts';
import type { Expanded } from '../../text/parts.ts';
import { baseName } from '../paths.ts';
import { shellAt } from '../shells.ts';
import type { Stage } from '../stages.ts';
import { variablesAt } from '../variables.ts';
import { isCheckFile, isSignature } from './checkFiles.ts';
import type { Download, Resource } from './model.ts';
import { comparedHash, isVerifiedBehind } from './powershellChecks.ts';
import { type PowershellWord, powershellValue, statementFrom } from './powershellText.ts';

/** Where a command's name can stand in PowerShell and in cmd: at the start, and behind a separator, a brace or an assignment. */
const POSITION = String.raw`(?:^|[;|{}(&\n=]|\b(?:do|try|else|then)\b)\s*`;
const COMMANDS = new RegExp(
  `(${POSITION})(Invoke-WebRequest|iwr|Invoke-RestMethod|irm|Start-BitsTransfer|git(?:\\.exe)?(?=\\s+clone\\s)|curl(?:\\.exe)?|wget(?:\\.exe)?|bitsadmin(?:\\.exe)?|certutil(?:\\.exe)?)(?=\\s)`,
  'gi',
);
const METHODS = /\.(DownloadFile|DownloadString|DownloadData)(?:Async|TaskAsync)?\s*\(/gi;
const RUNS = /(?:^|[;|{(&\s])(?:iex|Invoke-Expression)\b/i;

/** What PowerShell and cmd fetch: cmdlets and their aliases, WebClient's methods, curl.exe, BITS. */
export function powershellDownloads(source: Source, stage: Stage): Download[] {
  return stage.instructions
    .filter(({ keyword }) => keyword === 'RUN')
    .flatMap((instruction) =>
      windowsTexts(source, stage, instruction).flatMap((text) => inText(source, stage, instruction, text)),
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

/** A text of PowerShell or cmd in an instruction; `own` where a statement can be added as PowerShell reads it. */
interface Place {
  readonly source: Source;
  readonly stage: Stage;
  readonly instruction: Instruction;
  readonly text: MappedText;
  readonly code: string;
  readonly own: boolean;
  readonly isQuoted: boolean;
}

function inText(source: Source, stage: Stage, instruction: Instruction, text: MappedText): Download[] {
  const plain = blankComments(text.text);
  const [program = '', quote] =
    /^\s*(?:(?:powershell|pwsh)(?:\.exe)?\s+)?(?:-\w+(?:\s+(?:Bypass|Unrestricted|RemoteSigned))?\s+)*(["']?)/i.exec(
      plain,
    ) ?? [];
  const isInner = program.trim() !== '';
  // The quote that closes the script is no part of it.
  const end = quote && plain.trimEnd().endsWith(quote) ? plain.trimEnd().length - 1 : plain.length;
  const code = isInner ? ' '.repeat(program.length) + plain.slice(program.length, end) : plain;
  const { family } = shellAt(source, stage, instruction);
  const own = isInner
    ? family === 'cmd' && quote !== "'"
    : family === 'powershell' || jsonStrings(instruction.body) !== undefined;
  const place: Place = {
    source,
    stage,
    instruction,
    text,
    code,
    own,
    isQuoted: quote !== '' || jsonStrings(instruction.body) !== undefined,
  };
  const found: Download[] = [];
  for (const match of code.matchAll(COMMANDS))
    found.push(...toDownload(place, match.index + match[1]!.length, match[2]!));
  for (const match of code.matchAll(METHODS)) found.push(...toDownload(place, match.index + 1, match[1]!));
  return found;
}

function toDownload(place: Place, at: number, name: string): Download[] {
  const { source, stage, instruction, text, code } = place;
  if (isQuoted(code, at)) return [];
  const statement = statementFrom(code, at);
  const line = code.slice(at, statement.end);
  const lookup = variablesAt(source, instruction);
  const { url: urlWord, target } = operands(statement.words, line);
  const url =
    urlWord === undefined
      ? { text: '', unknown: 'only PowerShell can tell the URL' }
      : powershellValue(urlWord, lookup);
  if (/^git/i.test(name)) return clonedTree(place, at, name, url, line);
  const runs = RUNS.test(wholeStatement(code, at));
  const keeps =
    target !== undefined ||
    /file$/i.test(name) ||
    /^(?:Start-BitsTransfer|bitsadmin|certutil)/i.test(name) ||
    (/^(?:curl|wget)/i.test(name) && /\s(?:-[a-zA-Z]*[oO]|--output|--remote-name)\b/.test(line));
  if ((!isUrl(url.text) && !line.includes('$')) || (!runs && !keeps)) return [];
  const path = target === undefined ? baseName(url.text) : powershellValue(target, lookup).text.replaceAll('\\', '/');
  if (isCheckFile(url.text || path, [path]) || isSignature(url.text)) return [];
  const resource: Resource = {
    url: undefined,
    text: url.text,
    unknown: url.unknown,
    output: { kind: 'file', path, written: undefined },
  };
  const later = textsBehind(source, stage, instruction);
  const files = [
    {
      resource,
      paths: [path],
      kept: undefined,
      verified: isVerifiedBehind([code.slice(at), ...later.map((one) => one.text)].join('\n'), path),
      compared:
        comparedHash(text, at, path, lookup) ??
        later.map((one) => comparedHash(one, 0, path, lookup)).find((found) => found !== undefined),
    },
  ];
  const cmdlet = /^(?:Invoke-WebRequest|iwr|Invoke-RestMethod|irm|Start-BitsTransfer|DownloadFile)$/i.test(name);
  return [
    {
      stage,
      instruction,
      run: undefined,
      tool: name,
      kind: runs ? 'execute' : 'file',
      reader: runs ? 'Invoke-Expression' : undefined,
      span: text.span(at, at + name.length),
      files,
      personal: /\s-(?:Headers|Credential|WebSession|Method(?!\s+["']?Get\b)|Body|UseDefaultCredentials)\b/i.test(line)
        ? 'it sends more than the URL'
        : undefined,
      powershell:
        place.own && cmdlet && target !== undefined && !isTried(code, at)
          ? { text, end: statement.end, next: statement.next, target, isQuoted: place.isQuoted }
          : undefined,
    },
  ];
}

/** What `git clone` brings; a checkout of a full commit behind it leaves nothing to trust. */
function clonedTree(
  { stage, instruction, text, code }: Place,
  at: number,
  name: string,
  url: Expanded,
  line: string,
): Download[] {
  if (/\b(?:checkout|reset)\b[^;&|\n]*\b[0-9a-f]{40}\b/i.test(code.slice(at)) || !/:\/\/|@[\w.-]+:/.test(line))
    return [];
  const output = { kind: 'file', path: baseName(url.text).replace(/\.git$/, ''), written: undefined } as const;
  const resource: Resource = { url: undefined, text: url.text, unknown: url.unknown, output };
  const files = [{ resource, paths: [output.path], kept: undefined, verified: false }];
  const span = text.span(at, at + name.length);
  return [{ stage, instruction, run: undefined, tool: 'git', kind: 'git', span, files, personal: undefined }];
}

/** The words of a statement that name the URL and the file: by option, else by position. */
function operands(
  words: readonly PowershellWord[],
  line: string,
): { readonly url: string | undefined; readonly target: string | undefined } {
  const texts = words.map(({ text }) => text);
  const value = (option: RegExp) => texts[texts.findIndex((text) => option.test(text)) + 1];
  const named = (option: RegExp) => (texts.some((text) => option.test(text)) ? value(option) : undefined);
  const plain = texts
    .slice(1)
    .filter(
      (text, index) =>
        !text.startsWith('-') && !/^-(?!UseBasicParsing|Passive|UseB|Verbose|NoProxy)\w+$/i.test(texts[index] ?? ''),
    );
  const literal = /(?:https?|ftp):\/\/[^\s"'`);,]+/i.exec(line)?.[0];
  const target =
    named(/^-(?:OutFile|OutF|o|Destination|Dest|-output)$/i) ?? /,\s*(["'][^"']+["']|\$[\w:]+)\s*\)/.exec(line)?.[1];
  return {
    url: named(/^-(?:Uri|Source)$/i) ?? plain.find((text) => /https?:|\$/i.test(text)) ?? literal ?? plain.find(isUrl),
    target,
  };
}

/** The PowerShell and cmd of the instructions behind one. */
function textsBehind(source: Source, stage: Stage, instruction: Instruction): MappedText[] {
  const later = stage.instructions.slice(stage.instructions.indexOf(instruction) + 1);
  return later.filter(({ keyword }) => keyword === 'RUN').flatMap((one) => windowsTexts(source, stage, one));
}

/** PowerShell takes a URL without a scheme for http. */
const isUrl = (text: string): boolean => /^(?:https?|ftp):|^[\w-]+(?:\.[\w-]+)+(?:\/|$)/i.test(text);

/** Comments blanked out, so that offsets stay: `#` outside quotes and `<# … #>`. */
const blankComments = (text: string): string =>
  text
    .replace(/<#[^]*?#>/g, (comment) => ' '.repeat(comment.length))
    .replace(/(^|[\s;])#[^\n]*/g, (comment) => ' '.repeat(comment.length));

/** Whether an offset stands in a `try`, which may catch what is thrown there. */
function isTried(code: string, at: number): boolean {
  for (const { index } of code.slice(0, at).matchAll(/\btry\s*\{/gi)) {
    const between = code.slice(index, at);
    if (between.split('{').length > between.split('}').length) return true;
  }
  return false;
}

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
