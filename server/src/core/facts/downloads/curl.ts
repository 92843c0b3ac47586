import type { Word } from '../../shell/model.ts';
import { type Expanded, expand, type Lookup } from '../../text/parts.ts';
import { urlFile } from '../paths.ts';
import type { Fetch, Output, Resource } from './model.ts';
import { hasOption, lastOption, type Option, parseArguments, spread, urlOperands } from './options.ts';

/** Options of curl that take a value [curl.1]. */
export const VALUED: ReadonlySet<string> = new Set(
  (
    '-A -b -c -C -d -D -e -E -F -h -H -K -m -o -P -Q -r -t -T -u -U -w -x -X -y -Y -z ' +
    '--user-agent --cookie --cookie-jar --continue-at --data --data-ascii --data-binary --data-raw --data-urlencode --dump-header --referer --cert ' +
    '--form --form-string --header --config --max-time --output --output-dir --ftp-port --quote --range --upload-file --user --proxy-user --write-out ' +
    '--proxy --request --speed-limit --speed-time --time-cond --url --url-query --connect-timeout --retry --retry-delay --retry-max-time --cacert --capath ' +
    '--cert-type --key --key-type --pass --ciphers --tls13-ciphers --tls-max --tlsuser --tlspassword --proto --proto-default --proto-redir --resolve --connect-to ' +
    '--interface --limit-rate --max-filesize --max-redirs --noproxy --preproxy --socks4 --socks4a --socks5 --socks5-hostname --unix-socket --abstract-unix-socket ' +
    '--stderr --trace --trace-ascii --keepalive-time --local-port --dns-servers --oauth2-bearer --json --aws-sigv4 --crlfile --curves --expect100-timeout ' +
    '--happy-eyeballs-timeout-ms --hostpubmd5 --hostpubsha256 --netrc-file --parallel-max --pinnedpubkey --proxy-cacert --proxy-header --rate --etag-save --etag-compare --variable --create-file-mode ' +
    '--doh-url --hsts --alt-svc --proxy-user --proxy-cert --proxy-key --proxy1.0 --delegation --engine --ftp-account --ftp-method --login-options --pubkey --sasl-authzid --service-name --tls-max --trace-config --dns-interface --dns-ipv4-addr --dns-ipv6-addr --ipfs-gateway --haproxy-clientip --krb --libcurl'
  ).split(' '),
);
const SENDING = [
  '-d',
  '--data',
  '--data-ascii',
  '--data-binary',
  '--data-raw',
  '--data-urlencode',
  '-F',
  '--form',
  '--form-string',
  '-T',
  '--upload-file',
  '--json',
];
const PERSONAL = [
  '-u',
  '--user',
  '-H',
  '--header',
  '-b',
  '--cookie',
  '-n',
  '--netrc',
  '--netrc-file',
  '--oauth2-bearer',
  '-E',
  '--cert',
  '--aws-sigv4',
];
/** Options by which headers stand in front of the file, or a part of it is all that comes. */
const PARTIAL = ['-i', '--include', '--show-headers', '-r', '--range'];
const OUTPUTS = new Set(['-o', '--output', '-O', '--remote-name']);

/** What a curl command line fetches; undefined where it sends, asks for headers alone, or names no URL. */
export function curl(args: readonly Word[], lookup: Lookup): Fetch | undefined {
  const given = parseArguments(spread(args, lookup), VALUED);
  if (hasOption(given, ...SENDING) && !hasOption(given, '-G', '--get')) return undefined;
  if (hasOption(given, '-I', '--head', '-V', '--version', '--unix-socket')) return undefined;
  const method = lastOption(given, '-X', '--request')?.text?.toUpperCase();
  if (method && method !== 'GET') return undefined;
  const named = given.options.filter(({ name, value }) => name === '--url' && value);
  const urls = [
    ...named.map(({ value, offset }) => ({ word: value!, offset })),
    ...urlOperands(given, lookup).map((word) => ({ word, offset: 0 })),
  ].sort((a, b) => a.word.start - b.word.start);
  if (urls.length === 0) return undefined;
  const outputs = given.options.filter(({ name }) => OUTPUTS.has(name));
  const all = hasOption(given, '--remote-name-all');
  const folder = lastOption(given, '--output-dir');
  const resources = urls.map(({ word, offset }, index): Resource => {
    const { text, unknown } = expandUrl(word, lookup);
    const url = withScheme(text.slice(offset));
    const glob =
      /[{[]/.test(text.replaceAll('${', '')) && !hasOption(given, '-g', '--globoff')
        ? 'curl expands its braces'
        : undefined;
    return {
      url: word,
      text: url,
      unknown: unknown ?? glob,
      output: outputOf(outputs[index], all, word, url, folder, lookup),
    };
  });
  const renamed = hasOption(given, '-J', '--remote-header-name') ? 'the server names the file (-J)' : undefined;
  const personal = PERSONAL.find((name) => hasOption(given, name));
  const partial = PARTIAL.find((name) => hasOption(given, name));
  const queries = hasOption(given, ...SENDING) || hasOption(given, '--url-query');
  return {
    tool: 'curl',
    kind: 'file',
    resources,
    personal:
      renamed ??
      (personal && `curl sends more than the URL (${personal})`) ??
      (queries ? 'curl puts data behind the URL' : undefined) ??
      (partial && `what curl writes is not the file (${partial})`),
    staysPut: !hasOption(given, '-L', '--location', '--location-trusted'),
  };
}

function outputOf(
  option: Option | undefined,
  all: boolean,
  url: Word,
  text: string,
  folder: Option | undefined,
  lookup: Lookup,
): Output {
  const into = folder ? `${optionText(folder, lookup)}/` : '';
  if (option && (option.name === '-o' || option.name === '--output')) {
    const path = optionText(option, lookup);
    if (path === '-' || path === '/dev/stdout') return { kind: 'stdout' };
    if (path === '/dev/null') return { kind: 'nowhere' };
    const written = option.value && ({ from: 'word', word: option.value, offset: option.offset, folder } as const);
    return { kind: 'file', path: into + path, written };
  }
  if (!option && !all) return { kind: 'stdout' };
  return { kind: 'file', path: into + urlFile(text), written: { from: 'url', url, folder } };
}

/** An option's value as far as the file says. */
export const optionText = (option: Option, lookup: Lookup): string =>
  option.value ? expand(option.value.parts, lookup).text.slice(option.offset) : '';

/** A URL as far as the file says: a `?` in it is no glob, for no file has its name. */
export const expandUrl = ({ parts }: Word, lookup: Lookup): Expanded =>
  expand(
    parts.map((part) =>
      part.kind === 'dynamic' && part.text === '?' ? { kind: 'text', text: '?', quoted: false } : part,
    ),
    lookup,
  );

/** curl and wget take a URL without a scheme for http. */
export const withScheme = (text: string): string => (/^[a-z][a-z0-9+.-]*:|^\$/i.test(text) ? text : `http://${text}`);
