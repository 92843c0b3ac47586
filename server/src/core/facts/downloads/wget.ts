import type { Word } from '../../shell/model.ts';
import type { Lookup } from '../../text/parts.ts';
import { baseName } from '../paths.ts';
import { expandUrl, optionText, withScheme } from './curl.ts';
import type { Fetch, Output, Resource } from './model.ts';
import { hasOption, lastOption, parseArguments, spread, urlOperands } from './options.ts';

/** Options of wget that take a value [wget(1); busybox wget]. `-nv` and its like are bundles that start with -n. */
export const VALUED: ReadonlySet<string> = new Set(
  (
    '-o -a -e -i -B -t -O -T -w -Q -P -U -l -A -R -D -I -X ' +
    '--output-file --append-output --execute --input-file --base --tries --output-document --timeout --dns-timeout --connect-timeout --read-timeout --wait --waitretry ' +
    '--quota --directory-prefix --user-agent --level --accept --reject --domains --header --user --password --http-user --http-password --ftp-user --ftp-password ' +
    '--post-data --post-file --body-data --body-file --method --referer --load-cookies --save-cookies --certificate --certificate-type --private-key --ca-certificate --ca-directory ' +
    '--secure-protocol --ciphers --limit-rate --cut-dirs --progress --bind-address --restrict-file-names --prefer-family --start-pos --max-redirect --local-encoding --default-page --retry-on-http-error --compression --hsts-file --crl-file --pinnedpubkey --egd-file --random-file --proxy-user --proxy-password --config --input-metalink --rejected-log --use-askpass --warc-file'
  ).split(' '),
);
/** These two-letter options are no bundles. */
const TWO_LETTERS = new Set(['-nc', '-nv', '-nd', '-nH', '-np']);
const PERSONAL = [
  '--header',
  '--user',
  '--password',
  '--http-user',
  '--http-password',
  '--ftp-user',
  '--load-cookies',
  '--certificate',
  '--ask-password',
  '--use-askpass',
];

const MORE = ['-r', '--recursive', '-m', '--mirror', '-p', '--page-requisites'];

/** Options by which folders are named by the URL, or headers stand in front of the file. */
const LAYOUT = ['-x', '--force-directories', '--protocol-directories', '--save-headers'];

/** wget saves `A%20B` as `A B`. */
function decoded(name: string): string {
  try {
    return decodeURIComponent(name);
  } catch {
    return name;
  }
}

/** What a wget command line fetches; undefined where it sends, only looks, or names no URL. */
export function wget(args: readonly Word[], lookup: Lookup): Fetch | undefined {
  const given = parseArguments(
    spread(args, lookup).filter(({ text }) => !TWO_LETTERS.has(text)),
    VALUED,
  );
  if (hasOption(given, '--spider', '--post-data', '--post-file', '-V', '--version', '--help')) return undefined;
  const method = lastOption(given, '--method')?.text?.toUpperCase();
  if (method && method !== 'GET') return undefined;
  const output = lastOption(given, '-O', '--output-document');
  const folder = lastOption(given, '-P', '--directory-prefix');
  const resources = urlOperands(given, lookup).map((word): Resource => {
    const { text, unknown } = expandUrl(word, lookup);
    const url = withScheme(text);
    return {
      url: word,
      text: url,
      unknown,
      output: output ? intoFile(optionText(output, lookup)) : intoFolder(word, url),
    };
  });
  const list = lastOption(given, '-i', '--input-file');
  if (list)
    resources.push({
      url: undefined,
      text: '',
      unknown: 'a list names the URLs',
      output: { kind: 'file', path: '*', written: undefined },
    });
  if (resources.length === 0) return undefined;
  return { tool: 'wget', kind: 'file', resources, personal: personalReason() };

  function intoFile(path: string): Output {
    if (path === '-' || path === '/dev/stdout') return { kind: 'stdout' };
    if (path === '/dev/null') return { kind: 'nowhere' };
    return {
      kind: 'file',
      path,
      written: output?.value && { from: 'word', word: output.value, offset: output.offset },
    };
  }

  function intoFolder(word: Word, url: string): Output {
    const into = folder ? `${optionText(folder, lookup)}/` : '';
    if (/\/(?:[?#]|$)/.test(url)) return { kind: 'file', path: `${into}index.html`, written: undefined };
    return {
      kind: 'file',
      path: into + (decoded(baseName(url.replace(/#.*$/, ''))) || 'index.html'),
      written: { from: 'url', url: word, folder },
    };
  }

  function personalReason(): string | undefined {
    if (args.some(({ text }) => /^(?:-nc|--no-clobber)$/.test(text))) return 'wget keeps a file that is there (-nc)';
    const more = MORE.find((name) => hasOption(given, name));
    if (more) return `wget fetches more than the URL (${more})`;
    if (hasOption(given, '--content-disposition', '--trust-server-names')) return 'the server names the file';
    const layout = LAYOUT.find((name) => hasOption(given, name));
    if (layout) return `what wget writes is not the file by its own name (${layout})`;
    if (output && resources.length > 1) return 'wget writes several files into one';
    const personal = PERSONAL.find((name) => hasOption(given, name));
    return personal && `wget sends more than the URL (${personal})`;
  }
}
