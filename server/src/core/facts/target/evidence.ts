import type { Instruction } from '../../dockerfile/model.ts';
import { pairs, wordParts } from '../../dockerfile/words.ts';
import type { Source } from '../../rule.ts';
import { commandName, unwrap, wordText } from '../../shell/unwrap.ts';
import { targetDirective } from '../../suppress.ts';
import { expand } from '../../text/parts.ts';
import { baseName } from '../paths.ts';
import { type PackageCommand, packageCommands } from '../pip/commands.ts';
import { packageContents } from '../pip/contents.ts';
import { isOfTorch } from '../pip/offers.ts';
import { buildScripts } from '../scripts.ts';
import { rootImage, type Stage } from '../stages.ts';
import { variablesAt } from '../variables.ts';
import { dependsOnMachine } from './machineChoice.ts';
import {
  isBuildSwitch,
  isGpuSystemPackage,
  namesDevice,
  type Side,
  signOfImage,
  signOfName,
  signOfPackage,
  signOfVariable,
} from './signs.ts';

/** Something in a file that may say what its image runs on. */
export interface Evidence {
  readonly side: Side | undefined;
  /** As a clause: "ENV DEVICE=cpu". */
  readonly text: string;
  /** Whether it may speak of something else than PyTorch. */
  readonly weak?: boolean;
}

/** What the author settled. */
export function* declared({ file, config }: Source): Iterable<Evidence> {
  const directive = targetDirective(file);
  if (directive) yield { side: directive, text: `"# harden target=${directive}" says so` };
  else if (config.target !== 'auto') yield { side: config.target, text: 'the setting "target" says so' };
}

/** The images that stages start from. */
export function* images(_: Source, related: readonly Stage[]): Iterable<Evidence> {
  for (const image of new Set(related.map(rootImage)))
    yield { side: signOfImage(image), text: `the base image is ${image}` };
}

/** The names of the stages. */
export function* stageNames(_: Source, related: readonly Stage[]): Iterable<Evidence> {
  for (const { name } of related) if (name) yield { side: signOfName(name), text: `a stage is named ${name}` };
}

/** The names of the file and of its folders, of which the nearest counts. */
export function* fileNames({ project }: Source): Iterable<Evidence> {
  const segments = (project.path ?? '').split('/');
  const nearest = segments.findLast((segment) => signOfName(segment) !== undefined);
  if (nearest === undefined) return;
  const side = signOfName(nearest);
  const what = nearest === segments.at(-1) ? 'file' : 'folder';
  // A folder "cpu-monitor" is named after what it measures.
  const weak =
    side === 'cpu' && what === 'folder' && !/^(?:(?:docker|images?)[-_.]?)?cpu(?:[-_.]?only)?$/i.test(nearest);
  yield { side, text: `the ${what} is named ${nearest}`, weak };
}

/** Variables, flags of builds, the device that the start command names. */
export function* settings(source: Source, related: readonly Stage[]): Iterable<Evidence> {
  for (const { instructions } of related) {
    for (const instruction of instructions) {
      const { keyword } = instruction;
      if (keyword === 'ENV' || keyword === 'ARG') yield* variables(source, instruction);
      if (keyword === 'CMD' || keyword === 'ENTRYPOINT') yield* startCommand(instruction);
    }
  }
  for (const { build, command, words } of commandsOf(source, related)) {
    if (dependsOnMachine(build, command)) continue;
    for (const word of words) {
      yield* buildSwitch(word, words);
      if (/^(?:nvidia-smi|nvcc)$/.test(word)) yield { side: 'gpu', text: 'a build step uses CUDA' };
      if (/(?<!\bnot )\btorch\.cuda\b/.test(word))
        yield { side: 'gpu', text: 'a build step asks PyTorch for CUDA', weak: true };
    }
  }
}

/** What a build step is told. A build has no GPU: which device its programs use there says nothing for a CPU. */
function* buildSwitch(word: string, words: readonly string[]): Iterable<Evidence> {
  const [, defined, name, value] = /^(-D)?([A-Za-z_]\w*)(?::\w+)?=(.*)$/s.exec(word) ?? [];
  if (!name || value === undefined) return;
  const sign = signed(name, value);
  if (sign.side === 'cpu' && !defined && (!isBuildSwitch(name) || runsScript(words))) return;
  yield { ...sign, text: `a build step says ${name}=${value}` };
}

/** Whether a command is a Python program that builds nothing. */
const runsScript = ([program = '', ...words]: readonly string[]): boolean =>
  /^python[\d.]*$/.test(program) && !words.some((word) => /^(?:setup\.py|pip|build)$/.test(baseName(word)));

/** "SCALE_METRIC=cpu" is no word about a device. */
function signed(name: string, value: string): Pick<Required<Evidence>, 'side' | 'weak'> {
  const side = signOfVariable(name, value);
  return { side, weak: side === 'cpu' && !namesDevice(name) };
}

/** What a build argument stands at is only one of the values it may have: that says nothing for a CPU. */
function* variables(source: Source, instruction: Instruction): Iterable<Evidence> {
  const { escape } = source.file;
  for (const { key, value } of pairs(instruction, escape)) {
    const text = value ? expand(wordParts(value, escape), variablesAt(source, instruction)).text : '';
    const { side, weak } = signed(key, text);
    const open = instruction.keyword === 'ARG' || value?.text.includes('$');
    if (side === 'gpu' || !open) yield { side, weak, text: `${instruction.keyword} ${key}=${text}` };
    else if (value === undefined) yield { side: signOfName(key) === 'gpu' ? 'gpu' : undefined, text: `ARG ${key}` };
  }
}

/** A device of a part of the program (`--offload-device cpu`) says nothing for a CPU, nor does one of several. */
function* startCommand({ keyword, body }: Instruction): Iterable<Evidence> {
  const given = [...body.text.matchAll(/(?:--([\w-]+-)?device[=",\s]+|[\s"]device=)(\w+|\$)/gi)].map(
    ([, part, device]) => ({ part, device: device!.toLowerCase() }),
  );
  const gpu = given.find(({ device }) => /^(?:cuda|gpu|xpu|hpu)$/.test(device));
  if (gpu) yield { side: 'gpu', text: `${keyword} says --device ${gpu.device}` };
  const own = given.filter(({ part }) => part === undefined);
  if (!gpu && own.length > 0 && own.every(({ device }) => device === 'cpu'))
    yield { side: 'cpu', text: `${keyword} says --device cpu` };
}

/** What is installed beside PyTorch. */
export function* packages(source: Source, related: readonly Stage[]): Iterable<Evidence> {
  const contents = packageContents(source);
  for (const command of packageCommands(source)) {
    if (!related.includes(command.build.stage)) continue;
    for (const text of namedSources(command)) yield { side: signOfName(text), text: `it installs from ${text}` };
    const wanted = contents.get(command)?.requirements ?? command.operands.map(({ text }) => condaRequirement(text));
    for (const { name, extras } of wanted) {
      const written = extras.length > 0 ? `${name}[${extras}]` : name;
      yield { side: signOfPackage(name, extras), text: `${written} is installed` };
    }
  }
  for (const { words } of commandsOf(source, related)) {
    if (!/^(?:apt|apt-get|aptitude|apk|dnf|yum|microdnf|zypper)$/.test(words[0] ?? '')) continue;
    const found = words.find(isGpuSystemPackage);
    if (found) yield { side: 'gpu', text: `${found} is installed` };
  }
}

/** Requirements files and addresses that a command installs from, PyTorch's own indexes left out. */
const namedSources = ({ options, operands }: PackageCommand): string[] => [
  ...options.flatMap(({ name, value }) => (name === 'requirement' && value ? baseName(value.text) : [])),
  ...[...options.flatMap(({ value }) => value ?? []), ...operands]
    .map(({ text }) => text)
    .filter((text) => /:\/\//.test(text) && !isOfTorch(text)),
];

const condaRequirement = (spec: string) => ({
  name: spec.replace(/^.*::/, '').replace(/[\s=<>!~[].*$/s, ''),
  extras: [] as readonly string[],
});

/** Comments at the top or about PyTorch, and labels: they say what somebody thought. */
export function* remarks({ file }: Source, related: readonly Stage[]): Iterable<Evidence> {
  const first = file.instructions[0]?.span.start ?? 0;
  for (const { start, end } of file.comments) {
    const text = file.source.slice(start, end);
    if (end < first || /torch/i.test(text)) yield { side: signOfName(text), text: 'a comment mentions it' };
  }
  for (const { keyword, body } of related.flatMap(({ instructions }) => instructions))
    if (keyword === 'LABEL') yield { side: signOfName(body.text), text: 'a label mentions it' };
}

/** The simple commands of some stages as words, with their assignments. */
function commandsOf(source: Source, related: readonly Stage[]) {
  return buildScripts(source)
    .filter(({ stage }) => related.includes(stage))
    .flatMap((build) =>
      build.script.commands.map((command) => {
        const { name, args } = unwrap(command);
        const assigned = command.assignments.map((one) => `${one.name}=${one.value ? wordText(one.value) : ''}`);
        return { build, command, words: [commandName(name) ?? '', ...args.map(wordText), ...assigned] };
      }),
    );
}
