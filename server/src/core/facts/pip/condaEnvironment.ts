import type { Source } from '../../rule.ts';
import { type ContextFile, contextFile } from '../contextFiles.ts';
import { directoryAt, join } from '../paths.ts';
import { filePlace, type Place } from '../places.ts';
import { itemsOf, parseYaml, textsOf, type Yaml, yamlAt } from '../project/yaml.ts';
import type { PackageCommand } from './commands.ts';

/** An environment.yml that a conda command makes an environment of, or a list of specs that it installs (conda's manual, Managing environments). */
export interface CondaEnvironment {
  readonly file: ContextFile;
  readonly channels: readonly string[];
  /** The specs of conda's own packages. */
  readonly specs: readonly Place[];
  /** What pip installs besides, a requirement or an option each. */
  readonly pip: readonly Place[];
}

/** The environment file that a conda command reads; undefined where it reads none, or the project has it not. */
export function condaEnvironment(source: Source, command: PackageCommand): CondaEnvironment | undefined {
  const { tool, subcommand, options, operands, build } = command;
  if (tool !== 'conda') return undefined;
  const ofEnv = subcommand === 'env' && /^(?:create|update)$/.test(operands[0]?.text ?? '');
  const named = options.find(({ name }) => name === 'file')?.value;
  if (!ofEnv && !/\.(?:ya?ml|txt)$/.test(named?.text ?? '')) return undefined;
  if (named?.unknown !== undefined) return undefined;
  const path = join(directoryAt(source, build, command.command), named?.text ?? 'environment.yml');
  const file = contextFile(source, build.stage, build.instruction, path);
  return file && (file.path.endsWith('.txt') ? readSpecs(file) : readEnvironment(file));
}

/** A spec on each line; `@EXPLICIT` lists name files instead. */
function readSpecs(file: ContextFile): CondaEnvironment {
  const lines = [...file.text.matchAll(/^[ \t]*([^\s#@][^\s#]*)/gm)];
  const specs = lines.map(({ index, 0: line, 1: spec = '' }) => {
    const end = index + line.length;
    return filePlace(file.path, file.text, end - spec.length, end);
  });
  return { file, channels: [], specs, pip: [] };
}

function readEnvironment(file: ContextFile): CondaEnvironment {
  const yaml = parseYaml(file.path, file.text);
  const dependencies = itemsOf(yamlAt(yaml, 'dependencies'));
  return {
    file,
    channels: textsOf(yamlAt(yaml, 'channels')).map((name) => name.toLowerCase()),
    specs: dependencies.flatMap(placesOf),
    pip: dependencies.flatMap((item) => itemsOf(yamlAt(item, 'pip'))).flatMap(placesOf),
  };
}

/** Where an item is written, without its quotes. */
function placesOf(node: Yaml): Place[] {
  if (node.kind !== 'text') return [];
  const { path, text } = node.place;
  return [{ path, text: /^(["']).*\1$/s.test(text.text) ? text.slice(1, text.text.length - 1) : text }];
}
