/** The files beside this one say, below their lines, how VS Code is to colour them: in the notation of vscode-tmgrammar-test. */

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import test from 'node:test';

const require = createRequire(import.meta.url);
const runner = join(dirname(require.resolve('vscode-tmgrammar-test/package.json')), 'dist/unit.js');

/** VS Code's own grammars, which ours build on; ours are taken from package.json. */
const builtIn = ['docker', 'shellscript', 'python'].flatMap((name) => [
  '--grammar',
  require.resolve(`tm-grammars/grammars/${name}.json`),
]);

for (const file of readdirSync(import.meta.dirname).filter((name) => name.endsWith('.Dockerfile'))) {
  test(file, () => {
    const { status, stdout, stderr } = spawnSync(
      process.execPath,
      [runner, '--compact', ...builtIn, join('test/grammar', file)],
      { encoding: 'utf8' },
    );
    assert.equal(status, 0, stdout + stderr);
  });
}
