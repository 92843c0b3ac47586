import assert from 'node:assert/strict';
import { it } from 'node:test';
import { parseRequirementsFile } from '../../server/src/core/facts/requirements.ts';

const FILE = `\uFEFF# made by hand
-r base.txt
--extra-index-url=https://download.pytorch.org/whl/cu118   # CUDA
-chard.txt
torch == 2.0.1+cu118 ; python_version > "3.8"
Torch_Vision[extra, other]>=0.15,<1
torchaudio @ https://host/whl/cu118/torchaudio-2.0.2%2Bcu118-cp311-linux_x86_64.whl
numpy==1.26.4 \\
    --hash=sha256:aa \\
    --hash=sha256:bb
https://host/torch-2.1.0-cp311-linux_x86_64.whl
pywin32; sys_platform == "win32"
./local
git+https://github.com/a/b
`;

it('reads a requirements file', () => {
  for (const text of [FILE, FILE.replaceAll('\n', '\r\n')]) {
    const { requirements, options } = parseRequirementsFile('requirements.txt', text);
    assert.deepEqual(
      options.map(({ name, value }) => `${name} ${value}`),
      ['requirement base.txt', 'extra-index-url https://download.pytorch.org/whl/cu118', 'constraint hard.txt'],
    );
    assert.deepEqual(
      requirements.map(({ name, extras, specifier, hashed }) => [name, extras.join(), specifier, hashed]),
      [
        ['torch', '', '== 2.0.1+cu118', false],
        ['torch-vision', 'extra,other', '>=0.15,<1', false],
        ['torchaudio', '', '==2.0.2+cu118', false],
        ['numpy', '', '==1.26.4', true],
        ['torch', '', '==2.1.0', false],
      ],
    );
    for (const { place } of [...requirements, ...options]) {
      const { start, end } = place.text.span(0, place.text.text.length);
      assert.ok(text.slice(start, end).startsWith(place.text.text.slice(0, 5)), 'positions are those of the file');
    }
  }
});
