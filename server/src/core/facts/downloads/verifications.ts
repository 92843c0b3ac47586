import type { Source } from '../../rule.ts';
import type { Command, Word } from '../../shell/model.ts';
import { commandName, unwrap, wordText } from '../../shell/unwrap.ts';
import type { Lookup } from '../../text/parts.ts';
import { callsAround, isNeverCalled } from '../failure/context.ts';
import { directoryAt, type ImagePath, join, mayBeSame, textOf } from '../paths.ts';
import type { BuildScript } from '../scripts.ts';
import { lookupAt } from '../shellVariables.ts';
import { checkedLines } from './checkLists.ts';
import { isCompared } from './comparisons.ts';
import { listedKeys, listsKeys, operands, signed } from './signatures.ts';

/** A command that compares bytes with something known. */
export interface Verification {
  readonly build: BuildScript;
  readonly command: Command;
  /** The files that it compares; undefined where only the build can tell which. */
  readonly subjects: readonly ImagePath[] | undefined;
  /** Whether it compares the fingerprints of keys that are trusted already. */
  readonly ofKeys?: boolean;
  /** Where it runs, if it stands in a function that is called there. */
  readonly at: Command;
}

/** Programs that compute sums, and compare them with a list. */
export const SUM = /^(?:g?(?:sha(?:1|224|256|384|512)|md5|b2)sum|shasum|sha256|sha512|md5|b3sum|rhash|cksum)$/;

/** Code that computes a hash does so to compare it. */
export const HASHING =
  /\bhash_file\b|\bhash_equals\b|\bhash\(|(?:sha1|md5)_file\b|hashlib|createHash\(|sha(?:256|384|512)\(|Digest::SHA/;
/** How code compares what it computes; without that it only prints it. */
const COMPARISON = /[!=]==?|hash_equals|compare_digest|\bassert|\b(?:ne|eq)\b/;
/** Calls by which code reads a file. */
const READING =
  /\b(?:hash_file\(\s*["']\w+["']\s*,\s*|(?:file_get_contents|open|readFileSync|Path)\(\s*)["']([^"'\s]+)["']/g;
const CODE = /^(?:php|python|ruby|node|perl)[\d.]*$/;
const CHECKERS =
  /^(?:openssl|apt-key|gpg2?|gpgv2?|cosign|slsa-verifier|minisign|signify(?:-openbsd)?|sq|rpm|jarsigner|gh)$/;

/** Every verification of one script. */
export function verificationsOf(source: Source, build: BuildScript): Verification[] {
  return build.script.commands.flatMap((command) => {
    const { name: word, args } = unwrap(command);
    const name = commandName(word);
    if (name === undefined || !mayVerify(name) || isNeverCalled(command.item)) return [];
    const calls = callsAround(command.item).slice(0, CALLS);
    return (calls.length > 0 ? calls : [undefined]).flatMap((call): Verification[] => {
      const subjects = verified(source, { ...build, call }, command, name, args);
      if (!subjects) return [];
      const found = { build, command, at: call ?? command };
      if (subjects === 'keys') return [{ ...found, subjects: [], ofKeys: true }];
      return [{ ...found, subjects: subjects === 'any' ? undefined : subjects }];
    });
  });
}

/** Calls of one function that are looked at. */
export const CALLS = 10;

const mayVerify = (name: string): boolean => SUM.test(name) || CHECKERS.test(name) || CODE.test(name);

function verified(
  source: Source,
  build: BuildScript,
  command: Command,
  name: string,
  args: readonly Word[],
): readonly ImagePath[] | 'any' | 'keys' | undefined {
  const lookup = lookupAt(source, build, command);
  const texts = args.map((word) => textOf(word, lookup));
  const files = (names: readonly string[]) => names.map((file) => join(directoryAt(source, build, command), file));
  if (SUM.test(name)) return sums(source, build, command, args, texts, files);
  if (name === 'openssl' && /^(?:cms|smime)$/.test(texts[0] ?? ''))
    return texts.includes('-verify') ? files(operands(texts.slice(1))) : undefined;
  if (name === 'openssl' && /^(?:dgst|sha\d+|md5)$/.test(texts[0] ?? '')) {
    return texts.includes('-verify') || texts.includes('-signature') || isCompared(command)
      ? files([...operands(texts.slice(1)), ...inputs(command, lookup)])
      : undefined;
  }
  if (CODE.test(name)) return codeSubjects(texts, heredocOf(command), files);
  if (/^(?:gpg2?|apt-key)$/.test(name) && listsKeys(texts)) return listedKeys(texts, isCompared(command), files);
  return signed(name, texts, files);
}

/** The files that code names where it compares hashes: in its strings, or as arguments behind it. */
function codeSubjects(
  texts: readonly string[],
  heredoc: string,
  files: (names: readonly string[]) => readonly ImagePath[],
): readonly ImagePath[] | 'any' | undefined {
  const code = texts.join(' ') + heredoc;
  if (!HASHING.test(code) || !COMPARISON.test(code)) return undefined;
  const strings = [...code.matchAll(/["']([^"'\s]*[./][^"'\s]*)["']/g)].map(([, text]) => text!);
  const read = [...code.matchAll(READING)].map(([, text]) => text!);
  const operands = texts.filter((text) => /^[\w./-]*[./][\w./-]*$/.test(text));
  const named = [...strings, ...read, ...operands].filter((text) => !/^[0-9a-f]{32,}$/i.test(text));
  return named.length > 0 ? files(named) : 'any';
}

function heredocOf({ script, redirects }: Command): string {
  const heredoc = redirects.find((redirect) => redirect.heredoc)?.heredoc;
  return heredoc ? script.text.text.slice(heredoc.start, heredoc.end) : '';
}

function sums(
  source: Source,
  build: BuildScript,
  command: Command,
  args: readonly Word[],
  texts: readonly string[],
  files: (names: readonly string[]) => ImagePath[],
): readonly ImagePath[] | 'any' | undefined {
  if (readsList(texts)) {
    const lines = checkedLines({ source, build }, command, withoutAlgorithm(args));
    if (lines === 'itself') return undefined;
    return lines === undefined ? 'any' : files(lines.map((line) => line.name));
  }
  if (!isCompared(command)) return undefined;
  const named = operands(withoutAlgorithm(texts));
  const all = [...named, ...inputs(command, lookupAt(source, build, command))];
  return all.length > 0 ? files(all) : 'any';
}

/** The arguments of a sum without the value of `-a`, which may be a word of its own: `shasum -a 256`. */
export function withoutAlgorithm<T extends Word | string>(args: readonly T[]): T[] {
  const isOption = (argument: T | undefined) =>
    /^(?:-a|--algorithm)$/.test(typeof argument === 'object' ? argument.text : (argument ?? ''));
  return args.filter((_, index) => !isOption(args[index - 1]));
}

/** The files that a command reads as its standard input. */
const inputs = ({ redirects }: Command, lookup: Lookup): string[] =>
  redirects.flatMap(({ operator, target }) => (operator === '<' && target ? [textOf(target, lookup)] : []));

/** Whether a sum's arguments make it compare with a list. */
export const readsList = (texts: readonly string[]): boolean =>
  texts.some((text) => /^--check$|^-[a-z]*c[a-z]*$/.test(text));

/**
 * A sum that a script feeds a list of checksums, but not `-c`: it hashes the list itself, and compares nothing. By the
 * file that the list is about.
 */
export function withoutCheck(source: Source, { script, ...build }: BuildScript, file: string): string | undefined {
  for (const command of script.commands) {
    const { name, args } = unwrap(command);
    const program = commandName(name) ?? '';
    if (
      !SUM.test(program) ||
      readsList(args.map(wordText)) ||
      operands(withoutAlgorithm(args.map(wordText))).some((text) => text !== '-')
    )
      continue;
    const lines = checkedLines({ source, build: { ...build, script } }, command, withoutAlgorithm(args));
    if (Array.isArray(lines) && lines.some((line) => line.name.replace(/^.*\//, '') === file)) return program;
  }
  return undefined;
}

/** Whether a verification names one of these files exactly. */
export const names = ({ subjects }: Verification, paths: readonly ImagePath[]): boolean =>
  subjects?.some((subject) => paths.includes(subject)) ?? false;

/** Whether a verification may compare one of these files, as far as the file says. */
export const mayCompare = ({ subjects }: Verification, paths: readonly ImagePath[]): boolean =>
  subjects === undefined
    ? paths.length > 0
    : subjects.some((subject) => paths.some((path) => mayBeSame(subject, path)));
