import { type Place, variablePlace, wordPlace } from '../facts/places.ts';
import type { Check } from '../facts/verification/checks.ts';
import type { WrittenList } from '../facts/verification/list.ts';
import { isUpperCase, type Refusal } from '../facts/verification/refusals.ts';
import type { Source } from '../rule.ts';
import type { Word } from '../shell/model.ts';
import { wordText } from '../shell/unwrap.ts';
import type { Edit } from '../text/span.ts';
import type { Obstacle } from './chain.ts';
import { insideDoubleQuotes } from './quoting.ts';

/** What busybox calls GNU's options of a checksum program; nothing where it always behaves so. */
const OPTIONS: Readonly<Record<string, string>> = {
  '--check': '-c',
  '--status': '-s',
  '--warn': '-w',
  '--binary': '-b',
  '--text': '-t',
  '--quiet': '',
  '--strict': '',
};

/** The edits that spell a check as busybox reads it, or why there are none. */
export function mendCheck(source: Source, check: Check, refusal: Refusal): readonly Edit[] | Obstacle {
  if (check.verification.command.script.form === 'exec') return { obstacle: 'no shell reads it' };
  switch (refusal.kind) {
    case 'options':
      return translate(refusal.words);
    case 'gap':
      return widenGap(refusal.list) ?? { obstacle: 'its list is not written in one piece' };
    case 'case':
      return (
        lowerCase(source, check, refusal.list) ?? { obstacle: 'its hash does not stand here for this check alone' }
      );
  }
}

function translate(words: readonly Word[]): readonly Edit[] | Obstacle {
  const foreign = words.find((word) => !Object.hasOwn(OPTIONS, wordText(word)));
  if (foreign) return { obstacle: `busybox has nothing like ${wordText(foreign)}` };
  return words.map((word) => {
    const { text } = word.script;
    const option = OPTIONS[wordText(word)]!;
    const blanks = /\s*$/.exec(text.text.slice(0, word.start))![0].length;
    return option ? text.replace(word.start, word.end, option) : text.replace(word.start - blanks, word.end, '');
  });
}

/** Two blanks between hash and name: in the one quoted word that is written, or in one that the words become. */
function widenGap({ program, words }: WrittenList): readonly Edit[] | undefined {
  const [first, ...others] = words;
  if (!first) return undefined;
  const { text } = first.script;
  const quoted = /^(["'](?:[\w${}]+|%s)) (?=[^ ]+$)/.exec(first.text);
  if (quoted && (others.length === 0 || program === 'printf'))
    return [text.insertAfter(first.start + quoted[1]!.length, ' ')];
  const [name] = others;
  if (program === 'printf' || !name || others.length > 1) return undefined;
  const inside = [first, name].map((word) => insideDoubleQuotes(word.text));
  if (inside.includes(undefined)) return undefined;
  return [text.replace(first.start, name.end, `"${inside.join('  ')}"`)];
}

/** Lower-case digits: where the list is written, or where ARG or ENV holds them for this check alone. */
function lowerCase(source: Source, check: Check, { words, lines }: WrittenList): readonly Edit[] | undefined {
  const edits = lines
    .filter(({ hash }) => isUpperCase(hash))
    .map(({ hash }) => {
      const word = words.find(({ text }) => text.includes(hash));
      const place = word ? wordPlace(word) : variableThatHolds(source, check, words, hash);
      const start = place?.text.text.indexOf(hash) ?? -1;
      return place && start >= 0 ? place.text.replace(start, start + hash.length, hash.toLowerCase()) : undefined;
    });
  return edits.every((edit) => edit !== undefined) ? edits : undefined;
}

/** Where a variable that only this check uses gets the hash. */
function variableThatHolds(source: Source, check: Check, words: readonly Word[], hash: string): Place | undefined {
  const { stage, instruction } = check.verification.build;
  const names = words.flatMap(({ parts }) => parts.flatMap((part) => (part.kind === 'variable' ? [part.name] : [])));
  return names
    .filter(
      (name) => source.file.source.match(/\$\{?\w+/g)?.filter((use) => use.replace(/\W+/, '') === name).length === 1,
    )
    .map((name) => variablePlace(source, stage, instruction, name))
    .find((place) => place?.text.text.includes(hash));
}
