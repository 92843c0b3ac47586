import type { Lint } from './lint.ts';
import type { Diagnostic, Fix } from './rule.ts';
import { type Answer, type Answers, type Question, questionKey, SourceError } from './sources.ts';
import { applyEdits, conflict, distinctEdits, type Edit, sameEdit } from './text/span.ts';

const MAX_PASSES = 20;

/** A Dockerfile's text and those of other files of the project, by path. */
export interface Texts {
  readonly text: string;
  readonly others: ReadonlyMap<string, string>;
}

export interface Fixed extends Texts {
  readonly applied: readonly Applied[];
  /** Fixes whose questions had no answer, or one that speaks against them: their lines are as they were. */
  readonly failed: readonly { readonly diagnostic: Diagnostic; readonly fix: Fix; readonly error: Failure }[];
  /** The findings of the fixed text. */
  readonly remaining: readonly Diagnostic[];
}

/** Why a fix could not be applied; the message is one line for the user. */
export interface Failure {
  readonly message: string;
}

/** A fix that was applied, with what the world said about it. */
export interface Applied {
  readonly fix: Fix;
  readonly diagnostic: Diagnostic;
  readonly provenance: readonly string[];
  /** From 0; the edits are given in offsets of the texts that this pass began with. */
  readonly pass: number;
  readonly edits: readonly Edit[];
}

export interface FixOptions {
  /** Which fixes may be applied; the first of a finding that passes is. */
  readonly wanted: (diagnostic: Diagnostic, fix: Fix) => boolean;
  /** A complete lint of a state of the files. */
  readonly lint: (texts: Texts) => Promise<Lint>;
  /** Another file's text, for edits of it. */
  readonly read: (path: string) => string | null | undefined;
  /** Answers questions; asked once for all of a pass, never twice for one question. */
  readonly ask: (questions: readonly Question[]) => Promise<Answers>;
}

/**
 * Applies what does not overlap, reads the result afresh, and repeats until there is nothing left to do.
 * Each fix is atomic; edits that several fixes share are made once. A loop that does not come to rest is a bug and throws.
 */
export async function fixAll(source: string, options: FixOptions): Promise<Fixed> {
  let texts: Texts = { text: source, others: new Map() };
  const answers = new Map<string, Answer | SourceError>();
  const applied: Applied[] = [];
  for (let pass = 0; pass < MAX_PASSES; pass++) {
    const { diagnostics } = await options.lint(texts);
    const wanted = diagnostics.flatMap((diagnostic) => {
      const fix = diagnostic.fixes?.find((candidate) => options.wanted(diagnostic, candidate));
      return fix ? [{ diagnostic, fix }] : [];
    });
    await answerAll(
      wanted.flatMap(({ fix }) => fix.needs ?? []),
      answers,
      options.ask,
    );
    const failed = wanted.flatMap((one) => {
      const error = failureOf(one.fix, answers);
      return error ? [{ ...one, error }] : [];
    });
    const ready = wanted.filter(({ fix }) => !failed.some((one) => one.fix === fix));
    const { edits, chosen } = choose(ready, answers);
    if (edits.length === 0) return { ...texts, applied, failed, remaining: diagnostics };
    for (const { fix, diagnostic } of chosen) {
      applied.push({
        fix,
        diagnostic,
        provenance: provenanceOf(fix, answers),
        pass,
        edits: distinctEdits(fix.edits(answers)),
      });
    }
    texts = applyAll(texts, edits, options.read);
  }
  throw new Error(
    `the fixes did not come to rest after ${MAX_PASSES} passes; the last were: ${applied
      .slice(-3)
      .map(({ fix }) => fix.key)
      .join(', ')}`,
  );
}

async function answerAll(
  questions: readonly Question[],
  answers: Map<string, Answer | SourceError>,
  ask: FixOptions['ask'],
): Promise<void> {
  const fresh = new Map(
    questions
      .filter((question) => !answers.has(questionKey(question)))
      .map((question) => [questionKey(question), question]),
  );
  if (fresh.size === 0) return;
  for (const [key, answer] of await ask([...fresh.values()])) answers.set(key, answer);
}

/** The edits of the fixes that can be applied together; edits that several share are made once. */
function choose(
  wanted: readonly { diagnostic: Diagnostic; fix: Fix }[],
  answers: Answers,
): { edits: Edit[]; chosen: typeof wanted } {
  const edits: Edit[] = [];
  const chosen = wanted.filter(({ fix }) => {
    const own = distinctEdits(fix.edits(answers));
    const fresh = own.filter((edit) => !edits.some((other) => sameEdit(edit, other)));
    if (own.length === 0 || fresh.some((edit) => edits.some((other) => conflict(edit, other)))) return false;
    edits.push(...fresh);
    return true;
  });
  return { edits, chosen };
}

/** Why the answers do not let a fix be applied; undefined where they do. */
export function failureOf(fix: Fix, answers: Answers): Failure | undefined {
  const missing = fix.enough?.(answers)
    ? undefined
    : (fix.needs ?? [])
        .map((need) => answers.get(questionKey(need)))
        .find((answer): answer is SourceError => answer instanceof SourceError);
  const message = missing?.message ?? fix.refusal?.(answers);
  return message === undefined ? undefined : { message };
}

/** What the world said about a fix, for a summary: who vouches for each answer, and what is left out for want of one. */
export const provenanceOf = (fix: Fix, answers: Answers): string[] =>
  (fix.needs ?? []).flatMap((need) => {
    const answer = answers.get(questionKey(need));
    if (!answer) return [];
    return [answer instanceof SourceError ? `left out: ${answer.message}` : answer.provenance];
  });

function applyAll(texts: Texts, edits: readonly Edit[], read: FixOptions['read']): Texts {
  const others = new Map(texts.others);
  for (const path of new Set(edits.flatMap((edit) => edit.path ?? []))) {
    const before = others.get(path) ?? read(path) ?? '';
    others.set(
      path,
      applyEdits(
        before,
        edits.filter((edit) => edit.path === path),
      ),
    );
  }
  return {
    text: applyEdits(
      texts.text,
      edits.filter((edit) => edit.path === undefined),
    ),
    others,
  };
}
