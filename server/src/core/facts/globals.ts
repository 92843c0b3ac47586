import { pairs, wordParts } from '../dockerfile/words.ts';
import { fact } from '../fact.ts';
import { expand, type Lookup, type Value } from '../text/parts.ts';

/** The ARGs in front of the first FROM, as FROM and a stage's bare `ARG NAME` see them. */
export const globalArguments = fact(({ file }): Lookup => {
  const values = new Map<string, Value>();
  const lookup: Lookup = (name) => values.get(name);
  for (const instruction of file.instructions) {
    if (instruction.keyword === 'FROM') break;
    if (instruction.keyword !== 'ARG') continue;
    for (const { key, value } of pairs(instruction, file.escape)) {
      values.set(
        key,
        value === undefined ? withoutDefault(key) : toValue(expand(wordParts(value, file.escape), lookup)),
      );
    }
  }
  return lookup;
});

/** What a declared ARG without a default holds. */
export const withoutDefault = (name: string): Value => ({ unknown: `ARG ${name} has no default`, isUnset: true });

/** An expansion as the value of a variable. */
export const toValue = ({ text, unknown }: { readonly text: string; readonly unknown: string | undefined }): Value =>
  unknown === undefined ? { text } : { unknown };
