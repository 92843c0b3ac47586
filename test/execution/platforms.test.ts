import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { fixAll } from '../../server/src/core/fix.ts';
import { lint } from '../../server/src/core/lint.ts';
import { unverifiedDownload } from '../../server/src/core/rules/unverified-download.ts';
import { type Answer, questionKey, SourceError } from '../../server/src/core/sources.ts';
import { type Internet, startInternet } from '../internet/internet.ts';
import { busybox, contents, GNU, runAll, type Userland } from './run.ts';

const folder = mkdtempSync(join(tmpdir(), 'platforms-'));
const URL = 'http://files.example/v1';
const bytes = (name: string): Buffer => Buffer.from(`the ${name} build\n`);
let internet: Internet;

before(async () => {
  internet = await startInternet();
});
after(async () => {
  await internet.close();
  rmSync(folder, { recursive: true, force: true });
});

/** Dockerfiles whose URL differs between machines, and what each machine's file is called. */
const choices: Readonly<Record<string, { readonly text: string; readonly names: readonly [string, string] }>> = {
  TARGETARCH: {
    text: `FROM BASE\nARG TARGETARCH\nRUN wget -q -O tool ${URL}/tool-\${TARGETARCH} && cp tool used\n`,
    names: ['tool-amd64', 'tool-arm64'],
  },
  'uname -m in the URL': {
    text: `FROM BASE\nRUN wget -q -O tool "${URL}/tool-$(uname -m)" && cp tool used\n`,
    names: ['tool-x86_64', 'tool-aarch64'],
  },
  'a case of uname -m': {
    text: `FROM BASE\nRUN case "$(uname -m)" in x86_64) A=x64 ;; aarch64) A=a64 ;; *) A=other ;; esac; \\\n  wget -q ${URL}/tool-$A; \\\n  cp tool-$A used\n`,
    names: ['tool-x64', 'tool-a64'],
  },
  'uname -m behind a variable that holds the URL': {
    text: `FROM BASE\nRUN set -eu; case "$(uname -m)" in x86_64) url=${URL}/tool-x64 ;; aarch64) url=${URL}/tool-a64 ;; esac; wget -q "$url"; cp tool-* used\n`,
    names: ['tool-x64', 'tool-a64'],
  },
  'an if of TARGETARCH': {
    text: `FROM BASE\nARG TARGETARCH\nRUN if [ "$TARGETARCH" = "arm64" ]; then A=aarch64; else A=x64; fi && wget -q -O tool ${URL}/tool-$A && cp tool used\n`,
    names: ['tool-x64', 'tool-aarch64'],
  },
};

const small = busybox(folder);
for (const userland of [...GNU, ...(small ? [small] : [])]) {
  describe(`one hash per platform in ${userland.name}`, () => {
    for (const [name, choice] of Object.entries(choices)) {
      // busybox's shell answers uname by itself, so there it cannot be made to answer something else.
      if (userland.name === 'busybox' && name.includes('uname')) continue;
      it(name, async () => {
        const text = choice.text.replace('BASE', userland.name === 'busybox' ? 'alpine:3.20' : 'debian:12');
        const fixed = await fix(text);
        const machines = [
          { TARGETARCH: 'amd64', machine: 'x86_64' },
          { TARGETARCH: 'arm64', machine: 'aarch64' },
        ];
        for (const [index, platform] of machines.entries()) {
          const file = choice.names[index]!;
          internet.serve(`${URL}/*`, bytes('other'));
          internet.serve(`${URL}/${file}`, bytes(file));
          const right = await run(fixed, userland, platform);
          assert.equal(right.status, 0, `${file}: ${right.output}\n${fixed}`);
          internet.serve(`${URL}/${file}`, bytes('tampered'));
          const tampered = await run(fixed, userland, platform);
          assert.notEqual(tampered.status, 0, `${file} tampered:\n${fixed}`);
          assert.equal(tampered.files.used, undefined);
        }
        if (name === 'an if of TARGETARCH') return;
        const unlisted = await run(fixed, userland, { TARGETARCH: 's390x', machine: 's390x' });
        assert.notEqual(unlisted.status, 0, `an unlisted platform:\n${fixed}\n${unlisted.output}`);
        assert.equal(unlisted.files.used, undefined);
      });
    }
  });
}

describe('a platform for which the publisher has no file', () => {
  it('is left out and named', async () => {
    const { text, applied } = await fixed(choices.TARGETARCH!.text.replace('BASE', 'debian'), ['tool-arm64']);
    assert.match(text, /\(amd64\)/);
    assert.doesNotMatch(text, /arm64/);
    assert.match(applied[0]!.provenance.join('\n'), /left out: .*tool-arm64/);
  });

  it('of which there is none at all leaves the lines as they are', async () => {
    const original = choices.TARGETARCH!.text.replace('BASE', 'debian');
    const result = await fixed(original, ['tool-arm64', 'tool-amd64']);
    assert.equal(result.text, original);
    assert.equal(result.failed.length, 1);
  });
});

const fix = async (text: string): Promise<string> => {
  const result = await fixed(text, []);
  assert.deepEqual(
    result.remaining.map(({ message }) => message),
    [],
  );
  return result.text;
};

const fixed = (source: string, missing: readonly string[]) =>
  fixAll(source, {
    wanted: (_, { safety }) => safety === 'safe',
    lint: async ({ text }) => lint({ text }, [unverifiedDownload]),
    read: () => null,
    ask: async (questions) =>
      new Map(
        questions.map((question) => [questionKey(question), answer(question.url.slice(URL.length + 1), missing)]),
      ),
  });

function answer(name: string, missing: readonly string[]): Answer | SourceError {
  if (missing.includes(name)) return new SourceError('missing', `${URL}/${name} was not found`);
  return { sha256: createHash('sha256').update(bytes(name)).digest('hex'), size: 1, provenance: 'a fixture' };
}

let runs = 0;

/** Runs on a machine: `uname -m` answers its name. */
async function run(text: string, userland: Userland, { TARGETARCH, machine }: { TARGETARCH: string; machine: string }) {
  const image = join(folder, String(runs++));
  const bin = join(image, '..', `bin-${machine}`);
  mkdirSync(image);
  mkdirSync(bin, { recursive: true });
  writeFileSync(join(bin, 'uname'), `#!/bin/sh\necho ${machine}\n`);
  chmodSync(join(bin, 'uname'), 0o755);
  const result = await runAll(text, { ...userland, path: `${bin}:${userland.path}` }, image, {
    ...internet.env,
    TARGETARCH,
  });
  return { ...result, files: contents(image) };
}
