import type { Instruction } from '../dockerfile/model.ts';
import { operands } from '../dockerfile/operands.ts';
import { wordParts } from '../dockerfile/words.ts';
import type { Source } from '../rule.ts';
import { readsScript } from '../shell/inner.ts';
import type { Command } from '../shell/model.ts';
import { commandName, unwrap, wordText } from '../shell/unwrap.ts';
import { expand, known } from '../text/parts.ts';
import { knownImage } from './images.ts';
import { baseName, join, workingDirectory } from './paths.ts';
import { type BuildScript, buildScripts } from './scripts.ts';
import { lookupAt } from './shellVariables.ts';
import { lineage, type Stage } from './stages.ts';
import { variablesAt } from './variables.ts';

/** Whether an image surely lacks a program: its base image does, and nothing in its stages may bring it. */
export const lacksProgram = (source: Source, stage: Stage, program: string): boolean =>
  knownImage(stage)?.lacks.has(program) === true && isUntouched(source, stage, program);

/** Whether nothing in a stage and those below it may bring a program, or another one of its name. */
export function isUntouched(source: Source, stage: Stage, program: string): boolean {
  const line = new Set(lineage(stage));
  const scripts = buildScripts(source).filter((build) => line.has(build.stage));
  if (unreadRuns(line, scripts)) return false;
  return (
    !scripts.some((build) => build.script.commands.some((command) => mayBring(source, build, command, program))) &&
    ![...line].some(({ instructions }) => instructions.some((one) => mayCopy(source, one, program)))
  );
}

/** Whether some RUN is read by no shell that is known. */
const unreadRuns = (line: ReadonlySet<Stage>, scripts: readonly BuildScript[]): boolean =>
  [...line].some(({ instructions }) =>
    instructions.some((one) => one.keyword === 'RUN' && !scripts.some(({ instruction }) => instruction === one)),
  ) || scripts.some(({ script }) => script.broken);

const PACKAGE_MANAGER = /^(?:apt|apt-get|aptitude|apk|yum|dnf5?|microdnf|tdnf|zypper|pacman)$/;
/** Tools that install more than their command line says. */
const INSTALLS_MORE =
  /^(?:dpkg|dpkg-deb|rpm|debootstrap|gdebi|tasksel|opkg|conda|mamba|micromamba|brew|nix|nix-env|ansible.*|puppet|chef.*|salt.*|make|cmake|ninja|playwright|patchright|install2\.r|sdk|asdf|mise)$/;
const INSTALLER = /(?:^|[/_.-])(?:install(?:er)?|setup|bootstrap|provision)(?:$|[_.-])/i;

/** Whether a command may leave a program in the image. */
function mayBring(source: Source, build: BuildScript, command: Command, program: string): boolean {
  const { name, args } = unwrap(command);
  if (!name) return false;
  const tool = commandName(name);
  // What is called in the build is there.
  if (tool === undefined || (tool === program && knownImage(build.stage)?.lacks.has(program))) return true;
  if (INSTALLS_MORE.test(tool) || isOwnScript(tool, name.text, args.map(wordText)) || readsScript(command)) return true;
  const lookup = lookupAt(source, build, command);
  if (PACKAGE_MANAGER.test(tool))
    return (
      command.item.pipeline.length > 1 ||
      commandName(command.name) === 'xargs' ||
      args.some((word) => mayName(known(word.parts, lookup), program))
    );
  return args.some((word) => {
    const text = wordText(word);
    return baseName(text) === program || /(?:^|[\s/])--with-deps\b|\binstall-deps\b/.test(text);
  });
}

/** Packages that bring curl or wget along [Debian, Ubuntu, Alpine]. */
const BRINGS =
  /^(?:acme\.sh|apt-file|debootstrap|google-chrome\S*|ttf-mscorefonts-installer|winetricks|netdata|snapd|ubuntu-\w+|.*-desktop|task-\S+)$/;

/** Whether a word for a package manager may name a program's package, or so many that it cannot be told. */
const mayName = (text: string | undefined, program: string): boolean =>
  text === undefined ||
  /\.(?:deb|apk|rpm)$|[\^*]/.test(text) ||
  text
    .split(/\s+/)
    .some(
      (word) => word === 'build-dep' || BRINGS.test(word) || new RegExp(`(?:^|[-/])${program}(?![\\w])`).test(word),
    );

/** Whether a script of the project, or of the internet, runs. */
function isOwnScript(tool: string, written: string, args: readonly string[]): boolean {
  if (/\.(?:sh|bash|run|bin|py|pl|rb)$/.test(tool) || INSTALLER.test(tool)) return true;
  if (/^\.{1,2}\/|^["']?\/(?:tmp|root|opt|srv|app|src|build)\/(?!.*\bbin\/[^/]+$)/.test(written)) return true;
  const runs = /^(?:(?:ba|da|a|k|z)?sh|source|\.)$/.test(tool);
  return runs && args.some((text) => !text.startsWith('-') && !/\s/.test(text) && !ENVIRONMENT.test(text));
}

/** Scripts that only set variables. */
const ENVIRONMENT = /(?:^|\/)(?:activate|os-release|profile|\.bashrc|\.profile|nvm\.sh|env)$/;
const FOLDERS_OF_PROGRAMS = /^\/(?:(?:usr\/)?(?:local\/)?(?:s?bin)?|usr|usr\/local)$/;

/** Whether a COPY or ADD may put a program where it is found: by its name, or in a folder with others. */
function mayCopy(source: Source, instruction: Instruction, program: string): boolean {
  const { keyword, body } = instruction;
  if (keyword !== 'COPY' && keyword !== 'ADD') return false;
  const words = operands(body, source.file.escape).map(
    (word) => expand(wordParts(word, source.file.escape), variablesAt(source, instruction)).text,
  );
  const target = join(workingDirectory(source, instruction), words.at(-1) ?? '');
  if (words.some((word) => baseName(word) === program)) return true;
  if (!FOLDERS_OF_PROGRAMS.test(target) && !target.includes('$')) return false;
  // A file with an ending is a script, a jar or the like.
  return words
    .slice(0, -1)
    .some((word) => !/[^/]\.[a-z]\w*$/i.test(word) || /\.(?:t?[abgx]z2?|tar.*|zst)$/i.test(word));
}
