import type { Index } from '../facts/pip/indexes.ts';
import type { TorchInstall } from '../facts/pip/torch.ts';
import { replaceIn } from '../facts/places.ts';
import { older } from '../facts/versions.ts';
import type { Source } from '../rule.ts';
import { insertArguments, replaceWord } from '../shell/edit.ts';
import { insertItem } from './listItem.ts';
import { edited, FROM_VARIABLE, type Step } from './steps.ts';

/** Where PyTorch serves its builds for CPUs. */
export const CPU_INDEX = 'https://download.pytorch.org/whl/cpu';
/** What PyTorch itself serves, and no mirror. */
export const OFFICIAL = /\/\/download\.pytorch\.org\//;
const UV_FIRST = 'uv takes from an added index all that it mirrors, whatever PyPI has';

/** A page of wheels ends at PyTorch 2.4 and PyPI has newer ones: what no tag pins needs the index. */
export function byIndex(source: Source, install: TorchInstall, { url, place, option }: Index): Step {
  const [, channel] = /\/whl\/(nightly|test)\//.exec(url) ?? [];
  const cpu = channel ? CPU_INDEX.replace('/cpu', `/${channel}/cpu`) : CPU_INDEX;
  const { name, value } = indexOption(source, install, cpu) ?? { name: 'extra-index-url', value: cpu };
  const step = `use --${name} ${value} instead of ${url}`;
  const doubt = OFFICIAL.test(url)
    ? install.command.tool === 'uv' && name === 'extra-index-url' && UV_FIRST
    : 'it asks download.pytorch.org, not the mirror';
  if (place?.path !== undefined)
    return edited(replaceIn(place, place.text.text.trim(), `--extra-index-url ${cpu}`), step);
  if (!option?.value || install.command.apart || !place?.text.text.includes(url))
    return { step, impossible: install.command.apart ? 'it stands among other arguments' : FROM_VARIABLE };
  const { word } = option.value;
  const edits =
    word === option.word
      ? [replaceWord(word, [`--${name}=${value}`])]
      : [replaceWord(option.word, [`--${name}`]), replaceWord(word, [value])];
  return { edits, step, ...(doubt && { doubt }) };
}

/** Shows a command an index that has CPU builds. */
export function addIndex(source: Source, install: TorchInstall): Step {
  const { operands, options, name: program, apart } = install.command;
  const { list } = install.contents;
  if (list) {
    const option = `--extra-index-url ${cpuIndexFor(install)}`;
    const item = insertItem(list.file, list.first, 'before', option);
    return edited(item, `add ${option} for pip`, 'its list stands on one line');
  }
  const added = indexOption(source, install, cpuIndexFor(install));
  if (!added) {
    const since = apart ? TOOL_BACKEND : PIP_BACKEND;
    return {
      step: 'add --torch-backend=cpu',
      impossible: `the uv of this file is older than ${since} and does not know that`,
    };
  }
  const named = options.filter(({ name }) => name === 'requirement' || name === 'editable');
  const words = [...operands, ...named].map(({ word }) => word).filter((word) => word !== program);
  const [first] = words.toSorted((a, b) => a.start - b.start);
  const args = added.name === 'torch-backend' ? ['--torch-backend=cpu'] : [`--${added.name}`, added.value];
  const step = `add ${args.join(' ')}`;
  if (apart === 'pipx' && options.some(({ name }) => name === 'pip-args'))
    return { step: `${step} to --pip-args`, impossible: 'they are written already' };
  if (apart !== 'pipx') return edited(first && insertArguments(source.file.source, first, 'before', args), step);
  const passed = first && insertArguments(source.file.source, first, 'before', [`--pip-args=${args.join(' ')}`]);
  return edited(passed, `add --pip-args="${args.join(' ')}"`);
}

/** The index of the channel that has the version: nightly builds and release candidates are on their own. */
function cpuIndexFor({ packages }: TorchInstall): string {
  const versions = packages.map(({ pin }) => pin?.version ?? '');
  if (versions.some((version) => /dev\d/.test(version))) return CPU_INDEX.replace('/cpu', '/nightly/cpu');
  return versions.some((version) => /rc\d/.test(version)) ? CPU_INDEX.replace('/cpu', '/test/cpu') : CPU_INDEX;
}

/** What makes the command look at CPU builds: in place of PyPI only where PyTorch's index has all that it installs. */
function indexOption(source: Source, { command, alone, indexes }: TorchInstall, cpu: string) {
  // uv's own choice of an index knows the stable channel only.
  if (command.tool === 'uv' && cpu === CPU_INDEX && !hasOldUv(source, command.apart))
    return { name: 'torch-backend', value: 'cpu' };
  if (alone && !indexes.some(({ role }) => role === 'primary')) return { name: 'index-url', value: cpu };
  // An extra index of an old uv hides PyPI's versions of all that it mirrors.
  return command.tool === 'uv' ? undefined : { name: 'extra-index-url', value: cpu };
}

/** Since when `uv pip` and `uv tool` know `--torch-backend`. */
const PIP_BACKEND = '0.6.9';
const TOOL_BACKEND = '0.9.19';

/** Whether the file names a uv that does not know `--torch-backend` yet. */
function hasOldUv({ file }: Source, apart: TorchInstall['command']['apart']): boolean {
  const since = apart ? TOOL_BACKEND : PIP_BACKEND;
  const named = /(?:astral-sh\/uv:|uv\/releases\/download\/|astral\.sh\/uv\/|\buv==)v?(\d+\.\d+(?:\.\d+)?)/.exec(
    file.source,
  );
  return named !== null && older(named[1]!, named[1]!.split('.').length === 2 ? since.replace(/\.\d+$/, '') : since);
}
