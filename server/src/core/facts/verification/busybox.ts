import { fact } from '../../fact.ts';
import type { Source } from '../../rule.ts';
import { commandName, unwrap } from '../../shell/unwrap.ts';
import { textOf } from '../paths.ts';
import { type BuildScript, buildScripts } from '../scripts.ts';
import { lookupAt } from '../shellVariables.ts';
import { lineage, rootImage } from '../stages.ts';
import { userlandAt } from '../userland.ts';

/** Alpine itself, and official images that add nothing to its coreutils. */
const PLAIN_IMAGE =
  /^(?:docker\.io\/)?(?:library\/|(?:amd64|arm32v[67]|arm64v8|i386|ppc64le|riscv64|s390x)\/)?(?:(?:alpine|busybox)(?:[:@]|$)|(?:python|node|golang|ruby|php|rust|nginx|httpd|openjdk|eclipse-temurin):[\w.-]*alpine)/;

/** Whether a script's checksums are surely compared by busybox: nothing that this file runs can have put another one in its place. */
export function hasOnlyBusybox(source: Source, build: BuildScript): boolean {
  if (!PLAIN_IMAGE.test(rootImage(build.stage)) || userlandAt(source, build) !== 'busybox') return false;
  const line = new Set(lineage(build.stage));
  return !installing(source).some(
    ({ stage, instruction }) => line.has(stage) && instruction.span.start <= build.instruction.span.start,
  );
}

const installing = fact((source): readonly BuildScript[] =>
  buildScripts(source).filter((build) => mayInstall(source, build)),
);

/** Whether a script may install coreutils: by a name that only the build knows, or in a script that cannot be read here. */
function mayInstall(source: Source, build: BuildScript): boolean {
  return build.script.commands.some((command) => {
    const { name, args } = unwrap(command);
    const program = commandName(name);
    if (name && (program === undefined || /\.sh$|^(?:\.|source)$/.test(program))) return true;
    const lookup = lookupAt(source, build, command);
    return program === 'apk' && args.some((word) => /[$`]|coreutils/.test(textOf(word, lookup)));
  });
}

/** The release that an image's tag names (`alpine:3.12`, `python:3.9-alpine3.12`), as a minor version of Alpine 3. */
export function alpineMinor({ stage }: BuildScript): number | undefined {
  const minor = /(?:\/|^)(?:alpine:|[\w.-]+:[\w.-]*alpine)3\.(\d+)(?![\w-])/.exec(rootImage(stage))?.[1];
  return minor === undefined ? undefined : Number(minor);
}
