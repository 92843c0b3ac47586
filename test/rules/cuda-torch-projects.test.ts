import { cudaTorchIndex } from '../../server/src/core/rules/cuda-torch-index.ts';
import { testRule } from '../rule-tester.ts';

const CPU = 'https://download.pytorch.org/whl/cpu';
const onCpu = (lines: string): string => `# harden target=cpu\nFROM python:3.11\n${lines}\n`;
const SOURCE = `name = "pytorch-cpu"\nurl = "${CPU}"\n`;

/** What a manifest is before and after the fix that is offered for review. */
const managed = (command: string, path: string, before: string, after: string) => {
  const [tool, ...rest] = command.split(' ');
  return {
    marked: onCpu(`COPY . .\nRUN «${tool}» ${rest.join(' ')}`),
    files: { [path]: before },
    reviewed: onCpu(`COPY . .\nRUN ${command}`),
    fixedFiles: { [path]: after },
  };
};
const TORCH = 'https://download.pytorch.org/whl';
const poetry = (torch: string, more = '') => `[tool.poetry.dependencies]\npython = "^3.10"\ntorch = ${torch}\n${more}`;
const source = (table: string, name: string, url: string, last: string) =>
  `\n[[${table}]]\nname = "${name}"\nurl = "${url}"\n${last}\n`;
const uvSource = (name: string, url: string) =>
  `${source('tool.uv.index', name, url, 'explicit = true')}\n[tool.uv.sources]\ntorch = { index = "${name}" }\n`;

const UV_LOCK = `version = 1

[[package]]
name = "app"
version = "0.1.0"
source = { virtual = "." }
dependencies = [{ name = "timm" }, { name = "appnope", marker = "sys_platform == 'darwin'" }]

[[package]]
name = "timm"
version = "1.0.0"
source = { registry = "https://pypi.org/simple" }
dependencies = [{ name = "torch" }]

[[package]]
name = "torch"
version = "2.2.0"
source = { registry = "https://pypi.org/simple" }
`;

testRule(cudaTorchIndex, {
  'uv sync without a lock file': {
    marked: onCpu('COPY . .\nRUN «uv» sync --no-dev'),
    files: { 'pyproject.toml': '[project]\nname = "app"\ndependencies = ["torch>=2", "torchvision", "flask"]\n' },
    says: ['torch>=2 of pyproject.toml comes from PyPI'],
    severities: ['warning'],
    reviewed: onCpu('COPY . .\nRUN uv sync --no-dev'),
    fixedFiles: {
      'pyproject.toml': `[project]\nname = "app"\ndependencies = ["torch>=2", "torchvision", "flask"]\n\n[[tool.uv.index]]\n${SOURCE}explicit = true\n\n[tool.uv.sources]\ntorch = { index = "pytorch-cpu" }\ntorchvision = { index = "pytorch-cpu" }\n`,
    },
  },
  'uv sync with sources already': {
    marked: onCpu('COPY . .\nRUN «uv» sync'),
    files: {
      'pyproject.toml': '[project]\ndependencies = ["torch"]\r\n[tool.uv.sources]\r\nown = { path = "own" }\r\n',
    },
    reviewed: onCpu('COPY . .\nRUN uv sync'),
    fixedFiles: {
      'pyproject.toml': `[project]\ndependencies = ["torch"]\r\n[tool.uv.sources]\r\ntorch = { index = "pytorch-cpu" }\r\nown = { path = "own" }\r\n\r\n[[tool.uv.index]]\r\n${SOURCE.replaceAll('\n', '\r\n')}explicit = true\r\n`,
    },
  },
  'uv sync by a lock file': {
    marked: onCpu('COPY pyproject.toml uv.lock ./\nRUN «uv» sync --frozen'),
    files: { 'pyproject.toml': '[project]\nname = "app"\ndependencies = ["timm"]\n', 'uv.lock': UV_LOCK },
    says: [
      'torch==2.2.0 of uv.lock comes from PyPI, whose Linux builds carry CUDA (about 2.5 GB more), but this image runs on a CPU ("# harden target=cpu" says so): give torch, named as a dependency, the index',
    ],
  },
  'a lock file that is not in the project': {
    marked: onCpu('COPY pyproject.toml uv.lock ./\nRUN «uv» sync --locked'),
    files: { 'pyproject.toml': '[project]\ndependencies = ["torch"]\n' },
    says: ['by hand, because uv.lock has to be made anew (uv lock)'],
  },
  'a lock file that has the CPU build, or torch for somebody else': {
    marked: onCpu('WORKDIR /a\nCOPY a .\nRUN uv sync\nWORKDIR /b\nCOPY b .\nRUN uv sync --no-dev'),
    files: {
      'a/pyproject.toml': '[project]\ndependencies = ["timm"]\n',
      'a/uv.lock': UV_LOCK.replace('"2.2.0"', '"2.2.0+cpu"').replace(
        /(.*)pypi.org\/simple/s,
        '$1download.pytorch.org/whl/cpu',
      ),
      'b/pyproject.toml': '[project]\ndependencies = ["flask"]\n[dependency-groups]\ndev = ["timm"]\n',
      'b/uv.lock': UV_LOCK,
    },
  },
  'builds for CPUs in an image for GPUs': {
    marked:
      '# harden target=gpu\nFROM python:3.11\nCOPY . .\nRUN «uv» sync\nRUN «conda» install -c pytorch pytorch cpuonly\n',
    files: {
      'pyproject.toml': '[project]\ndependencies = ["timm"]\n',
      'uv.lock': UV_LOCK.replace('"2.2.0"', '"2.2.0+cpu"'),
    },
    says: [
      'torch==2.2.0+cpu of uv.lock is a build for CPUs, but this image runs on a GPU',
      'pytorch is a build for CPUs',
    ],
    severities: ['warning', 'warning'],
  },
  'a project that names an index, by itself or in the environment': {
    marked: onCpu(
      `WORKDIR /a\nCOPY a .\nRUN uv sync\nRUN uv pip install . && uv pip install -r pyproject.toml\nWORKDIR /b\nCOPY b .\nENV UV_INDEX=${CPU}\nRUN uv sync\nRUN uv add torch`,
    ),
    files: {
      'a/pyproject.toml': `[project]\ndependencies = ["torch"]\n[[tool.uv.index]]\nname = "x"\nurl = "${CPU}"\nexplicit = true\n[tool.uv.sources]\ntorch = { index = "x" }\n`,
      'b/pyproject.toml': '[project]\ndependencies = ["torch"]\n',
    },
  },
  'uv add': {
    marked: onCpu(`RUN uv init && «uv» add torch==2.7.0 flask && uv add torch --index x=${CPU}`),
    says: ['by hand, because the manifest is written by the build'],
  },
  'an extra of the project': {
    marked: onCpu('COPY . .\nRUN uv sync\nRUN «uv» sync --extra ml\nRUN «poetry» install --all-extras'),
    files: {
      'pyproject.toml': '[project]\ndependencies = ["flask"]\n[project.optional-dependencies]\nml = ["torch"]\n',
    },
    says: ['torch of pyproject.toml'],
  },
  Poetry: {
    marked: onCpu('COPY pyproject.toml .\nRUN pip install poetry && «poetry» install --no-root'),
    files: {
      'pyproject.toml': '[tool.poetry.dependencies]\npython = "^3.10"\ntorch = "2.2.0" # the model\nflask = "*"\n',
    },
    says: ['torch==2.2.0 of pyproject.toml'],
    reviewed: onCpu('COPY pyproject.toml .\nRUN pip install poetry && poetry install --no-root'),
    fixedFiles: {
      'pyproject.toml': `[tool.poetry.dependencies]\npython = "^3.10"\ntorch = { version = "2.2.0", source = "pytorch-cpu" } # the model\nflask = "*"\n\n[[tool.poetry.source]]\n${SOURCE}priority = "explicit"\n`,
    },
  },
  'Poetry with a lock file, and groups': {
    marked: onCpu('COPY . .\nRUN «poetry» sync\nRUN poetry install --only dev'),
    files: {
      'pyproject.toml': '[tool.poetry.dependencies]\ntimm = "*"\n',
      'poetry.lock':
        '[[package]]\nname = "timm"\nversion = "1.0"\n[package.dependencies]\ntorch = "*"\n\n[[package]]\nname = "torch"\nversion = "2.3.0"\n',
    },
    says: ['by hand, because poetry.lock has to be made anew (poetry lock)'],
  },
  "Poetry's group main alone": {
    ...managed(
      'poetry install --only=main,extra --no-root',
      'pyproject.toml',
      poetry('"^2.2"'),
      poetry(
        '{ version = "^2.2", source = "pytorch-cpu" }',
        source('tool.poetry.source', 'pytorch-cpu', CPU, 'priority = "explicit"'),
      ),
    ),
    says: ['torch^2.2 of pyproject.toml comes from PyPI'],
  },
  'other groups alone': {
    marked: onCpu('COPY . .\nRUN poetry install --only dev && uv sync --only-dev && poetry install --only-root'),
    files: { 'pyproject.toml': `${poetry('"^2.2"')}[project]\ndependencies = ["torch"]\n` },
  },
  'a tag for CUDA, in uv': managed(
    'uv sync',
    'pyproject.toml',
    '[project]\ndependencies = ["torch==2.2.0+cu118", "flask"]\n',
    `[project]\ndependencies = ["torch==2.2.0+cpu", "flask"]\n${uvSource('pytorch-cpu', CPU)}`,
  ),
  'a tag for CUDA, in Poetry': {
    ...managed(
      'poetry install',
      'pyproject.toml',
      poetry('"2.2.0+cu118"'),
      poetry(
        '{ version = "2.2.0+cpu", source = "pytorch-cpu" }',
        source('tool.poetry.source', 'pytorch-cpu', CPU, 'priority = "explicit"'),
      ),
    ),
    says: ['and pin torch to +cpu instead of +cu118'],
  },
  'a tag for CUDA, in Pipenv': managed(
    'pipenv install --system',
    'Pipfile',
    "[packages]\ntorch = '==2.2.0+cu118'\n",
    `[packages]\ntorch = { version = '==2.2.0+cpu', index = "pytorch-cpu" }\n${source('source', 'pytorch-cpu', CPU, 'verify_ssl = true')}`,
  ),
  'a tag for CUDA, in PDM': managed(
    'pdm install',
    'pyproject.toml',
    '[project]\ndependencies = ["torch==2.2.0+cu118"]\n',
    `[project]\ndependencies = ["torch==2.2.0+cpu"]\n${source('tool.pdm.source', 'pytorch-cpu', CPU, 'include_packages = ["torch"]')}`,
  ),
  'a tag that is not where it is looked for': {
    marked: onCpu('COPY . .\nRUN «uv» sync'),
    files: {
      'pyproject.toml':
        '[dependency-groups]\ndev = ["torch==2.2.0+cu118"]\n[project]\ndependencies = ["torch==2.2.0+cu118"]\n',
    },
    says: ['by hand, because pyproject.toml is written in a way that is not rewritten here'],
  },
  'an index for CUDA, in uv': {
    ...managed(
      'uv sync',
      'pyproject.toml',
      `[project]\ndependencies = ["torch>=2"]\n${uvSource('cuda', `${TORCH}/cu124`)}`,
      `[project]\ndependencies = ["torch>=2"]\n${uvSource('cuda', CPU)}`,
    ),
    says: [
      `is a build for CUDA (cu124), but this image runs on a CPU ("# harden target=cpu" says so): use the index ${CPU} instead of ${TORCH}/cu124 in pyproject.toml`,
    ],
    severities: ['warning'],
  },
  'an index for CUDA before PyPI, in uv': managed(
    'uv sync',
    'pyproject.toml',
    `[project]\ndependencies = ["torch>=2"]\n${source('tool.uv.index', 'p', `${TORCH}/cu124`, '# first')}`,
    `[project]\ndependencies = ["torch>=2"]\n${source('tool.uv.index', 'p', CPU, '# first')}`,
  ),
  'a tag for CUDA in an image for several processors': {
    marked: onCpu('ARG TARGETARCH\nCOPY . .\nRUN «uv» sync'),
    files: { 'pyproject.toml': '[project]\ndependencies = ["torch==2.2.0+cu118", "torchvision"]\n' },
    says: ['give torch, torchvision the index'],
    reviewed: onCpu('ARG TARGETARCH\nCOPY . .\nRUN uv sync'),
    fixedFiles: {
      'pyproject.toml': `[project]\ndependencies = ["torch==2.2.0", "torchvision"]\n${uvSource('pytorch-cpu', CPU)}torchvision = { index = "pytorch-cpu" }\n`,
    },
  },
  'an index for CUDA and a tag, in Poetry': managed(
    'poetry install --only main',
    'pyproject.toml',
    poetry(
      '{ version = "2.2.0+cu118", source = "p" }',
      source('tool.poetry.source', 'p', `${TORCH}/cu118`, 'priority = "explicit"'),
    ),
    poetry('{ version = "2.2.0+cpu", source = "p" }', source('tool.poetry.source', 'p', CPU, 'priority = "explicit"')),
  ),
  'an index for CUDA and a tag, in Pipenv': managed(
    'pipenv install',
    'Pipfile',
    `[packages]\ntorch = { version = "==2.2.0+cu118", index = "p" }\n${source('source', 'p', `${TORCH}/cu118`, 'verify_ssl = true')}`,
    `[packages]\ntorch = { version = "==2.2.0+cpu", index = "p" }\n${source('source', 'p', CPU, 'verify_ssl = true')}`,
  ),
  'an index for CUDA that others need, or by which a lock file was made': {
    marked: onCpu('WORKDIR /a\nCOPY a .\nRUN «uv» sync\nWORKDIR /b\nCOPY b .\nRUN «uv» sync --locked'),
    files: {
      'a/pyproject.toml': `[project]\ndependencies = ["torch", "natten"]\n${uvSource('cuda', `${TORCH}/cu124`)}natten = { index = "cuda" }\n`,
      'b/pyproject.toml': `[project]\ndependencies = ["torch"]\n${uvSource('cuda', `${TORCH}/cu124`)}`,
    },
    says: [
      'by hand, because natten comes from that index too',
      'by hand, because b/uv.lock has to be made anew (uv lock)',
    ],
  },
  'an index for each of several systems, or extras': {
    marked: onCpu('WORKDIR /a\nCOPY a .\nRUN uv sync\nWORKDIR /b\nCOPY b .\nRUN uv sync --extra cpu'),
    files: {
      'a/pyproject.toml': `[project]\ndependencies = ["torch"]\n${uvSource('p', CPU).replace(/torch = .*/, `torch = [{ index = "p", marker = "sys_platform == 'linux'" }, { index = "q", marker = "sys_platform == 'win32'" }]`)}${source('tool.uv.index', 'q', `${TORCH}/cu124`, 'explicit = true')}`,
      'b/pyproject.toml': `[project]\ndependencies = []\n[project.optional-dependencies]\ncpu = ["torch"]\ngpu = ["torch"]\n${uvSource('p', CPU).replace(/torch = .*/, 'torch = [{ index = "p", extra = "cpu" }, { index = "q", extra = "gpu" }]')}${source('tool.uv.index', 'q', `${TORCH}/cu124`, 'explicit = true')}`,
    },
  },
  "a workspace's root, and uv.toml": {
    marked: onCpu('COPY . .\nWORKDIR /member\nRUN uv sync\nWORKDIR /other\nCOPY other .\nRUN uv sync'),
    files: {
      'pyproject.toml': `[tool.uv.workspace]\nmembers = ["member"]\n${uvSource('p', CPU)}`,
      'member/pyproject.toml': '[project]\ndependencies = ["torch"]\n',
      'other/pyproject.toml': '[project]\ndependencies = ["torch"]\n',
      'other/uv.toml': `[[index]]\nname = "p"\nurl = "${CPU}"\nexplicit = true\n[sources]\ntorch = { index = "p" }\n`,
    },
  },
  "uv's groups": {
    ...managed(
      'uv sync',
      'pyproject.toml',
      '[dependency-groups]\ndev = [{ include-group = "ml" }]\nml = ["torch"]\n',
      `[dependency-groups]\ndev = [{ include-group = "ml" }]\nml = ["torch"]\n${uvSource('pytorch-cpu', CPU)}`,
    ),
    says: ['torch of pyproject.toml comes from PyPI'],
  },
  "uv's groups that are asked for, or not": {
    marked: onCpu(
      'COPY . .\nRUN uv sync --no-dev && uv sync && «uv» sync --group ml && uv sync --all-groups --no-group ml --no-dev',
    ),
    files: {
      'pyproject.toml':
        '[project]\nname = "app"\ndependencies = []\n[dependency-groups]\ndev = ["torch"]\nml = ["torch"]\n[tool.uv]\ndefault-groups = []\n',
    },
  },
  'extras that name others, and setup.cfg': {
    marked: onCpu(
      'WORKDIR /a\nCOPY a .\nRUN «pip» install -e ".[all]"\nFROM python:3.11\nWORKDIR /a\nCOPY a .\nRUN «uv» pip install -r pyproject.toml --extra ml\nFROM python:3.11\nWORKDIR /b\nCOPY b .\nRUN «pip» install .',
    ),
    files: {
      'a/pyproject.toml':
        '[project]\nname = "My_App"\n[project.optional-dependencies]\nall = ["my-app[ml]"]\nml = ["torch==2.2.0", "my-app[all]"]\n',
      'b/setup.cfg':
        '[options]\ninstall_requires =\n    flask\n    # the model\n    torch==2.2.0\n\n[options.extras_require]\ncpu = x\n',
    },
    says: ['torch==2.2.0 of a/pyproject.toml', 'torch==2.2.0 of a/pyproject.toml', 'torch==2.2.0 of b/setup.cfg'],
    fixed: onCpu(
      `WORKDIR /a\nCOPY a .\nRUN pip install --extra-index-url ${CPU} -e ".[all]"\nFROM python:3.11\nWORKDIR /a\nCOPY a .\nRUN uv pip install --torch-backend=cpu -r pyproject.toml --extra ml\nFROM python:3.11\nWORKDIR /b\nCOPY b .\nRUN pip install --extra-index-url ${CPU} .`,
    ),
  },
  'a name that another index has': managed(
    'uv sync',
    'pyproject.toml',
    `[project]\ndependencies = ["torch"]\n${source('tool.uv.index', 'pytorch-cpu', 'https://pypi.org/simple', 'default = true')}`,
    `[project]\ndependencies = ["torch"]\n${source('tool.uv.index', 'pytorch-cpu', 'https://pypi.org/simple', 'default = true')}${uvSource('pytorch-cpu-2', CPU)}`,
  ),
  'a table that is not rewritten': {
    marked: onCpu('COPY . .\nRUN «poetry» install'),
    files: { 'pyproject.toml': '[tool.poetry.dependencies.torch]\nversion = "2.2.0"\n' },
    says: ['by hand, because pyproject.toml is written in a way that is not rewritten here'],
  },
  PDM: {
    marked: onCpu('COPY . .\nRUN «pdm» install --prod'),
    files: { 'pyproject.toml': '[project]\ndependencies = [\n  "torch==2.7.0",\n]' },
    reviewed: onCpu('COPY . .\nRUN pdm install --prod'),
    fixedFiles: {
      'pyproject.toml': `[project]\ndependencies = [\n  "torch==2.7.0",\n]\n\n[[tool.pdm.source]]\n${SOURCE}include_packages = ["torch"]\n`,
    },
  },
  Pipenv: {
    marked: onCpu('COPY Pipfile .\nRUN «python3» -m pipenv install --system'),
    files: { Pipfile: '[packages]\ntorch = "*"\n' },
    reviewed: onCpu('COPY Pipfile .\nRUN python3 -m pipenv install --system'),
    fixedFiles: {
      Pipfile: `[packages]\ntorch = { version = "*", index = "pytorch-cpu" }\n\n[[source]]\n${SOURCE}verify_ssl = true\n`,
    },
  },
  'Pipenv with a lock file': {
    marked: onCpu('COPY Pipfile* ./\nRUN «pipenv» sync'),
    files: {
      Pipfile: '[packages]\ntorch = "*"\n',
      'Pipfile.lock':
        '{"_meta": {"sources": [{"name": "pypi", "url": "https://pypi.org/simple"}]}, "default": {"torch": {"index": "pypi", "version": "==2.4.0"}}}',
    },
    says: ['torch==2.4.0 of Pipfile.lock comes from PyPI'],
  },
  'a project that pip installs': {
    marked: onCpu('COPY . /app\nRUN «pip» install /app\nWORKDIR /app\nRUN pip install --no-deps .'),
    files: { 'pyproject.toml': '[project]\nname = "app"\ndependencies = ["torch==2.2.0"]\n' },
    says: ['torch==2.2.0 of pyproject.toml'],
    fixed: onCpu(
      `COPY . /app\nRUN pip install --extra-index-url ${CPU} /app\nWORKDIR /app\nRUN pip install --no-deps .`,
    ),
  },
  'a project with extras and an old manifest': {
    marked: onCpu(
      'COPY . .\nRUN «pip» install -e .[ml]\nFROM python:3.11\nCOPY old old\nRUN cd old && «pip» install .',
    ),
    files: {
      'pyproject.toml': '[project]\ndependencies = []\n[project.optional-dependencies]\nml = ["torch==2.7.0+cu126"]\n',
      'old/setup.py': 'from setuptools import setup\nsetup(install_requires=["torch>=2", \'flask\'])\n',
    },
    says: ['torch==2.7.0+cu126 of pyproject.toml is a build for CUDA', 'torch>=2 of old/setup.py'],
    reviewed: onCpu(
      `COPY . .\nRUN pip install --extra-index-url ${CPU} -e .[ml]\nFROM python:3.11\nCOPY old old\nRUN cd old && pip install --extra-index-url ${CPU} .`,
    ),
    fixedFiles: {
      'pyproject.toml': '[project]\ndependencies = []\n[project.optional-dependencies]\nml = ["torch==2.7.0+cpu"]\n',
    },
  },
  pipx: {
    marked: onCpu(
      'RUN «pipx» install openai-whisper\nRUN «pipx» inject jupyter torch==2.3.0\nRUN ["«pipx»", "install", "easyocr"]\nRUN «pipx» install --pip-args="--no-cache-dir" timm',
    ),
    says: ['add --pip-args="--extra-index-url', '', '', 'by hand, because they are written already'],
    fixed: onCpu(
      `RUN pipx install '--pip-args=--extra-index-url ${CPU}' openai-whisper\nRUN pipx inject jupyter '--pip-args=--index-url ${CPU}' torch==2.3.0\nRUN ["pipx", "install", "--pip-args=--extra-index-url ${CPU}", "easyocr"]\nRUN pipx install --pip-args="--no-cache-dir" timm`,
    ),
  },
  'an index in the arguments of pipx': {
    marked: onCpu('RUN «pipx» install --pip-args="--index-url https://download.pytorch.org/whl/cu118" torch'),
    fixed: onCpu(`RUN pipx install --pip-args="--index-url ${CPU}" torch`),
  },
  'uv tool': {
    marked: onCpu('RUN «uv» tool install openai-whisper\nRUN «uv» tool install --with torch llm'),
    fixed: onCpu(
      'RUN uv tool install --torch-backend=cpu openai-whisper\nRUN uv tool install --with torch --torch-backend=cpu llm',
    ),
  },
  'an old uv tool': {
    marked: onCpu('COPY --from=ghcr.io/astral-sh/uv:0.9.2 /uv /bin/\nRUN «uv» tool install openai-whisper'),
    says: ['because the uv of this file is older than 0.9.19'],
  },
  "conda's environment file": {
    marked: onCpu('COPY environment.yml .\nRUN «conda» env create -f environment.yml'),
    files: {
      'environment.yml':
        'name: app\nchannels:\n  - pytorch\n  - nvidia\ndependencies:\n  - python=3.10\n  - pytorch=2.1\n  - pytorch-cuda=11.8  # GPUs\n',
    },
    says: ['pytorch=2.1 of environment.yml comes with CUDA (pytorch-cuda=11.8)'],
    reviewed: onCpu('COPY environment.yml .\nRUN conda env create -f environment.yml'),
    fixedFiles: {
      'environment.yml':
        'name: app\nchannels:\n  - pytorch\n  - nvidia\ndependencies:\n  - python=3.10\n  - pytorch=2.1\n  - cpuonly  # GPUs\n',
    },
  },
  "conda's environment file by default, and its channel's default build": {
    marked: onCpu('COPY . .\nRUN «mamba» env update -n base'),
    files: { 'environment.yml': 'channels: [pytorch]\ndependencies:\n- pytorch\n- flask' },
    reviewed: onCpu('COPY . .\nRUN mamba env update -n base'),
    fixedFiles: { 'environment.yml': 'channels: [pytorch]\ndependencies:\n- pytorch\n- cpuonly\n- flask' },
  },
  "pip's packages in an environment file": {
    marked: onCpu('COPY env.yaml /tmp/\nRUN «micromamba» install -y -n base -f /tmp/env.yaml'),
    files: { 'env.yaml': 'dependencies:\n  - python\n  - pip:\n      - torch==2.2.0\n      - flask\n' },
    says: ['torch==2.2.0 of env.yaml comes from PyPI'],
    reviewed: onCpu('COPY env.yaml /tmp/\nRUN micromamba install -y -n base -f /tmp/env.yaml'),
    fixedFiles: {
      'env.yaml': `dependencies:\n  - python\n  - pip:\n      - --extra-index-url ${CPU}\n      - torch==2.2.0\n      - flask\n`,
    },
  },
  "pip's packages in quotes": {
    marked: onCpu('COPY . .\nRUN «conda» env create'),
    files: { 'environment.yml': 'dependencies:\n  - pip:\n      - "torch==2.0.1"\n      - flask\n' },
    says: ['torch==2.0.1 of environment.yml comes from PyPI'],
    reviewed: onCpu('COPY . .\nRUN conda env create'),
    fixedFiles: {
      'environment.yml': `dependencies:\n  - pip:\n      - --extra-index-url ${CPU}\n      - "torch==2.0.1"\n      - flask\n`,
    },
  },
  'specs in quotes': {
    marked: onCpu('COPY . .\nRUN «conda» env create'),
    files: {
      'environment.yml': "channels: [pytorch]\ndependencies:\n  - 'pytorch=2.1' # here\n  - 'pytorch-cuda=12.1'\n",
    },
    reviewed: onCpu('COPY . .\nRUN conda env create'),
    fixedFiles: { 'environment.yml': "channels: [pytorch]\ndependencies:\n  - 'pytorch=2.1' # here\n  - 'cpuonly'\n" },
  },
  "pip's packages for CUDA in an environment file": {
    marked: onCpu('COPY . .\nRUN «conda» env create'),
    files: {
      'environment.yml':
        'dependencies:\n  - pip:\n    - --extra-index-url https://download.pytorch.org/whl/cu118\n    - torch==2.2.0+cu118\n',
    },
    reviewed: onCpu('COPY . .\nRUN conda env create'),
    fixedFiles: {
      'environment.yml': `dependencies:\n  - pip:\n    - --extra-index-url ${CPU}\n    - torch==2.2.0+cpu\n`,
    },
  },
  'a list of specs': {
    marked: onCpu('COPY specs.txt .\nRUN «conda» install -y -c pytorch --file specs.txt python=3.10'),
    files: { 'specs.txt': '# packages\r\nnumpy\r\npytorch=2.0 # the model\r\n' },
    says: ['pytorch=2.0 of specs.txt comes from the channel pytorch'],
    reviewed: onCpu('COPY specs.txt .\nRUN conda install -y -c pytorch --file specs.txt python=3.10'),
    fixedFiles: { 'specs.txt': '# packages\r\nnumpy\r\npytorch=2.0 # the model\r\ncpuonly\r\n' },
  },
  'environment files that are no matter, or not known': {
    marked: onCpu(
      'COPY cpu.yml .\nRUN conda env create -f cpu.yml\nRUN conda env create -f other.yml\nRUN conda env list && conda env export',
    ),
    files: { 'cpu.yml': 'channels: [pytorch]\ndependencies:\n  - pytorch\n  - cpuonly\n  - pip:\n    - timm\n' },
  },
  'a build of conda that is named, and one from before cpuonly': {
    marked: onCpu(
      'RUN «conda» install -c pytorch cudatoolkit=10.1 "pytorch=1.4.0=py3.6_cuda10.1.243_cudnn7.6.3_0"\nRUN «conda» install -c pytorch pytorch=1.0 cudatoolkit=9.0',
    ),
    says: ['names its build', 'PyTorch 1.0 has no cpuonly'],
  },
});
