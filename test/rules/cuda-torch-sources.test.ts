import assert from 'node:assert/strict';
import { it } from 'node:test';
import { defaultConfig } from '../../server/src/core/config.ts';
import { lint } from '../../server/src/core/lint.ts';
import { cudaTorchIndex } from '../../server/src/core/rules/cuda-torch-index.ts';
import { type Case, fixWith, projectOf, testRule } from '../rule-tester.ts';

const WHEELS = 'https://download.pytorch.org/whl';
const CPU = `${WHEELS}/cpu`;
const HEAD = '# harden target=cpu\nFROM python:3.11\n';
const onCpu = (lines: string): string => `${HEAD}${lines}\n`;

testRule(cudaTorchIndex, {
  'an index that env gives': {
    marked: `# harden target=cpu\nFROM python:3.11\nRUN env A=b PIP_INDEX_URL=https://download.pytorch.org/whl/cu118 «pip» install torch==2.0.1\nRUN env PIP_INDEX_URL=${CPU} pip wheel torch\n`,
    says: ['is a build for CUDA (the index says cu118)'],
    fixed: `# harden target=cpu\nFROM python:3.11\nRUN env A=b PIP_INDEX_URL=${CPU} pip install torch==2.0.1\nRUN env PIP_INDEX_URL=${CPU} pip wheel torch\n`,
  },
  'versions that are no releases': {
    marked:
      '# harden target=cpu\nFROM python:3.11\nRUN «pip» wheel torch==2.7.0rc1\nRUN «pip» wheel torch==2.7.0.dev20250101\n',
    says: [
      'torch==2.7.0rc1 is no release, and PyPI has nothing else, but this',
      'torch==2.7.0.dev20250101 is no release, and',
    ],
    fixed:
      '# harden target=cpu\nFROM python:3.11\nRUN pip wheel --index-url https://download.pytorch.org/whl/test/cpu torch==2.7.0rc1\nRUN pip wheel --index-url https://download.pytorch.org/whl/nightly/cpu torch==2.7.0.dev20250101\n',
  },
  'processors that PyPI has no builds for, and wheels for every machine': {
    marked:
      '# harden target=cpu\nFROM arm32v7/python:3.11\nRUN pip install torch==2.2.0\nFROM --platform=linux/ppc64le python:3.11\nRUN pip install torch==2.2.0\nFROM --platform=linux/arm/v7 python:3.11\nRUN pip install torch==2.2.0\nFROM python:3.6\nRUN pip install torchvision==0.2.1\n',
  },
  'markers that leave this image out': {
    marked: '# harden target=cpu\nFROM python:3.11\nCOPY . .\nRUN pip install -r requirements.txt\n',
    files: {
      'requirements.txt': [
        'torch==2.2.0; platform_machine=="aarch64"',
        'torch==2.2.0; python_version<"3.8"',
        'torch==2.2.0 ; "darwin" == sys_platform',
        'torch==2.2.0 ; extra == "gpu"',
        'torch==2.2.0 ; sys_platform == "darwin" and platform_machine == "arm64" or sys_platform == "win32"',
        "torch==2.2.0 ; sys_platform not in 'linux' and (python_version >= '3.8' or os_name == 'nt')",
      ].join('\n'),
    },
  },
  'markers that have this image, or may': {
    marked:
      '# harden target=cpu\nFROM python:3.11\nCOPY . .\nRUN «pip» install -r a.txt\nFROM debian\nCOPY . .\nARG TARGETARCH\nRUN pip install -r b.txt\nFROM debian\nCOPY . .\nRUN «pip» install -r c.txt\n',
    files: {
      'a.txt': 'torch==2.2.0; "3.8" <= python_version and platform_machine != "aarch64"\n',
      'b.txt': 'torch==2.2.0; platform_machine == "aarch64"\n',
      'c.txt': 'torch==2.2.0; python_version < "3.8" or platform_python_implementation == "PyPy"\n',
    },
    fixed: `# harden target=cpu\nFROM python:3.11\nCOPY . .\nRUN pip install --extra-index-url ${CPU} -r a.txt\nFROM debian\nCOPY . .\nARG TARGETARCH\nRUN pip install -r b.txt\nFROM debian\nCOPY . .\nRUN pip install --extra-index-url ${CPU} -r c.txt\n`,
  },
  'a file that sed changes by a pattern': {
    marked:
      "# harden target=cpu\nFROM python:3.11\nCOPY . .\nRUN sed -i '/^torch/d' *.txt && pip install -r requirements.txt\n",
    files: { 'requirements.txt': 'torch==2.2.0\n' },
  },
  "pip's and uv's configuration in a copied folder": {
    marked:
      '# harden target=cpu\nFROM python:3.11\nCOPY docker/ /etc/\nRUN pip install torch==2.2.0 flask\nFROM python:3.11\nWORKDIR /app\nCOPY docker .\nRUN uv pip install torch && cd app && uv pip install torch\nRUN «pip» install torch==2.2.0\n',
    files: {
      'docker/pip.conf': `[global]\nextra-index-url = ${CPU}\n`,
      'docker/uv.toml': `[[index]]\nurl = "${CPU}"\n`,
    },
    fixed: `# harden target=cpu\nFROM python:3.11\nCOPY docker/ /etc/\nRUN pip install torch==2.2.0 flask\nFROM python:3.11\nWORKDIR /app\nCOPY docker .\nRUN uv pip install torch && cd app && uv pip install torch\nRUN pip install --index-url ${CPU} torch==2.2.0\n`,
  },
  'PyTorch that came by other means': {
    marked: `# harden target=cpu
FROM debian:12
RUN apt-get install -y python3-torch python3-pip
RUN pip install sentence-transformers && pip install torch
FROM continuumio/miniconda3
RUN conda install -y -c conda-forge pytorch-cpu && pip install timm
FROM python:3.11 AS builder
RUN pip install --prefix=/install torch --index-url ${CPU}
FROM python:3.11
COPY --from=builder /install /usr/local
RUN pip install torch flask
FROM python:3.11
COPY --from=builder /model.onnx /
RUN «pip» install torch
`,
    fixed: `# harden target=cpu
FROM debian:12
RUN apt-get install -y python3-torch python3-pip
RUN pip install sentence-transformers && pip install torch
FROM continuumio/miniconda3
RUN conda install -y -c conda-forge pytorch-cpu && pip install timm
FROM python:3.11 AS builder
RUN pip install --prefix=/install torch --index-url ${CPU}
FROM python:3.11
COPY --from=builder /install /usr/local
RUN pip install torch flask
FROM python:3.11
COPY --from=builder /model.onnx /
RUN pip install --index-url ${CPU} torch
`,
  },
  'a package that requires torch': {
    marked: onCpu('RUN «pip» install flask sentence-transformers==3.0.1'),
    says: ['torch (sentence-transformers requires torch) comes from PyPI'],
    severities: ['warning'],
    fixed: onCpu(`RUN pip install --extra-index-url ${CPU} flask sentence-transformers==3.0.1`),
  },
  'one that requires another one that does': {
    marked: onCpu('RUN «pip» install keybert'),
    says: ['keybert requires sentence-transformers, which requires torch'],
    fixed: onCpu(`RUN pip install --extra-index-url ${CPU} keybert`),
  },
  'one that does so with an extra': {
    marked: onCpu('RUN pip install transformers diffusers\nRUN «pip» install "transformers[torch]"'),
    fixed: onCpu(
      `RUN pip install transformers diffusers\nRUN pip install --extra-index-url ${CPU} "transformers[torch]"`,
    ),
  },
  'one in a requirements file': {
    marked: onCpu('COPY requirements.txt .\nRUN «uv» pip install --system -r requirements.txt'),
    files: { 'requirements.txt': 'ultralytics>=8\nflask\n' },
    says: ['torch of requirements.txt (ultralytics requires torch)'],
    fixed: onCpu('COPY requirements.txt .\nRUN uv pip install --system --torch-backend=cpu -r requirements.txt'),
  },
  'a pinned torch is asked for beside one': {
    marked: onCpu('RUN «pip» install easyocr'),
    says: ['a version that only PyPI has yet would still win, so ask for a pinned one as well'],
    fixed: onCpu(`RUN pip install --extra-index-url ${CPU} easyocr`),
  },
  'one where nothing says what the image runs on': {
    marked: 'FROM python:3.11\nRUN «pip» install openai-whisper\n',
    severities: ['hint'],
    reviewed: `FROM python:3.11\nRUN pip install --extra-index-url ${CPU} openai-whisper\n`,
  },
  'one after a CPU torch': {
    marked: onCpu(
      `RUN pip install torch --index-url ${CPU}\nRUN pip install -U sentence-transformers && pip install timm`,
    ),
  },
  'one that torch may be there before': {
    marked: onCpu(
      `RUN pip install -r elsewhere.txt\nRUN pip install timm\nFROM acme/torch\nRUN pip install timm\nFROM python:3.11\nCOPY --from=0 /venv /venv\nRUN pip install timm\nFROM continuumio/miniconda3\nRUN conda install -c pytorch pytorch cpuonly\nRUN pip install timm\nFROM python:3.11\nRUN pip install -r more.txt timm\nRUN pip download --no-deps timm`,
    ),
  },
  'one after a choice between machines': {
    marked: onCpu(
      `ARG A\nRUN if [ "$A" = cpu ]; then pip install torch --index-url ${CPU}; fi && pip install timm\nRUN pip install torch torchvision`,
    ),
  },
  'one in front of a CPU torch, which then comes too late': {
    marked: onCpu(`RUN «pip» install timm\nRUN pip install torch --index-url ${CPU}`),
    fixed: onCpu(`RUN pip install --extra-index-url ${CPU} timm\nRUN pip install torch --index-url ${CPU}`),
  },
  'one beside the program uv': {
    marked: onCpu('COPY --from=ghcr.io/astral-sh/uv:0.8 /uv /bin/\nRUN «uv» pip install timm'),
    fixed: onCpu('COPY --from=ghcr.io/astral-sh/uv:0.8 /uv /bin/\nRUN uv pip install --torch-backend=cpu timm'),
  },
  'what a pinned torch weighs more': {
    marked: onCpu('RUN «pip» install torch==2.0.1\nRUN «pip» wheel torch==2.1.0'),
    says: ['carry CUDA (about 2 GB more)', 'carry CUDA, but'],
    fixed: onCpu(`RUN pip install --index-url ${CPU} torch==2.0.1\nRUN pip wheel --index-url ${CPU} torch==2.1.0`),
  },
  'a release from before the tags': {
    marked: onCpu('RUN «pip» install torch==1.1.0 flask'),
    reviewed: onCpu(`RUN pip install --extra-index-url ${CPU} torch==1.1.0 flask`),
  },
  'pip.conf in a heredoc of COPY': {
    marked: onCpu(
      `COPY <<EOF /etc/pip.conf\n[global]\n# cu121\nextra-index-url =\n    ${WHEELS}/cu121\n    https://pypi.example.com/simple\nEOF\nRUN «pip» install torch`,
    ),
    says: ['torch is a build for CUDA (the index says cu121)'],
    fixed: onCpu(
      `COPY <<EOF /etc/pip.conf\n[global]\n# cu121\nextra-index-url =\n    ${CPU}\n    https://pypi.example.com/simple\nEOF\nRUN pip install torch`,
    ),
  },
  'pip.conf by echo, printf and cat': {
    marked: onCpu(
      `RUN echo "[global]" > /etc/pip.conf && echo "index-url = ${WHEELS}/cu118" >> /etc/pip.conf\nRUN «pip» install torch\nFROM python:3.11\nRUN printf '[global]\\nextra-index-url=${WHEELS}/cu118\\n' > ~/.pip/pip.conf && «pip3» install torch\nFROM python:3.11\nRUN cat > /etc/pip.conf <<EOF\n[install]\nfind-links = ${WHEELS}/cu118/torch_stable.html\nEOF\nRUN «pip» install torch==2.0.1+cu118`,
    ),
    fixed: onCpu(
      `RUN echo "[global]" > /etc/pip.conf && echo "index-url = ${CPU}" >> /etc/pip.conf\nRUN pip install torch\nFROM python:3.11\nRUN printf '[global]\\nextra-index-url=${CPU}\\n' > ~/.pip/pip.conf && pip3 install torch\nFROM python:3.11\nRUN cat > /etc/pip.conf <<EOF\n[install]\nfind-links = ${CPU}/torch_stable.html\nEOF\nRUN pip install torch==2.0.1+cpu`,
    ),
  },
  'pip.conf of the project': {
    marked: onCpu('COPY docker/pip.conf /etc/\nRUN «pip» install torch flask'),
    files: { 'docker/pip.conf': `[global]\nextra-index-url = ${WHEELS}/cu118\n` },
    reviewed: onCpu('COPY docker/pip.conf /etc/\nRUN pip install torch flask'),
    fixedFiles: { 'docker/pip.conf': `[global]\nextra-index-url = ${CPU}\n` },
  },
  'pip.conf that says nothing of PyTorch, and one that says CPU': {
    marked: onCpu(
      `COPY pip.conf /etc/pip.conf\nRUN «pip» install torch\nFROM python:3.11\nCOPY <<EOF /etc/pip.conf\n[global]\nindex-url = ${CPU}\nEOF\nRUN pip install torch`,
    ),
    files: { 'pip.conf': '[global]\nindex-url: https://pypi.org/simple\ntimeout = 60\n' },
    fixed: onCpu(
      `COPY pip.conf /etc/pip.conf\nRUN pip install --extra-index-url ${CPU} torch\nFROM python:3.11\nCOPY <<EOF /etc/pip.conf\n[global]\nindex-url = ${CPU}\nEOF\nRUN pip install torch`,
    ),
  },
  'pip.conf that is not known': {
    marked: onCpu(
      'COPY pip.conf /etc/pip.conf\nRUN pip install torch\nFROM python:3.11\nRUN --mount=type=secret,id=pip,target=/etc/pip.conf pip install torch\nFROM python:3.11\nRUN curl -o /etc/pip.conf https://example.com/pip.conf && pip install torch\nFROM python:3.11\nENV PIP_CONFIG_FILE=/opt/pip.conf\nRUN pip install torch',
    ),
  },
  'constraints in the environment': {
    marked: onCpu(
      'COPY *.txt /\nENV PIP_CONSTRAINT=/cuda.txt\nRUN «pip» install torch\nRUN UV_CONSTRAINT=/cuda.txt «uv» pip install --upgrade torch',
    ),
    files: { 'cuda.txt': 'torch==2.7.0+cu126\n' },
    says: ['torch==2.7.0+cu126 of cuda.txt is a build for CUDA', 'torch==2.7.0+cu126 of cuda.txt'],
    reviewed: onCpu(
      `COPY *.txt /\nENV PIP_CONSTRAINT=/cuda.txt\nRUN pip install --index-url ${CPU} torch\nRUN UV_CONSTRAINT=/cuda.txt uv pip install --upgrade --torch-backend=cpu torch`,
    ),
    fixedFiles: { 'cuda.txt': 'torch==2.7.0+cpu\n' },
  },
  'a range in a constraints file': {
    marked: onCpu('COPY c.txt .\nRUN «pip» install torch -c c.txt'),
    files: { 'c.txt': 'torch<3\n' },
    says: ['torch of c.txt comes from PyPI'],
    fixed: onCpu(`COPY c.txt .\nRUN pip install --index-url ${CPU} torch -c c.txt`),
  },
  'a nightly tag that nothing serves': {
    marked: onCpu('RUN «pip» install --pre torch==2.9.0.dev20250801+cpu flask'),
    fixed: onCpu(`RUN pip install --pre --extra-index-url ${WHEELS}/nightly/cpu torch==2.9.0.dev20250801+cpu flask`),
  },
  'an index of CUDA has what the CPU one has not': {
    marked: onCpu(`RUN ««pip»» install torch==2.6.0 xformers==0.0.29 --index-url ${WHEELS}/cu124`),
    says: ['by hand, because it does not have xformers', 'xformers needs CUDA'],
    severities: ['warning', 'information'],
  },
  'packages for GPUs in an image for CPUs': {
    marked: onCpu(
      'RUN «pip» install onnxruntime-gpu\nCOPY requirements.txt .\nRUN ««pip»» install -r requirements.txt\nRUN pip install --dry-run xformers',
    ),
    files: {
      'requirements.txt': 'nvidia-cublas-cu12==12.1.3.1\nnvidia-cudnn-cu12==8.9.2.26\nnvidia-ml-py\ntriton==2.2.0\n',
    },
    says: [
      'onnxruntime-gpu is a build for CUDA, but this image runs on a CPU',
      'nvidia-cublas-cu12 and 1 more of requirements.txt are libraries of CUDA',
      'triton of requirements.txt is made for GPUs',
    ],
    severities: ['information', 'information', 'hint'],
  },
  'packages for GPUs where they may be for one': {
    marked: 'FROM python:3.11\nRUN pip install xformers\nFROM python:3.11 AS gpu\nRUN pip install onnxruntime-gpu\n',
  },
  "a CPU's build in an image for GPUs": {
    marked: `FROM nvidia/cuda:12.4.1-runtime-ubuntu22.04\nRUN «pip» install torch --index-url ${CPU}\nRUN «pip» wheel torch==2.0.1+cpu -f ${WHEELS}/torch_stable.html\n`,
    says: [
      'torch is a build for CPUs (the index says cpu), but this image runs on a GPU (the base image is nvidia/cuda:12.4.1-runtime-ubuntu22.04)',
      'its tag says cpu',
    ],
    severities: ['information', 'information'],
  },
  "a CPU's build where the author says GPU": {
    config: { ...defaultConfig, target: 'gpu' },
    marked: `FROM python:3.11\nRUN «pip» install torch --index-url ${CPU}\nFROM python:3.11\nRUN «uv» pip install --torch-backend=auto torch\n`,
    severities: ['warning', 'warning'],
    says: ['the setting "target" says so', 'is chosen where no GPU is: in a build'],
  },
  "a CPU's build that is replaced, on other accelerators, and where nothing is certain": {
    marked: `FROM nvidia/cuda:12.4.1-runtime-ubuntu22.04\nRUN pip install torch --index-url ${CPU}\nRUN pip install --force-reinstall torch --index-url ${WHEELS}/cu124\nFROM acme/cann:8\nRUN pip install torch==2.2.0 --index-url ${CPU}\nFROM python:3.11\nRUN pip install torch onnxruntime-gpu --index-url ${CPU}\n`,
  },
  'several platforms, by a workflow': {
    marked: onCpu('RUN «pip» install torch==2.1.0+cu118 --index-url https://download.pytorch.org/whl/cu118'),
    files: { '.github/workflows/image.yml': 'platforms: linux/amd64,linux/arm64\n' },
    fixed: onCpu(`RUN pip install torch==2.1.0 --index-url ${CPU}`),
  },
  'several platforms': {
    marked:
      '# harden target=cpu\nFROM --platform=$TARGETPLATFORM python:3.11\nRUN «pip» install torch==2.1.0+cu118 torchvision==0.21.0+cu124 flask\n',
    says: ['pin torch without +cu118 and pin torchvision to +cpu'],
    fixed: `# harden target=cpu\nFROM --platform=$TARGETPLATFORM python:3.11\nRUN pip install --extra-index-url ${CPU} torch==2.1.0 torchvision==0.21.0+cpu flask\n`,
  },
});

/** The titles of a case's fixes, and the texts that the fix leaves whose title begins so. */
async function choose(one: Case, beginning: string) {
  const { diagnostics } = lint({ text: one.marked, project: projectOf(one) }, [cudaTorchIndex]);
  const wanted = ({ title }: { readonly title: string }) => title.startsWith(beginning);
  const { text, others, remaining } = await fixWith(cudaTorchIndex, one, one.marked, 'review', wanted);
  return {
    titles: diagnostics.flatMap(({ fixes = [] }) => fixes.map(({ title }) => title)),
    text,
    others: Object.fromEntries(others),
    remaining: remaining.length,
  };
}

it('records that an image runs on a GPU, behind the parser directives', async () => {
  const record = 'This image runs on a GPU: write # harden target=gpu at the top of the file';
  const lines = 'FROM python:3.11\r\nRUN pip install torch\r\n';
  for (const head of ['', '# syntax=docker/dockerfile:1\r\n#escape=\\\r\n', '\uFEFF', '#!/usr/bin/env docker\r\n']) {
    const chosen = await choose({ marked: `${head}# About\r\n${lines}` }, 'This image');
    assert.deepEqual(chosen.titles, [`Add --index-url ${CPU}`, record]);
    assert.equal(chosen.text, `${head}# harden target=gpu\r\n# About\r\n${lines}`);
    assert.equal(chosen.remaining, 0);
  }
  assert.deepEqual((await choose({ marked: onCpu('RUN pip install torch') }, 'This image')).titles, [
    `Add --index-url ${CPU}`,
  ]);
});

it('offers the tag in a requirements file, with the index in the Dockerfile', async () => {
  const lines = (option: string) => onCpu(`COPY requirements.txt .\nRUN pip install ${option}-r requirements.txt`);
  const files = { 'requirements.txt': 'torch == 2.2.0 ; python_version > "3.8"\ntorchvision==0.17.0\nflask\n' };
  const add = `Add --extra-index-url ${CPU}`;
  const chosen = await choose({ marked: lines(''), files }, `${add} and pin`);
  const pins = 'pin torch to +cpu in requirements.txt and pin torchvision to +cpu in requirements.txt';
  assert.deepEqual(chosen.titles, [add, `${add} and ${pins}`]);
  assert.equal(chosen.text, lines(`--extra-index-url ${CPU} `));
  assert.deepEqual(chosen.others, {
    'requirements.txt': 'torch == 2.2.0+cpu ; python_version > "3.8"\ntorchvision==0.17.0+cpu\nflask\n',
  });
  assert.equal(chosen.remaining, 0);
  const many = `${lines('').replace('FROM', 'FROM --platform=$TARGETPLATFORM')}`;
  assert.deepEqual(
    (await choose({ marked: many, files }, add)).titles,
    [add],
    'wheels for arm64 have no tag before 2.6',
  );
});
