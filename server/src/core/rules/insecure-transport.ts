import { downloads } from '../facts/downloads/downloads.ts';
import type { Download, DownloadedFile } from '../facts/downloads/model.ts';
import { urlFile } from '../facts/paths.ts';
import { type Unchecked, uncheckedConnections, uncheckedVariables } from '../facts/uncheckedConnections.ts';
import type { Obstacle } from '../repairs/chain.ts';
import { removeOption } from '../repairs/removeOption.ts';
import { type UrlPlace, urlPlace } from '../repairs/urlPlace.ts';
import type { Finding, Fix, Rule, Source } from '../rule.ts';
import { wordSpan } from '../shell/model.ts';
import { answerIn, type Question } from '../sources.ts';
import type { Edit } from '../text/span.ts';

/** Finds connections that anybody on the line can change: without TLS, or without a look at who answers. */
export const insecureTransport: Rule = {
  id: 'insecure-transport',
  summary: 'What a build downloads comes over a connection that nobody else can change.',
  severity: 'warning',
  *check(source) {
    for (const download of downloads(source))
      for (const file of download.files) if (isPlain(file)) yield plain(source, download, file);
    for (const unchecked of uncheckedConnections(source)) yield blind(source, unchecked);
    for (const { name, span } of uncheckedVariables(source))
      yield {
        span,
        message: `${name} lets every command that sees it take whoever answers for the server, so anybody on the line can replace what it gets; take it away, and add the server's certificate authority if it has one of its own`,
      };
  },
};

/** Hosts inside a company or a machine: who serves them decides about TLS. */
const INTERNAL =
  /^(?:[^.]*|10\.[\d.]+|192\.168\.[\d.]+|172\.(?:1[6-9]|2\d|3[01])\.[\d.]+|.*\.(?:local|internal|intranet|lan|corp|home|localhost))$/i;

function isPlain({ resource }: DownloadedFile): boolean {
  const host = /^http:\/\/(?:[^/@]*@)?([^/:?#]*)/i.exec(resource.text)?.[1];
  return host !== undefined && !host.includes('$') && !INTERNAL.test(host);
}

/** A download over http. */
function plain(source: Source, download: Download, file: DownloadedFile): Finding {
  const { resource, verified } = file;
  const place = urlPlace(source, download, file);
  const name = urlFile(resource.text) || 'a file';
  const message = `${name} is fetched over http, so whoever is on the line ${stake(verified, 'it')}; ask for it over https`;
  const edit = secured(
    download,
    resource.text,
    resource.unknown ?? (resource.platforms && 'the URL differs from platform to platform'),
    place,
  );
  return {
    span: place?.span ?? download.span,
    ...severity(verified),
    ...('obstacle' in edit
      ? { message: `${message} (no fix is offered: ${edit.obstacle})` }
      : { message, fixes: [toHttps(download, resource.text, edit)] }),
  };
}

function secured(
  { kind }: Download,
  url: string,
  unknown: string | undefined,
  place: UrlPlace | undefined,
): Edit | Obstacle {
  if (kind === 'git') return { obstacle: 'whether its server answers over https as well is not known here' };
  if (unknown) return { obstacle: `only the build knows the URL: ${unknown}` };
  if (!place) return { obstacle: 'no single word names the URL' };
  const start = place.text.text.search(/http:\/\//i);
  if (start < 0) {
    const isBare = !/:\/\//.test(place.text.text) && !/^["']?\$/.test(place.text.text) && /^http:/.test(url);
    const quote = /^["']/.test(place.text.text) ? 1 : 0;
    return isBare
      ? place.text.replace(quote, quote, 'https://')
      : { obstacle: 'a variable holds that part of the URL' };
  }
  return place.text.replace(start, start + 'http'.length, 'https');
}

function toHttps({ stage }: Download, url: string, edit: Edit): Fix {
  const question: Question = { kind: 'secure', url: url.replace(/#.*$/, '') };
  return {
    key: `insecure-transport ${stage.name ?? stage.index} ${url}`,
    title: 'Ask over https, where the same bytes come',
    safety: 'review',
    reason: 'an image without certificate authorities (ca-certificates) cannot ask over https',
    needs: [question],
    edits: (answers) => (answerIn(answers, question) ? [edit] : []),
  };
}

/** What somebody on the line can do: to what is verified, not much. */
const stake = (verified: boolean, what: string): string =>
  verified ? 'can stop the build at its check' : `can replace ${what}`;

const severity = (verified: boolean): Pick<Finding, 'severity'> => (verified ? { severity: 'information' } : {});

/** Whether the bytes are verified, whoever sent them. */
function isVerified(source: Source, { command }: Unchecked): boolean {
  const download = downloads(source).find(({ run }) => run?.command === command);
  return download?.files.every((file) => file.verified) ?? false;
}

/** An option that lets anybody answer. */
function blind(source: Source, unchecked: Unchecked): Finding {
  const verified = isVerified(source, unchecked);
  const { command, tool, words, letter, what } = unchecked;
  const option = letter ? `-${letter}` : words.map(({ text }) => text).join(' ');
  const message =
    what === 'certificate'
      ? `${option} lets ${tool} take whoever answers for the server, so anybody on the line ${stake(verified, 'what it gets')}; take it away, and add the server's certificate authority if it has one of its own`
      : `${option} lets ${tool} install packages that nobody signed; take it away, and add the key of the repository`;
  const edits = removeOption(unchecked);
  const found = { span: wordSpan(words[0]!), ...severity(verified) };
  if ('obstacle' in edits) return { ...found, message: `${message} (no fix is offered: ${edits.obstacle})` };
  const fix: Fix = {
    key: `insecure-transport ${tool} ${command.script.text.text.slice(command.start, command.end)} ${option}`,
    title: `Take ${option} away`,
    safety: 'review',
    reason:
      what === 'certificate'
        ? 'the certificate may be one that the image does not trust'
        : 'the repository may not be signed',
    edits: () => edits,
  };
  return { ...found, message, fixes: [fix] };
}
