import { healthchecks } from '../facts/health/healthchecks.ts';
import { stages } from '../facts/stages.ts';
import type { Rule } from '../rule.ts';
import { answerMistakes } from './broken-healthcheck/answer.ts';
import { formMistakes } from './broken-healthcheck/form.ts';
import { placeMistakes } from './broken-healthcheck/places.ts';
import { requestMistakes } from './broken-healthcheck/requests.ts';
import { missingTools } from './broken-healthcheck/tools.ts';
import { writtenMistakes } from './broken-healthcheck/written.ts';

/** Health checks that cannot work, or that say something else than they seem to. */
export const brokenHealthcheck: Rule = {
  id: 'broken-healthcheck',
  summary: 'A health check should be able to pass, and to fail.',
  severity: 'warning',
  *check(source) {
    for (const stage of stages(source))
      for (const instruction of stage.instructions)
        if (instruction.keyword === 'HEALTHCHECK') yield* writtenMistakes(source, stage, instruction);
    for (const healthcheck of healthchecks(source)) {
      yield* formMistakes(source, healthcheck);
      yield* missingTools(source, healthcheck);
      yield* requestMistakes(source, healthcheck);
      yield* placeMistakes(source, healthcheck);
      yield* answerMistakes(source, healthcheck);
    }
  },
};
