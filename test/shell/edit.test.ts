import assert from 'node:assert/strict';
import { it } from 'node:test';
import { defaultConfig } from '../../server/src/core/config.ts';
import { parseDockerfile } from '../../server/src/core/dockerfile/parse.ts';
import { buildScripts } from '../../server/src/core/facts/scripts.ts';
import { noProject } from '../../server/src/core/project.ts';
import { insertArguments, replaceWord } from '../../server/src/core/shell/edit.ts';
import type { Word } from '../../server/src/core/shell/model.ts';
import { applyEdits, type Edit } from '../../server/src/core/text/span.ts';

/** A RUN after an edit of its word `x`. */
function edit(run: string, change: (source: string, word: Word) => Edit): string {
  const source = `FROM a\n${run}`;
  const file = parseDockerfile(source);
  const scripts = buildScripts({ file, project: noProject, config: defaultConfig });
  const words = scripts.flatMap(({ script }) => script.commands.flatMap(({ args }) => args));
  const word = words.findLast(({ parts: [part] }) => part?.kind === 'text' && part.text === 'x')!;
  return applyEdits(source, [change(source, word)]).slice('FROM a\n'.length);
}

const before = (run: string) => edit(run, (source, word) => insertArguments(source, word, 'before', ['-o', 'a b']));
const after = (run: string) => edit(run, (source, word) => insertArguments(source, word, 'after', ['-o', 'a b']));
const replaced = (run: string) => edit(run, (_, word) => replaceWord(word, ['-o', 'a b']));

it('inserts arguments inside a line', () => {
  assert.equal(before('RUN go x && go'), "RUN go -o 'a b' x && go");
  assert.equal(after('RUN go "x" && go'), `RUN go "x" -o 'a b' && go`);
  assert.equal(replaced('RUN go "x" y'), "RUN go -o 'a b' y");
});

it('gives them a line of their own in a list', () => {
  assert.equal(before('RUN go \\\n  # why\n\tx \\\n  y'), "RUN go \\\n  # why\n\t-o 'a b' \\\n\tx \\\n  y");
  assert.equal(after('RUN go \\\r\n  x \\\r\n  && go'), "RUN go \\\r\n  x \\\r\n  -o 'a b' \\\r\n  && go");
  assert.equal(after('RUN go \\\n  x'), "RUN go \\\n  x \\\n  -o 'a b'");
  assert.equal(after('RUN go \\\n  x && go'), "RUN go \\\n  x -o 'a b' && go");
  assert.equal(before('RUN <<E\ngo \\\n  x\nE'), "RUN <<E\ngo \\\n  -o 'a b' \\\n  x\nE");
});

it('speaks JSON in exec form', () => {
  assert.equal(before('RUN ["go", "x"]'), 'RUN ["go", "-o", "a b", "x"]');
  assert.equal(after('RUN ["go", "x", "y"]'), 'RUN ["go", "x", "-o", "a b", "y"]');
  assert.equal(replaced('RUN ["go", "x"]'), 'RUN ["go", "-o", "a b"]');
});

it('quotes for the shell inside a shell', () => {
  assert.equal(before('RUN sh -c "go x"'), `RUN sh -c "go -o 'a b' x"`);
  assert.equal(before("RUN sh -c 'go x'"), "RUN sh -c 'go -o '\\''a b'\\'' x'");
  assert.equal(before('RUN ["sh", "-c", "go x"]'), `RUN ["sh", "-c", "go -o 'a b' x"]`);
});
