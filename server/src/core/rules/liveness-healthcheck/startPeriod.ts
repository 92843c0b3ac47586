import { knowsStartInterval } from '../../facts/frontend.ts';
import { givenOption, secondsOf } from '../../facts/health/healthcheckOptions.ts';
import type { Healthcheck } from '../../facts/health/healthchecks.ts';
import { modelEvidence } from '../../facts/models.ts';
import { addOption, setOption } from '../../repairs/healthcheckOption.ts';
import type { Finding, Fix, Source } from '../../rule.ts';
import type { Edit } from '../../text/span.ts';

const ID = 'liveness-healthcheck';

/** A start period that is missing, or shorter than models need. */
export function* startPeriod(source: Source, healthcheck: Healthcheck): Iterable<Finding> {
  const { instruction, stages } = healthcheck;
  const option = givenOption(healthcheck, 'start-period');
  const given = secondsOf(option);
  if (given === undefined || given < 0) return;
  const models = modelEvidence(source, stages);
  const { modelStartPeriod, startPeriod: usual } = source.config.healthcheck;
  const wanted = Math.ceil(models ? modelStartPeriod : usual);
  if (given >= wanted || (given > 0 && !models)) return;
  const text = `--start-period=${wanted}s`;
  const edit = setOption(source, instruction, healthcheck, 'start-period', `${wanted}s`);
  const why = models ? `the models load (${models})` : 'the service starts';
  yield {
    span: instruction.keywordSpan,
    severity: models ? 'warning' : 'hint',
    message:
      given > 0
        ? `A start period of ${option!.value} may end while ${why}; checks that fail then make the container unhealthy: set ${text}`
        : `Without a start period, checks that fail while ${why} make the container unhealthy: set ${text}`,
    fixes: edit
      ? [
          {
            key: `${ID} start-period ${stages[0]!.index} ${instruction.onbuild}`,
            title: `Set ${text}`,
            safety: 'safe',
            edits: () => [edit],
          },
          ...startInterval(source, healthcheck, text, edit),
        ]
      : [],
  };
}

/** Docker's own start interval, in seconds [Docker reference, HEALTHCHECK]. */
const START_INTERVAL = 5;

/** The start period together with how often the check runs in it, where the syntax line says that this is known. */
function* startInterval(source: Source, healthcheck: Healthcheck, period: string, edit: Edit): Iterable<Fix> {
  const { instruction, options, stages } = healthcheck;
  if (!knowsStartInterval(source.file) || givenOption(healthcheck, 'start-interval')) return;
  const interval = secondsOf(givenOption(healthcheck, 'interval')) || START_INTERVAL;
  const option = `--start-interval=${Math.ceil(Math.min(Math.max(interval, 1), START_INTERVAL))}s`;
  yield {
    key: `${ID} start-interval ${stages[0]!.index} ${instruction.onbuild}`,
    title: `Set ${period} and ${option}`,
    safety: 'review',
    reason: 'engines before 25 ignore a start interval',
    edits: () => [edit, addOption(source, instruction, options, option)],
  };
}
