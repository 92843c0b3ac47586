import type { Command, Word } from '../../shell/model.ts';
import { wordText } from '../../shell/unwrap.ts';
import type { Lookup } from '../../text/parts.ts';
import { LIBRARIES, LIBRARY_COMMANDS } from './libraries.ts';
import type { Fetch, Output, Resource } from './model.ts';
import { HASHING } from './verifications.ts';

/** Calls that fetch a URL and, where they name one, the file that they write. */
const FETCHING =
  /\b(?:copy|urlretrieve|file_get_contents|urlopen|requests\.get|URI\.open|open|get(?:store)?|https?\.get|fetch)\s*\(?\s*["']((?:https?|ftp):\/\/[^"'\s]+)["'](?:\s*,\s*["']([^"']+)["'])?/g;

/** Calls whose answer is only in memory, and what code does that keeps or runs it. */
const READING = /^(?:file_get_contents|urlopen|requests\.get|URI\.open|open|https?\.get|get|fetch)\b/;
const KEEPING = /\b(?:write|exec|eval|extract|extractall|file_put_contents|copyfileobj|writeFile\w*|pipe|save)\b/;

/** What code in another language fetches, given as an option (`python -c`, `php -r`) or a here-document. */
export function codeFetch(command: Command, args: readonly Word[], tool: string, lookup: Lookup): Fetch | undefined {
  const code = codeOf(command, args, tool);
  if (code === undefined) return undefined;
  if (HASHING.test(code)) return undefined;
  return urlFetch(code, tool) ?? (/^(?:i?python|pypy)[\d.]*$/.test(tool) ? libraryFetch(code, lookup) : undefined);
}

function codeOf(command: Command, args: readonly Word[], tool: string): string | undefined {
  const texts = args.map(wordText);
  const module = texts.indexOf('-m');
  if (module >= 0 && tool.startsWith('python')) return texts.slice(module + 1).join(' ');
  const flag = texts.findIndex((text) => /^(?:-[a-z]*[cre]|--eval|--run)$/.test(text));
  if (flag >= 0) return texts[flag + 1];
  const heredoc = command.redirects.find((redirect) => redirect.heredoc)?.heredoc;
  return heredoc && command.script.text.text.slice(heredoc.start, heredoc.end);
}

function urlFetch(code: string, tool: string): Fetch | undefined {
  if (/load_state_dict_from_url/.test(code)) return undefined;
  const matches = [...code.matchAll(FETCHING)].filter((match) => !READING.test(match[0]) || KEEPING.test(code));
  const last = matches.at(-1);
  if (!last) return undefined;
  const isLast = /^\s*\)?\s*;?\s*$/.test(code.slice(last.index + last[0].length));
  const resources = matches.map(([, url = '', target]): Resource => {
    const isPlain = isLast && target !== undefined && /^[\w./+-]+$/.test(target);
    const written = isPlain ? ({ from: 'library', path: target } as const) : undefined;
    return {
      url: undefined,
      text: url,
      unknown: undefined,
      output: { kind: 'file', path: target ?? '${unknown}', written },
    };
  });
  return { tool, kind: 'file', resources, personal: undefined };
}

/** What a library's own command fetches: `spacy download en_core_web_sm`. */
export function libraryCommand(tool: string, args: readonly Word[]): Fetch | undefined {
  const command = Object.hasOwn(LIBRARY_COMMANDS, tool) ? LIBRARY_COMMANDS[tool] : undefined;
  if (!command?.words.test(args.map(wordText).join(' '))) return undefined;
  return { tool: command.name, kind: 'model', resources: [unknownModel(command.name)], personal: undefined };
}

/** A file that a library chooses by itself. */
const unknownModel = (name: string): Resource => ({
  url: undefined,
  text: '',
  unknown: `${name} itself chooses the file and where it goes`,
  output: { kind: 'file', path: '${unknown}', written: undefined },
});

/** Every model that the code asks a library for; one that the table does not know leaves the fetch without a fix. */
function libraryFetch(code: string, lookup: Lookup): Fetch | undefined {
  const calls = LIBRARIES.flatMap((library) =>
    [...code.matchAll(new RegExp(library.call, 'g'))].map((call) => ({
      library,
      at: call.index,
      model: library.model?.(call, code.slice(call.index), lookup),
    })),
  ).toSorted((a, b) => a.at - b.at);
  const [first] = calls;
  if (!first) return undefined;
  const resources = calls.map(({ library, model }): Resource => {
    if (!model) return unknownModel(library.name);
    const output: Output = { kind: 'file', path: model.path, written: { from: 'library', path: model.path } };
    return { url: undefined, text: model.url, unknown: undefined, output };
  });
  return { tool: first.library.name, kind: 'model', resources, personal: undefined, ownCheck: first.library.ownCheck };
}
