/** A half-open range of UTF-16 offsets into a text. Lines and columns exist only at the edges. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** Replaces the text under `span`; an empty span inserts. Without `path` it is an edit of the Dockerfile itself. */
export interface Edit {
  /** Another file of the project, relative to the project's root, with slashes. */
  readonly path?: string;
  readonly span: Span;
  readonly text: string;
  /** What it declares. Edits that declare one thing at different places are not made together: the second finds it there. */
  readonly declares?: string;
}

/** The empty span at an offset. */
export const at = (offset: number): Span => ({ start: offset, end: offset });

/** Whether two edits are the same one. */
export const sameEdit = (a: Edit, b: Edit): boolean =>
  a.path === b.path && a.span.start === b.span.start && a.span.end === b.span.end && a.text === b.text;

/** The edits, each once. */
export const distinctEdits = (edits: readonly Edit[]): Edit[] =>
  edits.filter((edit, index) => edits.findIndex((other) => sameEdit(edit, other)) === index);

/** Whether two edits cannot both be applied. Two insertions at one offset can: they keep their order. */
export function conflict(a: Edit, b: Edit): boolean {
  if (a.path !== b.path) return false;
  if (a.declares !== undefined && a.declares === b.declares && !sameEdit(a, b)) return true;
  const touching = a.span.start < b.span.end && b.span.start < a.span.end;
  const bothReplace = a.span.start !== a.span.end && b.span.start !== b.span.end;
  return touching || (bothReplace && a.span.start === b.span.start);
}

/** The text after edits that do not conflict, all given in offsets of the original text. */
export function applyEdits(source: string, edits: readonly Edit[]): string {
  const ordered = edits.toSorted((a, b) => a.span.start - b.span.start || a.span.end - b.span.end);
  let result = '';
  let position = 0;
  for (const { span, text } of ordered) {
    result += source.slice(position, span.start) + text;
    position = Math.max(position, span.end);
  }
  return result + source.slice(position);
}
