import type { Instruction } from '../../dockerfile/model.ts';
import { operands } from '../../dockerfile/operands.ts';
import { wordParts } from '../../dockerfile/words.ts';
import { fact } from '../../fact.ts';
import type { Source } from '../../rule.ts';
import type { Command } from '../../shell/model.ts';
import { wordSpan } from '../../shell/model.ts';
import { unwrap } from '../../shell/unwrap.ts';
import { expand } from '../../text/parts.ts';
import { isTest } from '../branches.ts';
import { callsAround, isNeverCalled } from '../failure/context.ts';
import { endsInFailure } from '../failure/stopping.ts';
import { directoryAt, type ImagePath, join, mayBeSame, pathOf, urlFile, workingDirectory } from '../paths.ts';
import type { BuildScript } from '../scripts.ts';
import { enclosingLists, inFunction, lookupAt } from '../shellVariables.ts';
import { type Stage, stages } from '../stages.ts';
import { variablesAt } from '../variables.ts';
import { listFiles } from '../verification/listFiles.ts';
import { isArmouredKey, isCheckFile, isLocal, isMetadata, isSignature } from './checkFiles.ts';
import { isFolder, targets } from './copies.ts';
import { fetchOf } from './fetches.ts';
import { follow } from './flow.ts';
import { isGitUrl } from './git.ts';
import type { Download, DownloadedFile, Fetch, Output, Resource } from './model.ts';
import { powershellDownloads } from './powershell.ts';
import { keptResources } from './resources.ts';
import { isKeyPlace, outputWords, sinkOf } from './sinks.ts';
import { trees } from './trees.ts';
import { uses } from './uses.ts';
import { CALLS, mayCompare } from './verifications.ts';
import { comparesKeys, scriptsFrom, stageScripts, verdictOn, verifications } from './verified.ts';

/** Everything that the build fetches and keeps or runs, in the order of the text. */
export const downloads = fact((source): readonly Download[] =>
  allDownloads(source, (calls) => (calls.length === 1 ? calls : [undefined])),
);

/** The same, those of a function once for each of its calls. */
export const downloadsByCall = fact((source): readonly Download[] =>
  allDownloads(source, (calls) => (calls.length > 0 ? calls.slice(0, CALLS) : [undefined])),
);

/** Which calls of the function that a command stands in are looked at; undefined is none in particular. */
type Choice = (calls: readonly Command[]) => readonly (Command | undefined)[];

const allDownloads = (source: Source, choice: Choice): Download[] =>
  stages(source)
    .flatMap((stage) => [
      ...ofScripts(source, stage, choice),
      ...ofAdds(source, stage),
      ...powershellDownloads(source, stage),
    ])
    .toSorted((a, b) => a.span.start - b.span.start);

function ofScripts(source: Source, stage: Stage, choice: Choice): Download[] {
  return stageScripts(source, stage).flatMap((build) =>
    build.script.commands.flatMap((command) =>
      choice(inFunction(command) ? callsAround(command.item) : []).flatMap((call) => {
        const called = call ? { ...build, call } : build;
        const fetch = fetchOf(command, lookupAt(source, called, command));
        if (!fetch || isNeverCalled(command.item)) return [];
        return toDownload(source, called, command, fetch) ?? [];
      }),
    ),
  );
}

function toDownload(source: Source, build: BuildScript, command: Command, fetch: Fetch): Download | undefined {
  const sink = fetch.resources.some(({ output }) => output.kind === 'stdout') ? sinkOf(command) : undefined;
  const resources = keptResources(source, build, command, fetch, sink);
  if (resources.length === 0 || sink?.kind === 'verify') return undefined;
  const files = resources.map((resource): DownloadedFile => {
    if (fetch.kind === 'git') return clonedTree(source, command, resource);
    const file = fetchedFile(source, build, command, resource);
    return fetch.compared ? { ...file, verified: true, compared: fetch.compared } : file;
  });
  const open = files.filter(
    ({ resource, paths }) =>
      !isCheckFile(resource.text, paths) &&
      !paths.some((path) => listFiles(source).get(build.stage)?.has(path)) &&
      !(isSignature(resource.text) && hasSibling(source, build, resource.text, paths)),
  );
  if (open.length === 0) return undefined;
  const isKey = open.some(
    ({ paths, resource }) =>
      paths.some(isKeyPlace) || isArmouredKey(resource.text) || isImported(source, build.stage, paths),
  );
  const kind = fetch.kind !== 'file' ? fetch.kind : (sink?.kind ?? (isKey ? 'key' : 'file'));
  if (kind === 'key' && comparesKeys(source, { build, command, instruction: build.instruction })) return undefined;
  const name = unwrap(command).name!;
  return {
    stage: build.stage,
    instruction: build.instruction,
    run: { build, command },
    tool: fetch.tool,
    kind,
    reader: sink?.reader,
    span: wordSpan(name),
    files: open,
    personal: fetch.personal,
    ownCheck: fetch.ownCheck,
    staysPut: fetch.staysPut,
  };
}

/** Whether a command takes one of these files for keys to trust: `apt-key add FILE`, `gpg --import FILE`. */
const isImported = (source: Source, stage: Stage, paths: readonly ImagePath[]): boolean =>
  uses(source).some((use) => use.isKey && use.build.stage === stage && use.paths.some((path) => paths.includes(path)));

function fetchedFile(source: Source, build: BuildScript, command: Command, resource: Resource): DownloadedFile {
  const { output } = resource;
  const origin = { build, command, instruction: build.instruction };
  if (output.kind !== 'file') {
    const paths = outputWords(command).map((word) => pathOf(source, build, command, word));
    return { resource, paths, kept: undefined, ...verdictOn(source, build.stage, origin, paths) };
  }
  const start = join(directoryAt(source, build, command), output.path);
  const course = follow(source, start, command, scriptsFrom(source, build.stage, build.instruction));
  const first = course.decompressed[0];
  const kept =
    first &&
    first.build.script === build.script &&
    alwaysFollows(command, first.command) &&
    mayBeSame(first.path, course.paths[1] ?? '')
      ? { command: first.command, then: [first.how] }
      : undefined;
  return { resource, paths: course.paths, kept, ...verdictOn(source, build.stage, origin, course.paths) };
}

/** Whether a command runs whenever one in front of it has: in none of its branches, behind no test, its failure not passed over. */
function alwaysFollows(first: Command, { item }: Command): boolean {
  const { items } = item.list;
  const start = items.indexOf(item);
  const next = items[start + 1];
  if (!enclosingLists(first).has(item.list) || item.before === '||') return false;
  if (next?.before === '||' && !endsInFailure(next)) return false;
  for (let at = start; items[at]?.before === '&&'; at--) if (isTest(items[at - 1]!)) return false;
  return true;
}

function clonedTree(source: Source, command: Command, resource: Resource): DownloadedFile {
  const { folder, pinned } = trees(source).get(command)!;
  return { resource, paths: [folder], kept: undefined, verified: pinned };
}

/** Whether the file that a signature belongs to is fetched in the same stage, or a check names the signature. */
function hasSibling(source: Source, build: BuildScript, url: string, paths: readonly ImagePath[]): boolean {
  const bare = url.replace(/\.\w+$/, '');
  const checked = verifications(source).some(
    (check) => check.build.stage === build.stage && check.subjects !== undefined && mayCompare(check, paths),
  );
  const fetched = stageScripts(source, build.stage).flatMap((other) =>
    other.script.commands.flatMap((sibling) => fetchOf(sibling, lookupAt(source, other, sibling))?.resources ?? []),
  );
  return checked || fetched.some(({ text }) => text === bare);
}

/** Whether the file that a signature belongs to is fetched by an ADD as well. */
const isAddedBeside = (source: Source, { instructions }: Stage, url: string): boolean =>
  instructions.some(
    (one) =>
      one.keyword === 'ADD' &&
      operands(one.body, source.file.escape).some(
        (word) =>
          expand(wordParts(word, source.file.escape), variablesAt(source, one)).text === url.replace(/\.\w+$/, ''),
      ),
  );

function ofAdds(source: Source, stage: Stage): Download[] {
  return stage.instructions
    .filter(({ keyword }) => keyword === 'ADD')
    .flatMap((instruction) => addDownload(source, stage, instruction) ?? []);
}

function addDownload(source: Source, stage: Stage, instruction: Instruction): Download | undefined {
  const { escape } = source.file;
  if (instruction.flags.some(({ name }) => name === 'checksum')) return undefined;
  const lookup = variablesAt(source, instruction);
  const words = operands(instruction.body, escape).map((word) => expand(wordParts(word, escape), lookup));
  const target = words[words.length - 1]?.text ?? '';
  const resources = words
    .slice(0, -1)
    .filter(
      ({ text }) =>
        /^(?:https?|ftp|git|ssh):\/\/|^git@/i.test(text) &&
        !isLocal(text) &&
        !isMetadata(text) &&
        !/[#=][0-9a-f]{40}(?:[0-9a-f]{24})?(?:[:&]|$)/.test(text),
    );
  if (resources.length === 0) return undefined;
  const place = join(workingDirectory(source, instruction), target);
  const files = resources.map(({ text, unknown }): DownloadedFile => {
    const names = targets(place, urlFile(text), isFolder(target) || words.length > 2);
    const output: Output = { kind: 'file', path: names[0]!, written: undefined };
    const scripts = scriptsFrom(source, stage, instruction);
    const paths = names.flatMap((path) => follow(source, path, undefined, scripts).paths);
    return {
      resource: { url: undefined, text, unknown, output },
      paths,
      kept: undefined,
      ...verdictOn(source, stage, { instruction }, paths),
    };
  });
  const open = files.filter(
    ({ resource, paths }) =>
      !isCheckFile(resource.text, paths) &&
      !(isSignature(resource.text) && isAddedBeside(source, stage, resource.text)),
  );
  if (open.length === 0) return undefined;
  return {
    stage,
    instruction,
    run: undefined,
    tool: 'ADD',
    kind: open.every(({ resource }) => isGitUrl(resource.text)) ? 'git' : 'add',
    span: instruction.keywordSpan,
    files: open,
    personal: undefined,
  };
}
