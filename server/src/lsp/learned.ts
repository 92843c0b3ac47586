import {
  type Answer,
  type Answers,
  type DigestQuestion,
  type Question,
  questionKey,
  SourceError,
} from '../core/sources.ts';
import type { Ask } from './network.ts';

/** What this session was told about a file, and when. */
export interface Lesson {
  readonly answer: Answer | SourceError;
  readonly at: Date;
}

/** Remembers what files were when somebody asked for them last; asks nothing itself. */
export interface Learned {
  note(questions: readonly Question[], answers: Answers): void;
  of(question: DigestQuestion): Lesson | undefined;
}

export function createLearned(): Learned {
  const lessons = new Map<string, Lesson>();
  return {
    note(questions, answers) {
      const at = new Date();
      for (const question of questions) {
        const answer = answers.get(questionKey(question));
        if (question.kind === 'digest' && answer && isAboutFile(answer)) lessons.set(keyOf(question), { answer, at });
      }
    },
    of: (question) => lessons.get(keyOf(question)),
  };
}

/** That a server could not be reached says nothing about the file. */
const isAboutFile = (answer: Answer | SourceError): boolean =>
  !(answer instanceof SourceError) || answer.reason === 'missing';

/** Whoever was asked, it is the same file. */
const keyOf = (question: DigestQuestion): string => questionKey({ ...question, from: 'download' });

/** Asks, and remembers the answers. */
export const learning =
  (ask: Ask, learned: Learned): Ask =>
  async (questions) => {
    const answers = await ask(questions);
    learned.note(questions, answers);
    return answers;
  };
