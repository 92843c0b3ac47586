import {
  type ClientCapabilities,
  type CompletionItem,
  CompletionItemKind,
  InsertTextFormat,
  type MarkupContent,
  MarkupKind,
  type TextDocumentPositionParams,
} from 'vscode-languageserver';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import { completeLabel } from '../core/assist/labelCompletion.ts';
import { labelHover } from '../core/assist/labelHover.ts';
import type { Completion } from '../core/assist/model.ts';
import type { Source } from '../core/rule.ts';
import { completeLook } from '../project/complete.ts';
import type { Assistant } from './assistants.ts';
import { toRange } from './convert.ts';
import type { Snapshot, Snapshots } from './snapshots.ts';

/** Explains and completes labels. */
export function labelAssistant(snapshots: Snapshots, { textDocument }: ClientCapabilities): Assistant {
  const { completionItem } = textDocument?.completion ?? {};
  const hoverMarkup = markupIn(textDocument?.hover?.contentFormat);
  const itemMarkup = markupIn(completionItem?.documentationFormat);
  const hasSnippets = completionItem?.snippetSupport === true;

  async function ask<T>(
    { textDocument: { uri }, position }: TextDocumentPositionParams,
    view: (source: Source, offset: number) => T,
  ): Promise<{ readonly snapshot: Snapshot; readonly value: T } | undefined> {
    const snapshot = await snapshots.latest(uri);
    if (!snapshot) return undefined;
    const offset = snapshot.document.offsetAt(position);
    return { snapshot, value: await completeLook(snapshot.subject, (source) => view(source, offset)) };
  }

  return {
    async hover(at) {
      const found = await ask(at, labelHover);
      if (!found?.value) return undefined;
      const { span, markdown } = found.value;
      return { contents: hoverMarkup(markdown), range: toRange(found.snapshot.document, span) };
    },
    async completion(at) {
      const found = await ask(at, completeLabel);
      if (!found || found.value.length === 0) return undefined;
      const { document } = found.snapshot;
      return found.value.map((one, index) => toItem(document, one, index, hasSnippets, itemMarkup));
    },
  };
}

type Markup = (markdown: string) => MarkupContent;

/** Markdown for a client that shows it, else the same without its marks. */
const markupIn =
  (formats: readonly MarkupKind[] | undefined): Markup =>
  (markdown) =>
    formats?.includes(MarkupKind.Markdown)
      ? { kind: MarkupKind.Markdown, value: markdown }
      : { kind: MarkupKind.PlainText, value: markdown.replace(/\*\*|`/g, '') };

function toItem(
  document: TextDocument,
  { label, kind, span, text, cursor, filter, detail, markdown }: Completion,
  index: number,
  hasSnippets: boolean,
  markup: Markup,
): CompletionItem {
  const isSnippet = hasSnippets && cursor !== undefined;
  return {
    label,
    kind: kind === 'key' ? CompletionItemKind.Property : CompletionItemKind.Value,
    textEdit: { range: toRange(document, span), newText: isSnippet ? snippet(text, cursor) : text },
    insertTextFormat: isSnippet ? InsertTextFormat.Snippet : InsertTextFormat.PlainText,
    sortText: String(index).padStart(4, '0'),
    ...(filter !== undefined && { filterText: filter }),
    ...(detail !== undefined && { detail }),
    ...(markdown !== undefined && { documentation: markup(markdown) }),
  };
}

/** A text as a snippet that leaves the cursor in it. */
const snippet = (text: string, cursor: number): string =>
  `${plainSnippet(text.slice(0, cursor))}$0${plainSnippet(text.slice(cursor))}`;

const plainSnippet = (text: string): string => text.replace(/[\\$}]/g, '\\$&');
