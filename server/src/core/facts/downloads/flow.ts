import { fact } from '../../fact.ts';
import type { Source } from '../../rule.ts';
import type { Command } from '../../shell/model.ts';
import { commandName, unwrap, wordText } from '../../shell/unwrap.ts';
import type { Decompression } from '../../sources.ts';
import { baseName, type ImagePath, join, mayBeSame, pathOf } from '../paths.ts';
import { type BuildScript, buildScripts } from '../scripts.ts';

/** Programs that replace one compressed file by its content, and the endings that they take off. */
const DECOMPRESSORS: Readonly<
  Record<string, { readonly how: Decompression; readonly endings: RegExp; readonly flag?: RegExp }>
> = {
  bunzip2: { how: 'bz2', endings: /\.bz2?$/ },
  bzip2: { how: 'bz2', endings: /\.bz2?$/, flag: /^(?:-[a-zA-Z0-9]*d[a-zA-Z0-9]*|--decompress)$/ },
  gunzip: { how: 'gz', endings: /\.gz$/ },
  gzip: { how: 'gz', endings: /\.gz$/, flag: /^(?:-[a-zA-Z0-9]*d[a-zA-Z0-9]*|--decompress|--uncompress)$/ },
  unxz: { how: 'xz', endings: /\.xz$/ },
  xz: { how: 'xz', endings: /\.xz$/, flag: /^(?:-[a-zA-Z0-9]*d[a-zA-Z0-9]*|--decompress|--uncompress)$/ },
  unzstd: { how: 'zst', endings: /\.zst$/ },
  zstd: { how: 'zst', endings: /\.zst$/, flag: /^(?:-[a-zA-Z0-9]*d[a-zA-Z0-9]*|--decompress|--uncompress)$/ },
};

/** Programs that write what is in a file to their standard output. */
const UNPACKING = /^(?:cat|gunzip|gzip|zcat|bunzip2|bzip2|bzcat|unxz|xz|xzcat|unzstd|zstd|zstdcat|unzip|funzip)$/;

/** A step that gives a file another name: moved, copied, linked or decompressed. */
interface Step {
  readonly command: Command;
  readonly from: readonly ImagePath[];
  readonly to: (path: ImagePath) => ImagePath;
  readonly decompresses: Decompression | undefined;
}

/** The steps of each script. */
const steps = fact(
  (source): ReadonlyMap<BuildScript, readonly Step[]> =>
    new Map(
      buildScripts(source).map((build) => [
        build,
        build.script.commands.flatMap((command) => stepOf(source, build, command) ?? []),
      ]),
    ),
);

/** What happens to a file's name from one script on. */
export interface Course {
  readonly paths: readonly ImagePath[];
  readonly decompressed: readonly {
    readonly build: BuildScript;
    readonly command: Command;
    readonly how: Decompression;
    readonly path: ImagePath;
  }[];
}

/** Follows a file through the commands behind the one that wrote it, or through all of the scripts. */
export function follow(
  source: Source,
  start: ImagePath,
  from: Command | undefined,
  scripts: readonly BuildScript[],
): Course {
  const paths = [start];
  const decompressed: Course['decompressed'][number][] = [];
  let current = start;
  for (const build of scripts) {
    for (const step of steps(source).get(build) ?? []) {
      const { command } = step;
      if (from && command.script === from.script && command.start <= from.start) continue;
      if (!step.from.some((path) => mayBeSame(path, current))) continue;
      current = step.to(current);
      paths.push(current);
      if (step.decompresses) decompressed.push({ build, command, how: step.decompresses, path: current });
    }
  }
  return { paths, decompressed };
}

function stepOf(source: Source, build: BuildScript, command: Command): Step | undefined {
  const { name, args } = unwrap(command);
  const program = commandName(name) ?? '';
  const texts = args.map(wordText);
  const operands = args.filter((word) => !wordText(word).startsWith('-'));
  const paths = operands.map((word) => pathOf(source, build, command, word));
  if (/^(?:mv|cp|ln|install)$/.test(program) && paths.length >= 2) {
    const target = paths[paths.length - 1]!;
    const folder =
      paths.length > 2 ||
      /\/$/.test(operands[operands.length - 1]!.text) ||
      /(?:^|\/)\.{1,2}$/.test(operands[operands.length - 1]!.text);
    return {
      command,
      from: paths.slice(0, -1),
      to: (path) => (folder ? join(target, baseName(path)) : target),
      decompresses: undefined,
    };
  }
  const redirected = command.redirects.find(({ operator }) => operator === '>' || operator === '>|')?.target;
  if (redirected && UNPACKING.test(program)) {
    const target = pathOf(source, build, command, redirected);
    return { command, from: paths, to: () => target, decompresses: undefined };
  }
  const decompressor = Object.hasOwn(DECOMPRESSORS, program) ? DECOMPRESSORS[program] : undefined;
  if (!decompressor || (decompressor.flag && !texts.some((text) => decompressor.flag!.test(text)))) return undefined;
  if (texts.some((text) => /^(?:-[a-zA-Z0-9]*[ct][a-zA-Z0-9]*|--stdout|--to-stdout|--test|-o)$/.test(text)))
    return undefined;
  return {
    command,
    from: paths.filter((path) => decompressor.endings.test(path)),
    to: (path) => path.replace(decompressor.endings, ''),
    decompresses: decompressor.how,
  };
}
