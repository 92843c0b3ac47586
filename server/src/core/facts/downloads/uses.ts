import { fact } from '../../fact.ts';
import type { Source } from '../../rule.ts';
import type { Command, Word } from '../../shell/model.ts';
import { commandName, unwrap, wordText } from '../../shell/unwrap.ts';
import { type ImagePath, pathOf } from '../paths.ts';
import { type BuildScript, buildScripts } from '../scripts.ts';
import { inFunction } from '../shellVariables.ts';

/** A command that unpacks, installs or runs files: what they hold is in the image from there on. */
export interface Use {
  readonly build: BuildScript;
  readonly command: Command;
  /** The program that does it; of a file that is run by itself, "the build". */
  readonly by: string;
  readonly paths: readonly ImagePath[];
  /** Whether the files are keys that are trusted from there on. */
  readonly isKey?: boolean;
}

/** Every use of a file by name in the build. */
export const uses = fact((source): readonly Use[] =>
  buildScripts(source).flatMap((build) =>
    build.script.commands.flatMap((command) => useOf(source, build, command) ?? []),
  ),
);

/** The files that a command reads as its standard input. */
const inputsOf = ({ redirects }: Command): Word[] =>
  redirects.flatMap(({ operator, target }) => (operator === '<' && target ? [target] : []));

const INTERPRETER = /^(?:(?:ba|da|a|k|z)?sh|python|pypy|perl|php|ruby|node|source|\.)[\d.]*$/;
/** Programs whose operands are files that they unpack or install, and the argument that makes them do so. */
const CONSUMERS: readonly { readonly name: RegExp; readonly when?: RegExp; readonly unless?: RegExp }[] = [
  { name: /^(?:tar|bsdtar|gtar)$/, when: /^-?[A-Za-z]*x[A-Za-z]*$|^--(?:extract|get)$/ },
  { name: /^(?:unzip|unrar)$/, unless: /^-[a-z]*[tlvZpc]/ },
  { name: /^(?:7z|7za|7zr)$/, when: /^[xe]$/ },
  { name: /^jar$/, when: /^-?x/ },
  { name: /^dpkg$/, when: /^(?:-[a-zA-Z]*i|--install|--unpack)$/ },
  { name: /^rpm$/, when: /^-(?![qVe])[a-zA-Z]*[iUF]|^--(?:install|upgrade)$/ },
  { name: /^(?:apt|apt-get|yum|dnf|microdnf|zypper|apk|pip\d?|gdebi|npm)$/, when: /^(?:install|localinstall|add|-n)$/ },
  { name: /^java$/, when: /^-jar$/ },
  { name: /^(?:msiexec|installer)$/ },
];

function useOf(source: Source, build: BuildScript, command: Command): Use | undefined {
  const { name, args } = unwrap(command);
  if (!name || inFunction(command)) return undefined;
  const program = commandName(name) ?? '';
  const operands = args.filter(({ text }) => !text.startsWith('-'));
  const toUse = (by: string, words: readonly Word[]): Use => ({
    build,
    command,
    by,
    paths: words.map((word) => pathOf(source, build, command, word)),
  });
  if (INTERPRETER.test(program)) {
    const isInline = args.some(({ text }) => /^-[a-zA-Z]*[cem]$/.test(text));
    return isInline || operands.length === 0 ? undefined : toUse(program, operands.slice(0, 1));
  }
  const takesKeys =
    (program === 'apt-key' && args[0]?.text === 'add') ||
    (/^(?:gpg2?|rpm|rpmkeys)$/.test(program) && args.some(({ text }) => /^--(?:import|dearmor)$/.test(text)));
  if (takesKeys) return { ...toUse(program, [...operands, ...inputsOf(command)]), isKey: true };
  const consumer = CONSUMERS.find((one) => one.name.test(program));
  const texts = args.map(wordText);
  if (consumer) {
    const { when, unless } = consumer;
    const acts =
      (!when || texts.some((text) => when.test(text))) && !(unless && texts.some((text) => unless.test(text)));
    return acts ? toUse(program, [...operands, ...inputsOf(command)]) : undefined;
  }
  if (wordText(name).includes('/')) return toUse('the build', [name]);
  return { build, command, by: program, paths: PATH.map((folder) => `${folder}/${program}`) };
}

/** Where a program is looked for that is run by its name. */
const PATH = ['/usr/local/sbin', '/usr/local/bin', '/usr/sbin', '/usr/bin', '/sbin', '/bin'];
