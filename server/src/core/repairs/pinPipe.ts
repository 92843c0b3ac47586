import type { Download } from '../facts/downloads/model.ts';
import { lastOption, type Option, parseArguments } from '../facts/downloads/options.ts';
import { baseName } from '../facts/paths.ts';
import type { Source } from '../rule.ts';
import type { Command, Word } from '../shell/model.ts';
import { commandName, unwrap } from '../shell/unwrap.ts';
import type { Edit } from '../text/span.ts';
import { linkBehind } from './chain.ts';
import { checkCommand, declareHashes, type Pin, questionsOf, targets } from './pin.ts';
import { escaped } from './quoting.ts';

/**
 * Pins what is piped into another program: downloaded to a file, verified, and only then read by the same
 * program from its standard input, so that its own options stay as they are.
 */
export function pinPipe(source: Source, download: Download): Pin {
  const { run } = download;
  const wanted = targets(source, download);
  if ('obstacle' in wanted) return wanted;
  const [target] = wanted;
  if (!run || !target || wanted.length > 1) return { obstacle: 'several downloads enter one pipe' };
  const { build, command } = run;
  const { item, script } = command;
  const reader = item.pipeline[1];
  if (script.form === 'exec' || item.pipeline[0] !== command || reader?.type !== 'command')
    return { obstacle: 'it does not stand at the head of a plain pipe' };
  if (command.redirects.some(({ operator }) => operator.startsWith('>&') || operator === '&>'))
    return { obstacle: 'its output is redirected' };
  const link = linkBehind(source, build, item);
  if ('obstacle' in link) return link;
  const path = `/tmp/${fileName(target.file.resource.text)}`;
  const toFile = writeToFile(command, path);
  if (!toFile) return { obstacle: 'its options do not say where a file could be named' };
  const { text } = script;
  // Where a statement's failure is passed over, the last of them has to keep the reader's status.
  const last = link.mode === 'statement' && link.errexit !== 'on' ? ' && ' : link.separator;
  const input = ` < ${path}`;
  const isLast = reader.end === item.end;
  return {
    ...questionsOf([target]),
    edits: (answers): Edit[] => [
      ...declareHashes(source, download, target, answers),
      toFile,
      {
        span: { start: text.after(command.end), end: text.span(reader.start, reader.start).start },
        text:
          link.separator +
          text.encode(link.guard(checkCommand(source, build, target, escaped(path), answers))) +
          link.separator,
      },
      ...(isLast ? [] : [text.insertAfter(reader.end, input)]),
      ...link.append(`${isLast ? input : ''}${last}rm ${path}`),
    ],
  };
}

/** A name for the file that stays clear of the shell's own characters. */
const fileName = (url: string): string => baseName(url.replace(/[?#].*$/, '')).replace(/[^\w.+-]/g, '_') || 'download';

/** The edit that makes curl or wget write to a file instead of its standard output. */
function writeToFile(command: Command, path: string): Edit | undefined {
  const { name, args } = unwrap(command);
  const tool = commandName(name);
  const given = parseArguments(
    args,
    tool === 'curl' ? new Set(['-o', '--output']) : new Set(['-O', '--output-document']),
  );
  const option = tool === 'curl' ? lastOption(given, '-o', '--output') : lastOption(given, '-O', '--output-document');
  if (option) return replaceDash(command, option, path);
  const last = args[args.length - 1];
  return tool === 'curl' && last ? command.script.text.insertAfter(last.end, ` -o ${path}`) : undefined;
}

function replaceDash({ script }: Command, { value, offset }: Option, path: string): Edit | undefined {
  if (!value || dashOf(value, offset) === undefined) return undefined;
  const glued = offset > 0 && !value.text.startsWith('--');
  return script.text.replace(value.start + offset, value.end, glued ? ` ${path}` : path);
}

const dashOf = (word: Word, offset: number): string | undefined =>
  /^(?:-|\/dev\/stdout)$/.test(word.text.slice(offset)) ? word.text : undefined;
