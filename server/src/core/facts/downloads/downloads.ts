import type { Instruction } from '../../dockerfile/model.ts';
import { splitWords, wordParts } from '../../dockerfile/words.ts';
import { fact } from '../../fact.ts';
import type { Source } from '../../rule.ts';
import type { Command } from '../../shell/model.ts';
import { wordSpan } from '../../shell/model.ts';
import { unwrap } from '../../shell/unwrap.ts';
import { expand } from '../../text/parts.ts';
import { baseName, directoryAt, type ImagePath, join, mayBeSame, workingDirectory } from '../paths.ts';
import { type BuildScript, buildScripts } from '../scripts.ts';
import { lookupAt } from '../shellVariables.ts';
import { type Stage, stages } from '../stages.ts';
import { variablesAt } from '../variables.ts';
import { isCheckFile, isLocal, isMetadata, isSignature } from './checkFiles.ts';
import { fetchOf } from './fetches.ts';
import { follow } from './flow.ts';
import type { Download, DownloadedFile, Fetch, Output, Resource } from './model.ts';
import { powershellDownloads } from './powershell.ts';
import { keptResources } from './resources.ts';
import { isKeyPlace, sinkOf } from './sinks.ts';
import { gitDirectory, mayCompare, names, pinsCommit, type Verification, verificationsOf } from './verifications.ts';

/** Everything that the build fetches and keeps or runs, in the order of the text. */
export const downloads = fact((source): readonly Download[] =>
  stages(source)
    .flatMap((stage) => [...ofScripts(source, stage), ...ofAdds(source, stage), ...powershellDownloads(source, stage)])
    .toSorted((a, b) => a.span.start - b.span.start),
);

const verifications = fact((source): readonly Verification[] =>
  buildScripts(source).flatMap((build) => verificationsOf(source, build)),
);

function ofScripts(source: Source, stage: Stage): Download[] {
  return stageScripts(source, stage).flatMap((build) =>
    build.script.commands.flatMap((command) => {
      const fetch = fetchOf(command, lookupAt(source, build, command));
      const download = fetch && toDownload(source, build, command, fetch);
      return download ? [download] : [];
    }),
  );
}

function toDownload(source: Source, build: BuildScript, command: Command, fetch: Fetch): Download | undefined {
  const sink = fetch.resources.some(({ output }) => output.kind === 'stdout') ? sinkOf(command) : undefined;
  const resources = keptResources(source, build, command, fetch, sink);
  if (resources.length === 0 || sink?.kind === 'verify') return undefined;
  const files = resources.map((resource) =>
    fetch.kind === 'git' ? clonedTree(source, build, command, resource) : fetchedFile(source, build, command, resource),
  );
  const open = files.filter(
    ({ resource, paths }) =>
      !isCheckFile(resource.text, paths) &&
      !(isSignature(resource.text) && hasSibling(source, build, resource.text, paths)),
  );
  if (open.length === 0) return undefined;
  const isKey = open.some(({ paths, resource }) => paths.some(isKeyPlace) || isSignature(resource.text));
  const kind = fetch.kind !== 'file' ? fetch.kind : (sink?.kind ?? (isKey ? 'key' : 'file'));
  const name = unwrap(command).name!;
  return {
    stage: build.stage,
    instruction: build.instruction,
    run: { build, command },
    tool: fetch.tool,
    kind,
    span: wordSpan(name),
    files: open,
    personal: fetch.personal,
    ownCheck: fetch.ownCheck,
    staysPut: fetch.staysPut,
  };
}

function fetchedFile(source: Source, build: BuildScript, command: Command, resource: Resource): DownloadedFile {
  const { output } = resource;
  if (output.kind !== 'file') return { resource, paths: [], kept: undefined, verified: false };
  const start = join(directoryAt(source, build, command), output.path);
  const course = follow(source, start, command, scriptsFrom(source, build));
  const first = course.decompressed[0];
  const kept =
    first && first.build.script === build.script && mayBeSame(first.path, course.paths[1] ?? '')
      ? { command: first.command, then: [first.how] }
      : undefined;
  return { resource, paths: course.paths, kept, verified: isVerified(source, build, command, course.paths) };
}

/** The scripts of a stage from one on. */
const scriptsFrom = (source: Source, build: BuildScript): BuildScript[] =>
  stageScripts(source, build.stage).filter(({ instruction }) => instruction.span.start >= build.instruction.span.start);

const stageScripts = (source: Source, stage: Stage): BuildScript[] =>
  buildScripts(source).filter((build) => build.stage === stage);

/** A file that some command of a stage fetches, whatever becomes of it. */
interface Target {
  readonly build: BuildScript;
  readonly command: Command;
  readonly path: ImagePath;
}

const fetchTargets = fact((source): readonly Target[] =>
  buildScripts(source).flatMap((build) =>
    build.script.commands.flatMap((command) =>
      (fetchOf(command, lookupAt(source, build, command))?.resources ?? []).flatMap(({ output }) =>
        output.kind === 'file'
          ? [{ build, command, path: join(directoryAt(source, build, command), output.path) }]
          : [],
      ),
    ),
  ),
);

/**
 * Whether a check behind a download compares what it left: one that names it exactly, unless another download
 * has written the same file in between; or one that may mean it and that names no other download.
 */
function isVerified(source: Source, build: BuildScript, command: Command, paths: readonly ImagePath[]): boolean {
  const later = new Set(scriptsFrom(source, build));
  const others = fetchTargets(source).filter(
    (target) => target.build.stage === build.stage && target.command !== command,
  );
  return verifications(source).some((check) => {
    if (!later.has(check.build) || !isBehind(check.build, check.command, build, command)) return false;
    if (names(check, paths)) {
      return !others.some(
        (other) =>
          paths.includes(other.path) &&
          isBehind(other.build, other.command, build, command) &&
          isBehind(check.build, check.command, other.build, other.command),
      );
    }
    return mayCompare(check, paths) && !others.some((other) => names(check, [other.path]));
  });
}

/** Whether a command runs behind another one, as far as the text tells: a function's body may run at any time. */
const isBehind = (build: BuildScript, command: Command, before: BuildScript, first: Command): boolean =>
  build.script === before.script
    ? command.start > first.start || inFunction(command)
    : build.instruction.span.start >= before.instruction.span.start;

function inFunction({ item }: Command): boolean {
  for (let list = item.list; list.owner; list = list.owner.item.list) if (list.owner.kind === 'function') return true;
  return false;
}

function clonedTree(source: Source, build: BuildScript, command: Command, resource: Resource): DownloadedFile {
  const { output } = resource;
  const folder = join(gitDirectory(source, build, command), output.kind === 'file' ? output.path : '');
  const pinned = scriptsFrom(source, build).some((later) =>
    later.script.commands.some((other) => {
      if (other.script === command.script && other.start <= command.start) return false;
      if (!pinsCommit(source, later, other)) return false;
      const place = gitDirectory(source, later, other);
      return (
        place === folder ||
        place.startsWith(`${folder}/`) ||
        baseName(place) === baseName(folder) ||
        mayBeSame(place, folder)
      );
    }),
  );
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

function ofAdds(source: Source, stage: Stage): Download[] {
  return stage.instructions
    .filter(({ keyword }) => keyword === 'ADD')
    .flatMap((instruction) => addDownload(source, stage, instruction) ?? []);
}

function addDownload(source: Source, stage: Stage, instruction: Instruction): Download | undefined {
  const { escape } = source.file;
  if (instruction.flags.some(({ name, value }) => name === 'checksum' && value)) return undefined;
  const lookup = variablesAt(source, instruction);
  const words = splitWords(instruction.body, escape).map((word) =>
    expand(wordParts(word.text.replace(/^\[|[\],]+$/g, ''), escape), lookup),
  );
  const target = words[words.length - 1]?.text ?? '';
  const resources = words
    .slice(0, -1)
    .filter(
      ({ text }) =>
        /^(?:https?|ftp|git|ssh):\/\/|^git@/i.test(text) &&
        !isLocal(text) &&
        !isMetadata(text) &&
        !/[#=][0-9a-f]{40}(?::|$)/.test(text),
    );
  if (resources.length === 0) return undefined;
  const folder = workingDirectory(source, instruction);
  const later = new Set(
    stageScripts(source, stage).filter((build) => build.instruction.span.start > instruction.span.start),
  );
  const files = resources.map(({ text, unknown }): DownloadedFile => {
    const path = join(
      folder,
      target.endsWith('/') || words.length > 2 ? `${target}/${baseName(text.replace(/[?#].*$/, ''))}` : target,
    );
    const output: Output = { kind: 'file', path, written: undefined };
    const verified = verifications(source).some((check) => later.has(check.build) && mayCompare(check, [path]));
    return { resource: { url: undefined, text, unknown, output }, paths: [path], kept: undefined, verified };
  });
  const open = files.filter(({ resource, paths }) => !isCheckFile(resource.text, paths));
  if (open.length === 0) return undefined;
  return {
    stage,
    instruction,
    run: undefined,
    tool: 'ADD',
    kind: 'add',
    span: instruction.keywordSpan,
    files: open,
    personal: undefined,
  };
}
