import type { MappedText } from '../../text/mapped.ts';
import type { Lookup } from '../../text/parts.ts';
import type { ComparedHash } from './model.ts';
import { powershellValue, statementFrom } from './powershellText.ts';

/** What compares a hash or judges a signature in PowerShell and in cmd. */
const JUDGING =
  /-[ci]?(?:ne|eq|notmatch|match|notlike|like|contains|notcontains|notin|in)\b|\.Equals\(|Compare-Object|\bfindstr\b|\bfind\b/i;

/**
 * Whether Get-FileHash (certutil -hashfile, Get-AuthenticodeSignature) behind a download is of the same file, and
 * something looks at what it says; a variable may be the file.
 */
export function isVerifiedBehind(behind: string, path: string): boolean {
  const checks = behind.matchAll(
    /(?:Get-FileHash|Get-AuthenticodeSignature|certutil(?:\.exe)?\s+-hashfile)\s+((?:[^;|)\n])+)/gi,
  );
  for (const { 1: rest = '', index } of checks) {
    const subject = subjectOf(rest);
    const isMeant = subject.includes('$') || path.includes('$') || windowsName(subject) === windowsName(path);
    if (isMeant && JUDGING.test(behind.slice(index))) return true;
  }
  return /\[(?:System\.)?Security\.Cryptography\.SHA\d+/i.test(behind);
}

/** The file that a hash is computed of, by the words behind the cmdlet. */
function subjectOf(words: string): string {
  const named = words.replace(/-(?:FilePath|Path|LiteralPath|Algorithm\s+\S+|A\s+\S+)\s*/gi, ' ').trim();
  return unquoted(statementFrom(named, 0).words[0]?.text ?? '');
}

/** `(Get-FileHash FILE …).Hash -ne HASH`, with the file's words and what it is compared with. */
const COMPARISON =
  /Get-FileHash\s+([^;|)\n]+)\)\.Hash(?:\.To\w+\(\))?\s+-[ci]?(?:ne|eq)\s+('[^']*'|"[^"]*"|\$\(\$env:\w+\)|\$(?:env:)?\w+)/gi;

/** What the hash of a file, by its name, is compared with in a text; a variable is what the text has assigned to it. */
export function comparedHash(text: MappedText, from: number, path: string, lookup: Lookup): ComparedHash | undefined {
  for (const { index, 1: words = '', 2: operand = '' } of text.text.slice(from).matchAll(COMPARISON)) {
    if (windowsName(subjectOf(words)) !== windowsName(path)) continue;
    const assigned = /^\$\w+$/.test(operand) ? assignedIn(text.text.slice(0, from + index), operand) : operand;
    const value = assigned && powershellValue(assigned, lookup);
    if (!value || value.unknown !== undefined) continue;
    const start = from + index;
    return { hash: value.text, check: text.span(start, start + 'Get-FileHash'.length) };
  }
  return undefined;
}

/** The string that a text assigned last to a variable. */
const assignedIn = (text: string, variable: string): string | undefined =>
  [...text.matchAll(new RegExp(`\\${variable}\\s*=\\s*('[^']*'|"[^"]*"|\\$env:\\w+)`, 'gi'))].at(-1)?.[1];

/** A string without the quotes around it. */
function unquoted(word: string): string {
  const [, single, double] = /^(?:'([^]*)'|"([^]*)")$/.exec(word) ?? [];
  return single?.replaceAll("''", "'") ?? double ?? word;
}

const windowsName = (path: string): string => path.replace(/^.*[\\/]/, '').toLowerCase();
