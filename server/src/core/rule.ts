import type { Config } from './config.ts';
import type { Dockerfile } from './dockerfile/model.ts';
import type { Project } from './project.ts';
import type { Severity } from './severity.ts';
import type { Answers, Question } from './sources.ts';
import type { Edit, Span } from './text/span.ts';

export type { Severity };

/** One immutable snapshot that everything is derived from; replaced, never changed. */
export interface Source {
  readonly file: Dockerfile;
  readonly project: Project;
  readonly config: Config;
}

export interface Rule {
  /** Kebab case; also the name of the file, the docs page, the setting and the SARIF rule. */
  readonly id: string;
  /** One sentence, shown in settings, docs and SARIF. */
  readonly summary: string;
  readonly severity: Severity;
  /** Whether it is silent until a setting gives it a severity. */
  readonly off?: true;
  check(source: Source): Iterable<Finding>;
}

export interface Finding {
  readonly span: Span;
  /** One line: the thing, the consequence and the remedy. */
  readonly message: string;
  /** Lower than the rule's own where the evidence is thin. */
  readonly severity?: Severity;
  /** Alternatives, best first. */
  readonly fixes?: readonly Fix[];
}

export interface Fix {
  /** Rule and subject: finds the same fix again after an edit elsewhere. */
  readonly key: string;
  readonly title: string;
  /** Whether it rests on evidence alone; only safe ones are applied unasked. */
  readonly safety: 'safe' | 'review';
  /** Why a person should look first; for fixes to review. */
  readonly reason?: string;
  /** What only the outside world knows. */
  readonly needs?: readonly Question[];
  /** Whether the answers are enough although some failed; where this is left out, all are needed. */
  enough?(answers: Answers): boolean;
  /** What the answers say against the fix, for the user; it is not applied then. */
  refusal?(answers: Answers): string | undefined;
  /** The edits, given an answer to everything in `needs`. Pure. */
  edits(answers: Answers): readonly Edit[];
}

/** A finding with the rule that made it, as the user configured it. */
export interface Diagnostic extends Finding {
  readonly rule: Rule;
  readonly severity: Severity;
}
