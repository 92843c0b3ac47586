/** Asks the questions that stand on the command line as JSON, and prints the answers. */

import type { Question } from '../../server/src/core/sources.ts';
import { createSources } from '../../server/src/sources/index.ts';

const questions: readonly Question[] = JSON.parse(process.argv[2] ?? '[]');
const answers = await createSources({ idleSeconds: 5 }).askAll(questions);
console.log(JSON.stringify([...answers]));
