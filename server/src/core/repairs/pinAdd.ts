import { jsonStrings } from '../dockerfile/json.ts';
import type { Instruction } from '../dockerfile/model.ts';
import { operands } from '../dockerfile/operands.ts';
import { wordParts } from '../dockerfile/words.ts';
import { clonedRef, DEFAULT_BRANCH, looksFixed } from '../facts/downloads/gitRefs.ts';
import type { Download } from '../facts/downloads/model.ts';
import { variablesAt } from '../facts/variables.ts';
import type { Source } from '../rule.ts';
import { type Answers, answerIn } from '../sources.ts';
import { expand } from '../text/parts.ts';
import { at, type Edit } from '../text/span.ts';
import type { Obstacle } from './chain.ts';
import { lineStart } from './lines.ts';
import { declareHashes, holderOf, type Pin, questionsOf, type Target, targets } from './pin.ts';
import { BRANCH_MOVES, type CommitPlan, questionAbout, repositoryOf, revisionPlan } from './pinCommit.ts';

/** Pins what ADD fetches, by its own flag. It takes one source, so that several become an ADD each. */
export function pinAdd(source: Source, download: Download): Pin {
  const wanted = targets(source, download);
  if ('obstacle' in wanted) return wanted;
  if (wanted.some(({ hashes }) => hashes[0]?.architecture))
    return { obstacle: 'ADD cannot choose a hash by the platform' };
  const { instruction } = download;
  const sources = addSources(source, instruction);
  if (!sources) return { obstacle: 'its sources cannot be told apart' };
  const flagOf = (target: Target, answers: Answers) =>
    ` --checksum=sha256:\${${holderOf(source, download, target, answers)}}`;
  const [only] = wanted;
  if (only && sources.words.length === 1)
    return {
      ...questionsOf(wanted),
      edits: (answers) => [
        ...declareHashes(source, download, only, answers),
        { span: at(instruction.keywordSpan.end), text: flagOf(only, answers) },
      ],
    };
  if (source.file.comments.some(({ start }) => start > instruction.span.start && start < instruction.span.end))
    return { obstacle: '--checksum takes one source, and comments stand between them' };
  return {
    ...questionsOf(wanted),
    edits: (answers) => {
      const flags = new Map(wanted.map((target) => [target.file.resource.text, flagOf(target, answers)]));
      return [
        ...wanted.flatMap((target) => declareHashes(source, download, target, answers)),
        {
          span: { start: instruction.keywordSpan.end, end: instruction.span.end },
          text: separately(source, instruction, sources, flags),
        },
      ];
    },
  };
}

interface Sources {
  /** As written; with what each says. */
  readonly words: readonly { readonly written: string; readonly text: string }[];
  readonly target: string;
  readonly isJson: boolean;
}

function addSources(source: Source, instruction: Instruction): Sources | undefined {
  const { escape } = source.file;
  const words = operands(instruction.body, escape).map(({ text }) => text);
  const target = words.at(-1);
  if (instruction.heredocs.length > 0 || target === undefined || words.length < 2) return undefined;
  const lookup = variablesAt(source, instruction);
  return {
    words: words.slice(0, -1).map((written) => ({ written, text: expand(wordParts(written, escape), lookup).text })),
    target,
    isJson: jsonStrings(instruction.body) !== undefined,
  };
}

/** An ADD for each source that has a flag of its own, and one for each run of those that have none. */
function separately(
  { file }: Source,
  instruction: Instruction,
  { words, target, isJson }: Sources,
  flags: ReadonlyMap<string, string>,
): string {
  const runs: { readonly flag: string; readonly sources: string[] }[] = [];
  for (const { written, text } of words) {
    const flag = flags.get(text) ?? '';
    const last = runs.at(-1);
    if (last && flag === '' && last.flag === '') last.sources.push(written);
    else runs.push({ flag, sources: [written] });
  }
  const own = instruction.flags.map(({ span }) => ` ${file.source.slice(span.start, span.end)}`).join('');
  const listed = (all: readonly string[]) => (isJson ? JSON.stringify(all).replaceAll('","', '", "') : all.join(' '));
  const keyword = `${file.eol}${file.source.slice(lineStart(file.source, instruction.span.start), instruction.keywordSpan.end)}`;
  return runs.map(({ flag, sources }) => `${flag}${own} ${listed([...sources, target])}`).join(keyword);
}

/** Pins the repository that ADD fetches: in its URL, the commit takes the place of what names it now. */
export function pinAddedCommit(source: Source, download: Download): CommitPlan | Obstacle {
  const repository = repositoryOf(download);
  if ('obstacle' in repository) return repository;
  const [word, ...others] = operands(download.instruction.body, source.file.escape);
  if (!word || others.length !== 1) return { obstacle: 'it has several sources' };
  const { url, fragment } = splitUrl(word.text);
  if (url.includes('?')) return { obstacle: 'its URL has a query: name a full commit there' };
  if (fragment.includes('$')) return { obstacle: 'a variable names what is fetched: give it a full commit' };
  const ref = fragment.length > 1 ? clonedRef(fragment.slice(1)) : DEFAULT_BRANCH;
  const question = questionAbout(repository.url.replace(/#.*$/, ''), ref);
  return {
    ...revisionPlan(question, ref.label, looksFixed(ref) ? undefined : BRANCH_MOVES),
    edits(answers) {
      const answer = answerIn(answers, question);
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

/**
 * Whether the Dockerfile frontend knows `ADD --checksum` and repositories (Dockerfile syntax 1.6 both): by its own
 * `# syntax` line `yes` or `no`; without one the `engine` decides; of another frontend than Docker's it is `unknown`.
 */
export function checksumSupport({ file }: Source): 'yes' | 'no' | 'engine' | 'unknown' {
  const syntax = file.directives.get('syntax');
  if (syntax === undefined) return 'engine';
  const [frontend, major = '1', minor] =
    /(?:^|\/)docker\/dockerfile(?:-upstream)?(?::(\d+)(?:\.(\d+))?|:latest|$|@)/.exec(syntax) ?? [];
  if (frontend === undefined) return 'unknown';
  if (Number(major) > 1 || minor === undefined || Number(minor) >= 6) return 'yes';
  // A mirror, a digest and a channel are the author's choice.
  return /^docker\/dockerfile:[\d.]+$/.test(syntax) ? 'no' : 'unknown';
}

/** The edit that lets the `# syntax` line name the current frontend of Docker, or adds one. */
export function raiseSyntax({ file }: Source): Edit {
  const { source, eol } = file;
  const line = /^(\uFEFF?(?:#!.*\r?\n)?(?:[ \t]*#.*\r?\n){0,3}?[ \t]*(?:#|\/\/)[ \t]*syntax[ \t]*=[ \t]*)(\S+)/i.exec(
    source,
  );
  if (line) return { span: { start: line[1]!.length, end: line[0].length }, text: CURRENT };
  const start = /^\uFEFF?(?:#!.*\r?\n)?/.exec(source)![0].length;
  return { span: at(start), text: `# syntax=${CURRENT}${eol}` };
}

const CURRENT = 'docker/dockerfile:1';
