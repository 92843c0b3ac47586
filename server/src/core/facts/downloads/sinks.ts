import { isStandardInput, readsScript } from '../../shell/inner.ts';
import type { Command, Item, Node, Redirect, Word } from '../../shell/model.ts';
import { commandName, unwrap, wordText } from '../../shell/unwrap.ts';
import type { Download } from './model.ts';

/** What a pipe does with the bytes that enter it. */
export interface Sink {
  readonly kind: Exclude<Download['kind'], 'add' | 'git' | 'model' | 'package'> | 'verify';
  /** The file that they end up in, where a redirection or tee names it. */
  readonly redirect: Redirect | undefined;
  /** The program that reads them. */
  readonly reader?: string | undefined;
}

const UNPACKING =
  /^(?:b?tar|bsdtar|gtar|unzip|funzip|gunzip|gzip|zcat|bunzip2|bzip2|bzcat|lbzip2|pbzip2|xz|unxz|xzcat|lzma|unlzma|zstd|unzstd|zstdcat|lz4|cpio|ar|7z|7za|dpkg-deb|rpm2cpio|jar|pax)$/;
/** Programs that pick words or lines out of an answer: what they leave is a name or a version. */
const SELECTING = /^(?:jq|yq|grep|egrep|fgrep|cut|head|tail|awk|gawk|wc)$/;
const SHELL = /^(?:ba|da|a|k|z|mk)?sh$/;
/** What is done with a few words as with all of them. */
const RUNNING: ReadonlySet<string> = new Set(['execute', 'extract']);
const INTERPRETER = /^(?:python|pypy|php|node|nodejs|ruby|perl|deno|bun|lua|Rscript|guile|elixir|R|fish)[\d.]*$/;
const KEY_PLACE =
  /(?:^|\/)(?:keyrings?|trusted\.gpg(?:\.d)?|apk\/keys|rpm-gpg|pki|ca-certificates|ssl\/certs)(?:\/|$)|\.gpg$/;

/** What becomes of a command's standard output; undefined where it is only read for a word or two. */
export function sinkOf(command: Command): Sink | undefined {
  const own = command.redirects.find(isOutput);
  if (own) return fileSink(own);
  const behind = membersBehind(command.item, command);
  let selected = false;
  for (const member of behind.flatMap(commandsOf)) {
    if (member.type === 'command' && selects(member)) {
      selected = true;
      continue;
    }
    const kind = member.type === 'command' ? readerKind(member) : undefined;
    if (kind && (!selected || RUNNING.has(kind)))
      return {
        kind,
        redirect: undefined,
        reader: member.type === 'command' ? commandName(unwrap(member).name) : undefined,
      };
    const redirect = member.redirects.find(isOutput);
    if (selected) continue;
    if (redirect) return fileSink(redirect);
  }
  return behind.length === 0 ? substituted(command) : undefined;
}

/** Whether a program picks words out of what it reads; `grep -v` and `tail -n +2` leave most of it. */
function selects(command: Command): boolean {
  const { name, args } = unwrap(command);
  const program = commandName(name) ?? '';
  if (!SELECTING.test(program)) return false;
  const texts = args.map(wordText);
  if (/grep$/.test(program)) return !texts.some((text) => /^-[a-zA-Z]*v|^--invert-match$/.test(text));
  if (program === 'tail') return !texts.some((text) => text.startsWith('+'));
  return program !== 'head' || !texts.some((text) => /\d{2}/.test(text));
}

/** A group or subshell reads its input with the first of its commands that does. */
const commandsOf = (node: Node): readonly Node[] =>
  node.type === 'command'
    ? [node]
    : [...node.lists.flatMap(({ items }) => items.flatMap(({ pipeline }) => pipeline.flatMap(commandsOf))), node];

const isOutput = ({ operator, descriptor, target }: Redirect): boolean =>
  /^(?:>|>>|>\||&>)$/.test(operator) &&
  (descriptor === undefined || descriptor === 1) &&
  target !== undefined &&
  wordText(target) !== '/dev/null';

const fileSink = (redirect: Redirect): Sink => ({
  kind: isKeyPlace(wordText(redirect.target!)) ? 'key' : 'file',
  redirect,
});

/** Whether a path is one where package managers and TLS look for whom to trust. */
export const isKeyPlace = (path: string): boolean => KEY_PLACE.test(path);

/** The members of the pipe behind a command, through the groups and subshells that it stands in. */
function membersBehind(item: Item, node: { readonly start?: number } | Node): readonly Node[] {
  const at = item.pipeline.findIndex(
    (member) => member === node || ('start' in member && 'start' in node && member.start === node.start),
  );
  const behind = item.pipeline.slice(at + 1);
  if (behind.length > 0) return behind;
  const { owner } = item.list;
  if (owner?.kind !== 'subshell' && owner?.kind !== 'group') return [];
  const outer = owner.item.pipeline.find((member) => member.type === 'compound' && member.lists.includes(item.list));
  return outer ? membersBehind(owner.item, outer) : [];
}

function readerKind(command: Command): Sink['kind'] | undefined {
  const { name, args } = unwrap(command);
  const program = commandName(name) ?? '';
  const texts = args.map(wordText);
  if (/^(?:sha\d+sum|shasum|md5sum|b2sum)$/.test(program)) return 'verify';
  if (/^gpg2?v?$/.test(program))
    return texts.some((text) => /^(?:--verify|--decrypt|-[a-z]*d)$/.test(text)) ? 'verify' : 'key';
  if (program === 'apt-key' || (program === 'rpm' && texts.includes('--import')) || program === 'rpmkeys') return 'key';
  if (UNPACKING.test(program)) return 'extract';
  if (readsScript(command) || (INTERPRETER.test(program) && readsProgram(program, texts))) return 'execute';
  if (program === 'tee')
    return texts.some(isKeyPlace)
      ? 'key'
      : texts.some((text) => !text.startsWith('-') && text !== '/dev/null')
        ? 'file'
        : undefined;
  if (program === 'patch' || (program === 'git' && /^(?:apply|am)$/.test(texts[0] ?? ''))) return 'file';
  if (/^(?:mysql|mariadb|psql|sqlite3)$/.test(program)) return 'execute';
  if (/^(?:install|sponge)$/.test(program)) return 'file';
  if (program === 'dd') return texts.some((text) => text.startsWith('of=')) ? 'file' : undefined;
  return undefined;
}

/** The options by which an interpreter takes its program from the command line, or reads its input as data. */
const PROGRAM_OPTIONS: readonly (readonly [RegExp, RegExp])[] = [
  [/^(?:python|pypy)/, /^-[A-Za-z]*[cm]/],
  [/^php/, /^-[a-z]*[rBRFE]|^--(?:run|process-)/],
  [/^fish/, /^-c|^--command/],
  [/^(?:perl|ruby)/, /^-[A-Za-z0-9]*[eEnp]/],
  [/^(?:node|nodejs|deno|bun|lua|Rscript|guile|elixir|R)/, /^-[a-z]*[ep]|^--(?:eval|print)|^eval$/],
];

/** Whether an interpreter runs what it reads: its own options end at the first operand, behind which the program's stand. */
function readsProgram(program: string, texts: readonly string[]): boolean {
  const operand = texts.findIndex((text) => !text.startsWith('-') || isStandardInput(text));
  const own = operand < 0 ? texts : texts.slice(0, operand);
  const given = PROGRAM_OPTIONS.find(([name]) => name.test(program))?.[1];
  if (given && own.some((text) => given.test(text))) return false;
  return (
    operand < 0 ||
    isStandardInput(texts[operand]!) ||
    (texts[operand] === 'run' && texts.slice(operand).some(isStandardInput))
  );
}

/** The words that name the files which a pipe behind a command writes: redirections, tee, dd and gpg's output. */
export function outputWords(command: Command): Word[] {
  return membersBehind(command.item, command).flatMap((member) => {
    const redirected = member.redirects.filter(isOutput).flatMap(({ target }) => target ?? []);
    if (member.type !== 'command') return redirected;
    const { name, args } = unwrap(member);
    const program = commandName(name) ?? '';
    if (program === 'tee') return [...redirected, ...args.filter(({ text }) => !text.startsWith('-'))];
    const option = args.findIndex((word) => /^(?:-o|--output)$/.test(wordText(word)));
    return /^gpg2?$/.test(program) && args[option + 1] && option >= 0 ? [...redirected, args[option + 1]!] : redirected;
  });
}

/** The words whose substitutions a command reads: its arguments, `< <(…)` and `<<< "$(…)"`. */
const inputWords = ({ args, redirects }: Command): readonly Word[] => [
  ...args,
  ...redirects.flatMap(({ operator, target }) => (operator.startsWith('<') ? (target ?? []) : [])),
];

/**
 * Output that a substitution hands over: `sh -c "$(curl …)"`, `eval "$(curl …)"`, `bash <(curl …)`, `tar xz <(curl …)`,
 * or by way of a command that writes it: `echo "$(curl …)" > file`.
 */
function substituted(command: Command): Sink | undefined {
  const { list } = command.item;
  if (list.owner?.kind !== 'substitution') return undefined;
  const host = list.owner.item.pipeline.find(
    (node): node is Command =>
      node.type === 'command' && inputWords(node).some(({ substitutions }) => substitutions.includes(list)),
  );
  const word = host && inputWords(host).find(({ substitutions }) => substitutions.includes(list));
  if (!host || !word || !/^["']?(?:\$\(|`|<\()/.test(word.text)) return undefined;
  const { name, args } = unwrap(host);
  const program = commandName(name) ?? '';
  if (program === 'eval' || program === 'source' || program === '.' || SHELL.test(program) || INTERPRETER.test(program))
    return { kind: 'execute', redirect: undefined, reader: program === '.' ? 'the shell' : program };
  if (word.text.startsWith('<(')) {
    const kind = program === 'cat' ? undefined : readerKind(host);
    return kind ? { kind, redirect: undefined, reader: program } : program === 'cat' ? sinkOf(host) : undefined;
  }
  const isWritten =
    /^(?:echo|printf)$/.test(program) && args.filter(({ text }) => !/^-\w+$|^["']?%s/.test(text)).length === 1;
  return isWritten ? sinkOf(host) : undefined;
}
