import type { Source } from '../../rule.ts';
import { type Command, commandSpan, type Node } from '../../shell/model.ts';
import { commandName, unwrap } from '../../shell/unwrap.ts';
import type { Span } from '../../text/span.ts';
import type { Architecture } from '../architectures.ts';
import { runs } from '../branches.ts';
import { checkedLines } from '../downloads/checkLists.ts';
import { comparisonsOf } from '../downloads/comparisons.ts';
import { HASHING, readsList, SUM, type Verification, withoutAlgorithm } from '../downloads/verifications.ts';
import { directoryAt, type ImagePath, join, textOf } from '../paths.ts';
import type { BuildScript } from '../scripts.ts';
import { enclosingLists, lookupAt } from '../shellVariables.ts';

/** A hash that a check compares a file with. */
export interface CheckedHash {
  /** Where it is compared. */
  readonly check: Span;
  /** The file that is compared; undefined where only the build knows which. */
  readonly path: ImagePath | undefined;
  /** As resolved; what is unknown stands in it as written. Undefined where nothing here says it. */
  readonly text: string | undefined;
  readonly isSha256: boolean;
  /** Whether it stands in a list of hashes. */
  readonly isListed: boolean;
}

/** What a check compares files with, each that it names, as far as the file says; nothing of a check of signatures, or of one that does not run on an architecture. */
export function checkedHashes(
  source: Source,
  check: Verification,
  architecture: Architecture | undefined,
): readonly CheckedHash[] {
  const { command, at } = check;
  const build = at === command ? check.build : { ...check.build, call: at };
  const lookup = lookupAt(source, build, command, architecture);
  if (isSkipped(source, build, command, architecture)) return [];
  const { name, args } = unwrap(command);
  const program = commandName(name) ?? '';
  const texts = args.map((word) => textOf(word, lookup));
  const isListed = SUM.test(program) && readsList(texts);
  const common = { check: commandSpan(command), isSha256: isSha256(program, texts), isListed };
  const subjects: readonly (ImagePath | undefined)[] = check.subjects ?? [undefined];
  if (isListed) {
    const lines = checkedLines({ source, build, architecture }, command, withoutAlgorithm(args));
    const folder = directoryAt(source, build, command);
    const read = Array.isArray(lines) ? lines.map((line) => ({ path: join(folder, line.name), text: line.hash })) : [];
    return read.length > 0
      ? read.map((line) => ({ ...common, ...line }))
      : subjects.map((path) => ({ ...common, path, text: undefined }));
  }
  const hashes = comparedHashes(source, build, command, program, texts, architecture);
  return hashes === undefined
    ? []
    : subjects.map((path) => ({ ...common, path, text: path && hashes.size === 1 ? [...hashes][0]! : undefined }));
}

/** Whether a command stands in a branch that is not taken on an architecture. */
export function isSkipped(
  source: Source,
  build: BuildScript,
  command: Command,
  architecture: Architecture | undefined,
): boolean {
  const lookup = lookupAt(source, build, command, architecture);
  return [...enclosingLists(command)].some((list) => runs(list, lookup) === false);
}

const isSha256 = (program: string, texts: readonly string[]): boolean =>
  program === 'openssl'
    ? texts.some((text) => /^-{0,2}sha256$/.test(text))
    : !/^(?:b\d|md5|sha(?:1|224|384|512))(?:sum)?$/.test(program.replace(/^g(?=\w+sum$)/, ''));

/** The hashes that stand where a computed sum is compared: `[ "$(sha256sum f | cut -c1-64)" = … ]`, `sha256sum f | grep …`. */
function comparedHashes(
  source: Source,
  build: BuildScript,
  command: Command,
  program: string,
  texts: readonly string[],
  architecture: Architecture | undefined,
): ReadonlySet<string> | undefined {
  const read = (node: Node): string[] =>
    node.type === 'compound'
      ? [
          ...node.words.map((word) => textOf(word, lookupAt(source, build, command, architecture))),
          ...node.lists.flatMap(({ items }) => items.flatMap(({ pipeline }) => pipeline.flatMap(read))),
        ]
      : node.args.map((word) => textOf(word, lookupAt(source, build, node, architecture)));
  if (SUM.test(program) || /^(?:dgst|sha\d+|md5)$/.test((program === 'openssl' && texts[0]) || ''))
    return hashesIn(comparisonsOf(command).flatMap(read));
  const code = texts.join(' ');
  return HASHING.test(code) ? hashesIn([code]) : undefined;
}

const hashesIn = (texts: readonly string[]): ReadonlySet<string> =>
  new Set(texts.flatMap((text) => text.match(HASH) ?? []));

const HASH = /(?<![0-9a-f])(?:[0-9a-f]{128}|[0-9a-f]{96}|[0-9a-f]{64}|[0-9a-f]{40}|[0-9a-f]{32})(?![0-9a-f])/gi;
