import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { fixAll } from '../../server/src/core/fix.ts';
import { lint } from '../../server/src/core/lint.ts';
import { unverifiedDownload } from '../../server/src/core/rules/unverified-download.ts';
import { questionKey } from '../../server/src/core/sources.ts';
import { type Internet, startInternet } from '../internet/internet.ts';
import { make, plain } from './fixtures.ts';
import { busybox, contents, GNU, runAll, type Userland } from './run.ts';
import { type Fixture, type Shape, shapes } from './shapes.ts';

const folder = mkdtempSync(join(tmpdir(), 'execution-'));
const images: Readonly<Record<Userland['name'], string>> = {
  bash: 'debian:12',
  dash: 'debian:12',
  busybox: 'alpine:3.20',
};
let internet: Internet;

before(async () => {
  internet = await startInternet();
});
after(async () => {
  await internet.close();
  rmSync(folder, { recursive: true, force: true });
});

const busyboxUserland = busybox(folder);

for (const userland of [...GNU, ...(busyboxUserland ? [busyboxUserland] : [])]) {
  describe(`the fixed RUN lines in ${userland.name}`, () => {
    for (const [name, shape] of Object.entries(shapes)) {
      if (shape.image !== 'both' && (shape.image === 'busybox') !== (userland.name === 'busybox')) continue;
      it(name, () => prove(shape, userland));
    }
  });
}

describe('the shells that images have', () => {
  it('are all at hand', {
    skip: GNU.length === 2 && busyboxUserland ? false : 'bash, dash and busybox are not all installed',
  }, () => {});
});

async function prove(shape: Shape, userland: Userland): Promise<void> {
  const original = shape.text.replace('BASE', images[userland.name]!);
  const fixed = await fix(original, shape);
  assert.notEqual(fixed, original, 'the shape is fixed');

  serve(shape, (fixture) => make(fixture, 'right'));
  const before = await run(original, userland);
  assert.equal(before.status, 0, `the original runs: ${before.output}`);
  const right = await run(fixed, userland);
  assert.equal(right.status, 0, `the right bytes pass: ${right.output}\n${fixed}`);
  assert.deepEqual(right.files, before.files, 'the fix leaves the files of the original');
  if (userland.name !== 'busybox') assert.equal(right.output, before.output, 'a check that passes says nothing');

  for (const [what, change] of Object.entries(damages)) {
    serve(shape, (fixture) => change(fixture));
    const damaged = await run(fixed, userland);
    if (what === 'missing') {
      // How an author treats a download that fails stays as it is, and `wget -q` is silent about it.
      const tolerated = (await run(original, userland)).status === 0;
      assert.ok(damaged.status !== 0 || tolerated, `a missing file stops the build:\n${fixed}\n${damaged.output}`);
    } else {
      assert.notEqual(damaged.status, 0, `${what} bytes stop the build:\n${fixed}\n${damaged.output}`);
      assert.match(damaged.output, LOUD, `${what} bytes are loud`);
    }
    assert.equal(damaged.files.used, undefined, `${what} bytes are not used:\n${fixed}\n${damaged.output}`);
    assert.equal(
      damaged.files['executed-there'] ?? damaged.files['executed-'],
      undefined,
      `${what} bytes are not executed`,
    );
  }
}

/** What sha256sum says of other bytes, and a decompressor of half an archive. */
const LOUD = /FAILED|not match|corrupt|unexpected|premature|magic|error/i;

/** Ways in which what is served is not what was pinned. `undefined` is a 404. */
const damages: Readonly<Record<string, (fixture: Fixture) => Buffer | undefined>> = {
  tampered: (fixture) => make(fixture, 'other'),
  truncated: (fixture) => make(fixture, 'right').subarray(0, -3),
  missing: () => undefined,
};

function serve({ served }: Shape, content: (fixture: Fixture) => Buffer | undefined): void {
  for (const [url, fixture] of Object.entries(served)) {
    const bytes = content(fixture);
    internet.serve(url, bytes ?? ((_, response) => response.writeHead(404).end('Not found\n')));
  }
}

let runs = 0;

async function run(
  text: string,
  userland: Userland,
): Promise<{ status: number; output: string; files: Record<string, string> }> {
  const image = join(folder, String(runs++));
  mkdirSync(image);
  const result = await runAll(text, userland, image, { ...internet.env });
  const files = contents(image);
  rmSync(image, { recursive: true });
  return { ...result, output: result.output.replaceAll(image, ''), files };
}

async function fix(text: string, { served }: Shape): Promise<string> {
  const result = await fixAll(text, {
    wanted: (_, { safety }) => safety === 'safe',
    lint: async (texts) => lint({ text: texts.text }, [unverifiedDownload]),
    read: () => null,
    ask: async (questions) =>
      new Map(
        questions.map((question) => {
          const fixture = served[question.url]!;
          const bytes =
            question.kind === 'digest' && question.then.length > 0 ? plain(fixture, 'right') : make(fixture, 'right');
          return [
            questionKey(question),
            { sha256: createHash('sha256').update(bytes).digest('hex'), size: bytes.length, provenance: 'a fixture' },
          ];
        }),
      ),
  });
  assert.deepEqual(
    result.remaining.map(({ message }) => message),
    [],
    'nothing is left to report',
  );
  return result.text;
}
