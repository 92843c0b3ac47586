import { splitWords, wordParts } from '../dockerfile/words.ts';
import { globalArguments } from '../facts/globals.ts';
import { variablesAt } from '../facts/variables.ts';
import type { EmptyChecksum } from '../facts/verification/addChecksums.ts';
import type { Fix, Source } from '../rule.ts';
import { answerIn, type DigestQuestion } from '../sources.ts';
import { known } from '../text/parts.ts';
import { declareArgument } from './arguments.ts';
import type { Obstacle } from './chain.ts';

/** How an empty `ADD --checksum` gets the digest that it is meant to have, or why it cannot. */
export function fillChecksum(source: Source, empty: EmptyChecksum): Pick<Fix, 'needs' | 'edits'> | Obstacle {
  const { instruction, name, why } = empty;
  if (!name || why === 'empty') return { obstacle: 'which of its values is meant has to be looked up' };
  if (why === 'given') return { obstacle: 'whoever starts the build may give it' };
  if (why === 'global') {
    const value = globalArguments(source)(name);
    return value && 'text' in value && /^sha256:[0-9a-f]{64}$/.test(value.text)
      ? { edits: () => [declareArgument(source, instruction, name)] }
      : { obstacle: 'its value in front of FROM is no sha256:… digest' };
  }
  const words = splitWords(instruction.body, source.file.escape);
  const url = words[0] && known(wordParts(words[0], source.file.escape), variablesAt(source, instruction));
  if (words.length !== 2 || !url || !/^https?:/i.test(url) || /\.git(?:[#?]|$)/.test(url))
    return { obstacle: 'it names no single file whose digest could be asked' };
  const question: DigestQuestion = {
    kind: 'digest',
    url: url.replace(/#.*$/, ''),
    then: [],
    redirects: true,
    from: source.config.download.digests,
  };
  return {
    needs: [question],
    edits: (answers) => {
      const digest = answerIn(answers, question);
      return digest ? [declareArgument(source, instruction, `${name}=sha256:${digest.sha256}`)] : [];
    },
  };
}
