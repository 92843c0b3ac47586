import { fact } from '../../fact.ts';
import type { Source } from '../../rule.ts';
import type { Command } from '../../shell/model.ts';
import { commandName, unwrap } from '../../shell/unwrap.ts';
import { downloads } from '../downloads/downloads.ts';
import { fetchOf } from '../downloads/fetches.ts';
import { mayCompare, names, SUM } from '../downloads/verifications.ts';
import { verifications } from '../downloads/verified.ts';
import { directoryAt, type ImagePath, join, mayBeSame, pathOf } from '../paths.ts';
import { type BuildScript, buildScripts } from '../scripts.ts';
import { lookupAt } from '../shellVariables.ts';
import type { Check } from './checks.ts';
import { commandsOf, feeders } from './list.ts';
import { isReader, readPaths } from './listFiles.ts';

/** Something that a command fetches, and the file that it leaves; no file where it goes into a pipe. */
interface Fetched {
  readonly build: BuildScript;
  readonly command: Command;
  readonly url: string;
  readonly path: ImagePath | undefined;
}

const fetched = fact((source): readonly Fetched[] =>
  buildScripts(source).flatMap((build) =>
    build.script.commands.flatMap((command) =>
      (fetchOf(command, lookupAt(source, build, command))?.resources ?? []).map(({ text, output }) => {
        const target = command.redirects.find(({ operator }) => operator === '>')?.target;
        const path =
          output.kind === 'file'
            ? join(directoryAt(source, build, command), output.path)
            : target && pathOf(source, build, command, target);
        return { build, command, url: text, path };
      }),
    ),
  ),
);

/**
 * The server that both a file and the list that it is compared with come from, in one build: whoever controls it can
 * change both. Undefined where the list is known beforehand, is signed or checked itself, or comes from elsewhere.
 */
export function sharedServer(source: Source, check: Check): string | undefined {
  const { verification, kind } = check;
  const { build } = verification;
  if (kind !== 'list') return undefined;
  const lists = listsOf(source, check);
  const server = lists[0] && serverOf(lists[0].url);
  if (!server || lists.some(({ url }) => serverOf(url) !== server)) return undefined;
  const vouched = verifications(source).some((other) => {
    if (other.build.stage !== build.stage || other === verification) return false;
    return !isSum(other.command) || lists.some(({ path }) => path !== undefined && names(other, [path]));
  });
  if (vouched) return undefined;
  const files = downloads(source)
    .filter(({ stage }) => stage === build.stage)
    .flatMap((download) => download.files)
    .filter(({ paths }) => mayCompare(verification, paths));
  return files.length > 0 && files.every(({ resource }) => serverOf(resource.text) === server) ? server : undefined;
}

const isSum = (command: Command): boolean => SUM.test(commandName(unwrap(command).name) ?? '');

/** What was fetched of the list that a check reads: into its pipe, into a variable, or as a file. */
function listsOf(source: Source, { verification }: Check): readonly Fetched[] {
  const { build, command } = verification;
  const inPipe = feeders(command);
  const sources = [...inPipe, ...inPipe.flatMap((feeder) => assignmentsOf(build, feeder))];
  const paths = [command, ...sources.filter(isReader)].flatMap((reader) => readPaths(source, build, reader));
  return fetched(source).filter(
    (one) =>
      one.build.stage === build.stage &&
      (one.build.script !== build.script || one.command.start < command.start) &&
      (one.path === undefined ? sources.includes(one.command) : paths.some((path) => mayBeSame(one.path!, path))),
  );
}

/** The commands whose output the variables of a command hold. */
function assignmentsOf({ script }: BuildScript, command: Command): readonly Command[] {
  const used = new Set(
    command.args.flatMap(({ parts }) => parts.flatMap((part) => (part.kind === 'variable' ? [part.name] : []))),
  );
  return script.commands
    .filter((earlier) => earlier.start < command.start && earlier.assignments.some(({ name }) => used.has(name)))
    .flatMap(commandsOf);
}

/** Servers on which each first folder belongs to somebody else. */
const SHARED =
  /^(?:github\.com|raw\.githubusercontent\.com|gitlab\.com|bitbucket\.org|huggingface\.co|storage\.googleapis\.com|s3[\w.-]*\.amazonaws\.com)$/;

/** Whom a URL's bytes come from: its host, with the owner's folder where many share one. */
function serverOf(url: string): string | undefined {
  const [, host, folder] = /^[a-z]+:\/\/(?:[^/@]*@)?([^/:]+)(?::\d+)?(\/[^/]*)?/i.exec(url.toLowerCase()) ?? [];
  return host !== undefined && SHARED.test(host) ? host + (folder ?? '') : host;
}
