import { splitWords } from '../dockerfile/words.ts';
import { clonedRef, DEFAULT_BRANCH, looksFixed } from '../facts/downloads/gitRefs.ts';
import type { Download } from '../facts/downloads/model.ts';
import type { Source } from '../rule.ts';
import { revisionIn } from '../sources.ts';
import type { Obstacle } from './chain.ts';
import { declareHashes, holderOf, type Pin, questionsOf, targets } from './pin.ts';
import { BRANCH_MOVES, type CommitPlan, questionAbout, repositoryOf, revisionPlan } from './pinCommit.ts';

/** Pins what ADD fetches, by its own flag. */
export function pinAdd(source: Source, download: Download): Pin {
  const wanted = targets(source, download);
  if ('obstacle' in wanted) return wanted;
  const [target] = wanted;
  if (!target || wanted.length > 1) return { obstacle: '--checksum takes one source' };
  const [hash] = target.hashes;
  if (!hash || hash.architecture) return { obstacle: 'ADD cannot choose a hash by the platform' };
  const { instruction } = download;
  return {
    ...questionsOf([target]),
    edits: (answers) => [
      ...declareHashes(source, download, target, answers),
      {
        span: { start: instruction.keywordSpan.end, end: instruction.keywordSpan.end },
        text: ` --checksum=sha256:\${${holderOf(source, download, target, answers)}}`,
      },
    ],
  };
}

/** Pins the repository that ADD fetches: in its URL, the commit takes the place of what names it now. */
export function pinAddedCommit(source: Source, download: Download): CommitPlan | Obstacle {
  const repository = repositoryOf(download);
  if ('obstacle' in repository) return repository;
  const [word, ...others] = splitWords(download.instruction.body, source.file.escape);
  if (!word || others.length !== 1) return { obstacle: 'it has several sources' };
  const { url, fragment } = splitUrl(word.text);
  if (url.includes('?')) return { obstacle: 'its URL has a query: name a full commit there' };
  if (fragment.includes('$')) return { obstacle: 'a variable names what is fetched: give it a full commit' };
  const ref = fragment.length > 1 ? clonedRef(fragment.slice(1)) : DEFAULT_BRANCH;
  const question = questionAbout(repository.url.replace(/#.*$/, ''), ref);
  return {
    ...revisionPlan(question, ref.label, looksFixed(ref) ? undefined : BRANCH_MOVES),
    edits(answers) {
      const answer = revisionIn(answers, question);
      return answer ? [word.replace(url.length, url.length + fragment.length, `#${answer.commit}`)] : [];
    },
  };
}

/** A source as written, up to its `#`, and from there up to the `:` in front of a folder; what braces hold is blanked. */
function splitUrl(word: string): { readonly url: string; readonly fragment: string } {
  const plain = word.replace(/\$\{[^}]*\}/g, (variable) => '$'.repeat(variable.length));
  const [, url = '', fragment = ''] = /^(["'[]*[^"',\]#]*)(#[^"',\]:]*)?/.exec(plain) ?? [];
  return { url, fragment };
}

/** Whether the file's own `# syntax` line allows `ADD --checksum` and repositories (Dockerfile syntax 1.6 both); without one the engine decides. */
export function allowsChecksum({ file }: Source): boolean {
  const version = /(?:^|\/)docker\/dockerfile(?:-upstream)?:(\d+)(?:\.(\d+))?/.exec(
    file.directives.get('syntax') ?? '',
  );
  if (!version) return false;
  return Number(version[1]) > 1 || version[2] === undefined || Number(version[2]) >= 6;
}
