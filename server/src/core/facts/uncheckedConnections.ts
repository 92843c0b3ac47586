import { pairs, wordParts } from '../dockerfile/words.ts';
import { fact } from '../fact.ts';
import type { Command, Word } from '../shell/model.ts';
import { commandName, unwrap, wordText } from '../shell/unwrap.ts';
import { known } from '../text/parts.ts';
import type { Span } from '../text/span.ts';
import { type BuildScript, buildScripts } from './scripts.ts';

/** An option by which a command takes whatever answers for whom it asked, or a package for its publisher's. */
export interface Unchecked {
  readonly build: BuildScript;
  readonly command: Command;
  /** As a person says it. */
  readonly tool: string;
  /** The words that say so; where a letter of a bundle does, the bundle. */
  readonly words: readonly Word[];
  /** The letter of a bundle of short options. */
  readonly letter?: string;
  /** What is not checked: the certificate of a server, or the signature of packages. */
  readonly what: 'certificate' | 'signature';
}

interface Option {
  readonly tool: RegExp;
  readonly what: Unchecked['what'];
  /** A whole word, or the first of two. */
  readonly word: RegExp;
  /** The next word, which belongs to it. */
  readonly next?: RegExp;
  /** A letter that may stand in a bundle. */
  readonly letter?: string;
}

/** [curl.1; wget(1); aria2c(1); git-config(1); pip; npm-config; apt-secure(8); apk(8); dnf(8)] */
const OPTIONS: readonly Option[] = [
  { tool: /^curl$/, what: 'certificate', word: /^--insecure$/, letter: 'k' },
  { tool: /^wget2?$/, what: 'certificate', word: /^--no-check-certificate$/ },
  { tool: /^aria2c$/, what: 'certificate', word: /^--check-certificate=false$/ },
  { tool: /^https?$|^xhs?$/, what: 'certificate', word: /^--verify=(?:no|false)$/ },
  { tool: /^git$/, what: 'certificate', word: /^-c$/, next: /^http\.(?:\S+\.)?sslVerify=(?:false|0|no)$/i },
  { tool: /^git$/, what: 'certificate', word: /^http\.(?:\S+\.)?sslVerify$/i, next: /^["']?(?:false|0|no)["']?$/i },
  { tool: /^(?:pip|pip[23][\d.]*|python[\d.]*|uv)$/, what: 'certificate', word: /^--trusted-host$/, next: /./ },
  { tool: /^(?:pip|pip[23][\d.]*|python[\d.]*|uv)$/, what: 'certificate', word: /^--trusted-host=/ },
  { tool: /^(?:npm|yarn|pnpm)$/, what: 'certificate', word: /^--strict-ssl=false$/ },
  { tool: /^(?:npm|yarn|pnpm)$/, what: 'certificate', word: /^strict-ssl$/, next: /^false$/ },
  { tool: /^apt(?:-get)?$/, what: 'signature', word: /^--(?:allow-unauthenticated|force-yes)$/ },
  {
    tool: /^apt(?:-get)?$/,
    what: 'signature',
    word: /^-o$/,
    next: /^(?:Acquire::AllowInsecureRepositories|APT::Get::AllowUnauthenticated)=["']?(?:true|1|yes)/i,
  },
  { tool: /^apk$/, what: 'signature', word: /^--allow-untrusted$/ },
  { tool: /^(?:yum|dnf5?|microdnf|tdnf)$/, what: 'signature', word: /^--nogpgcheck$/ },
  { tool: /^zypper$/, what: 'signature', word: /^--no-gpg-checks$/ },
];

/** Every such option in the build. */
export const uncheckedConnections = fact((source): readonly Unchecked[] =>
  buildScripts(source).flatMap((build) => build.script.commands.flatMap((command) => [...inCommand(build, command)])),
);

function* inCommand(build: BuildScript, command: Command): Generator<Unchecked> {
  const { name, args } = unwrap(command);
  const tool = commandName(name) ?? '';
  if (tool === 'apk' && isOfFiles(args)) return;
  const options = OPTIONS.filter((option) => option.tool.test(tool));
  for (const [index, word] of args.entries()) {
    const text = wordText(word);
    const next = args[index + 1];
    for (const { word: pattern, next: behind, letter, what } of options) {
      const isWhole = pattern.test(text) && (!behind || (next !== undefined && behind.test(wordText(next))));
      const isBundled =
        letter !== undefined && new RegExp(`^-[a-zA-Z]*${letter}`).test(text) && !/^-[oHdXuAe]/.test(text);
      if (isWhole) yield { build, command, tool, what, words: behind ? [word, next!] : [word] };
      else if (isBundled) yield { build, command, tool, what, words: [word], letter: letter! };
    }
  }
}

/** Whether a package manager is given files alone, which the build has made or downloaded. */
function isOfFiles(args: readonly Word[]): boolean {
  const names = args.map(wordText).filter((text) => !text.startsWith('-'));
  return names.length > 1 && names.slice(1).every((name) => name.endsWith('.apk'));
}

/** A variable that turns the look at certificates off, for every command that sees it. */
export interface UncheckedVariable {
  readonly name: string;
  readonly span: Span;
}

/** The variables, and the values that turn it off [git(1), Node.js CLI, PEP 493, pip, npm]. */
const VARIABLES: Readonly<Record<string, RegExp>> = {
  GIT_SSL_NO_VERIFY: /^(?!(?:0|false|no)?$)/i,
  NODE_TLS_REJECT_UNAUTHORIZED: /^0$/,
  PYTHONHTTPSVERIFY: /^0$/,
  PIP_TRUSTED_HOST: /./,
  UV_INSECURE_HOST: /./,
  NPM_CONFIG_STRICT_SSL: /^false$/i,
};

/** Every such variable that ENV, ARG or a script sets. */
export const uncheckedVariables = fact((source): readonly UncheckedVariable[] => {
  const { file } = source;
  const declared = file.instructions
    .filter(({ keyword }) => keyword === 'ENV' || keyword === 'ARG')
    .flatMap((one) => pairs(one, file.escape))
    .flatMap(({ key, value, span }) =>
      value && turnsOff(key, known(wordParts(value, file.escape))) ? [{ name: key, span }] : [],
    );
  const assigned = buildScripts(source).flatMap(({ script }) =>
    script.commands.flatMap(({ assignments }) =>
      assignments.flatMap(({ name, value, start, end }) =>
        turnsOff(name, value && known(value.parts)) ? [{ name, span: script.text.span(start, end) }] : [],
      ),
    ),
  );
  return [...declared, ...assigned];
});

function turnsOff(name: string, value: string | undefined): boolean {
  const key = name.toUpperCase();
  return value !== undefined && Object.hasOwn(VARIABLES, key) && VARIABLES[key]!.test(value);
}
