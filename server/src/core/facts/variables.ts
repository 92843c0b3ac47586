import type { Instruction } from '../dockerfile/model.ts';
import { pairs, wordParts } from '../dockerfile/words.ts';
import { fact } from '../fact.ts';
import type { Source } from '../rule.ts';
import { expand, type Lookup, type Value } from '../text/parts.ts';
import { globalArguments, toValue } from './globals.ts';
import { type Stage, stages } from './stages.ts';

/** What BuildKit sets by itself once a stage declares it. */
const PLATFORM = /^(?:TARGET|BUILD)(?:PLATFORM|OS|ARCH|VARIANT)$/;

type Environment = ReadonlyMap<string, Value>;

/** The variables that each instruction sees: ARG and ENV in front of it, those of the stage it starts from included. */
const environments = fact((source): ReadonlyMap<Instruction, Environment> => {
  const seen = new Map<Instruction, Environment>();
  const ends = new Map<Stage, Environment>();
  for (const stage of stages(source)) {
    let environment = inherited(stage, ends);
    const fromEnv = new Set<string>(environment.keys());
    for (const instruction of stage.instructions) {
      seen.set(instruction, environment);
      if (instruction.onbuild || (instruction.keyword !== 'ENV' && instruction.keyword !== 'ARG')) continue;
      const before = environment;
      const next = new Map(before);
      for (const { key, value } of pairs(instruction, source.file.escape)) {
        const isEnv = instruction.keyword === 'ENV';
        if (!isEnv && fromEnv.has(key)) continue;
        if (isEnv) fromEnv.add(key);
        const written = value && toValue(expand(wordParts(value, source.file.escape), (name) => before.get(name)));
        next.set(key, written ?? declared(source, key));
      }
      environment = next;
    }
    ends.set(stage, new Map([...environment].filter(([name]) => fromEnv.has(name))));
  }
  return seen;
});

const inherited = (stage: Stage, ends: ReadonlyMap<Stage, Environment>): Environment =>
  (stage.parent && ends.get(stage.parent)) ?? new Map<string, Value>();

function declared(source: Source, name: string): Value {
  if (PLATFORM.test(name)) return { unknown: `${name} differs from platform to platform` };
  return globalArguments(source)(name) ?? { unknown: `ARG ${name} has no default` };
}

/** What a variable means to an instruction. */
export function variablesAt(source: Source, instruction: Instruction): Lookup {
  const environment = environments(source).get(instruction);
  return (name) => environment?.get(name);
}
