import type { Source } from '../../rule.ts';
import type { Span } from '../../text/span.ts';
import type { Architecture } from '../architectures.ts';
import { copiesOf } from '../downloads/copies.ts';
import type { Download, DownloadedFile } from '../downloads/model.ts';
import type { ImagePath } from '../paths.ts';
import { checkedHashes, isSkipped } from './checkedHashes.ts';

/** A downloaded file with the hash that is compared with it; on each architecture where its URL differs. */
export interface Pair {
  readonly url: string;
  readonly check: Span;
  /** The name that it is compared by. */
  readonly path: ImagePath;
  /** As resolved; undefined where nothing here says it. */
  readonly text: string | undefined;
  readonly isSha256: boolean;
}

/** What each URL of a verified file is compared with; nothing where a signature verifies it. */
export function pairsOf(source: Source, download: Download, file: DownloadedFile): Pair[] {
  const { text, platforms } = file.resource;
  const cases: readonly { readonly architecture?: Architecture; readonly text: string }[] = platforms ?? [{ text }];
  return cases.flatMap(({ architecture, text: url }) => {
    const { run } = download;
    if (run && isSkipped(source, run.build, run.command, architecture)) return [];
    const hash = toolHash(file) ?? hashOn(source, download, file, architecture);
    return hash ? [{ ...hash, url }] : [];
  });
}

const toolHash = ({ compared, paths }: DownloadedFile): Omit<Pair, 'url'> | undefined =>
  compared && { check: compared.check, path: paths[0]!, text: compared.hash, isSha256: true };

/** The SHA-256 of the first check that compares one, else what another check compares. */
function hashOn(
  source: Source,
  { stage }: Download,
  { checks = [], paths }: DownloadedFile,
  architecture: Architecture | undefined,
): Omit<Pair, 'url'> | undefined {
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
  const isRead = ({ text, isSha256 }: { readonly text: string | undefined; readonly isSha256: boolean }) =>
    isSha256 && /^[0-9a-f]{64}$/i.test(text ?? '');
  return hashes.find(isRead) ?? hashes.find(({ text }) => text !== undefined) ?? hashes[0];
}
