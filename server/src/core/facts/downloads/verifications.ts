import type { Source } from '../../rule.ts';
import type { Command, Compound, Item, List, Node, Word } from '../../shell/model.ts';
import { commandName, unwrap } from '../../shell/unwrap.ts';
import type { Lookup } from '../../text/parts.ts';
import { callsAround, isNeverCalled } from '../failure/context.ts';
import { directoryAt, type ImagePath, join, mayBeSame, textOf } from '../paths.ts';
import type { BuildScript } from '../scripts.ts';
import { lookupAt } from '../shellVariables.ts';
import { checkedNames } from './checkLists.ts';

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
const COMPARING = new Set([
  'grep',
  'egrep',
  'fgrep',
  'rg',
  'awk',
  'diff',
  'cmp',
  'test',
  '[',
  'expr',
  'perl',
  'ruby',
  'python3',
  'read',
]);

/** Code that computes a hash does so to compare it. */
export const HASHING =
  /\bhash_file\b|\bhash_equals\b|\bhash\(|(?:sha1|md5)_file\b|hashlib|createHash\(|sha(?:256|384|512)\(|Digest::SHA/;
/** How code compares what it computes; without that it only prints it. */
const COMPARISON = /[!=]==?|hash_equals|compare_digest|\bassert|\b(?:ne|eq)\b/;
/** Calls by which code reads a file. */
const READING =
  /\b(?:file_get_contents|hash_file|open|readFileSync|Path)\(\s*(?:["']\w+["']\s*,\s*)?["']([^"'\s]+)["']/g;
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
const CALLS = 10;

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
  if (SUM.test(name)) return sums(source, build, command, name, args, texts, files);
  if (name === 'openssl' && /^(?:cms|smime)$/.test(texts[0] ?? ''))
    return texts.includes('-verify') ? files(operands(texts.slice(1))) : undefined;
  if (name === 'openssl' && /^(?:dgst|sha\d+|md5)$/.test(texts[0] ?? '')) {
    return texts.includes('-verify') || texts.includes('-signature') || isCompared(command)
      ? files([...operands(texts.slice(1)), ...inputs(command, lookup)])
      : undefined;
  }
  if (CODE.test(name)) return codeSubjects(texts, heredocOf(command), files);
  if (/^(?:gpg2?|apt-key)$/.test(name) && texts.some((text) => LISTS_KEYS.test(text))) {
    const named = operands(texts).filter((text) => /[/.]/.test(text));
    if (isCompared(command)) return named.length > 0 ? files(named) : 'keys';
    // Of a key that is not there, nothing is listed or exported, and gpg fails.
    const selects = texts.some((text) => /^--(?:list-(?:public-)?keys?|export)$/.test(text));
    return selects && texts.some((text) => /^(?:0x)?[0-9A-F]{40}$/i.test(text)) ? 'keys' : undefined;
  }
  return signatures(name, texts, files);
}

/** Arguments by which gpg and apt-key print the fingerprints of keys. */
const LISTS_KEYS =
  /^(?:--(?:show-keys?|with-fingerprint|fingerprint|list-(?:public-)?keys?|with-colons|dry-run|export)|finger(?:print)?|list|-k|-n)$|show-only/;

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
  name: string,
  args: readonly Word[],
  texts: readonly string[],
  files: (names: readonly string[]) => ImagePath[],
): readonly ImagePath[] | 'any' | undefined {
  if (readsList(texts)) {
    const names = checkedNames(source, build, command, args);
    return names === 'itself' ? undefined : names === undefined ? 'any' : files(names);
  }
  if (!isCompared(command)) return undefined;
  const named = operands(
    texts.filter(
      (_, index) => !(name === 'shasum' && (texts[index - 1] === '-a' || texts[index - 1] === '--algorithm')),
    ),
  );
  const all = [...named, ...inputs(command, lookupAt(source, build, command))];
  return all.length > 0 ? files(all) : 'any';
}

/** The files that a command reads as its standard input. */
const inputs = ({ redirects }: Command, lookup: Lookup): string[] =>
  redirects.flatMap(({ operator, target }) => (operator === '<' && target ? [textOf(target, lookup)] : []));

/** Whether a sum's arguments make it compare with a list. */
export const readsList = (texts: readonly string[]): boolean =>
  texts.some((text) => /^--check$|^-[a-z]*c[a-z]*$/.test(text));

/** Tools that check signatures, and what they check. */
function signatures(
  name: string,
  texts: readonly string[],
  files: (names: readonly string[]) => ImagePath[],
): readonly ImagePath[] | 'any' | undefined {
  const signed = (names: readonly string[]) =>
    files(names.flatMap((file) => [file, file.replace(/\.(?:asc|sig|sign|gpg|minisig|p7s|bundle|pem)$/i, '')]));
  switch (name) {
    case 'gpg':
    case 'gpg2':
    case 'gpgv':
    case 'gpgv2': {
      const verifies =
        name.startsWith('gpgv') || texts.some((text) => text === '--verify' || text === '--verify-files');
      if (verifies) return signed(operands(texts));
      return texts.some((text) => /^(?:--decrypt|-[a-z]*d)$/.test(text)) ? signed(operands(texts)) : undefined;
    }
    case 'cosign':
    case 'slsa-verifier':
      return texts.some((text) => text.startsWith('verify')) ? signed(operands(texts.slice(1))) : undefined;
    case 'sq':
      return texts.includes('verify') ? signed(operands(texts.slice(1))) : undefined;
    case 'minisign':
    case 'signify':
    case 'signify-openbsd':
      return texts.some((text) => /^-\w*[VC]/.test(text)) ? signed(operands(texts)) : undefined;
    case 'rpm':
      return texts.some((text) => /^(?:-K|--checksig)$/.test(text)) ? files(operands(texts)) : undefined;
    case 'jarsigner':
      return texts.includes('-verify') ? files(operands(texts)) : undefined;
    case 'gh':
      return texts[0] === 'attestation' && texts[1] === 'verify' ? files(operands(texts.slice(2))) : undefined;
    default:
      return undefined;
  }
}

const operands = (texts: readonly string[]): string[] =>
  texts.filter((text) => !text.startsWith('-') && !/^(?:\]|\])$/.test(text));

/** Whether a sum's output is compared: by a command behind it in the pipe, or by the test that its substitution stands in, now or by way of a variable. */
function isCompared(command: Command): boolean {
  const { item } = command;
  const behind = item.pipeline.slice(item.pipeline.indexOf(sameCommand(item, command)) + 1);
  if (behind.some((node) => node.type === 'compound' || (isComparing(node) && !printsOnly(node)))) return true;
  const written = (behind[behind.length - 1] ?? command).redirects.find(({ operator }) =>
    operator.startsWith('>'),
  )?.target;
  if (written && isRead(command, written.text)) return true;
  const { owner } = item.list;
  if (owner?.kind !== 'substitution') return false;
  const host = owner.item.pipeline.find((node) => holdsList(node, item.list));
  if (!host) return false;
  if (host.type === 'compound') return true;
  if (COMPARING.has(commandName(host.name) ?? '')) return true;
  const assigned = host.assignments.find(({ value }) => value?.substitutions.includes(item.list));
  return assigned !== undefined && isTested(command, assigned.name);
}

const isComparing = ({ name }: Command): boolean => COMPARING.has(commandName(name) ?? '');

/** Whether a later command of the script compares a file, by its name as written. */
const isRead = ({ script, start }: Command, file: string): boolean =>
  script.commands.some(
    (later) => later.start > start && isComparing(later) && later.args.some(({ text }) => text === file),
  );

const sameCommand = (item: Item, command: Command): Node =>
  item.pipeline.find((node) => node.type === 'command' && node.start === command.start) ?? item.pipeline[0]!;

/** `awk '{print $1}'` selects the hash and compares nothing. */
const printsOnly = (node: Command): boolean =>
  commandName(node.name) === 'awk' && !node.args.some(({ text }) => /[=!]=|exit/.test(text));

const holdsList = (node: Node, list: List): boolean =>
  node.type === 'compound'
    ? node.words.some(({ substitutions }) => substitutions.includes(list))
    : [...node.args, ...node.assignments.flatMap(({ value }) => value ?? [])].some(({ substitutions }) =>
        substitutions.includes(list),
      );

/** Whether a variable is compared by a later test of the script. */
function isTested({ script, start }: Command, variable: string): boolean {
  const mentions = (word: Word) => word.parts.some((part) => part.kind === 'variable' && part.name === variable);
  const commandTests = script.commands.some(
    (later) =>
      later.start > start &&
      later.args.some(mentions) &&
      later.item.pipeline.some((node) => node.type === 'command' && isComparing(node)),
  );
  return (
    commandTests ||
    compounds(script.list).some(({ kind, words }) => /^(?:test|case)$/.test(kind) && words.some(mentions))
  );
}

function compounds(list: List): Compound[] {
  return list.items.flatMap(({ pipeline }) =>
    pipeline.flatMap((node) => (node.type === 'compound' ? [node, ...node.lists.flatMap(compounds)] : [])),
  );
}

/** Whether a verification names one of these files exactly. */
export const names = ({ subjects }: Verification, paths: readonly ImagePath[]): boolean =>
  subjects?.some((subject) => paths.includes(subject)) ?? false;

/** Whether a verification may compare one of these files, as far as the file says. */
export const mayCompare = ({ subjects }: Verification, paths: readonly ImagePath[]): boolean =>
  subjects === undefined
    ? paths.length > 0
    : subjects.some((subject) => paths.some((path) => mayBeSame(subject, path)));
