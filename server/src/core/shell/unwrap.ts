import { known } from '../text/parts.ts';
import type { Command, Word } from './model.ts';

interface Wrapper {
  readonly valued: string;
  readonly operands?: number;
  readonly assignments?: true;
  /** The subcommand that runs another command. */
  readonly verb?: string;
}

/** Commands that run the command in their arguments: which of their options take a value, and how many operands stand before it. */
const WRAPPERS: Readonly<Record<string, Wrapper>> = {
  sudo: { valued: '-u -g -h -p -C -D -R -T --user --group --chdir', assignments: true },
  doas: { valued: '-u -C' },
  env: { valued: '-u -C -S --unset --chdir', assignments: true },
  time: { valued: '-o -f' },
  nice: { valued: '-n' },
  ionice: { valued: '-c -n' },
  nohup: { valued: '' },
  exec: { valued: '-a' },
  command: { valued: '' },
  builtin: { valued: '' },
  stdbuf: { valued: '-i -o -e' },
  eatmydata: { valued: '' },
  timeout: { valued: '-k -s --kill-after --signal', operands: 1 },
  gosu: { valued: '', operands: 1 },
  'su-exec': { valued: '', operands: 1 },
  busybox: { valued: '' },
  runuser: { valued: '-u -g -G --user --group' },
  chroot: { valued: '--userspec --groups', operands: 1 },
  setpriv: { valued: '--reuid --regid --groups --inh-caps --ambient-caps --bounding-set' },
  setarch: { valued: '', operands: 1 },
  linux32: { valued: '' },
  linux64: { valued: '' },
  flock: { valued: '-w -E --timeout', operands: 1 },
  conda: { valued: '-n -p --name --prefix --cwd', verb: 'run' },
  mamba: { valued: '-n -p --name --prefix --cwd', verb: 'run' },
  micromamba: { valued: '-n -p --name --prefix --cwd -r', verb: 'run' },
  poetry: { valued: '-C -P --directory', verb: 'run' },
  pipenv: { valued: '', verb: 'run' },
  pdm: { valued: '-p', verb: 'run' },
  uv: { valued: '-p --python --with --extra --group --directory --project --env-file', verb: 'run' },
  retry: { valued: '-t -d --times --delay' },
  travis_retry: { valued: '' },
  xargs: { valued: '-n -P -I -L -d -a -E -s -i --max-args --max-procs --replace --max-lines --delimiter --arg-file' },
};

/** The command that really runs: what stands behind `sudo`, `env A=b`, `time`, `xargs` and their like. */
export function unwrap(command: Command): Command {
  let { name, args } = command;
  for (let depth = 0; depth < 5; depth++) {
    const wrapper = WRAPPERS[commandName(name) ?? ''];
    if (!wrapper || !Object.hasOwn(WRAPPERS, commandName(name)!)) break;
    const next = innerCommand(commandName(name)!, args, wrapper);
    if (next === undefined) break;
    name = args[next];
    args = args.slice(next + 1);
  }
  return name === command.name ? command : { ...command, name, args };
}

function innerCommand(
  wrapper: string,
  args: readonly Word[],
  { valued, operands = 0, assignments, verb }: Wrapper,
): number | undefined {
  const takesValue = new Set(valued.split(' '));
  let left = verb ? 1 : operands;
  for (let index = 0; index < args.length; index++) {
    const text = wordText(args[index]!);
    if (wrapper === 'command' && /^-[vV]/.test(text)) return undefined;
    if (text.startsWith('-') && text !== '-') {
      if (takesValue.has(text)) index++;
    } else if (assignments && /^[A-Za-z_]\w*=/.test(text)) continue;
    else if (left-- <= 0) return index;
    else if (verb && text !== verb) return undefined;
  }
  return undefined;
}

/** The name of a program without its folder and `.exe`, in the author's case; undefined where only the build can tell. */
export function commandName(word: Word | undefined): string | undefined {
  const text = word && known(word.parts);
  return text === undefined ? undefined : text.replace(/^.*[\\/](?=[^\\/])/, '').replace(/\.exe$/i, '');
}

/** A word's text with variables kept as written. */
export const wordText = (word: Word): string =>
  word.parts.map((part) => (part.kind === 'variable' ? `\${${part.name}}` : part.text)).join('');
