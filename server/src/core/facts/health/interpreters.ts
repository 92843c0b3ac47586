import type { Command } from '../../shell/model.ts';
import { commandName, unwrap, wordText } from '../../shell/unwrap.ts';

const INTERPRETER = /^(?:python[\d.]*|pypy\d*|node|nodejs|deno|bun|ruby|php|perl|lua|Rscript)$/;
/** Code that runs other programs, or names a package manager. */
const RUNS_OTHERS =
  /\bsubprocess\b|\bchild_process\b|\bshell_exec\b|\b(?:os\.)?(?:system|popen|exec\w*|spawn\w*)\b|\b(?:apt|apt-get|apk|dnf|yum|microdnf|Deno\.Command)\b/;
/** Scripts that by their names are about the application, and those of frameworks. */
const OF_APPLICATION =
  /(?:^|\/)(?:artisan|ace|console|rails|rake|bundle|manage\.py|setup\.py|composer\S*|yarn\S*|npm\S*|(?:get|install)-(?:pip|poetry)\.py|(?:app|main|server|index)\.\w+|[\w-]*(?:download|fetch|load|warm|cache|migrat|seed|model|test|build|compil|collect|generat|convert|train|check|version|nltk|spacy|weights)[\w-]*\.\w+)$/i;

/** Whether a command has an interpreter run code that may install anything: its own, or a script that cannot be read. */
export function mayRunInstaller(command: Command): boolean {
  const { name, args, redirects, script } = unwrap(command);
  if (!INTERPRETER.test(commandName(name) ?? '')) return false;
  const texts = args.map(wordText);
  const bodies = redirects.flatMap(({ heredoc }) =>
    heredoc ? [script.text.text.slice(heredoc.start, heredoc.end)] : [],
  );
  if ([...texts, ...bodies].some((text) => RUNS_OTHERS.test(text))) return true;
  if (texts.some((text) => /^-[a-zA-Z]*[cemr]$|^--(?:eval|version)$/.test(text))) return false;
  const file = texts.find((text) => !text.startsWith('-'));
  return file !== undefined && !OF_APPLICATION.test(file);
}
