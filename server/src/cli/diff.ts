import { createTwoFilesPatch, FILE_HEADERS_ONLY } from 'diff';
import { type Colors, harmless } from './terminal.ts';

/** A file's change as a unified diff that `git apply` and `patch -p1` take; `before` is null where the file is new. */
export function unifiedDiff(path: string, before: string | null, after: string): string {
  const diff = createTwoFilesPatch(
    before === null ? '/dev/null' : `a/${path}`,
    `b/${path}`,
    before ?? '',
    after,
    '',
    '',
    {
      context: 3,
      headerOptions: FILE_HEADERS_ONLY,
    },
  );
  // As git does: without a tab behind it, patch ends a name at its first blank.
  return diff.replace(/^--- .*\n\+\+\+ .*/, (header) => header.replace(/(?<=^.{4}.* .*)$/gm, '\t'));
}

/** A diff for the eye, in the colours that git gives it. */
export const colored = (diff: string, colors: Colors): string =>
  diff
    .split(/\r?\n/)
    .map(harmless)
    .map((line) => {
      if (/^(?:---|\+\+\+) /.test(line)) return colors.bold(line);
      if (line.startsWith('@@')) return colors.cyan(line);
      if (line.startsWith('+')) return colors.green(line);
      return line.startsWith('-') ? colors.red(line) : line;
    })
    .join('\n');
