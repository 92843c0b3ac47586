import { type CondaSpec, type CondaTorch, nameOf } from '../facts/pip/conda.ts';
import { older } from '../facts/pip/torch.ts';
import { replaceIn } from '../facts/places.ts';
import type { Source } from '../rule.ts';
import { insertArguments, replaceWord } from '../shell/edit.ts';
import type { Edit } from '../text/span.ts';
import { type CpuBuild, type Step, together } from './cpuBuild.ts';
import { insertItem } from './listItem.ts';

/** The edits that make a conda command take PyTorch's CPU builds. */
export function condaCpuBuild(source: Source, torch: CondaTorch): CpuBuild {
  const { file } = torch;
  return {
    ...together([cpuStep(source, torch)]),
    doubts: ['conda has to solve the environment anew', ...(file ? [`it edits ${file.path}`] : [])],
  };
}

const FROM_VARIABLE = 'it comes out of a variable';

/** Before 1.2 the CPU build was a package of its own; since then `cpuonly` chooses it. */
function cpuStep(source: Source, { asks, packages, file }: CondaTorch): Step {
  const torch = packages.find((one) => nameOf(one) === 'pytorch');
  const version = /=+([\d.]+)/.exec(torch?.text ?? '')?.[1];
  if (asks && packages.includes(asks))
    return { step: 'install a CPU build', impossible: `${asks.text} names its build` };
  if (asks) return edited(replaced(asks), `install cpuonly instead of ${asks.text}`);
  if (!torch || !version || !older(version, '1.2')) {
    const last = packages.at(-1)!;
    const item = last.word
      ? insertArguments(source.file.source, last.word, 'after', ['cpuonly'])
      : file && insertItem(file, last.place, 'after', 'cpuonly');
    return edited(item, 'install cpuonly too');
  }
  return edited(replaceIn(torch.place, 'pytorch', 'pytorch-cpu'), 'install pytorch-cpu instead of pytorch');
}

const edited = (edit: Edit | undefined, step: string): Step =>
  edit ? { step, edits: [edit] } : { step, impossible: FROM_VARIABLE };

/** `cpuonly` in the place of a spec, where that is written there. */
function replaced({ word, place, text }: CondaSpec): Edit | undefined {
  if (!place.text.text.includes(nameOf({ text }))) return undefined;
  return word ? replaceWord(word, ['cpuonly']) : replaceIn(place, place.text.text, 'cpuonly');
}
