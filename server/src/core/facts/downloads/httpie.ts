import type { Word } from '../../shell/model.ts';
import { wordText } from '../../shell/unwrap.ts';
import type { Lookup } from '../../text/parts.ts';
import { urlFile } from '../paths.ts';
import { expandUrl, optionText } from './curl.ts';
import type { Fetch, Output } from './model.ts';
import { hasOption, lastOption, parseArguments } from './options.ts';

/** Options of HTTPie and of xh that take a value [http --help]. */
const VALUED = new Set(
  '-o --output -a --auth -A --auth-type -s --style -p --print -P --history-print --format-options --pretty --session --session-read-only --timeout --max-redirects --max-headers --proxy --verify --ssl --ciphers --cert --cert-key --default-scheme --boundary --raw --bearer --response-charset --response-mime'.split(
    ' ',
  ),
);
const SENDING = ['-f', '--form', '--multipart', '--raw', '-I', '--offline'];

/** What a command line of HTTPie fetches: `[METHOD] URL [ITEM…]`; undefined where it sends, or only shows. */
export function httpie(tool: string, args: readonly Word[], lookup: Lookup): Fetch | undefined {
  const given = parseArguments(args, VALUED);
  const [first, ...others] = given.operands;
  const isMethod = first !== undefined && /^[A-Z]+$/.test(first.text);
  const [url, ...items] = isMethod ? others : given.operands;
  if (!url || (isMethod && first.text !== 'GET') || hasOption(given, ...SENDING)) return undefined;
  const sends = items.map(wordText).filter((item) => !item.includes('=='));
  if (sends.some((item) => /[=@]/.test(item))) return undefined;
  const { text, unknown } = expandUrl(url, lookup);
  const full = /^[a-z]+:\/\/|^\$/i.test(text)
    ? text
    : `${/s$/.test(tool) ? 'https' : 'http'}://${text.replace(/^:(?=\d)/, 'localhost:')}`;
  const target = lastOption(given, '-o', '--output');
  const downloads = hasOption(given, '-d', '--download');
  const output: Output = target
    ? {
        kind: 'file',
        path: optionText(target, lookup),
        written: target.value && { from: 'word', word: target.value, offset: target.offset },
      }
    : downloads
      ? { kind: 'file', path: urlFile(full), written: { from: 'url', url, folder: undefined } }
      : { kind: 'stdout' };
  const personal = hasOption(given, '-a', '--auth', '--session', '--cert', '--bearer') || sends.length > 0;
  return {
    tool,
    kind: 'file',
    resources: [{ url, text: full, unknown, output }],
    personal: personal
      ? `${tool} sends more than the URL`
      : downloads && !target
        ? 'the server names the file'
        : undefined,
    staysPut: !downloads && !hasOption(given, '-F', '--follow'),
  };
}
