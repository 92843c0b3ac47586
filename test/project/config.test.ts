import assert from 'node:assert/strict';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { defaultConfig } from '../../server/src/core/config.ts';
import { loadConfig, parseConfig } from '../../server/src/project/config.ts';
import { makeFolder } from './folder.ts';

const RULES = ['non-oci-label', 'unverified-download'];
const config = (text: string) => {
  const { config, problems } = parseConfig(text, RULES);
  assert.deepEqual(problems, []);
  return config;
};
const problems = (text: string) => parseConfig(text, RULES).problems;

describe('a settings file', () => {
  it('has comments, trailing commas and a schema; what it leaves out has its default', () => {
    assert.deepEqual(config('\uFEFF// ours\n{ "$schema": "x", "target": "gpu", }'), {
      ...defaultConfig,
      target: 'gpu',
    });
  });
  it('may nest its keys', () => {
    assert.deepEqual(
      config(`{
        "severity": { "non-oci-label": "off", "unverified-download": "error" },
        "healthcheck": { "readinessPath": "/health/ready", "modelStartPeriod": 300 },
        "labels": { "required": ["source"] },
        "download": { "verify": "download", "digests": "both", "architectures": ["arm64", "riscv64"] }
      }`),
      {
        severity: { 'non-oci-label': 'off', 'unverified-download': 'error' },
        target: 'auto',
        healthcheck: { readinessPath: '/health/ready', modelStartPeriod: 300, startPeriod: 30 },
        labels: { required: ['source'] },
        download: { verify: 'download', digests: 'both', architectures: ['arm64', 'riscv64'] },
      },
    );
  });
  it('may write its keys with dots, as an editor does', () => {
    const { severity, healthcheck } = config('{ "severity.non-oci-label": "hint", "healthcheck.startPeriod": 5 }');
    assert.deepEqual(severity, { 'non-oci-label': 'hint' });
    assert.equal(healthcheck.startPeriod, 5);
  });
});

describe('what a settings file may leave empty', () => {
  it('is every group', () => {
    assert.deepEqual(config('{ "severity": {}, "healthcheck": {}, "labels": {}, "download": {} }'), defaultConfig);
  });
  it('is the start period: 0 asks for none', () => {
    assert.equal(config('{ "healthcheck": { "startPeriod": 0 } }').healthcheck.startPeriod, 0);
    assert.match(problems('{ "healthcheck": { "modelStartPeriod": 0 } }')[0] ?? '', /1 or more, not 0$/);
  });
});

describe('a mistake in a settings file', () => {
  const cases: Record<string, readonly [string, RegExp]> = {
    'an unknown key': ['{ "targt": "cpu" }', /^unknown key "targt": did you mean target\?$/],
    'an unknown key without anything in it': ['{ "lables": {} }', /^unknown key "lables": did you mean labels\?$/],
    'an object instead of a value': ['{ "labels": { "required": {} } }', /must be a list of keys .*, not \{\}$/],
    'an unknown inner key': [
      '{ "labels": { "require": [] } }',
      /^unknown key "labels\.require": did you mean labels\.required\?$/,
    ],
    'an unknown rule': [
      '{ "severity": { "non-oci-lable": "off" } }',
      /^"severity\.non-oci-lable": no rule non-oci-lable: did you mean non-oci-label\?$/,
    ],
    'an unknown severity': [
      '{ "severity": { "non-oci-label": "info" } }',
      /must be one of error, warning, information, hint, off, not "info"$/,
    ],
    'a severity for everything': ['{ "severity": "off" }', /^"severity" must be an object, not "off"$/],
    'a wrong type': [
      '{ "healthcheck.startPeriod": "30s" }',
      /^"healthcheck\.startPeriod" must be a whole number of seconds, 0 or more, not "30s"$/,
    ],
    'a path that is none': ['{ "healthcheck.readinessPath": "ready; rm -rf /" }', /must be a URL path/],
    'an unknown label': [
      '{ "labels.required": ["sauce"] }',
      /must be a list of keys out of created, .*, not \["sauce"\]$/,
    ],
    'a null': ['{ "target": null }', /"target" must be one of auto, cpu, gpu, not null/],
    'no object': ['[]', /^the settings must be an object$/],
    'no JSON': ['{\n "target" "cpu" }', /^line 2 is not JSON: colon expected$/],
    'an inherited name': ['{ "constructor": 1, "__proto__": { "x": 1 } }', /^unknown key "constructor"/],
  };
  for (const [what, [text, expected]] of Object.entries(cases)) {
    it(`is named: ${what}`, () => assert.match(problems(text)[0] ?? '', expected));
  }
});

describe('where settings stand', () => {
  const name = '.harden-dockerfile.json';
  const root = makeFolder({
    [name]: '{ "target": "gpu" }',
    [`repo/${name}`]: '{ "target": "cpu" }',
    'repo/a/b/x': '',
    [`repo/c/${name}`]: '{ "healthcheck.startPeriod": 5 }',
    'plain/x': '',
  });
  const load = (folder: string, top: string) => loadConfig(join(root, folder), join(root, top), RULES);

  it('is the nearest folder upwards, and no other counts', async () => {
    assert.equal((await load('repo/a/b', 'repo')).config.target, 'cpu');
    assert.deepEqual((await load('repo/c', 'repo')).config.target, 'auto');
  });
  it('is not above the root', async () => assert.equal((await load('plain', 'plain')).path, undefined));
});
