import type { KnownImage } from '../facts/health/images.ts';
import { lineage, type Stage } from '../facts/stages.ts';
import type { Source } from '../rule.ts';
import { at, type Edit } from '../text/span.ts';
import { indentOf, lineStart, startWithComments } from './lines.ts';

const INSTALL: Readonly<Record<NonNullable<KnownImage['packages']>, (name: string) => string>> = {
  apt: (name) => `apt-get update && apt-get install -y --no-install-recommends ${name} && rm -rf /var/lib/apt/lists/*`,
  apk: (name) => `apk add --no-cache ${name}`,
};

/** The edit that installs a program in front of the first instruction of a stage that root does not run; undefined where a stage below has another user. */
export function installProgram(
  { file }: Source,
  stage: Stage,
  packages: KnownImage['packages'],
  program: string,
): Edit | undefined {
  const inherited = lineage(stage).slice(1);
  if (!packages || inherited.some(({ instructions }) => instructions.some(({ keyword }) => keyword === 'USER')))
    return undefined;
  const before = stage.instructions.find(
    ({ keyword, onbuild }) => !onbuild && (keyword === 'USER' || keyword === 'HEALTHCHECK' || keyword === 'SHELL'),
  );
  if (!before) return undefined;
  const offset = lineStart(file.source, startWithComments(file, before));
  return { span: at(offset), text: `${indentOf(file, before)}RUN ${INSTALL[packages](program)}${file.eol}` };
}
