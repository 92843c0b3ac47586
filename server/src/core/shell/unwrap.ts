import { known } from '../text/parts.ts';
import type { Command, Word } from './model.ts';

/** Commands that run the command in their arguments: which of their options take a value, and how many operands stand before it. */
const WRAPPERS: Readonly<
  Record<string, { readonly valued: string; readonly operands?: number; readonly assignments?: true }>
> = {
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
  { valued, operands = 0, assignments }: (typeof WRAPPERS)[string],
): number | undefined {
  const takesValue = new Set(valued.split(' '));
  let left = operands;
  for (let index = 0; index < args.length; index++) {
    const text = wordText(args[index]!);
    if (wrapper === 'command' && /^-[vV]/.test(text)) return undefined;
    if (text.startsWith('-') && text !== '-') {
      if (takesValue.has(text)) index++;
    } else if (assignments && /^[A-Za-z_]\w*=/.test(text)) continue;
    else if (left-- <= 0) return index;
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
