import './stubs.ts';
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { type Command, parseCommandLine } from '../../server/src/cli/options.ts';
import { makeFolder } from '../project/folder.ts';
import { program } from './program.ts';

const parse = (line: string): Command => parseCommandLine(line.split(' ').filter((word) => word !== ''));

describe('a command line', () => {
  it('of check has its defaults', () => {
    assert.deepEqual(parse('check'), { name: 'check', paths: ['.'], format: 'text', failOn: 'warning' });
  });
  it('of check may say everything, in any order', () => {
    const expected = { name: 'check', paths: ['a', '-', '-b'], format: 'sarif', failOn: 'hint' };
    assert.deepEqual(parse('--format=sarif check a --fail-on hint - -- -b'), expected);
  });
  it('of fix has its defaults', () => {
    const flags = { write: false, all: false, offline: false, digests: undefined, rules: [], allowHosts: [] };
    const expected = { name: 'fix', paths: ['.'], format: 'text', failOn: 'warning', cache: true, ...flags };
    assert.deepEqual(parse('fix'), expected);
  });
  it('of fix may say everything', () => {
    const line =
      'fix a --write --rule no-tag --rule broken --all --offline --digests download --no-cache --allow-host h:1 --allow-host i --format json --fail-on error';
    assert.deepEqual(parse(line), {
      ...{ name: 'fix', paths: ['a'], write: true, rules: ['no-tag', 'broken'], all: true, offline: true },
      ...{ digests: 'download', cache: false, allowHosts: ['h:1', 'i'], format: 'json', failOn: 'error' },
    });
  });
  it('of hash has a URL', () => {
    const expected = {
      name: 'hash',
      url: 'https://h/f.xz',
      then: ['xz', 'member:a/b'],
      digests: 'both',
      allowHosts: ['h'],
    };
    const line = 'hash https://h/f.xz --decompress xz --member a/b --digests both --allow-host h';
    assert.deepEqual(parse(line), { ...expected, cache: true });
    assert.deepEqual(parse(`${line} --no-cache`), { ...expected, cache: false });
  });
  it('of cache empties it', () => {
    assert.deepEqual(parse('cache clear'), { name: 'cache' });
  });
  it('may ask for help or the version', () => {
    for (const line of ['--help', '-h', 'check --help', 'nonsense --help'])
      assert.deepEqual(parse(line), { name: 'help' });
    assert.deepEqual(parse('--version'), { name: 'version' });
  });
});

describe('a command line that cannot be meant', () => {
  const cwd = makeFolder({ Dockerfile: 'FROM a:1\n' });
  const cases: Readonly<Record<string, string>> = {
    '': 'no command given: there are check, fix, verify, hash, cache, lsp; --help explains them',
    chek: 'unknown command chek: did you mean check?',
    cache: 'cache takes one word: cache clear',
    deploy: 'unknown command deploy: there are check, fix, verify, hash, cache, lsp',
    constructor: 'unknown command constructor: there are check, fix, verify, hash, cache, lsp',
    'check --formt json': 'unknown option --formt: did you mean --format?',
    'check -x': 'unknown option -x; --help lists them',
    'check --constructor': 'unknown option --constructor; --help lists them',
    'check --write': 'check has no option --write; it is one of fix',
    'check --format': '--format needs a value',
    'check --format --fail-on hint': '--format needs a value',
    'check --format xml': '--format cannot be xml: there are text, json, sarif, github',
    'fix --format sarif': '--format cannot be sarif: there are text, json',
    'check --fail-on warn': '--fail-on cannot be warn: did you mean warning?',
    'fix --write=yes': '--write takes no value',
    'fix --rule old': 'unknown rule old: did you mean old-maintainer?',
    'fix --rule zzz': 'unknown rule zzz: there are old-maintainer, lone-fetch, loose-pin, no-tag, broken',
    'fix --digests all': '--digests cannot be all: there are publisher, download, both',
    'fix - --write --format json': 'fix --write - prints the fixed text, which leaves no place for --format json',
    'fix --allow-host https://h/': '--allow-host takes HOST or HOST:PORT, not https://h/',
    'fix --allow-host h:70000': '--allow-host takes HOST or HOST:PORT, not h:70000',
    'hash https://a --allow-host *.h': '--allow-host takes HOST or HOST:PORT, not *.h',
    'fix --allow-host=': '--allow-host takes HOST or HOST:PORT, not nothing',
    'verify --update -': 'verify --update writes files, and standard input is none',
    'verify --format xml': '--format cannot be xml: there are text, json',
    'lsp --stdio a': 'lsp takes no path: its client names the files',
    hash: 'hash takes one URL',
    'hash https://a https://b': 'hash takes one URL',
    'hash ftp://a/b': 'hash takes an http or https URL, not ftp://a/b',
    'hash https://a --decompress zip': '--decompress cannot be zip: there are bz2, gz, xz, zst',
  };
  for (const [line, message] of Object.entries(cases)) {
    it(`gives one line and status 2: ${line || '(nothing)'}`, async () => {
      const { status, stdout, stderr } = await program(line.split(' ').filter(Boolean), { cwd });
      assert.deepEqual(
        { status, stdout, stderr },
        { status: 2, stdout: '', stderr: `harden-dockerfile: ${message}\n` },
      );
    });
  }
});

describe('an empty path', () => {
  const cwd = makeFolder({ Dockerfile: 'FROM a:1\nMAINTAINER me\n' });
  const stderr = 'harden-dockerfile: an empty path names nothing; . is the current folder\n';
  for (const argv of [
    ['check', ''],
    ['fix', '--write', ''],
    ['fix', '--write', 'Dockerfile', ''],
  ]) {
    it(`is not the current folder: ${JSON.stringify(argv)}`, async () => {
      const ran = await program(argv, { cwd });
      assert.deepEqual([ran.status, ran.stdout, ran.stderr], [2, '', stderr]);
      assert.equal(readFileSync(join(cwd, 'Dockerfile'), 'utf8'), 'FROM a:1\nMAINTAINER me\n');
    });
  }
});

describe('hosts that are allowed', () => {
  for (const host of ['h', 'h.example:8080', 'my_host', '10.0.0.1:1', '::1', '[::1]', '[::1]:8080']) {
    it(`may be ${host}`, () => {
      const command = parseCommandLine(['fix', '--allow-host', host]);
      assert.deepEqual(command.name === 'fix' && command.allowHosts, [host]);
    });
  }
});

describe('help and version', () => {
  it('are results, on standard output', async () => {
    const help = await program(['--help'], { cwd: '/' });
    assert.match(help.stdout, /^Finds what a Docker build takes on trust[\s\S]*--allow-host/);
    assert.equal(help.status, 0);
    assert.ok(help.stdout.split('\n').every((line) => line.length <= 120));
    assert.match((await program(['--version'], { cwd: '/' })).stdout, /^\d+\.\d+\.\d+\n$/);
  });
});
