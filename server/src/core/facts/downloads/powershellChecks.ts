import { statementFrom } from './powershellText.ts';

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
    const named = rest.replace(/-(?:FilePath|Path|LiteralPath|Algorithm\s+\S+|A\s+\S+)\s*/gi, ' ').trim();
    const subject = unquoted(statementFrom(named, 0).words[0]?.text ?? '');
    const isMeant = subject.includes('$') || path.includes('$') || windowsName(subject) === windowsName(path);
    if (isMeant && JUDGING.test(behind.slice(index))) return true;
  }
  return /\[(?:System\.)?Security\.Cryptography\.SHA\d+/i.test(behind);
}

/** A string without the quotes around it. */
function unquoted(word: string): string {
  const [, single, double] = /^(?:'([^]*)'|"([^]*)")$/.exec(word) ?? [];
  return single?.replaceAll("''", "'") ?? double ?? word;
}

const windowsName = (path: string): string => path.replace(/^.*[\\/]/, '').toLowerCase();
