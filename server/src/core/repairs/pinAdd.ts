import type { Download } from '../facts/downloads/model.ts';
import type { Source } from '../rule.ts';
import { declareHashes, type Pin, questionsOf, targets } from './pin.ts';

/** Pins what ADD fetches, by its own flag. */
export function pinAdd(source: Source, download: Download): Pin {
  const wanted = targets(source, download);
  if ('obstacle' in wanted) return wanted;
  const [target] = wanted;
  if (!target || wanted.length > 1) return { obstacle: '--checksum takes one source' };
  const [hash] = target.hashes;
  if (!hash || hash.architecture) return { obstacle: 'ADD cannot choose a hash by the platform' };
  if (isGit(hash.question.url)) return { obstacle: 'it fetches a repository: name a full commit in its URL' };
  const { instruction } = download;
  return {
    ...questionsOf([target]),
    edits: (answers) => [
      ...declareHashes(source, download, target, answers),
      {
        span: { start: instruction.keywordSpan.end, end: instruction.keywordSpan.end },
        text: ` --checksum=sha256:\${${hash.name}}`,
      },
    ],
  };
}

const isGit = (url: string): boolean => /\.git(?:[#?]|$)/.test(url) || !/^https?:/i.test(url);

/** Whether the file's own `# syntax` line allows `ADD --checksum` (Dockerfile syntax 1.6); without one the engine decides. */
export function allowsChecksum({ file }: Source): boolean {
  const version = /(?:^|\/)docker\/dockerfile(?:-upstream)?:(\d+)(?:\.(\d+))?/.exec(
    file.directives.get('syntax') ?? '',
  );
  if (!version) return false;
  return Number(version[1]) > 1 || version[2] === undefined || Number(version[2]) >= 6;
}
