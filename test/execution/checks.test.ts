import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { lint } from '../../server/src/core/lint.ts';
import { ineffectiveVerification } from '../../server/src/core/rules/ineffective-verification.ts';
import { fixWith } from '../rule-tester.ts';
import { busybox, contents, GNU, runAll, type Userland } from './run.ts';

const folder = mkdtempSync(join(tmpdir(), 'checks-'));
after(() => rmSync(folder, { recursive: true, force: true }));

const RIGHT = 'the right content\n';
const WRONG = 'the wrong content\n';
const hash = createHash('sha256').update(RIGHT).digest('hex');
const check = `echo "${hash}  f" | sha256sum -c -`;

/** RUN lines whose check of the file `f` is found to stop nothing: with wrong bytes they succeed until they are fixed. */
const lost: Readonly<Record<string, string>> = {
  'swallowed at the end': `RUN ${check} || true`,
  'swallowed in front of a statement': `RUN ${check} || true; cp f used`,
  'swallowed under set -e': `RUN set -e; ${check} || true; cp f used`,
  'swallowed by a message': `RUN ${check} || echo "bad hash"; cp f used`,
  'swallowed by a group': `RUN ${check} || { echo bad; echo hash; }; cp f used`,
  'swallowed by a subshell': `RUN ${check} || (echo bad); cp f used`,
  'swallowed behind a message': `RUN ${check} && echo fine || echo bad; cp f used`,
  'swallowed by exit 0': `RUN ${check} || exit 0`,
  'swallowed with others': `RUN test -f f && ${check} && cp f used || true`,
  'swallowed in a chain': `RUN test -f f && ${check} || true && cp f used`,
  'swallowed in a subshell': `RUN (test -f f && ${check} || echo bad) && cp f used`,
  'exit that leaves a subshell only': `RUN ${check} || (echo bad && exit 1); cp f used`,
  statements: `RUN ${check}; cp f used`,
  'a chain in front of a statement': `RUN test -f f && ${check}; cp f used`,
  'a chain that guards what follows': `RUN ${check} && cp f used; echo done`,
  'a here-document': `RUN <<EOF\n${check}\ncp f used\nEOF`,
  'a list in a here-document': `RUN <<EOF\nsha256sum -c - <<SUMS\n${hash}  f\nSUMS\ncp f used\nEOF`,
  'set -e in front of &&': `RUN set -e; ${check} && echo fine; cp f used`,
  'set -e in a group in front of ||': `RUN set -e; { ${check}; cp f used; } || exit 1`,
  'set -e in a group that ends in &&': `RUN set -e; { ${check} && echo fine; }; cp f used`,
  'set -e in a function that is asked': `RUN set -e; verify() { ${check}; echo verified; }; if verify; then cp f used; fi`,
  'set +e': `RUN set -e; set +e; ${check}; cp f used`,
  'a function': `RUN verify() { ${check}; }; verify; cp f used`,
  'a branch': `RUN if [ -f f ]; then ${check}; fi; cp f used`,
  'a case': `RUN case x in x) ${check} ;; esac; cp f used`,
  'an if that prints': `RUN if ! ${check}; then echo bad; fi; cp f used`,
  'an if that prints in both branches': `RUN if ${check}; then echo fine; else echo bad; fi; cp f used`,
  'a loop': `RUN for x in f /dev/null; do if [ "$x" = f ]; then ${check}; fi; done; cp f used`,
  'a round of a loop': 'RUN for x in f g; do sha256sum -c $x.sum; done && cp f used',
  'a subshell': `RUN (${check}); cp f used`,
  'sh -c': `RUN sh -c '${check}'; cp f used`,
  'statements for sh -c': `RUN ["sh", "-c", "${check.replaceAll('"', '\\"')}; cp f used"]`,
  'a comparison': `RUN [ "$(sha256sum f | cut -d' ' -f1)" = ${hash} ]; cp f used`,
  'a comparison that prints': `RUN if [ "$(sha256sum f | cut -d' ' -f1)" != ${hash} ]; then echo bad; fi; cp f used`,
  'a search': `RUN sha256sum f | grep -q ${hash}; cp f used`,
};

/** Likewise, but there is no fix for them. */
const hopeless: Readonly<Record<string, string>> = {
  'the background': `RUN ${check} & cp f used`,
  'a pipe': `RUN ${check} | tee log && cp f used`,
  'an if without the other branch': `RUN if ${check}; then echo fine; fi; cp f used`,
};

/** RUN lines in which nothing is found: wrong bytes stop them. */
const sound: Readonly<Record<string, string>> = {
  'a chain': `RUN ${check} && cp f used`,
  'set -e': `RUN set -eu; ${check}; cp f used`,
  'set -e in a branch': `RUN set -e; if [ -f f ]; then ${check}; cp f used; fi; echo done`,
  'set -e in a loop': 'RUN set -e; for x in f g; do sha256sum -c $x.sum; done; cp f used',
  'set -e in a function': `RUN set -e; verify() { ${check}; cp f used; }; verify; echo done`,
  'set -e at the end of a function': `RUN set -e; verify() { test -f f && ${check}; }; verify; cp f used`,
  'set -e in a subshell in front of &&': `RUN set -e; (${check}) && cp f used`,
  'set -e and a subshell that ends in &&': `RUN set -e; (${check} && echo fine); cp f used`,
  'exit 1': `RUN ${check} || exit 1; cp f used`,
  'a group with exit 1': `RUN { ${check} || exit 1; } && cp f used || true`,
  'a message and exit 1': `RUN ${check} || { echo bad; exit 1; }; cp f used`,
  'a subshell with exit 1 at the end': `RUN ${check} || (echo bad && exit 1)`,
  'a subshell with exit 1 in a chain': `RUN ${check} || (echo bad; exit 1) && cp f used`,
  'if with exit 1': `RUN if ! ${check}; then echo bad; exit 1; fi; cp f used`,
  'the last statement': `RUN test -f f; ${check}`,
  'the end of a here-document': `RUN <<EOF\ntest -f f\n${check}\nEOF`,
  'sh -e': `RUN sh -ec '${check}; cp f used' && echo done`,
  'grep OK': 'RUN sha256sum -c f.sum 2>&1 | grep OK && cp f used',
};

/** RUN lines for busybox 1.35 (Alpine 3.17) whose check fails for the right bytes until it is fixed. */
const refused: Readonly<Record<string, string>> = {
  '--check --quiet': `RUN echo "${hash}  f" | sha256sum --check --quiet && cp f used`,
  '-c --status -': `RUN echo "${hash}  f" | sha256sum -c --status - && cp f used`,
  '--strict and --warn': 'RUN sha256sum --strict --warn -c f.sum && cp f used',
  'one blank': `RUN echo "${hash} f" | sha256sum -c - && cp f used`,
  'one blank between words': `RUN X=f && echo ${hash}  $X | sha256sum -c - && cp f used`,
  'one blank of printf': `RUN printf '%s %s\\n' ${hash} f | sha256sum -c - && cp f used`,
  'upper-case digits': `RUN echo "${hash.toUpperCase()}  f" | sha256sum -c - && cp f used`,
  'upper-case digits in an ARG': `ARG SUM=${hash.toUpperCase()}\nRUN echo "$SUM  f" | sha256sum -c - && cp f used`,
};

const applets = busybox(folder);
for (const userland of [...GNU, ...(applets ? [applets] : [])]) {
  const image = userland === applets ? 'alpine:3.20' : 'debian:12';
  describe(`checks in ${userland.name}`, () => {
    for (const [name, run] of Object.entries(lost)) it(`lost: ${name}`, () => proveLost(from(image, run), userland));
    for (const [name, run] of Object.entries(hopeless))
      it(`hopeless: ${name}`, async () => {
        assert.deepEqual(await outcomes(from(image, run), userland), [true, true]);
        assert.equal(findings(from(image, run)), 1);
      });
    for (const [name, run] of Object.entries(sound))
      it(`sound: ${name}`, async () => {
        assert.deepEqual(await outcomes(from(image, run), userland), [true, false]);
        assert.equal(findings(from(image, run)), 0);
      });
  });
}

if (applets) {
  describe('checks that busybox refuses', () => {
    for (const [name, run] of Object.entries(refused)) it(name, () => proveRefused(from('alpine:3.17', run), applets));
  });
}

async function proveLost(text: string, userland: Userland): Promise<void> {
  assert.deepEqual(await outcomes(text, userland), [true, true], 'what is found is true');
  assert.equal(findings(text), 1);
  const fixed = await fix(text);
  assert.deepEqual(await outcomes(fixed, userland), [true, false], fixed);
  const [before, after] = [await run(text, userland, RIGHT), await run(fixed, userland, RIGHT)];
  assert.deepEqual(after.files, before.files, 'right bytes leave the same files');
  assert.equal(after.output, before.output);
  assert.equal((await run(fixed, userland, WRONG)).files.used, undefined, `wrong bytes are not used:\n${fixed}`);
}

async function proveRefused(text: string, userland: Userland): Promise<void> {
  assert.deepEqual(await outcomes(text, userland), [false, false], 'what is found is true');
  assert.equal(findings(text), 1);
  const fixed = await fix(text);
  assert.deepEqual(await outcomes(fixed, userland), [true, false], fixed);
}

const from = (image: string, run: string): string => `FROM ${image}\n${run}\n`;

const findings = (text: string): number => lint({ text }, [ineffectiveVerification]).diagnostics.length;

async function fix(text: string): Promise<string> {
  const result = await fixWith(ineffectiveVerification, { marked: text }, text, 'review');
  assert.deepEqual(result.remaining, [], 'nothing is left to report');
  return result.text;
}

/** Whether a build succeeds with the right bytes, and with wrong ones. */
const outcomes = async (text: string, userland: Userland): Promise<boolean[]> =>
  Promise.all([RIGHT, WRONG].map(async (content) => (await run(text, userland, content)).status === 0));

let runs = 0;

async function run(text: string, userland: Userland, content: string) {
  const image = join(folder, String(runs++));
  mkdirSync(image);
  writeFileSync(join(image, 'f'), content);
  writeFileSync(join(image, 'f.sum'), `${hash}  f\n`);
  writeFileSync(join(image, 'g.sum'), `${createHash('sha256').update('').digest('hex')}  /dev/null\n`);
  const { status, output } = await runAll(text, userland, image, {});
  const files = contents(image);
  rmSync(image, { recursive: true });
  return { status, output, files };
}
