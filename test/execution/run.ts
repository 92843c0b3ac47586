import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { defaultConfig } from '../../server/src/core/config.ts';
import { jsonStrings } from '../../server/src/core/dockerfile/json.ts';
import type { Instruction } from '../../server/src/core/dockerfile/model.ts';
import { parseDockerfile } from '../../server/src/core/dockerfile/parse.ts';
import { stages } from '../../server/src/core/facts/stages.ts';
import { variablesAt } from '../../server/src/core/facts/variables.ts';
import { noProject } from '../../server/src/core/project.ts';
import type { Source } from '../../server/src/core/rule.ts';

/** A shell that an image's RUN lines are read by, with the programs that it finds first. */
export interface Userland {
  readonly name: string;
  readonly shell: readonly string[];
  readonly path: string;
}

const BUSYBOX = ['/bin/busybox', '/usr/bin/busybox'].find(existsSync);

/** The userlands of Debian-like images: bash and dash with GNU's programs. */
export const GNU: readonly Userland[] = ['bash', 'dash']
  .filter((shell) => spawnSync(shell, ['-c', ':']).status === 0)
  .map((shell) => ({ name: shell, shell: [shell, '-c'], path: process.env.PATH ?? '' }));

/** The userland of Alpine-like images, made of links to busybox below a folder; undefined where there is no busybox. */
export function busybox(folder: string): Userland | undefined {
  if (!BUSYBOX) return undefined;
  const path = join(folder, 'applets');
  mkdirSync(path, { recursive: true });
  for (const applet of spawnSync(BUSYBOX, ['--list'], { encoding: 'utf8' }).stdout.trim().split('\n'))
    symlinkSync(BUSYBOX, join(path, applet));
  return { name: 'busybox', shell: [BUSYBOX, 'sh', '-c'], path };
}

/** How a stage's RUN lines ended. */
export interface Run {
  readonly status: number;
  readonly output: string;
}

/** Runs every RUN of a Dockerfile's stages as BuildKit would, in a folder that stands for the image, until one fails. */
export async function runAll(
  text: string,
  userland: Userland,
  folder: string,
  env: Readonly<Record<string, string>>,
): Promise<Run> {
  const source: Source = { file: parseDockerfile(text), project: noProject, config: defaultConfig };
  const temporary = `${folder}.tmp`;
  mkdirSync(temporary);
  let output = '';
  let status = 0;
  for (const { instructions } of stages(source)) {
    for (const instruction of instructions.filter(({ keyword }) => keyword === 'RUN')) {
      if (status !== 0) break;
      const variables = environment(source, instructions, instruction);
      const words = argv(instruction, userland).map((word) => word.replace(IN_TMP, `${temporary}/$1`));
      const run = await execute(words, folder, { ...env, ...variables, PATH: userland.path, HOME: folder });
      output += run.output.replaceAll(temporary, '/tmp');
      status = run.status;
    }
  }
  rmSync(temporary, { recursive: true });
  return { status, output };
}

/** A file directly in /tmp: every image has one of its own, so that runs do not meet in the machine's. */
const IN_TMP = /\/tmp\/([\w.+-]+)(?![\w.+/-])/g;

function argv(instruction: Instruction, { shell }: Userland): readonly string[] {
  const strings = jsonStrings(instruction.body)?.map(({ text }) => text);
  if (strings) return strings;
  const [heredoc] = instruction.heredocs;
  return [...shell, heredoc ? heredoc.content.text : instruction.body.text];
}

/** What ARG and ENV in front of an instruction put into its environment. */
function environment(source: Source, instructions: readonly Instruction[], until: Instruction): Record<string, string> {
  const lookup = variablesAt(source, until);
  const names = instructions
    .slice(0, instructions.indexOf(until))
    .filter(({ keyword }) => keyword === 'ARG' || keyword === 'ENV')
    .flatMap(({ body }) => [...body.text.matchAll(/(?:^|\s)([A-Za-z_]\w*)=/g)].map(([, name]) => name!));
  return Object.fromEntries(
    names.flatMap((name) => {
      const value = lookup(name);
      return value && 'text' in value ? [[name, value.text]] : [];
    }),
  );
}

function execute(
  [program, ...args]: readonly string[],
  cwd: string,
  env: Readonly<Record<string, string>>,
): Promise<Run> {
  return new Promise((resolve, reject) => {
    const child = spawn(program!, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    child.stdout.on('data', (data) => (output += data));
    child.stderr.on('data', (data) => (output += data));
    child.on('error', reject);
    child.on('close', (status) => resolve({ status: status ?? 128, output }));
  });
}

/** Every file below a folder with the SHA-256 of its content. */
export function contents(folder: string, below = ''): Record<string, string> {
  const entries = readdirSync(join(folder, below), { withFileTypes: true }).flatMap((entry) => {
    const path = join(below, entry.name);
    if (entry.isDirectory()) return Object.entries(contents(folder, path));
    return [
      [
        path,
        createHash('sha256')
          .update(readFileSync(join(folder, path)))
          .digest('hex'),
      ] as const,
    ];
  });
  return Object.fromEntries(entries);
}
