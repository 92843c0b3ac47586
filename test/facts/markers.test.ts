import assert from 'node:assert/strict';
import { it } from 'node:test';
import { LINUX, marked } from '../../server/src/core/facts/markers.ts';
import { meets } from '../../server/src/core/facts/versions.ts';

it('says whether an environment marker holds, as far as it is known', () => {
  const known = new Map([...LINUX, ['python_version', '3.11'], ['platform_machine', 'x86_64']]);
  for (const [marker, holds] of [
    ['sys_platform == "linux"', true],
    ["'darwin' == sys_platform", false],
    ['"3.8" <= python_version', true],
    ['python_version < "3.8"', false],
    ['python_version == "3.*"', true],
    ['platform_machine in "x86_64 AMD64"', true],
    ["sys_platform not in 'linux linux2'", false],
    ['os_name == "nt" or (python_version >= "3.9" and extra != "gpu")', true],
    ['os_name == "nt" and implementation_name == "pypy"', false],
    ['os_name == "posix" and implementation_name == "pypy"', undefined],
    ['os_name == "posix" or implementation_name == "pypy"', true],
    ['(sys_platform == "win32"', false],
    ['sys_platform ==', undefined],
    ['sys_platform == "linux" nonsense', undefined],
    ['', undefined],
  ] as const)
    assert.equal(marked(marker, known), holds, marker);
});

it('says whether a version meets a specifier', () => {
  for (const [version, specifier, does] of [
    ['2.2.0', '<2.1', false],
    ['2.2', '==2.2.0', true],
    ['2.0.1', '>=2,<2.1', true],
    ['2.0.1', '==2.0.*', true],
    ['2.1.0', '~=2.0', true],
    ['2.1.0', '~=2.0.1', false],
    ['2.1.0', '!=2.1.0', false],
    ['2.1.1', '>2.1', true],
    ['2.1.1', '<=2.1', false],
    ['2.1.0', '', true],
    ['2.1.0rc1', '>=2', undefined],
    ['2.1.0', '^2.0', undefined],
    ['2.1.0', '^2.0,<2', false],
  ] as const)
    assert.equal(meets(version, specifier), does, `${version} ${specifier}`);
});
