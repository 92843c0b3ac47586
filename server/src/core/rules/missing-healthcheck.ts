import { knownImage } from '../facts/health/images.ts';
import { exposedPorts, servesByName, servingPort } from '../facts/health/serving.ts';
import { modelEvidence } from '../facts/models.ts';
import { readinessRoute } from '../facts/routes.ts';
import { finalStage, lineage, type Stage } from '../facts/stages.ts';
import { indentOf, lineStart, startWithComments } from '../repairs/lines.ts';
import { clientWords, shellWords } from '../repairs/probeClient.ts';
import type { Fix, Rule, Source } from '../rule.ts';
import { at } from '../text/span.ts';

const ID = 'missing-healthcheck';

/** Images that serve and say nothing about their health. */
export const missingHealthcheck: Rule = {
  id: ID,
  summary: 'An image that serves should have a health check.',
  severity: 'hint',
  off: true,
  *check(source) {
    const stage = finalStage(source);
    if (!stage || hasHealthcheck(stage)) return;
    const ports = exposedPorts(source, stage);
    const serves = servesByName(stage) || !ports || ports.size > 0;
    if (!serves) return;
    const fix = addition(source, stage);
    yield {
      span: stage.from.keywordSpan,
      message: `This image serves${onPorts(ports)} and sets no HEALTHCHECK, so Docker takes it for ready as soon as its process runs: add one, or HEALTHCHECK NONE`,
      ...(fix && { fixes: [fix] }),
    };
  },
};

/** " on port 80"; empty where none is known. */
function onPorts(ports: ReadonlySet<number> | undefined): string {
  const [first, ...more] = [...(ports ?? [])].slice(0, 5);
  return first === undefined ? '' : ` on port${more.length > 0 ? 's' : ''} ${[first, ...more].join(', ')}`;
}

/** Whether a health check, or NONE, is set in a stage or one that it starts from. */
const hasHealthcheck = (stage: Stage): boolean =>
  lineage(stage).some(({ instructions }) =>
    instructions.some(({ keyword, onbuild }) => keyword === 'HEALTHCHECK' && !onbuild),
  );

/** A health check that asks the readiness route of the project by what the image has, where both are known, and the port. */
function addition(source: Source, stage: Stage): Fix | undefined {
  const { modelStartPeriod, startPeriod, readinessPath } = source.config.healthcheck;
  const before = stage.instructions.find(
    ({ keyword, onbuild }) => !onbuild && (keyword === 'CMD' || keyword === 'ENTRYPOINT'),
  );
  const image = knownImage(stage);
  const [client] = image?.clients ?? [];
  const exposed = [...(exposedPorts(source, stage) ?? [])];
  const port = servingPort(stage) ?? (exposed.length === 1 ? exposed[0] : undefined);
  const route = readinessRoute(source, readinessPath);
  if (!before || !client || !image?.shell || port === undefined || !route || !/^[\w./~-]+$/.test(route.path))
    return undefined;
  const seconds = Math.ceil(modelEvidence(source, [stage]) ? modelStartPeriod : startPeriod);
  const option = seconds > 0 ? ` --start-period=${seconds}s` : '';
  const words = clientWords(client, {
    url: `http://127.0.0.1:${port}${route.path}`,
    seconds: undefined,
    redirected: false,
  });
  const { file } = source;
  const offset = lineStart(file.source, startWithComments(file, before));
  const text = `${indentOf(file, before)}HEALTHCHECK${option} CMD ${shellWords(words)} || exit 1${file.eol}`;
  return {
    key: `${ID} ${stage.index}`,
    title: `Ask ${route.path} of port ${port}`,
    safety: 'review',
    reason: `that ${route.path} answers on port ${port} is a guess from the project’s source`,
    edits: () => [{ span: at(offset), text }],
  };
}
