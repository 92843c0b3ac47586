import { operands } from '../dockerfile/operands.ts';
import { wordParts } from '../dockerfile/words.ts';
import type { Download, DownloadedFile } from '../facts/downloads/model.ts';
import { variablesAt } from '../facts/variables.ts';
import type { Source } from '../rule.ts';
import { wordSpan } from '../shell/model.ts';
import type { MappedText } from '../text/mapped.ts';
import { expand } from '../text/parts.ts';
import type { Span } from '../text/span.ts';

/** Where a download's URL is written. */
export interface UrlPlace {
  readonly text: MappedText;
  readonly span: Span;
}

/** Where the URL of a downloaded file is written: a word of the command, or of ADD; undefined where no word is the URL. */
export function urlPlace(
  source: Source,
  { run, instruction }: Download,
  { resource }: DownloadedFile,
): UrlPlace | undefined {
  const { url } = resource;
  if (url) return { text: url.script.text.slice(url.start, url.end), span: wordSpan(url) };
  if (run) return undefined;
  const { escape } = source.file;
  const lookup = variablesAt(source, instruction);
  const word = operands(instruction.body, escape).find(
    (word) => expand(wordParts(word, escape), lookup).text === resource.text,
  );
  return word && { text: word, span: word.span(0, word.text.length) };
}
