import type { Instruction } from '../dockerfile/model.ts';
import { pairs, wordParts } from '../dockerfile/words.ts';
import { fact } from '../fact.ts';
import type { Source } from '../rule.ts';
import { expand, type Lookup, type Value } from '../text/parts.ts';
import { ARCHITECTURES, type Architecture, machineAnswer, platformArgument } from './architectures.ts';
import { globalArguments, toValue, withoutDefault } from './globals.ts';
import { type Stage, stages } from './stages.ts';

type Environment = ReadonlyMap<string, Value>;

/** The variables that each instruction sees: ARG and ENV in front of it, those of the stage it starts from included; triggers see each other's. */
const environmentsOn = (architecture: Architecture | undefined) =>
  fact((source): ReadonlyMap<Instruction, Environment> => {
    const seen = new Map<Instruction, Environment>();
    const ends = new Map<Stage, Environment>();
    for (const stage of stages(source)) {
      let environment = inherited(stage, ends);
      const fromEnv = new Set<string>(environment.keys());
      let triggered: Environment = new Map();
      for (const instruction of stage.instructions) {
        const { keyword, onbuild } = instruction;
        const before = onbuild ? new Map([...environment, ...triggered]) : environment;
        seen.set(instruction, before);
        if (keyword !== 'ENV' && keyword !== 'ARG') continue;
        const next = new Map(onbuild ? triggered : before);
        for (const { key, value } of pairs(instruction, source.file.escape)) {
          const isEnv = keyword === 'ENV';
          if (!isEnv && fromEnv.has(key)) continue;
          if (isEnv && !onbuild) fromEnv.add(key);
          const written = value && toValue(expand(wordParts(value, source.file.escape), (name) => before.get(name)));
          next.set(key, written ?? declared(source, key, architecture));
        }
        if (onbuild) triggered = next;
        else environment = next;
      }
      ends.set(stage, new Map([...environment].filter(([name]) => fromEnv.has(name))));
    }
    return seen;
  });

const environments = new Map(
  [undefined, ...ARCHITECTURES].map((architecture) => [architecture, environmentsOn(architecture)]),
);

const inherited = (stage: Stage, ends: ReadonlyMap<Stage, Environment>): Environment =>
  (stage.parent && ends.get(stage.parent)) ?? new Map<string, Value>();

const declared = (source: Source, name: string, architecture: Architecture | undefined): Value =>
  platformArgument(name, architecture) ?? globalArguments(source)(name) ?? withoutDefault(name);

/** The variable that holds a text at an instruction; the one that was set last. */
export const variableHolding = (source: Source, instruction: Instruction, text: string): string | undefined =>
  [...(environments.get(undefined)!(source).get(instruction) ?? [])].findLast(
    ([, value]) => 'text' in value && value.text === text,
  )?.[0];

/** What a variable means to an instruction, on one architecture where that is given. */
export function variablesAt(source: Source, instruction: Instruction, architecture?: Architecture): Lookup {
  const environment = environments.get(architecture)?.(source).get(instruction);
  return (name) => environment?.get(name) ?? machineAnswer(name, architecture);
}
