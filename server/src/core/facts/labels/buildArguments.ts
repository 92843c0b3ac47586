import { pairs } from '../../dockerfile/words.ts';
import type { Source } from '../../rule.ts';
import { lineage, type Stage } from '../stages.ts';

/** What differs from build to build, by OCI key without its prefix, and how the ARG is called that says it, the usual name first. */
const NAMES: ReadonlyMap<string, readonly string[]> = new Map([
  ['version', ['VERSION', 'APP_VERSION', 'IMAGE_VERSION', 'BUILD_VERSION']],
  [
    'revision',
    ['REVISION', 'VCS_REF', 'GIT_COMMIT', 'GIT_SHA', 'COMMIT_SHA', 'GIT_REVISION', 'SOURCE_COMMIT', 'COMMIT'],
  ],
  ['created', ['BUILD_DATE', 'CREATED', 'BUILD_TIME', 'BUILD_TIMESTAMP']],
]);

/** The OCI keys whose values the build command knows best. */
export const PER_BUILD: readonly string[] = [...NAMES.keys()];

/** A variable that says what a label is to say. */
export interface BuildArgument {
  readonly name: string;
  /** Whether the stage has it already. */
  readonly declared: boolean;
}

/** The variable for a key whose value differs from build to build: one that the stage has, or else one to declare. */
export function buildArgument(source: Source, stage: Stage, key: string): BuildArgument | undefined {
  const names = NAMES.get(key);
  if (!names) return undefined;
  const declared = declaredIn(source, stage);
  const own = names.find((name) => declared.has(name));
  return { name: own ?? names[0]!, declared: own !== undefined };
}

/** The ARGs and ENVs of a stage, and the ENVs that it inherits. */
function declaredIn({ file }: Source, stage: Stage): ReadonlySet<string> {
  const names = lineage(stage).flatMap((one) =>
    one.instructions
      .filter(({ keyword, onbuild }) => !onbuild && (keyword === 'ENV' || (keyword === 'ARG' && one === stage)))
      .flatMap((instruction) => pairs(instruction, file.escape).map(({ key }) => key)),
  );
  return new Set(names);
}
