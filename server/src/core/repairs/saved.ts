import type { Resource } from '../facts/downloads/model.ts';
import { lastOption, type Option, parseArguments, spread } from '../facts/downloads/options.ts';
import { urlFile } from '../facts/paths.ts';
import type { Source } from '../rule.ts';
import type { Command, Item, Script } from '../shell/model.ts';
import { commandName, unwrap } from '../shell/unwrap.ts';
import type { Lookup } from '../text/parts.ts';
import { at, type Edit } from '../text/span.ts';
import type { Link } from './chain.ts';
import type { Replacement } from './replacement.ts';

/** One download on its way: saved to a file, verified, and read from there by what used it as it arrived. */
export interface Step {
  /** What the download becomes where it stands, with the pipe behind it; or, as its text, what it becomes in front of the item. */
  readonly fetch:
    | { readonly toFile: Replacement; readonly pipe: { readonly start: number; readonly end: number } }
    | string;
  readonly check: string;
  /** What makes its user read the file. */
  readonly reading: Replacement;
  readonly path: string;
}

/** The edits that make several items of one: download and verify each, use, remove. */
export function inSteps({ text }: Script, item: Item, link: Link, steps: readonly Step[]): Edit[] {
  const replace = ({ start, end, text: by }: Replacement): Edit => text.replace(start, end, by);
  // Where a statement's failure is passed over, the last of them has to keep the status of what uses the file.
  const last = link.mode === 'statement' && link.errexit !== 'on' ? ' && ' : link.separator;
  const isAtEnd = ({ reading }: Step) => reading.start === item.end;
  const ending = steps.find((step) => !isAtEnd(step) && step.reading.end === item.end)?.reading;
  const atEnd = steps.filter(isAtEnd).map(({ reading }) => text.encode(reading.text));
  const tail = `${atEnd.join('')}${last}rm ${steps.map(({ path }) => path).join(' ')}`;
  const verified = ({ check }: Step) => link.separator + text.encode(link.guard(check)) + link.separator;
  const inFront = steps.map((step) => (typeof step.fetch === 'string' ? text.encode(step.fetch) + verified(step) : ''));
  return [
    ...steps.filter((step) => !isAtEnd(step) && step.reading !== ending).map(({ reading }) => replace(reading)),
    ...link.append(tail, ending),
    { span: at(text.span(item.start, item.start + 1).start), text: inFront.join('') },
    ...steps.flatMap((step): Edit[] => {
      if (typeof step.fetch === 'string') return [];
      const { toFile, pipe } = step.fetch;
      const between = { start: text.after(pipe.start), end: text.span(pipe.end, pipe.end + 1).start };
      return [replace(toFile), { span: between, text: verified(step) }];
    }),
  ].filter(({ span, text: by }) => span.start !== span.end || by !== '');
}

/**
 * Where a download that was piped is saved, by a name that stays clear of the shell's own characters: the URL's, or,
 * where a variable stands in that, the one of the ARG, which says nothing of today's version.
 */
export function temporaryPath({ file }: Source, { text, url }: Resource, argument: string): string {
  const name = temporaryName(text, url?.text ?? '', argument);
  const path = `/tmp/${name}`;
  // What the author calls so, and keeps, is the author's.
  const isTaken = file.source.includes(path) && !file.source.includes(`rm ${path}`);
  return isTaken ? `/tmp/download-${name}` : path;
}

function temporaryName(text: string, word: string, argument: string): string {
  const name = urlFile(text).replace(/[^\w.+-]/g, '_');
  if (!/[$`]/.test(word.slice(word.lastIndexOf('/') + 1))) return name || 'download';
  const ending = /(?:\.tar)?\.[a-z][a-z\d]*$/i.exec(name)?.[0] ?? '';
  return `${argument
    .replace(/_SHA256$/, '')
    .toLowerCase()
    .replaceAll('_', '-')}${ending}`;
}

/** What makes curl, wget or HTTPie write to a file instead of its standard output; undefined where its options do not say how. */
export function writeToFile(command: Command, path: string, lookup: Lookup): Replacement | undefined {
  const { name, args } = unwrap(command);
  const isWget = commandName(name)?.startsWith('wget') ?? false;
  const names = isWget ? ['-O', '--output-document'] : ['-o', '--output'];
  const option = lastOption(parseArguments(args, new Set(names)), ...names);
  // A variable may hold it.
  if (!option && lastOption(parseArguments(spread(args, lookup), new Set(names)), ...names)) return undefined;
  if (option) return replaceDash(option, path);
  const last = args[args.length - 1];
  if (args.some(({ text }) => text === '--')) return undefined;
  return !isWget && last ? { start: last.end, end: last.end, text: ` -o ${path}` } : undefined;
}

function replaceDash({ value, offset }: Option, path: string): Replacement | undefined {
  if (!value || !/^(?:-|\/dev\/stdout)$/.test(value.text.slice(offset))) return undefined;
  const isGlued = offset > 0 && !value.text.startsWith('--');
  return { start: value.start + offset, end: value.end, text: isGlued ? ` ${path}` : path };
}
