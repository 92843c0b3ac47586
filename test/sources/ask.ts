/** Asks the questions that stand on the command line as JSON, and prints the answers. */

import { type Question, SourceError } from '../../server/src/core/sources.ts';
import { createSources } from '../../server/src/sources/index.ts';

const questions: readonly Question[] = JSON.parse(process.argv[2] ?? '[]');
const answers = await createSources({ idleSeconds: 5 }).askAll(questions);
const shown = [...answers].map(([key, answer]) => [
  key,
  answer instanceof SourceError ? { reason: answer.reason, message: answer.message } : answer,
]);
console.log(JSON.stringify(shown));
