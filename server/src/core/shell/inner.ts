import { type MappedText, MappedTextBuilder } from '../text/mapped.ts';
import type { Command, Script, Word } from './model.ts';
import { parseScript } from './parse.ts';
import { commandName, unwrap, wordText } from './unwrap.ts';

const SHELL = /^(?:ba|da|a|k|z|mk)?sh$/;

/** The scripts that a command hands to a shell: `sh -c '…'`, `su -c '…'`, `eval '…'`; each with its way back into the file. */
export function innerScripts(command: Command): Script[] {
  const { name, args } = unwrap(command);
  const program = commandName(name);
  if (!program) return [];
  const word = SHELL.test(program)
    ? afterFlag(args)
    : program === 'su'
      ? args[args.findIndex((arg) => /^(?:-[a-z]*c|--command)$/.test(wordText(arg))) + 1 || args.length]
      : program === 'eval' && args.length === 1
        ? args[0]
        : undefined;
  const text = word && unquote(word);
  return text ? [parseScript(text, 'shell')] : [];
}

/** Whether a command is a shell that reads a script from its standard input (`… | sh -s -- x`, `bash <<EOF`). */
export function readsScript(command: Command): boolean {
  const { name, args } = unwrap(command);
  if (!SHELL.test(commandName(name) ?? '')) return false;
  const texts = args.map(wordText);
  const own = texts.slice(0, ownOptions(texts));
  if (own.some((text) => /^-\w*s/.test(text))) return true;
  if (own.some(isCommandFlag)) return false;
  const operand = texts[own.length];
  return operand === undefined || isStandardInput(operand);
}

/** Whether an operand of a shell or an interpreter stands for its standard input. */
export const isStandardInput = (operand: string): boolean =>
  /^(?:--?|\/(?:dev\/stdin|dev\/fd\/0|proc\/self\/fd\/0))$/.test(operand);

/** How many of a shell's arguments are its own options: what follows belongs to the script. */
function ownOptions(texts: readonly string[]): number {
  let end = 0;
  while (end < texts.length && /^[-+][^-]|^--\w/.test(texts[end]!)) end += /^[-+]\w*[oO]$/.test(texts[end]!) ? 2 : 1;
  return Math.min(end, texts.length);
}

/** The word behind `-c` (also `-ec`, `-o pipefail -c`, `-c -o pipefail`). */
function afterFlag(args: readonly Word[]): Word | undefined {
  const texts = args.map(wordText);
  const end = ownOptions(texts);
  return texts.slice(0, end).some(isCommandFlag) ? args[end] : undefined;
}

const isCommandFlag = (text: string): boolean => /^-[a-zA-Z]*c[a-zA-Z]*$/.test(text);

/** A word with one layer of quoting undone, variables left as they are. */
function unquote(word: Word): MappedText | undefined {
  const { script, start, end } = word;
  if (script.form === 'exec') return script.text.slice(start, end);
  const raw = script.text.text;
  const first = raw[start];
  const builder = new MappedTextBuilder(script.text.span(start, start).start, (text) =>
    script.text.encode(requote(text, first)),
  );
  let quote = '';
  for (let offset = start; offset < end; offset++) {
    const character = raw[offset]!;
    if (character === quote) quote = '';
    else if (!quote && (character === '"' || character === "'")) quote = character;
    else {
      const escaped =
        character === '\\' && quote !== "'" && offset + 1 < end && (quote === '' || '"$`\\'.includes(raw[offset + 1]!));
      const span = script.text.span(offset, escaped ? offset + 2 : offset + 1);
      if (escaped) offset++;
      builder.add(raw[offset]!, span.start, span.end);
    }
  }
  return builder.build();
}

function requote(text: string, quote: string | undefined): string {
  if (quote === "'") return text.replaceAll("'", `'\\''`);
  if (quote === '"') return text.replace(/["$`\\]/g, '\\$&');
  return text.replace(/[^\w./:=-]/g, '\\$&');
}
