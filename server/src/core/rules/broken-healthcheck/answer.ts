import { VALUED as CURL } from '../../facts/downloads/curl.ts';
import { hasOption, lastOption, parseArguments } from '../../facts/downloads/options.ts';
import { VALUED as WGET } from '../../facts/downloads/wget.ts';
import type { Healthcheck } from '../../facts/health/healthchecks.ts';
import { isReadinessPath } from '../../facts/health/probePaths.ts';
import { type ProbeCommand, probeCommands, requestsOf } from '../../facts/health/probes.ts';
import { silentAnswer } from '../../facts/routes.ts';
import { asksItself } from '../../facts/urls.ts';
import type { Finding, Source } from '../../rule.ts';
import { commandSpan } from '../../shell/model.ts';
import { commandName } from '../../shell/unwrap.ts';
import type { Edit } from '../../text/span.ts';
import { fixOf } from './fix.ts';

/** Readiness routes of the project that say in their answer only whether the application is ready. */
export function* answerMistakes(source: Source, healthcheck: Healthcheck): Iterable<Finding> {
  for (const probe of probeCommands(source, healthcheck)) {
    const [request] = requestsOf(probe);
    if (!request || request.readsAnswer || !asksItself(request) || !isReadinessPath(request.path.text)) continue;
    const answer = silentAnswer(source, request.path.text);
    if (!answer) continue;
    const edit = lookInto(probe, answer.key);
    yield {
      span: commandSpan(probe.command),
      severity: 'information',
      message: `${request.path.text} seems to answer 200 also while "${answer.key}" is false (${answer.file}), so the check passes too early: answer 503 there, or look into the answer`,
      fixes: edit
        ? [
            fixOf(
              `answer ${healthcheck.stages[0]!.index} ${healthcheck.instruction.onbuild}`,
              `Look for "${answer.key}": true in the answer`,
              [edit],
              'how the application words its answer is a guess from its source',
            ),
          ]
        : [],
    };
  }
}

/** The edit that has a command's answer searched for a key that is true; undefined where it goes elsewhere. */
function lookInto({ command }: ProbeCommand, key: string): Edit | undefined {
  const { name, args, redirects, script, item } = command;
  const program = commandName(name);
  const prints =
    program === 'curl'
      ? !hasOption(parseArguments(args, CURL), '-o', '--output', '-O', '--remote-name', '-I', '--head', '-w')
      : program === 'wget' && lastOption(parseArguments(args, WGET), '-O', '--output-document')?.text === '-';
  if (!prints || redirects.length > 0 || script.form === 'exec' || item.list.owner) return undefined;
  return script.text.insertAfter(command.end, ` | grep -q '"${key}": *true'`);
}
