import { type Word, wordSpan } from '../../shell/model.ts';
import { wordText } from '../../shell/unwrap.ts';
import type { Lookup } from '../../text/parts.ts';
import { baseName } from '../paths.ts';
import { expandUrl, optionText } from './curl.ts';
import { COMMIT } from './git.ts';
import type { Fetch, Output, Resource } from './model.ts';
import { lastOption, type Option, parseArguments } from './options.ts';

const URL = /^[a-z][a-z0-9+.-]*:\/\//i;

/** aria2c and axel: `-d` is the folder, `-o` the name. */
export function aria(tool: string, args: readonly Word[], lookup: Lookup): Fetch | undefined {
  const given = parseArguments(
    args,
    new Set([
      '-o',
      '-d',
      '-x',
      '-s',
      '-k',
      '-j',
      '-i',
      '-n',
      '-H',
      '-U',
      '--out',
      '--dir',
      '--split',
      '--input-file',
      '--header',
      '--output',
      '--checksum',
    ]),
  );
  const checksum = lastOption(given, '--checksum');
  const name = lastOption(given, '-o', '--out', '--output');
  const folder = lastOption(given, '-d', '--dir');
  const into = folder ? `${optionText(folder, lookup)}/` : '';
  const resources = given.operands.map((url) =>
    resource(
      url,
      lookup,
      (text): Output => ({
        kind: 'file',
        path: into + (name ? optionText(name, lookup) : baseName(text)),
        written: name?.value
          ? { from: 'word', word: name.value, offset: name.offset, folder }
          : { from: 'url', url, folder },
      }),
    ),
  );
  const fetch = fetched(tool, resources.filter(isRemote));
  const compared = checksum?.value && {
    hash: optionText(checksum, lookup).replace(/^.*=/, ''),
    check: wordSpan(checksum.value),
  };
  return fetch && compared ? { ...fetch, compared } : fetch;
}

/** Tools of a store that copy objects out of it: gsutil, aws s3, gcloud storage, azcopy, gdown, huggingface-cli. */
export function store(tool: string, args: readonly Word[], lookup: Lookup): Fetch | undefined {
  const texts = args.map(wordText);
  switch (tool) {
    case 'gsutil':
      return /^(?:cp|rsync)$/.test(firstOperand(texts)) ? sources('gsutil', args, lookup, /^gs:\/\//) : undefined;
    case 'aws':
      return texts.includes('s3') && texts.some((text) => /^(?:cp|sync|mv)$/.test(text))
        ? sources('aws s3', args, lookup, /^s3:\/\//)
        : undefined;
    case 'gcloud':
      return texts.includes('storage') && texts.includes('cp')
        ? sources('gcloud storage', args, lookup, /^gs:\/\//)
        : undefined;
    case 'gdown':
      return googleDrive(args, lookup);
    case 'hf':
    case 'huggingface-cli':
      return firstOperand(texts) === 'download' ? hub(args.slice(1), lookup) : undefined;
    default:
      return undefined;
  }
}

/** gdown is given a URL or an id, and the file by -O. */
function googleDrive(args: readonly Word[], lookup: Lookup): Fetch | undefined {
  const given = parseArguments(args, new Set(['-O', '--output', '--id', '--format', '--proxy', '--speed']));
  const target = lastOption(given, '-O', '--output');
  const [url] = [
    ...given.operands,
    ...given.options.flatMap(({ name, value }) => (name === '--id' && value ? [value] : [])),
  ];
  if (!url) return undefined;
  const output = (text: string): Output => ({
    kind: 'file',
    path: target ? optionText(target, lookup) : baseName(text),
    written: undefined,
  });
  return { ...fetched('gdown', [resource(url, lookup, output)])!, personal: 'Google Drive answers in several steps' };
}

/** A revision of 40 hexadecimal digits names the content itself: nothing is left to trust. */
function hub(args: readonly Word[], lookup: Lookup): Fetch | undefined {
  const given = parseArguments(
    args,
    new Set([
      '--repo-type',
      '--revision',
      '--include',
      '--exclude',
      '--cache-dir',
      '--local-dir',
      '--token',
      '--max-workers',
    ]),
  );
  const revision = lastOption(given, '--revision');
  const [name, file] = given.operands;
  const folder = lastOption(given, '--local-dir');
  if (!name || (revision && COMMIT.test(optionText(revision, lookup)))) return undefined;
  const kind = lastOption(given, '--repo-type')?.text;
  const { text, unknown } = expandUrl(name, lookup);
  const found: Resource = {
    url: revision?.value ?? name,
    text: `https://huggingface.co/${kind === undefined || kind === 'model' ? '' : `${kind}s/`}${text}`,
    unknown,
    output: intoFolder(folder, file ? wordText(file) : baseName(text), lookup),
    repository: revision?.value
      ? { ref: optionText(revision, lookup), start: revision.offset, end: revision.value.text.length, joint: '' }
      : { ref: undefined, start: name.text.length, end: name.text.length, joint: ' --revision ' },
  };
  return { tool: 'the Hugging Face client', kind: 'model', resources: [found], personal: 'it fetches a repository' };
}

const intoFolder = (folder: Option | undefined, name: string, lookup: Lookup): Output => ({
  kind: 'file',
  path: folder ? `${optionText(folder, lookup)}/${name}` : name,
  written: undefined,
});

function sources(tool: string, args: readonly Word[], lookup: Lookup, scheme: RegExp): Fetch | undefined {
  const last = args.findLast((word) => !wordText(word).startsWith('-'));
  const target = last ? expandUrl(last, lookup).text : '';
  const output = (text: string): Output => ({
    kind: 'file',
    path: /(?:^|\/)\.?$/.test(target) ? `${target}/${baseName(text)}` : target,
    written: undefined,
  });
  const remote = args.map((url) => resource(url, lookup, output)).filter(({ text }) => scheme.test(text));
  if (remote.length === 0 || scheme.test(target)) return undefined;
  return { ...fetched(tool, remote)!, personal: `${tool} is no client that a hash could be asked with` };
}

const firstOperand = (texts: readonly string[]): string => texts.find((text) => !text.startsWith('-')) ?? '';

/** Where bytes go that a tool names by itself. */
export const unnamed = (text: string): Output => ({ kind: 'file', path: baseName(text), written: undefined });

/** A URL and where its bytes go. */
export function resource(url: Word, lookup: Lookup, output: (text: string) => Output): Resource {
  const { text, unknown } = expandUrl(url, lookup);
  return { url, text, unknown, output: output(text.replace(/[?#].*$/, '')) };
}

const isRemote = ({ text }: Resource): boolean => URL.test(text) || text.includes('$');

const fetched = (tool: string, resources: readonly Resource[]): Fetch | undefined =>
  resources.length > 0 ? { tool, kind: 'file', resources, personal: undefined } : undefined;
