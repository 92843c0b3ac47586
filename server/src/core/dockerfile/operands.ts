import type { MappedText } from '../text/mapped.ts';
import { jsonStrings } from './json.ts';
import { splitWords } from './words.ts';

/** What ADD and COPY are given: the strings of a JSON array, else words, with their quotes. */
export const operands = (body: MappedText, escape: string): readonly MappedText[] =>
  jsonStrings(body) ?? splitWords(body, escape);
