import type { Source } from '../../rule.ts';
import type { Span } from '../../text/span.ts';
import { ARCHITECTURES, type Architecture } from '../architectures.ts';
import { copiesOf } from '../downloads/copies.ts';
import type { Download, DownloadedFile } from '../downloads/model.ts';
import type { ImagePath } from '../paths.ts';
import { checkedHashes, isSkipped } from './checkedHashes.ts';

/** A hash that a file is compared with. */
interface Compared {
  readonly check: Span;
  /** The name that it is compared by. */
  readonly path: ImagePath;
  /** As resolved; undefined where nothing here says it. */
  readonly text: string | undefined;
  readonly isSha256: boolean;
  /** Whether it stands in a list of hashes. */
  readonly isListed: boolean;
}

/** A downloaded file with the hash that is compared with it; on each architecture where its URL differs. */
export interface Pair extends Compared {
  readonly url: string;
}

/** What each URL of a verified file is compared with; nothing where a signature verifies it. */
export function pairsOf(source: Source, download: Download, file: DownloadedFile): Pair[] {
  const { text, platforms } = file.resource;
  const cases: readonly { readonly architecture?: Architecture; readonly text: string }[] = platforms ?? [{ text }];
  return cases.flatMap(({ architecture, text: url }) => {
    const { run } = download;
    if (run && isSkipped(source, run.build, run.command, architecture)) return [];
    const hash = toolHash(file) ?? hashOn(source, download, file, architecture);
    if (!hash) return [];
    return [{ ...((platforms ? undefined : inBranch(source, download, file, hash)) ?? hash), url }];
  });
}

/** The hash that is compared wherever the branch is taken that a download stands in, where it differs from architecture to architecture. */
function inBranch(
  source: Source,
  download: Download,
  file: DownloadedFile,
  { text = '' }: Compared,
): Compared | undefined {
  const { run } = download;
  if (!run || !text.includes('$')) return undefined;
  const hashes = ARCHITECTURES.filter((one) => !isSkipped(source, run.build, run.command, one)).flatMap((one) => {
    const hash = hashOn(source, download, file, one);
    return hash && isRead(hash) ? [hash] : [];
  });
  return new Set(hashes.map((hash) => hash.text)).size === 1 ? hashes[0] : undefined;
}

const toolHash = ({ compared, paths }: DownloadedFile): Compared | undefined =>
  compared && { check: compared.check, path: paths[0]!, text: compared.hash, isSha256: true, isListed: false };

/** The SHA-256 of the first check that compares one, else what another check compares. */
function hashOn(
  source: Source,
  { stage }: Download,
  { checks = [], paths }: DownloadedFile,
  architecture: Architecture | undefined,
): Compared | undefined {
  const namesIn = new Map([
    [stage, paths],
    ...copiesOf(source, stage, paths).map((copy) => [copy.stage, copy.paths] as const),
  ]);
  const hashes = checks.flatMap((check) => {
    const known = namesIn.get(check.build.stage) ?? [];
    const found = checkedHashes(source, check, architecture);
    const named = found.flatMap((hash) =>
      hash.path && known.includes(hash.path) ? [{ ...hash, path: hash.path }] : [],
    );
    return named.length > 0 || !found[0] ? named : [{ ...found[0], path: paths.at(-1) ?? '', text: undefined }];
  });
  return hashes.find(isRead) ?? hashes.find(({ text }) => text !== undefined) ?? hashes[0];
}

const isRead = ({ text = '', isSha256 }: Pick<Compared, 'text' | 'isSha256'>): boolean =>
  isSha256 && /^[0-9a-f]{64}$/i.test(text);
