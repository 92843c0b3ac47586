import type { Applied } from '../core/fix.ts';
import { applyEdits, type Edit, type Span, sameEdit } from '../core/text/span.ts';

/** An edit of a text as it was before the first pass, and the fixes that it comes from. */
export interface TracedEdit {
  readonly span: Span;
  readonly text: string;
  readonly fixes: readonly Applied[];
}

/** A piece of a text that is being fixed: as it was, or written by fixes. */
type Piece =
  | { readonly kind: 'kept'; readonly start: number; readonly end: number }
  | { readonly kind: 'written'; readonly text: string; readonly fixes: readonly Applied[] };

/**
 * What all passes together change in a text, in offsets of the original: of the Dockerfile, or of the file at `path`.
 * Throws where that does not give the text that the passes came to.
 */
export function tracedEdits(
  original: string,
  applied: readonly Applied[],
  result: string,
  path?: string,
): readonly TracedEdit[] {
  let pieces: readonly Piece[] = [{ kind: 'kept', start: 0, end: original.length }];
  const last = Math.max(-1, ...applied.map(({ pass }) => pass));
  for (let pass = 0; pass <= last; pass++) {
    pieces = applyPass(
      pieces,
      editsOf(
        applied.filter((one) => one.pass === pass),
        path,
      ),
    );
  }
  const edits = composed(original, pieces);
  if (applyEdits(original, edits) !== result) throw new Error(`the edits of ${path ?? 'the Dockerfile'} do not add up`);
  return edits;
}

/** The edits of one pass in the order of the text; those that several fixes share are one. */
function editsOf(applied: readonly Applied[], path: string | undefined): TracedEdit[] {
  const edits: { edit: Edit; fixes: Applied[] }[] = [];
  for (const fix of applied) {
    for (const edit of fix.edits.filter((one) => one.path === path)) {
      const same = edits.find((other) => sameEdit(other.edit, edit));
      if (same) same.fixes.push(fix);
      else edits.push({ edit, fixes: [fix] });
    }
  }
  return edits
    .map(({ edit: { span, text }, fixes }) => ({ span, text, fixes }))
    .toSorted((a, b) => a.span.start - b.span.start || a.span.end - b.span.end);
}

function applyPass(pieces: readonly Piece[], edits: readonly TracedEdit[]): Piece[] {
  const rest = [...pieces];
  const done: Piece[] = [];
  let position = 0;
  const takeUntil = (offset: number): Piece[] => {
    const taken: Piece[] = [];
    while (position < offset) {
      const [head, tail] = split(rest.shift()!, offset - position);
      taken.push(head);
      if (tail) rest.unshift(tail);
      position += lengthOf(head);
    }
    return taken;
  };
  for (const { span, text, fixes } of edits) {
    done.push(...takeUntil(span.start));
    const before = takeUntil(span.end).flatMap((piece) => (piece.kind === 'written' ? piece.fixes : []));
    done.push({ kind: 'written', text, fixes: [...new Set([...before, ...fixes])] });
  }
  return [...done, ...rest];
}

const lengthOf = (piece: Piece): number => (piece.kind === 'kept' ? piece.end - piece.start : piece.text.length);

/** The first `length` characters of a piece, and what is left. */
function split(piece: Piece, length: number): [Piece, Piece?] {
  if (lengthOf(piece) <= length) return [piece];
  if (piece.kind === 'kept')
    return [
      { ...piece, end: piece.start + length },
      { ...piece, start: piece.start + length },
    ];
  return [
    { ...piece, text: piece.text.slice(0, length) },
    { ...piece, text: piece.text.slice(length) },
  ];
}

/** What stands between two pieces that were kept replaces what stood there. */
function composed(original: string, pieces: readonly Piece[]): TracedEdit[] {
  const edits: TracedEdit[] = [];
  let position = 0;
  let text = '';
  let fixes: Applied[] = [];
  for (const piece of [...pieces, { kind: 'kept', start: original.length, end: original.length } as const]) {
    if (piece.kind === 'written') {
      text += piece.text;
      fixes.push(...piece.fixes);
      continue;
    }
    const span = { start: position, end: piece.start };
    if (original.slice(span.start, span.end) !== text) edits.push({ span, text, fixes: [...new Set(fixes)] });
    position = piece.end;
    text = '';
    fixes = [];
  }
  return edits;
}
