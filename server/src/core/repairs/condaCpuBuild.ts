import { type CondaTorch, nameOf } from '../facts/pip/conda.ts';
import { older } from '../facts/pip/torch.ts';
import { replaceIn, wordPlace } from '../facts/places.ts';
import type { Source } from '../rule.ts';
import { insertArguments, replaceWord } from '../shell/edit.ts';
import { type CpuBuild, type Step, together } from './cpuBuild.ts';

/** The edits that make a conda command take PyTorch's CPU builds. */
export const condaCpuBuild = (source: Source, torch: CondaTorch): CpuBuild => ({
  ...together([cpuStep(source, torch)]),
  doubts: ['conda has to solve the environment anew'],
});

/** Before 1.2 the CPU build was a package of its own; since then `cpuonly` chooses it. */
function cpuStep(source: Source, { asks, packages }: CondaTorch): Step {
  const torch = packages.find((one) => nameOf(one) === 'pytorch');
  const version = /=+([\d.]+)/.exec(torch?.text ?? '')?.[1];
  if (asks && packages.includes(asks))
    return { step: 'install a CPU build', impossible: `${asks.text} names its build` };
  if (asks && !asks.word.text.includes(nameOf(asks)))
    return { step: 'install cpuonly', impossible: 'it comes out of a variable' };
  if (asks) return { step: `install cpuonly instead of ${asks.text}`, edits: [replaceWord(asks.word, ['cpuonly'])] };
  if (!torch || !version || !older(version, '1.2'))
    return {
      step: 'install cpuonly too',
      edits: [insertArguments(source.file.source, packages.at(-1)!.word, 'after', ['cpuonly'])],
    };
  const step = 'install pytorch-cpu instead of pytorch';
  const edit = replaceIn(wordPlace(torch.word), 'pytorch', 'pytorch-cpu');
  return edit ? { step, edits: [edit] } : { step, impossible: 'it comes out of a variable' };
}
