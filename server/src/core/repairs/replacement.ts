/** What takes the place of a part of a script's text, in offsets of that text. */
export interface Replacement {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}
