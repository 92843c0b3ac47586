import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { describe, it } from 'node:test';
import { type Config, defaultConfig } from '../server/src/core/config.ts';
import { fixAll } from '../server/src/core/fix.ts';
import { lint } from '../server/src/core/lint.ts';
import type { Project } from '../server/src/core/project.ts';
import type { Diagnostic, Fix, Rule, Severity } from '../server/src/core/rule.ts';
import { type Answer, type Answers, type Question, questionKey, SourceError } from '../server/src/core/sources.ts';

/** The settings that cases of a rule start from: it is not off. */
export const settingsFor = ({ id, severity, off }: Rule): Config => ({
  ...defaultConfig,
  ...(off && { severity: { [id]: severity } }),
});

/** A Dockerfile with its «findings» marked, and what fixing makes of it. */
export interface Case {
  readonly marked: string;
  /** The text after every safe fix; leave out where nothing is fixed. */
  readonly fixed?: string;
  /** The text after every fix, those to review included. */
  readonly reviewed?: string;
  /** Text that each message must contain, in order. */
  readonly says?: readonly string[];
  readonly severities?: readonly Severity[];
  /** The Dockerfile's path below the project's root. */
  readonly path?: string;
  readonly files?: Readonly<Record<string, string>>;
  readonly origin?: string;
  /** The Dockerfile in the last commit. */
  readonly committed?: string;
  /** Who committed the Dockerfile first. */
  readonly author?: string;
  readonly config?: Partial<Config>;
  /** Other files as fixing leaves them. */
  readonly fixedFiles?: Readonly<Record<string, string>>;
  /** URLs that cannot be had. */
  readonly unreachable?: readonly string[];
}

/** Tests a rule with data: what it finds, what its fixes leave, and that fixing twice changes nothing more. */
export function testRule(rule: Rule, cases: Readonly<Record<string, Case>>): void {
  describe(rule.id, () => {
    for (const [name, one] of Object.entries(cases)) it(name, () => check(rule, one));
  });
}

async function check(rule: Rule, one: Case): Promise<void> {
  const source = one.marked.replace(/[«»]/g, '');
  const project = projectOf(one);
  const { diagnostics } = lint({ text: source, project, config: { ...settingsFor(rule), ...one.config } }, [rule]);
  assert.equal(mark(source, diagnostics), one.marked);
  one.says?.forEach((text, index) => {
    assert.ok(diagnostics[index]?.message.includes(text), `message ${index}: ${diagnostics[index]?.message}`);
  });
  if (one.severities)
    assert.deepEqual(
      diagnostics.map(({ severity }) => severity),
      one.severities,
    );
  if (one.fixed === undefined && one.reviewed === undefined) {
    assert.equal(
      (await fixWith(rule, one, source, 'safe')).text,
      source,
      'a case without `fixed` is not to be changed',
    );
  }
  if (one.fixed !== undefined) await settles(rule, one, source, 'safe', one.fixed);
  if (one.reviewed !== undefined) await settles(rule, one, source, 'review', one.reviewed);
}

async function settles(
  rule: Rule,
  one: Case,
  source: string,
  safety: 'safe' | 'review',
  expected: string,
): Promise<void> {
  const result = await fixWith(rule, one, source, safety);
  assert.equal(result.text, expected);
  if (one.fixedFiles) assert.deepEqual(Object.fromEntries(result.others), one.fixedFiles);
  const again = await fixWith(
    rule,
    { ...one, files: { ...one.files, ...Object.fromEntries(result.others) } },
    expected,
    safety,
  );
  assert.equal(again.text, expected, 'fixing twice changes nothing');
  const fixed = new Set(result.applied.map(({ fix: { key } }) => key));
  const left = again.remaining.filter(({ fixes }) => fixes?.some(({ key }) => fixed.has(key)));
  assert.deepEqual(
    left.map(({ message }) => message),
    [],
    'what was fixed is no longer reported',
  );
}

/** What fixing makes of a text: safe fixes alone, or those to review as well; of those, the ones that are wanted. */
export const fixWith = (
  rule: Rule,
  one: Case,
  source: string,
  safety: 'safe' | 'review',
  wanted: (fix: Fix) => boolean = () => true,
) =>
  fixAll(source, {
    wanted: (_, candidate) => (candidate.safety === 'safe' || safety === 'review') && wanted(candidate),
    lint: async ({ text, others }) =>
      lint(
        {
          text,
          project: projectOf({ ...one, files: { ...one.files, ...Object.fromEntries(others) } }),
          config: { ...settingsFor(rule), ...one.config },
        },
        [rule],
      ),
    read: (path) => one.files?.[path] ?? null,
    ask: async (questions) => answer(questions, one.unreachable ?? []),
  });

/** The SHA-256 that tests pretend a URL has: that of the question itself. */
export const pretendedSha256 = (url: string, ...then: readonly string[]): string =>
  createHash('sha256')
    .update([url, ...then].join(' '))
    .digest('hex');

/** The commit that tests pretend a branch or tag names. */
export const pretendedCommit = (url: string, ref: string): string => pretendedSha256(url, ref).slice(0, 40);

function answer(questions: readonly Question[], unreachable: readonly string[]): Answers {
  return new Map(
    questions.map((question) => [
      questionKey(question),
      unreachable.includes(question.url)
        ? new SourceError('missing', `${question.url} was not found`)
        : pretendedAnswer(question),
    ]),
  );
}

/** What tests pretend that the world answers. */
export function pretendedAnswer(question: Question): Answer {
  if (question.kind === 'digest')
    return { sha256: pretendedSha256(question.url, ...question.then), size: 1000, provenance: 'computed by a test' };
  if (question.kind === 'secure')
    return { secure: question.url.replace('http:', 'https:'), provenance: 'compared by a test' };
  if (question.kind === 'release') return { tag: 'v1.2.3', provenance: 'looked up by a test' };
  const { url, ref = 'main' } = question;
  const full = ref.startsWith('refs/') ? ref : /\d\.\d/.test(ref) ? `refs/tags/${ref}` : `refs/heads/${ref}`;
  return { commit: pretendedCommit(url, ref), ref: full, provenance: 'looked up by a test' };
}

/** The project that a case describes. */
export function projectOf({ path = 'Dockerfile', files = {}, origin, committed, author }: Case): Project {
  const names = Object.keys(files).toSorted();
  return {
    path,
    read: (name) => files[name] ?? null,
    list: (folder, endings) =>
      names.filter(
        (name) => (folder === '' || name.startsWith(`${folder}/`)) && endings.some((ending) => name.endsWith(ending)),
      ),
    origin: origin ?? null,
    committed: committed ?? null,
    author: author ?? null,
  };
}

function mark(source: string, diagnostics: readonly Diagnostic[]): string {
  return diagnostics
    .toSorted((a, b) => b.span.start - a.span.start)
    .flatMap(({ span }) => [
      { offset: span.end, sign: '»' },
      { offset: span.start, sign: '«' },
    ])
    .toSorted((a, b) => b.offset - a.offset)
    .reduce((text, { offset, sign }) => `${text.slice(0, offset)}${sign}${text.slice(offset)}`, source);
}
