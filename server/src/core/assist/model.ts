import type { Span } from '../text/span.ts';

/** What an editor shows about a place of a Dockerfile. */
export interface HoverText {
  readonly span: Span;
  /** Markdown; paragraphs are apart by an empty line. */
  readonly markdown: string;
}

/** A text that may be typed at a place. */
export interface Completion {
  readonly label: string;
  readonly kind: 'key' | 'value';
  /** What it replaces: it holds the cursor and stays on one line. */
  readonly span: Span;
  readonly text: string;
  /** Where the cursor goes, counted in `text`; behind it, where this is left out. */
  readonly cursor?: number;
  /** What the typed text is compared with, where that is not the label. */
  readonly filter?: string;
  /** In a few words, beside the label. */
  readonly detail?: string;
  readonly markdown?: string;
}
