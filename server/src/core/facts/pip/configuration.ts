import type { Instruction } from '../../dockerfile/model.ts';
import { operands } from '../../dockerfile/operands.ts';
import { wordParts } from '../../dockerfile/words.ts';
import type { Source } from '../../rule.ts';
import { commandName, wordText } from '../../shell/unwrap.ts';
import { expand } from '../../text/parts.ts';
import { contextFile } from '../contextFiles.ts';
import { baseName, directoryAt, join, workingDirectory } from '../paths.ts';
import { filePlace, type Place, wordPlace } from '../places.ts';
import { buildScripts } from '../scripts.ts';
import { lineage, type Stage } from '../stages.ts';
import { variablesAt } from '../variables.ts';
import { type PackageCommand, packageCommands } from './commands.ts';

/** One setting of pip's configuration, by its option's name. */
export interface Setting {
  readonly name: string;
  readonly value: string;
  readonly place: Place;
}

const FILE = /^pip\.(?:conf|ini)$/;
const MENTION = /\bpip\.(?:conf|ini)\b/;

/**
 * What pip.conf says to a command, written by the build or copied from the project, and `pip config set` (pip's manual,
 * Configuration); undefined where a file may say what is not known here.
 */
export function configurationAt(source: Source, command: PackageCommand): readonly Setting[] | undefined {
  const { tool, build } = command;
  const before = lineage(build.stage).flatMap((stage) =>
    stage.instructions
      .filter(({ span }) => span.start <= build.instruction.span.start)
      .map((instruction) => ({ stage, instruction })),
  );
  const mentions = (name: RegExp) =>
    before.filter(({ instruction: { span } }) => name.test(source.file.source.slice(span.start, span.end)));
  if (tool === 'uv') return uvTomlNamesIndex(source, command) || projectNamesIndex(source, command) ? undefined : [];
  const mentioned = mentions(MENTION);
  const writers = mentioned.filter(({ instruction }) => /^(?:RUN|COPY|ADD)$/.test(instruction.keyword));
  // PIP_CONFIG_FILE may name one that the base image has.
  if (mentioned.length > 0 && writers.length === 0) return undefined;
  const places = writers.map(({ stage, instruction }) =>
    instruction.keyword === 'RUN' ? written(source, instruction) : copied(source, stage, instruction),
  );
  if (places.includes(undefined)) return undefined;
  const known = mentioned.length > 0 ? places.flatMap((some) => some ?? []) : inFolders(source, command);
  return [...known.flatMap(settingsIn), ...configSet(source, command)];
}

const STANDARD = ['/etc/pip.conf', '/etc/xdg/pip/pip.conf', '/root/.config/pip/pip.conf', '/root/.pip/pip.conf'];

/** The files that a copied folder brings to where pip looks for them. */
const inFolders = (source: Source, { build }: PackageCommand): Place[] =>
  STANDARD.flatMap((path) => {
    const file = contextFile(source, build.stage, build.instruction, path);
    return file ? [filePlace(file.path, file.text, 0, file.text.length)] : [];
  });

/** Whether a uv.toml names indexes to uv where it runs, or above (uv's manual, Configuration files). */
export function uvTomlNamesIndex(
  source: Source,
  { build, command }: Pick<PackageCommand, 'build' | 'command'>,
): boolean {
  const mentioned = lineage(build.stage).some(({ instructions }) =>
    instructions.some(
      ({ span }) =>
        span.start <= build.instruction.span.start &&
        /\buv\.toml\b/.test(source.file.source.slice(span.start, span.end)),
    ),
  );
  const textAt = (path: string) => contextFile(source, build.stage, build.instruction, path)?.text ?? '';
  const folder = directoryAt(source, build, command);
  const above = folder.split('/').map((_, index, parts) => parts.slice(0, parts.length - index).join('/') || '/');
  const places = ['/etc/uv/uv.toml', '/root/.config/uv/uv.toml', ...above.map((one) => join(one, 'uv.toml'))];
  return mentioned || places.some((path) => NAMES_INDEX.test(textAt(path)));
}

const NAMES_INDEX = /^[ \t]*(?:\[\[?(?:index|pip|sources)\b|(?:(?:extra-)?index-url|find-links|index)[ \t]*=)/m;

/** Whether a pyproject.toml where uv runs names indexes. */
function projectNamesIndex(source: Source, { build, command }: PackageCommand): boolean {
  const path = join(directoryAt(source, build, command), 'pyproject.toml');
  const text = contextFile(source, build.stage, build.instruction, path)?.text ?? '';
  return /^\[\[?tool\.uv\.(?:index|pip)\]|^[ \t]*(?:extra-)?index-url[ \t]*=/m.test(text);
}

/** The instruction's own words for a file; undefined where it brings one that is not read. */
function copied(source: Source, stage: Stage, instruction: Instruction): readonly Place[] | undefined {
  const { body, heredocs } = instruction;
  if (heredocs.length === 1) return [{ path: undefined, text: heredocs[0]!.content }];
  const { escape } = source.file;
  const word = operands(body, escape).at(-1);
  if (!word) return undefined;
  const target = join(
    workingDirectory(source, instruction),
    expand(wordParts(word, escape), variablesAt(source, instruction)).text,
  );
  const paths = FILE.test(baseName(target)) ? [target] : [join(target, 'pip.conf'), join(target, 'pip.ini')];
  const file = paths.map((path) => contextFile(source, stage, instruction, path)).find((found) => found !== undefined);
  return file && [filePlace(file.path, file.text, 0, file.text.length)];
}

/** What the commands of a RUN write into the file. */
function written(source: Source, instruction: Instruction): readonly Place[] | undefined {
  const commands = buildScripts(source)
    .filter((build) => build.instruction === instruction)
    .flatMap(({ script }) => script.commands)
    .filter(({ redirects }) => redirects.some(({ target }) => target && FILE.test(baseName(wordText(target)))));
  const places = commands.map(({ name, args, redirects, script }): readonly Place[] => {
    const heredoc = redirects.find((one) => one.heredoc)?.heredoc;
    if (commandName(name) === 'cat' && heredoc)
      return [{ path: undefined, text: script.text.slice(heredoc.start, heredoc.end) }];
    return /^(?:echo|printf)$/.test(commandName(name) ?? '') ? args.map(wordPlace) : [];
  });
  return places.length === 0 || places.some((of) => of.length === 0) ? undefined : places.flat();
}

/** Reads the lines of an INI file, also those that an echo writes as `\n`; a value goes on in indented lines. */
function settingsIn(place: Place): Setting[] {
  const settings: Setting[] = [];
  let name: string | undefined;
  for (const line of place.text.text.replace(/^["']|["']$/g, '').split(/\r?\n|\\n/)) {
    const [, key, value = ''] = /^\s*([a-z][a-z_-]*)\s*[=:](?!\/\/)\s*(.*)$/.exec(line) ?? [];
    if (key !== undefined) name = key.replaceAll('_', '-');
    else if (!/^\s+\S/.test(line)) name = undefined;
    const text = key === undefined ? line : value;
    for (const one of name === undefined ? [] : text.split(/\s+/))
      if (one !== '') settings.push({ name: name!, value: one, place });
  }
  return settings;
}

const configSet = (source: Source, { build }: PackageCommand): Setting[] =>
  packageCommands(source)
    .filter(
      (one) =>
        one.subcommand === 'config' &&
        lineage(build.stage).includes(one.build.stage) &&
        one.build.instruction.span.start <= build.instruction.span.start,
    )
    .flatMap(({ operands: [action, key, url] }) =>
      action?.text === 'set' && key && url
        ? [{ name: key.text.replace(/^\w+\./, ''), value: url.text, place: wordPlace(url.word) }]
        : [],
    );
