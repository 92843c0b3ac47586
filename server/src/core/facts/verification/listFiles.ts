import { fact } from '../../fact.ts';
import type { Source } from '../../rule.ts';
import type { Command, Word } from '../../shell/model.ts';
import { commandName, unwrap, wordText } from '../../shell/unwrap.ts';
import { readsList, SUM } from '../downloads/verifications.ts';
import { type ImagePath, pathOf } from '../paths.ts';
import { type BuildScript, buildScripts } from '../scripts.ts';
import type { Stage } from '../stages.ts';
import { feeders } from './list.ts';

/** The files that each stage's checks read lists of checksums from, by name. */
export const listFiles = fact((source): ReadonlyMap<Stage, ReadonlySet<ImagePath>> => {
  const files = new Map<Stage, Set<ImagePath>>();
  for (const build of buildScripts(source)) {
    for (const command of build.script.commands) {
      const { name, args } = unwrap(command);
      if (!SUM.test(commandName(name) ?? '') || !readsList(args.map(wordText))) continue;
      const known = files.get(build.stage) ?? new Set();
      files.set(build.stage, known);
      for (const reader of [command, ...feeders(command).filter(isReader)])
        for (const path of readPaths(source, build, reader)) known.add(path);
    }
  }
  return files;
});

/** Whether a command hands on what it reads, or lines of it. */
export const isReader = (command: Command): boolean =>
  /^(?:cat|[ef]?grep|awk|gawk|sed|tr|head|tail|cut|sort)$/.test(commandName(unwrap(command).name) ?? '');

/** The files that a command reads by name or from its standard input. */
export function readPaths(source: Source, build: BuildScript, command: Command): readonly ImagePath[] {
  const input = command.redirects.flatMap(({ operator, target }): Word[] =>
    operator === '<' && target ? [target] : [],
  );
  const { name, args } = unwrap(command);
  const hasPattern = /^(?:[ef]?grep|awk|gawk|sed)$/.test(commandName(name) ?? '');
  const isElsewhere = args.some(({ text }) => /^-[a-zA-Z]*[ef]$|^--(?:regexp|file|expression)/.test(text));
  const operands = args
    .filter(({ text }, index) => !text.startsWith('-') && !/^-[a-zA-Z]*[ef]$/.test(args[index - 1]?.text ?? ''))
    .slice(hasPattern && !isElsewhere ? 1 : 0);
  return [...input, ...operands].map((word) => pathOf(source, build, command, word));
}
