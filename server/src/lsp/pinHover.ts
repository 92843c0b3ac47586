import { type ClientCapabilities, type Hover, MarkupKind } from 'vscode-languageserver';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import { hashOf, type Pin, type UnknownPin, urlOf } from '../core/facts/pins/pins.ts';
import { questionKey } from '../core/sources.ts';
import type { Span } from '../core/text/span.ts';
import { judge, pinsOf } from '../core/verify.ts';
import { printable } from '../sources/print.ts';
import { age } from './age.ts';
import type { HoverProvider } from './assistants.ts';
import { toRange } from './convert.ts';
import type { Learned } from './learned.ts';
import type { Runtime } from './runtime.ts';
import type { Snapshot, Snapshots } from './snapshots.ts';

export interface PinHoverSources {
  readonly snapshots: Snapshots;
  readonly learned: Learned;
  readonly runtime: Runtime;
  readonly isTrusted: () => boolean;
}

/** Tells of a hash which file it is of, where the build compares it, and what is known of its size, source and age. */
export function pinHover(sources: PinHoverSources, { textDocument }: ClientCapabilities): HoverProvider {
  const isMarkdown = textDocument?.hover?.contentFormat?.includes(MarkupKind.Markdown) === true;
  const { code, plain } = isMarkdown ? MARKDOWN : PLAIN;
  return async ({ textDocument: { uri }, position }): Promise<Hover | undefined> => {
    const snapshot = await sources.snapshots.latest(uri);
    if (!snapshot) return undefined;
    const { document, subject } = snapshot;
    const offset = document.offsetAt(position);
    const holds = ({ start, end }: Span) => start <= offset && offset <= end;
    const meant = pinsOf(subject.text, subject.config).filter(({ places }) => places.some(holds));
    const place = meant[0]?.places.find(holds);
    if (!place) return undefined;
    const committed = await committedLine(sources, snapshot, document.getText(toRange(document, place)));
    const paragraphs = meant.flatMap((pin) => [
      plain(comparison(document, pin)),
      ...[urlOf(pin) ?? []].flat().map((url) => code(printable(url))),
      ...findings(sources.learned, pin).map(plain),
    ]);
    const value = [...paragraphs, ...committed.map(plain)].join('\n\n');
    const kind = isMarkdown ? MarkupKind.Markdown : MarkupKind.PlainText;
    return { contents: { kind, value }, range: toRange(document, place) };
  };
}

/** How text from a Dockerfile stands in the hover, so that it is nothing but text. */
const MARKDOWN = {
  plain: (text: string): string => text.replace(/[\\`*_{}[\]()#+.!|<>~&-]/g, '\\$&'),
  code: (text: string): string => `\`${text.replaceAll('`', '%60')}\``,
};
const PLAIN: typeof MARKDOWN = { plain: (text) => text, code: (text) => text };

const KINDS: Readonly<Record<number, string>> = {
  32: 'MD5',
  40: 'SHA-1',
  64: 'SHA-256',
  96: 'SHA-384',
  128: 'SHA-512',
};

function comparison(document: TextDocument, pin: Pin | UnknownPin): string {
  const kind = KINDS[hashOf(pin)?.length ?? 0] ?? 'hash';
  return `${pin.name}: the build compares its ${kind} on line ${document.positionAt(pin.check.start).line + 1}.`;
}

/** What is known of what the URL serves. */
function findings(learned: Learned, pin: Pin | UnknownPin): string[] {
  if ('why' in pin) return [`It cannot be compared here: ${pin.why}.`];
  const lesson = learned.of(pin.question);
  if (!lesson) return [];
  const { answer, at } = lesson;
  const { status, actual, reason } = judge(pin, new Map([[questionKey(pin.question), answer]]));
  if (status === 'gone') return [`Gone when it was asked for ${age(at)}: ${reason}.`];
  const source =
    'sha256' in answer
      ? ` (${answer.provenance.replace(/ just downloaded/, ' downloaded').replace(/: trust on first use$/, '')})`
      : '';
  if (status === 'mismatch')
    return [`Changed when it was compared ${age(at)}${source}: what is served has the SHA-256 ${actual}.`];
  return [`As pinned when it was compared ${age(at)}${source}.`];
}

async function committedLine(
  { runtime, isTrusted }: PinHoverSources,
  { place }: Snapshot,
  hash: string,
): Promise<string[]> {
  const date = place && isTrusted() ? await runtime.committedAt(place, hash) : undefined;
  return date ? [`Its line was last committed ${age(date)}, on ${date.toISOString().slice(0, 10)}.`] : [];
}
