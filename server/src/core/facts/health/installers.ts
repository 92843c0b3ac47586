import type { Source } from '../../rule.ts';
import { readsScript } from '../../shell/inner.ts';
import type { Command } from '../../shell/model.ts';
import { commandName, unwrap, wordText } from '../../shell/unwrap.ts';
import { known } from '../../text/parts.ts';
import { directoryAt, join, pathOf } from '../paths.ts';
import type { BuildScript } from '../scripts.ts';
import { lookupAt } from '../shellVariables.ts';
import { knownImage } from './images.ts';
import { mayRunInstaller } from './interpreters.ts';
import { isUsualFolder, reachesPath } from './programFolders.ts';

const PACKAGE_MANAGER = /^(?:apt|apt-get|aptitude|apk|yum|dnf5?|microdnf|tdnf|zypper|pacman)$/;
/** Tools that install more than their command line says. */
const INSTALLS_MORE =
  /^(?:dpkg|dpkg-deb|rpm|debootstrap|gdebi|tasksel|opkg|snap|flatpak|conda|mamba|micromamba|pixi|brew|nix|nix-env|guix|devbox|pkgx|eget|aqua|ansible.*|pyinfra|puppet|chef.*|salt.*|make|cmake|ninja|task|just|mage|doit|fab|inv|invoke|earthly|bazel|playwright|patchright|install2\.r|sdk|asdf|mise)$/;
/** Tools that run what a project names. */
const RUNNER =
  /^(?:npm|npx|yarn|pnpm|bun|bunx|deno|rake|bundle|poe|hatch|nox|tox|composer|cargo|mix|mvnw?|gradlew?|grunt|gulp)$/;
const PROVISIONS = /(?:^|[:._-])(?:setup|provision|bootstrap)(?:$|[:_-])/;
const INSTALLER = /(?:^|[/_.-])(?:install(?:er)?|setup|bootstrap|provision)(?:$|[_.-])/i;

/** Whether a command of the build may leave a program in the image. */
export function mayInstall(source: Source, build: BuildScript, command: Command, program: string): boolean {
  const { name, args } = unwrap(command);
  if (!name) return false;
  const tool = commandName(name);
  // What is called in the build is there.
  if (tool === undefined || (tool === program && knownImage(build.stage)?.lacks.has(program))) return true;
  const texts = args.map(wordText);
  if (INSTALLS_MORE.test(tool) || isOwnScript(tool, name.text, texts) || readsScript(command)) return true;
  if (mayRunInstaller(command) || (RUNNER.test(tool) && texts.some((text) => PROVISIONS.test(text)))) return true;
  if (linksApplets(command) || fillsFolder(source, build, command)) return true;
  const lookup = lookupAt(source, build, command);
  if (PACKAGE_MANAGER.test(tool))
    return (
      command.item.pipeline.length > 1 ||
      commandName(command.name) === 'xargs' ||
      args.some((word) => mayName(known(word.parts, lookup), program))
    );
  const named = new RegExp(`(?:^|/)${program}/*(?:[=:@~<>]|$)`);
  return texts.some((text) => named.test(text) || /(?:^|[\s/])--with-deps\b|\binstall-deps\b/.test(text));
}

/** Packages that bring curl or wget along [Debian, Ubuntu, Alpine]. */
const BRINGS =
  /^(?:abuild|alpine-sdk|devscripts|acme\.sh|apt-file|debootstrap|google-chrome\S*|ttf-mscorefonts-installer|winetricks|netdata|snapd|ubuntu-\w+|.*-desktop|task-\S+)$/;

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

/** Whether busybox links its applets, all or those that it lists. */
const linksApplets = ({ name, args }: Command): boolean =>
  commandName(name) === 'busybox' && args.some((word) => /^--(?:install|list)/.test(wordText(word)));

/** Whether what is unpacked, or copied as a whole, lands where programs are found. */
function fillsFolder(source: Source, build: BuildScript, command: Command): boolean {
  const { name, args } = unwrap(command);
  const holdsPrograms = (folder: string) => isUsualFolder(folder) || reachesPath(source, build.stage, folder);
  const texts = args.map(wordText);
  const target = args.at(-1);
  switch (commandName(name)) {
    case 'cp':
    case 'mv':
    case 'ln':
    case 'rsync': {
      const isMany = texts.some((text) => /^(?:-[a-zA-Z]*[rRa]|--recursive|--archive)|[*?[{]/.test(text));
      return isMany && target !== undefined && holdsPrograms(pathOf(source, build, command, target));
    }
    case 'tar':
    case 'bsdtar':
    case 'unzip': {
      const at = texts.findIndex((text) => /^(?:-[a-zA-Z]*[Cd]|--directory)$/.test(text));
      const attached = texts.flatMap((text) => /^(?:-C|-d|--directory=)(\/.*)$/.exec(text)?.[1] ?? []);
      const folder = at >= 0 ? texts[at + 1] : attached[0];
      return holdsPrograms(join(directoryAt(source, build, command), folder ?? ''));
    }
    default:
      return false;
  }
}
