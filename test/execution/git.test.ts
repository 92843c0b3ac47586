import assert from 'node:assert/strict';
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { fixAll } from '../../server/src/core/fix.ts';
import { lint } from '../../server/src/core/lint.ts';
import { unverifiedDownload } from '../../server/src/core/rules/unverified-download.ts';
import { createSources } from '../../server/src/sources/index.ts';
import { createRepository, gitBackend, gitProgram, openRepository } from '../internet/git.ts';
import { type Internet, startInternet } from '../internet/internet.ts';
import { type GitShape, gitShapes } from './git-shapes.ts';
import { busybox, contents, GNU, runAll, type Userland } from './run.ts';

const folder = mkdtempSync(join(tmpdir(), 'git-'));
const proxies = Object.keys(process.env).filter((name) => /_proxy$/i.test(name));
let internet: Internet;

before(async () => {
  for (const name of proxies) delete process.env[name];
  internet = await startInternet();
  process.env.http_proxy = internet.proxy;
  publish();
});
after(async () => {
  await internet.close();
  rmSync(folder, { recursive: true, force: true });
});

/** busybox's userland, and git. */
function withGit(userland: Userland): Userland {
  const bin = join(folder, 'bin');
  mkdirSync(bin);
  symlinkSync(gitProgram(), join(bin, 'git'));
  return { ...userland, path: [userland.path, bin].join(delimiter) };
}

const small = busybox(folder);
for (const userland of [...GNU, ...(small ? [withGit(small)] : [])]) {
  describe(`the fixed clones in ${userland.name}`, () => {
    for (const [name, shape] of Object.entries(gitShapes))
      if (userland.name === 'bash' || shape.inEveryShell) it(name, () => prove(shape, userland));
  });
}

async function prove(shape: GitShape, userland: Userland): Promise<void> {
  const original = shape.text.replace('BASE', userland.name === 'busybox' ? 'alpine:3.20' : 'debian:12');
  serve('as fixed');
  const fixed = await fix(original);
  assert.notEqual(fixed, original, 'the shape is fixed');
  const before = await run(original, userland);
  assert.equal(before.status, 0, `the original runs: ${before.output}`);
  const right = await run(fixed, userland);
  assert.equal(right.status, 0, `nothing has moved: ${right.output}\n${fixed}`);
  assert.deepEqual(right.files, before.files, 'the fix leaves the files of the original');
  assert.equal(right.output, before.output, 'a checkout that changes nothing says nothing');

  serve('moved');
  const moved = await run(original, userland);
  assert.notDeepEqual(moved.files, before.files, 'without the fix, what has moved is built');
  const pinned = await run(fixed, userland);
  if (shape.survives) {
    assert.equal(pinned.status, 0, `the pinned commit is still there: ${pinned.output}\n${fixed}`);
    assert.deepEqual(pinned.files, before.files, `what was pinned is built:\n${fixed}`);
  } else assertStopped(pinned, fixed);

  serve('gone');
  assertStopped(await run(fixed, userland), fixed);
}

function assertStopped({ status, output, files }: Awaited<ReturnType<typeof run>>, fixed: string): void {
  assert.notEqual(status, 0, `a commit that is gone stops the build:\n${fixed}\n${output}`);
  assert.match(output, /fatal|error/i, 'loudly');
  assert.equal(files.used, undefined, `nothing else is used:\n${fixed}\n${output}`);
}

/** What the publishers of the shapes' repositories may have done since a shape was fixed. */
type State = 'as fixed' | 'moved' | 'gone';

/** Lets the repositories be as they are in a state. */
const serve = (state: State): void => internet.serve('http://git.example/*', gitBackend(join(folder, state)));

/** Makes the repositories of each state. */
function publish(): void {
  mkdirSync(join(folder, 'gone'));
  fill(join(folder, 'gone'), 'other');
  mkdirSync(join(folder, 'as fixed'));
  fill(join(folder, 'as fixed'), 'first');
  cpSync(join(folder, 'as fixed'), join(folder, 'moved'), { recursive: true });
  for (const name of ['part', 'tool', 'whole']) {
    const { git, commit, push } = openRepository(join(folder, 'moved'), name);
    commit('a', 'moved');
    for (const branch of ['1.x', 'both']) git('branch', '--force', branch);
    for (const tag of ['v1.2', 'both']) git('tag', '--force', tag);
    push();
  }
}

/** `tool` with branches and tags, and `whole` with the submodule `part`. */
function fill(root: string, content: string): void {
  const part = createRepository(root, 'part');
  part.commit('p', `part of ${content}`);
  const tool = createRepository(root, 'tool');
  const whole = createRepository(root, 'whole');
  whole.git('-c', 'protocol.file.allow=always', 'submodule', '--quiet', 'add', '../part.git', 'part');
  for (const { git, commit, push } of [tool, whole]) {
    commit('a', `${content}, one`);
    git('tag', '--annotate', '--message', 'As it is', 'v1.2');
    git('tag', 'both');
    commit('a', `${content}, two`);
    git('branch', 'both');
    commit('a', `${content}, three`);
    git('branch', '1.x');
    commit('a', `${content}, four`);
    push();
  }
  part.commit('p', `part of ${content}, later`);
}

async function fix(text: string): Promise<string> {
  const result = await fixAll(text, {
    wanted: () => true,
    lint: async (texts) => lint({ text: texts.text }, [unverifiedDownload]),
    read: () => null,
    ask: (questions) => createSources().askAll(questions),
  });
  assert.deepEqual(
    [...result.failed.map(({ error }) => error.message), ...result.remaining.map(({ message }) => message)],
    [],
    `nothing is left to report:\n${result.text}`,
  );
  return result.text;
}

let runs = 0;

async function run(text: string, userland: Userland) {
  const image = join(folder, String(runs++));
  mkdirSync(image);
  const result = await runAll(text, userland, image, { ...internet.env, GIT_CONFIG_NOSYSTEM: '1' });
  const files = Object.fromEntries(Object.entries(contents(image)).filter(([path]) => !/(?:^|\/)\.git\//.test(path)));
  rmSync(image, { recursive: true });
  return { ...result, output: result.output.replaceAll(image, ''), files };
}
