import assert from 'node:assert/strict';
import { it } from 'node:test';
import { defaultConfig } from '../../server/src/core/config.ts';
import { parseDockerfile } from '../../server/src/core/dockerfile/parse.ts';
import { stages } from '../../server/src/core/facts/stages.ts';
import { targetOf } from '../../server/src/core/facts/target/target.ts';
import { type Case, projectOf } from '../rule-tester.ts';

/** What the first stage's image runs on. */
function judge(
  text: string,
  path = 'Dockerfile',
  target: 'auto' | 'cpu' | 'gpu' = 'auto',
  files: Case['files'] = {},
): string {
  const source = {
    file: parseDockerfile(text),
    project: projectOf({ marked: text, path, files }),
    config: { ...defaultConfig, target },
  };
  const { kind, evidence } = targetOf(source, stages(source)[0]!);
  return `${kind}: ${evidence}`;
}

it('names the evidence for what an image runs on', () => {
  assert.equal(judge('FROM python:3'), 'unclear: it starts from python:3');
  assert.equal(judge('FROM python:3', 'docker/cpu/Dockerfile'), 'cpu: the folder is named cpu');
  assert.equal(judge('FROM python:3', 'cpu/Dockerfile.gpu'), 'gpu: the file is named Dockerfile.gpu');
  assert.equal(judge('FROM python:3', 'Dockerfile.no-cuda'), 'cpu: the file is named Dockerfile.no-cuda');
  assert.equal(judge('FROM python:3', 'Dockerfile.cpu', 'gpu'), 'gpu: the setting "target" says so');
  assert.equal(judge('# harden target=cpu\nFROM nvidia/cuda:12'), 'cpu: "# harden target=cpu" says so');
  assert.equal(judge('FROM tensorflow/tensorflow:2.9.0-gpu'), 'gpu: the base image is tensorflow/tensorflow:2.9.0-gpu');
  assert.equal(judge('FROM acme/models:cpu-1.2'), 'cpu: the base image is acme/models:cpu-1.2');
  assert.equal(judge('FROM pytorch/pytorch:2.1.0'), 'gpu: the base image is pytorch/pytorch:2.1.0');
});

it('reads variables, build flags and start commands', () => {
  assert.equal(judge('FROM python:3\nENV A=1 MODEL_DEVICE=cpu'), 'cpu: ENV MODEL_DEVICE=cpu');
  for (const part of ['ENV OFFLOAD_DEVICE=cpu', 'ENV MAP_DEVICE=cpu INIT_DEVICE=cpu', 'ENV CUDA_LAUNCH_BLOCKING=0'])
    assert.equal(judge(`FROM python:3\n${part}`), 'unclear: it starts from python:3', part);
  assert.equal(judge('FROM python:3\nENV CUDA_DEVICE=0'), 'gpu: ENV CUDA_DEVICE=0');
  assert.equal(judge('FROM python:3\nENV USE_CUDA=0'), 'cpu: ENV USE_CUDA=0');
  for (const more of ['"--offload-device","cpu"', '"--device","${DEVICE}","--embedding-device","cpu"'])
    assert.equal(judge(`FROM python:3\nCMD ["serve",${more}]`), 'unclear: it starts from python:3', more);
  assert.equal(judge('FROM python:3\nCMD ["serve","--device","cpu"]'), 'cpu: CMD says --device cpu');
  assert.equal(judge('FROM python:3\nARG DEVICE=cpu\nENV DEVICE=$DEVICE'), 'unclear: it starts from python:3');
  assert.equal(judge('FROM python:3\nARG DEVICE=cuda'), 'gpu: ARG DEVICE=cuda');
  assert.equal(judge('FROM python:3\nENV CUDA_VISIBLE_DEVICES=-1'), 'cpu: ENV CUDA_VISIBLE_DEVICES=-1');
  assert.equal(judge('FROM python:3\nENV CUDA_VISIBLE_DEVICES=0'), 'gpu: ENV CUDA_VISIBLE_DEVICES=0');
  assert.equal(judge('FROM python:3\nENV PATH=/usr/local/nvidia/bin:$PATH').slice(0, 3), 'gpu');
  assert.equal(judge('FROM python:3\nRUN cmake -DUSE_CUDA=OFF ..'), 'cpu: a build step says USE_CUDA=OFF');
  assert.equal(judge('FROM python:3\nRUN if [ $X ]; then CPU_ONLY=1 make; fi'), 'unclear: it starts from python:3');
  assert.equal(judge('FROM python:3\nCMD yolo predict device=cuda:0').slice(0, 3), 'gpu');
  assert.equal(judge('FROM python:3\nCMD ["serve", "--device", "cpu"]'), 'cpu: CMD says --device cpu');
});

it('reads what is installed, and weighs it less', () => {
  assert.equal(judge('FROM python:3\nRUN pip install onnxruntime'), 'cpu: onnxruntime is installed');
  assert.equal(
    judge('FROM python:3\nRUN pip install onnxruntime onnxruntime-gpu'),
    'gpu: onnxruntime-gpu is installed',
  );
  assert.equal(judge('FROM python:3\nRUN apt-get install -y libcudnn8'), 'gpu: libcudnn8 is installed');
  assert.equal(judge('FROM python:3\nENV DEVICE=cpu\nRUN pip install xformers'), 'cpu: ENV DEVICE=cpu');
  assert.equal(judge('# Runs on CUDA\nFROM python:3'), 'gpu: a comment mentions it');
});

/** Whether the evidence is firm, and what speaks against it. */
function doubts(text: string, path = 'Dockerfile'): string {
  const source = {
    file: parseDockerfile(text),
    project: projectOf({ marked: text, path }),
    config: defaultConfig,
  };
  const { kind, firm, against } = targetOf(source, stages(source)[0]!);
  return `${firm ? 'firm' : 'not firm'} ${kind}${against ? `, against it ${against}` : ''}`;
}

it('hears nothing of a CPU in what a build step is told: a build never has a GPU', () => {
  for (const step of [
    'CUDA_VISIBLE_DEVICES="" python warmup.py',
    'CUDA_VISIBLE_DEVICES=-1 python test.py',
    'export DEVICE=cpu && python preload.py',
    'USE_CUDA=0 python3 warmup.py',
    'FORCE_CPU=1 ./prepare',
  ])
    assert.equal(judge(`FROM python:3\nRUN ${step}`), 'unclear: it starts from python:3', step);
  for (const [step, said] of [
    ['USE_CUDA=0 python setup.py install', 'USE_CUDA=0'],
    ['CPU_ONLY=1 make', 'CPU_ONLY=1'],
    ['export USE_CUDA=OFF && make', 'USE_CUDA=OFF'],
    ['UV_TORCH_BACKEND=cpu uv pip install torch', 'UV_TORCH_BACKEND=cpu'],
  ])
    assert.equal(judge(`FROM python:3\nRUN ${step}`), `cpu: a build step says ${said}`);
});

it('doubts a name that the image contradicts', () => {
  for (const [line, said] of [
    ['ENV NVIDIA_VISIBLE_DEVICES=all', 'ENV NVIDIA_VISIBLE_DEVICES=all'],
    ['ENV CUDA_HOME=/usr/local/cuda', 'ENV CUDA_HOME=/usr/local/cuda'],
    ['CMD ["python", "a.py", "--device=cuda:0"]', 'CMD says --device cuda'],
  ])
    assert.equal(doubts(`FROM python:3\n${line}`, 'Dockerfile.cpu'), `not firm cpu, against it ${said}`);
  assert.equal(doubts('# harden target=cpu\nFROM python:3\nENV CUDA_HOME=/cuda'), 'firm cpu');
  assert.equal(
    doubts('FROM python:3\nRUN python -c "assert not torch.cuda.is_available()"', 'Dockerfile.cpu'),
    'firm cpu',
  );
  assert.equal(
    doubts('FROM python:3\nRUN python -c "print(torch.cuda.is_available())"', 'Dockerfile.cpu'),
    'firm cpu, against it a build step asks PyTorch for CUDA',
  );
});

it('judges a stage that several images have in common by all of them', () => {
  const base = 'FROM python:3 AS base\nFROM base AS ';
  assert.equal(judge(`${base}cpu-test\nFROM base AS prod`), 'unclear: it starts from python:3');
  assert.equal(judge(`${base}cpu\nFROM base AS prod`), 'unclear: it starts from python:3');
  assert.equal(judge(`${base}cpu\nFROM base AS gpu`), 'gpu: a stage is named gpu');
  assert.equal(judge(`${base}test\nFROM base AS prod-cpu`), 'cpu: a stage is named prod-cpu');
  assert.equal(judge(`${base}dev\nFROM base AS prod\nENV DEVICE=cpu`), 'unclear: it starts from python:3');
  assert.equal(judge('FROM python:3 AS base\nENV DEVICE=cpu\nFROM base AS a\nFROM base AS b'), 'cpu: ENV DEVICE=cpu');
});

it('judges a stage by those that start or copy from it', () => {
  const wheels = 'FROM python:3 AS wheels\n';
  assert.equal(judge(`${wheels}FROM python:3 AS cpu\nCOPY --from=wheels / /`), 'cpu: a stage is named cpu');
  assert.equal(judge(`${wheels}FROM nvidia/cuda:12 AS run\nFROM run\nCOPY --from=0 / /`).slice(0, 3), 'gpu');
  assert.equal(judge(`${wheels}FROM nvidia/cuda:12 AS other`), 'unclear: it starts from python:3');
});

/** What files beside `docker/Dockerfile` say. */
const beside = (files: Case['files'], text = 'FROM python:3'): string =>
  judge(text, 'docker/Dockerfile', 'auto', files);

const UNCLEAR = 'unclear: it starts from python:3';

it('asks Compose files what they start the image with', () => {
  const service = (build: string, more: string) => `services:\n  app:\n    build: ${build}\n${more}`;
  const devices =
    '    deploy:\n      resources:\n        reservations:\n          devices:\n            - driver: nvidia\n              count: 1\n              capabilities: [gpu]\n';
  const gpu = 'gpu: the service app of compose.yaml requests a GPU';
  for (const more of [
    devices,
    devices.replace('driver: nvidia', 'driver: cdi'),
    '    gpus: all\n',
    '    runtime: nvidia # here\n',
    '    devices:\n    - "nvidia.com/gpu=all"\n',
  ])
    assert.equal(beside({ 'compose.yaml': service('docker', more) }), gpu, more);
  const anchored = `x-common: &accelerated\n  runtime: nvidia\n${service('docker', '    <<: [*accelerated, *missing]\n')}`;
  assert.equal(beside({ 'compose.yaml': anchored }), gpu);
  assert.equal(beside({ 'compose.yaml': 'services: &all\n  app: *all\n' }), UNCLEAR);
  assert.equal(beside({ 'compose.yaml': service('{ context: ., dockerfile: docker/Dockerfile }', devices) }), gpu);
  assert.equal(
    beside({ 'deploy/docker-compose.yml': service('\n      context: ../docker', '    gpus: all\n') }),
    'gpu: the service app of deploy/docker-compose.yml requests a GPU',
  );
  assert.equal(beside({ 'compose.yaml': service('other', devices) }), UNCLEAR);
  assert.equal(beside({ 'compose.yaml': service('docker', '    gpus: []\n') }), UNCLEAR);
  assert.equal(beside({ 'compose.yaml': 'services: [' }), UNCLEAR);
});

it('asks Compose files together, one stage alone, and their variables', () => {
  const base = 'services:\n  app:\n    build: docker\n';
  assert.equal(
    beside({ 'compose.yaml': base, 'compose.gpu.yaml': 'services:\n  app:\n    runtime: nvidia\n' }),
    'gpu: the service app of compose.gpu.yaml requests a GPU',
  );
  const targeted = 'services:\n  app:\n    build:\n      context: docker\n      target: big\n    gpus: all\n';
  assert.equal(beside({ 'compose.yaml': targeted }, 'FROM python:3 AS small\nFROM python:3 AS big'), UNCLEAR);
  assert.equal(beside({ 'compose.yaml': targeted }, 'FROM python:3 AS big').slice(0, 3), 'gpu');
  const variables = (lines: string) => ({ 'compose.yaml': `${base}    environment:\n${lines}` });
  const cpu = 'cpu: the service app of compose.yaml says DEVICE=cpu';
  assert.equal(beside(variables('      - DEVICE=cpu\n')), cpu);
  assert.equal(beside(variables('      DEVICE: cpu\n')), cpu);
  assert.equal(beside(variables('      DEVICE: ${DEVICE:-cpu}\n')), UNCLEAR);
  assert.equal(
    beside({ 'compose.yaml': base.replace('app', 'app-cpu') }),
    'cpu: it is built for the service app-cpu of compose.yaml',
  );
});

it('asks every Compose service that runs the image', () => {
  const both = (more: string) =>
    `services:\n  app:\n    build: docker\n    image: me/x\n    environment: [DEVICE=cpu]\n${more}`;
  const cpu = 'cpu: the service app of compose.yaml says DEVICE=cpu';
  const gpu = 'gpu: the service b of compose.yaml requests a GPU';
  assert.equal(beside({ 'compose.yaml': both('') }), cpu);
  assert.equal(beside({ 'compose.yaml': both('  b:\n    image: me/x\n    gpus: all\n') }), gpu);
  assert.equal(beside({ 'compose.yaml': both('  b:\n    image: me/y\n    gpus: all\n') }), cpu);
  assert.equal(beside({ 'compose.yaml': both('  b:\n    extends: app\n    gpus: all\n') }), gpu);
  const extension = 'services:\n  b:\n    extends: { file: compose.yaml, service: app }\n    runtime: nvidia\n';
  assert.equal(
    beside({ 'compose.yaml': both(''), 'compose.gpu.yaml': extension }),
    'gpu: the service b of compose.gpu.yaml requests a GPU',
  );
  const common = 'services:\n  accelerated:\n    gpus: all\n';
  assert.equal(
    beside({
      'compose.yaml': 'services:\n  app:\n    build: docker\n    extends: { file: common.yml, service: accelerated }\n',
      'common.yml': common,
    }),
    'gpu: the service accelerated of common.yml requests a GPU',
  );
  assert.equal(beside({ 'compose.yaml': both('  b:\n    extends: b\n') }), cpu);
  const swarm =
    '    deploy:\n      resources:\n        reservations:\n          generic_resources:\n            - discrete_resource_spec:\n                kind: NVIDIA-GPU\n                value: 2\n';
  assert.equal(beside({ 'compose.yaml': both(swarm) }), 'gpu: the service app of compose.yaml requests a GPU');
  assert.equal(
    beside({ 'compose.yaml': 'services:\n  app:\n    build: docker\n  app-cpu:\n    build: docker\n' }),
    UNCLEAR,
  );
});

it('asks development containers', () => {
  const gpu = 'gpu: .devcontainer/devcontainer.json requests a GPU';
  const container = (more: string) => ({
    '.devcontainer/devcontainer.json': `// Development\n{\n\t"build": { "dockerfile": "../docker/Dockerfile" },\n\t${more}\n}\n`,
  });
  assert.equal(beside(container('"runArgs": ["--gpus=all"],')), gpu);
  assert.equal(beside(container('"runArgs": ["--gpus", "all"]')), gpu);
  assert.equal(beside(container('"hostRequirements": { "gpu": true } // "here"')), gpu);
  assert.equal(beside(container('"hostRequirements": { "gpu": false }')), UNCLEAR);
  assert.equal(
    beside({ '.devcontainer/devcontainer.json': '{"build":{"dockerfile":"Dockerfile"},"runArgs":["--gpus=all"]}' }),
    UNCLEAR,
  );
});

it('asks Bake and CI files', () => {
  const bake = (name: string, more = '') =>
    `target "${name}" {\n  context = "."\n  dockerfile = "docker/Dockerfile"\n${more}}\n`;
  assert.equal(
    beside({ 'docker-bake.hcl': bake('app-cuda') }),
    'gpu: it is built for the target app-cuda of docker-bake.hcl',
  );
  assert.equal(
    beside({ 'docker-bake.hcl': bake('app', '  args = {\n    CUDA_VERSION = "12.4"\n  }\n') }).slice(0, 3),
    'gpu',
  );
  assert.equal(beside({ 'docker-bake.hcl': bake('app-cuda').replace('docker/', 'other/') }), UNCLEAR);
  const json = (args: string) =>
    `{"target": {"app": {"dockerfile": "docker/Dockerfile", "args": {${args}}}, "other": {"dockerfile": "x"}}}`;
  assert.equal(beside({ 'docker-bake.json': json('"DEVICE": "cuda"') }).slice(0, 3), 'gpu');
  assert.equal(beside({ 'docker-bake.json': json('"DEVICE": "${DEVICE}"') }), UNCLEAR);
  assert.equal(beside({ 'docker-bake.hcl': `${bake('app-cpu')}${bake('app')}` }), UNCLEAR);
  const step = (tag: string) =>
    `jobs:\n  image:\n    steps:\n      - name: build\n        uses: docker/build-push-action@v6\n        with:\n          context: .\n          file: ./docker/Dockerfile\n          tags: |\n            ghcr.io/acme/app:${tag}\n      - name: other\n        run: echo cuda\n`;
  const workflow = '.github/workflows/image.yml';
  assert.equal(beside({ [workflow]: step('1-cuda') }), `gpu: ${workflow} builds it as ghcr.io/acme/app:1-cuda`);
  assert.equal(beside({ [workflow]: step('1') }), UNCLEAR);
  const commands =
    'test:\n\tdocker build -t app:test -f docker/Dockerfile .\n\tdocker run --rm \\\n\t  --gpus all app:test\n';
  assert.equal(beside({ Makefile: commands }), 'gpu: Makefile starts app:test with a GPU');
  assert.equal(beside({ Makefile: commands.replace('--gpus all', '') }), UNCLEAR);
});
