import type { Instruction } from '../dockerfile/model.ts';
import { type HealthcheckOption, type HealthcheckOptions, optionsMeaning } from '../facts/health/healthcheckOptions.ts';
import type { Source } from '../rule.ts';
import { at, type Edit } from '../text/span.ts';

/** The edit that adds an option to a HEALTHCHECK, behind the others: on their line, or on one of its own where each has one. */
export function addOption(
  { file }: Source,
  { keywordSpan }: Instruction,
  options: readonly HealthcheckOption[],
  text: string,
): Edit {
  const { source } = file;
  const last = options.at(-1)?.span ?? keywordSpan;
  const indent = source.slice(source.lastIndexOf('\n', last.start - 1) + 1, last.start);
  const rest = /^[ \t]*([^\r\n]?)[ \t]*\r?(?:\n|$)/.exec(source.slice(last.end));
  const ownLine = options.length > 0 && indent.trim() === '' && rest?.[1] === file.escape;
  return { span: at(last.end), text: ownLine ? ` ${file.escape}${file.eol}${indent}${text}` : ` ${text}` };
}

/**
 * The edit that gives an option of a HEALTHCHECK a value, whether it has one already, misspelt or misplaced, or not;
 * undefined where several mean it, of which BuildKit takes one only.
 */
export function setOption(
  source: Source,
  instruction: Instruction,
  written: HealthcheckOptions,
  name: string,
  value: string,
): Edit | undefined {
  const [given, ...others] = optionsMeaning(written, name);
  const text = `--${name}=${value}`;
  if (others.length > 0) return undefined;
  return given ? { span: given.span, text } : addOption(source, instruction, written.options, text);
}
