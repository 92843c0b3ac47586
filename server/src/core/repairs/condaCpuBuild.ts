import { type CondaSpec, type CondaTorch, nameOf } from '../facts/pip/conda.ts';
import { replaceIn } from '../facts/places.ts';
import { older } from '../facts/versions.ts';
import type { Source } from '../rule.ts';
import { insertArguments, replaceWord } from '../shell/edit.ts';
import type { Edit } from '../text/span.ts';
import { insertItem } from './listItem.ts';
import { type CpuBuild, edited, type Step, together } from './steps.ts';

/** The edits that make a conda command take PyTorch's CPU builds. */
export function condaCpuBuild(source: Source, torch: CondaTorch): CpuBuild {
  const { file } = torch;
  return {
    ...together([cpuStep(source, torch)]),
    doubts: ['conda has to solve the environment anew', ...(file ? [`it edits ${file.path}`] : [])],
  };
}

/** What chooses the CPU build in conda-forge, which knows no `cpuonly`. */
const FORGE_BUILD = 'pytorch=*=cpu*';

/** Before 1.2 the CPU build was a package of its own; since then `cpuonly` chooses it in the channel pytorch. */
function cpuStep(source: Source, { asks, libraries, channel, packages, file }: CondaTorch): Step {
  const torch = packages.find((one) => nameOf(one) === 'pytorch');
  const version = /=+(\d+(?:\.\d+)*)/.exec(torch?.text ?? '')?.[1];
  const built =
    packages.find(({ text }) => /cuda|cu\d{2,3}/i.test(text)) ?? (asks && packages.find((one) => one === asks));
  if (built) return { step: 'install a CPU build', impossible: `${built.text} names its build` };
  const old = version !== undefined && older(version, '1.2');
  if (asks && old) return { step: 'install pytorch-cpu', impossible: `PyTorch ${version} has no cpuonly` };
  const chosen = channel === 'conda-forge' ? FORGE_BUILD : 'cpuonly';
  const [library] = libraries;
  const obstacle = library
    ? `${library.text} has to go too`
    : channel === 'other'
      ? 'only the channel pytorch has that'
      : undefined;
  if (obstacle) return { step: `install ${chosen}${asks ? ` instead of ${asks.text}` : ''}`, impossible: obstacle };
  if (asks) return edited(replaced(asks, chosen), `install ${chosen} instead of ${asks.text}`);
  if (!torch || !old) {
    const last = packages.at(-1)!;
    const item = last.word
      ? insertArguments(source.file.source, last.word, 'after', [chosen])
      : file && insertItem(file, last.place, 'after', chosen);
    return edited(item, `install ${chosen} too`);
  }
  return edited(replaceIn(torch.place, 'pytorch', 'pytorch-cpu'), 'install pytorch-cpu instead of pytorch');
}

/** Another spec in the place of one, where that is written there. */
function replaced({ word, place, text }: CondaSpec, chosen: string): Edit | undefined {
  if (!place.text.text.includes(nameOf({ text }))) return undefined;
  return word ? replaceWord(word, [chosen]) : replaceIn(place, place.text.text, chosen);
}
