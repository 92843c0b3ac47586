import type { Source } from '../../rule.ts';
import { type Command, commandSpan } from '../../shell/model.ts';
import { commandName, unwrap } from '../../shell/unwrap.ts';
import type { Lookup } from '../../text/parts.ts';
import type { Span } from '../../text/span.ts';
import type { Architecture } from '../architectures.ts';
import { checkedLines } from '../downloads/checkLists.ts';
import { copiesOf } from '../downloads/copies.ts';
import { names, readsList, SUM } from '../downloads/verifications.ts';
import { verifications } from '../downloads/verified.ts';
import { directoryAt, type ImagePath, join, textOf } from '../paths.ts';
import { lookupAt } from '../shellVariables.ts';
import type { Stage } from '../stages.ts';

/** A hash that a check compares a file with. */
export interface CheckedHash {
  /** Where it is compared. */
  readonly check: Span;
  /** The file that is compared. */
  readonly path: ImagePath;
  /** As resolved; what is unknown stands in it as written. */
  readonly text: string;
}

/** The hashes that checks of a stage, or of those that copy from it, compare a file with. */
export function checkedHashes(
  source: Source,
  stage: Stage,
  paths: readonly ImagePath[],
  architecture: Architecture | undefined,
): CheckedHash[] {
  const places = [{ stage, paths }, ...copiesOf(source, stage, paths)];
  return places.flatMap((place) =>
    verifications(source)
      .filter((check) => check.build.stage === place.stage && names(check, place.paths))
      .flatMap(({ build, command, at }): CheckedHash[] => {
        const { name, args } = unwrap(command);
        const called = at === command ? build : { ...build, call: at };
        const lookup = lookupAt(source, called, command, architecture);
        const texts = args.map((word) => textOf(word, lookup));
        const program = commandName(name) ?? '';
        if (!SUM.test(program)) return [];
        if (!readsList(texts)) return compared(command, place.paths, lookup);
        const lines = checkedLines({ source, build: called, architecture }, command, args);
        if (!Array.isArray(lines)) return [];
        const folder = directoryAt(source, called, command);
        return lines.flatMap(({ name: file, hash }) => {
          const path = join(folder, file);
          return hash !== undefined && place.paths.includes(path)
            ? [{ check: commandSpan(command), path, text: hash }]
            : [];
        });
      }),
  );
}

/** The one hash that stands where a computed sum is compared: `[ "$(sha256sum f | cut -c1-64)" = … ]`, `sha256sum f | grep …`. */
function compared(command: Command, [path]: readonly ImagePath[], lookup: Lookup): CheckedHash[] {
  const { item } = command;
  const items = [item, ...(item.list.owner?.kind === 'substitution' ? [item.list.owner.item] : [])];
  const words = items.flatMap(({ pipeline }) =>
    pipeline.flatMap((node) => (node.type === 'compound' ? node.words : node.args)),
  );
  const hashes = words.flatMap((word) => textOf(word, lookup).match(HASH) ?? []);
  return path !== undefined && new Set(hashes).size === 1
    ? [{ check: commandSpan(command), path, text: hashes[0]! }]
    : [];
}

const HASH = /(?<![0-9a-f])[0-9a-f]{64}(?![0-9a-f])/gi;
